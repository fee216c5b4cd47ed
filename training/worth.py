"""What an English key is worth in a question: how often its translation says it too."""

from __future__ import annotations

from collections import defaultdict

from training.bitext import Bags
from training.candidates import Scores

Counts = defaultdict[str, float]

POWER = 0.5
PRIOR_SHARE = 0.7
PRIOR_PAIRS = 3.0
"""An unseen key counts as PRIOR_PAIRS pairs with PRIOR_SHARE of its renderings' weight in them."""


def with_worth(found: Scores, bags: Bags) -> Scores:
    """Return ``found`` with every key's weights multiplied by its worth, in (0, 1].

    With n weighted sentence pairs that have the key, and h the sum over them of the weight of the
    best rendering in the Japanese side: worth = ((h + PRIOR_PAIRS * PRIOR_SHARE) /
    (n + PRIOR_PAIRS)) ^ POWER. Light verbs (``make``), which are translated freely, get little.
    """
    seen, said = _counts(found, bags)
    scaled: Scores = {}
    for key, row in found.items():
        share = (said[key] + PRIOR_PAIRS * PRIOR_SHARE) / (seen[key] + PRIOR_PAIRS)
        scaled[key] = {lemmas: weight * share**POWER for lemmas, weight in row.items()}
    return scaled


def _counts(found: Scores, bags: Bags) -> tuple[Counts, Counts]:
    """Return by key the weight of the pairs that have it, and that of what they say of it."""
    seen: Counts = defaultdict(float)
    said: Counts = defaultdict(float)
    for english, japanese, weight in zip(bags.english, bags.japanese, bags.weights, strict=True):
        units = set(japanese)
        for key in set(english) & found.keys():
            seen[key] += weight
            said[key] += weight * max(
                (value for lemmas, value in found[key].items() if lemmas in units), default=0.0
            )
    return seen, said
