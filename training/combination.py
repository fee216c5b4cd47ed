"""Dictionary scores and alignment links -> the weighted renderings of each English key."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from indexer.lexicon import MAX_RENDERINGS
from training.bitext import LIGHT, Lemmas
from training.candidates import Scores
from training.dictionaries import JAPANESE

Shares = dict[Lemmas, float]
AffinityOf = Callable[[str, Lemmas], float]


@dataclass(frozen=True, slots=True)
class Mixture:
    """How much dictionaries and parallel text count; chosen on the dev set.

    ``pseudo_counts`` (m): the links that the dictionary prior is worth. ``sharpness`` (gamma): the
    power that turns probabilities into weights; ``closeness`` (s): how much their cosine adds.
    ``least_weight``: renderings below are dropped. ``least_links``, ``least_share``,
    ``least_affinity``: what a pair that no dictionary has needs, in links, in the share of either
    side's links, and as cosine; ``least_alone``: the links it needs where no dictionary has the
    word at all, so that a rare name gets nothing rather than its neighbours. ``most_light``: the
    share of the prior that light lemmas may have; a key with more (``even though``) is light too.
    """

    pseudo_counts: float = 50.0
    sharpness: float = 0.2
    closeness: float = 0.6
    least_weight: float = 0.1
    least_links: float = 0.5
    least_share: float = 0.03
    least_affinity: float = 0.2
    least_alone: float = 2.0
    most_light: float = 0.3


def renderings(
    scores: Scores,
    links: Scores,
    affinity: AffinityOf,
    mixture: Mixture,
) -> Scores:
    """Return for each key its renderings with weights in (0, 1], best first, at most 12.

    With links A(e, f), cosines a(e, f) and prior(f | e), the share of f in the dictionary scores:
    p(f | e) = (A(e, f) + m prior(f | e)) / (A(e) + m), which is Dirichlet smoothing; the weight is
    proportional to p(f | e)^gamma exp(s a(e, f)), the best one's being 1. Equal ones are ordered
    by lemma. Light lemmas render nothing.
    """
    linked_to: dict[Lemmas, float] = {}
    for row in links.values():
        for lemmas, count in row.items():
            linked_to[lemmas] = linked_to.get(lemmas, 0.0) + count
    found: Scores = {}
    for key in sorted(scores.keys() | links.keys()):
        prior = _shares(scores.get(key, {}))
        if sum(share for lemmas, share in prior.items() if _is_light(lemmas)) > mixture.most_light:
            continue
        near = {
            lemmas: affinity(key, lemmas) for lemmas in prior.keys() | links.get(key, {}).keys()
        }
        known = _trusted(key, links.get(key, {}), prior, linked_to, near, mixture)
        mixed = {
            lemmas: known.get(lemmas, 0.0) + mixture.pseudo_counts * prior.get(lemmas, 0.0)
            for lemmas in known.keys() | prior.keys()
            if not _is_light(lemmas)
        }
        if mixed:
            found[key] = _weights(mixed, near, mixture)
    return found


def _is_light(lemmas: Lemmas) -> bool:
    return LIGHT.issuperset(lemmas)


def _shares(row: Shares) -> Shares:
    total = sum(row.values())
    return {lemmas: score / total for lemmas, score in row.items()}


def _trusted(
    key: str,
    row: Shares,
    prior: Shares,
    linked_to: Mapping[Lemmas, float],
    near: Shares,
    mixture: Mixture,
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
            and near[lemmas] > mixture.least_affinity
            and count >= mixture.least_share * total
            and count >= mixture.least_share * linked_to[lemmas]
        )
    }


def _weights(mixed: Shares, near: Shares, mixture: Mixture) -> Shares:
    raw = {
        lemmas: value**mixture.sharpness * math.exp(mixture.closeness * near[lemmas])
        for lemmas, value in mixed.items()
    }
    best = max(raw.values())
    ranked = sorted(raw.items(), key=lambda item: (-item[1], item[0]))
    kept: Shares = {}
    for lemmas, value in ranked:
        narrower = any(set(better) < set(lemmas) for better in kept)
        if value >= mixture.least_weight * best and not narrower:
            kept[lemmas] = value / best
    return dict(list(kept.items())[:MAX_RENDERINGS])
