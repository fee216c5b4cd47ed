"""Dictionary scores and alignment links -> the weighted renderings of each English key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indexer.lexicon import MAX_RENDERINGS
from training.bitext import Lemmas
from training.candidates import Scores
from training.dictionaries import JAPANESE

Shares = dict[Lemmas, float]


@dataclass(frozen=True, slots=True)
class Mixture:
    """How much dictionaries and parallel text count; chosen on the dev set.

    ``pseudo_counts`` (m): the links that the dictionary prior is worth. ``commonness`` (beta): the
    power of a rendering's frequency in Japanese text in that prior. ``sharpness`` (gamma): the
    power that turns probabilities into weights. ``least_weight``: renderings below are dropped.
    ``least_links``, ``least_share``: what a pair that no dictionary has needs, in links and in
    the share of either side's links; ``least_alone``: the links it needs where no dictionary has
    the word at all, so that a rare name gets nothing rather than its neighbours.
    """

    pseudo_counts: float = 50.0
    commonness: float = 0.1
    sharpness: float = 0.2
    least_weight: float = 0.1
    least_links: float = 0.5
    least_share: float = 0.03
    least_alone: float = 2.0


def renderings(
    scores: Scores, links: Scores, frequency: Mapping[Lemmas, int], mixture: Mixture
) -> Scores:
    """Return for each key its renderings with weights in (0, 1], best first, at most 8.

    With links A(e, f), dictionary scores s(e, f) and frequency c(f): prior(f | e) is proportional
    to s(e, f) (c(f) + 0.5)^beta; p(f | e) = (A(e, f) + m prior(f | e)) / (A(e) + m), which is
    Dirichlet smoothing; the weight is (p / max p)^gamma. Equal ones are ordered by lemma.
    """
    linked_to: dict[Lemmas, float] = {}
    for row in links.values():
        for lemmas, count in row.items():
            linked_to[lemmas] = linked_to.get(lemmas, 0.0) + count
    found: Scores = {}
    for key in sorted(scores.keys() | links.keys()):
        prior = _prior(scores.get(key, {}), frequency, mixture)
        known = _trusted(key, links.get(key, {}), prior, linked_to, mixture)
        mixed = {
            lemmas: known.get(lemmas, 0.0) + mixture.pseudo_counts * prior.get(lemmas, 0.0)
            for lemmas in known.keys() | prior.keys()
        }
        if mixed:
            found[key] = _weights(mixed, mixture)
    return found


def _prior(row: Shares, frequency: Mapping[Lemmas, int], mixture: Mixture) -> Shares:
    raw = {
        lemmas: score * (frequency.get(lemmas, 0) + 0.5) ** mixture.commonness
        for lemmas, score in row.items()
    }
    total = sum(raw.values())
    return {lemmas: score / total for lemmas, score in raw.items()}


def _trusted(
    key: str, row: Shares, prior: Shares, linked_to: Mapping[Lemmas, float], mixture: Mixture
) -> Shares:
    """Return the links that a dictionary confirms, and strong ones of single words."""
    total = sum(row.values())
    least = mixture.least_links if prior else mixture.least_alone
    return {
        lemmas: count
        for lemmas, count in row.items()
        if lemmas in prior
        or (
            " " not in key
            and all(JAPANESE.search(lemma) for lemma in lemmas)
            and count >= least
            and count >= mixture.least_share * total
            and count >= mixture.least_share * linked_to[lemmas]
        )
    }


def _weights(mixed: Shares, mixture: Mixture) -> Shares:
    best = max(mixed.values())
    weights = {
        lemmas: (value / best) ** mixture.sharpness for lemmas, value in mixed.items() if value > 0
    }
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    kept: Shares = {}
    for lemmas, weight in ranked:
        narrower = any(set(better) < set(lemmas) for better in kept)
        if weight >= mixture.least_weight and not narrower:
            kept[lemmas] = weight
    return dict(list(kept.items())[:MAX_RENDERINGS])
