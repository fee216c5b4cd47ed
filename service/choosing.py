"""Which of the passages found are read: the search's odds and the selector's together; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.records import Hit
from service.odds import log_odds, logistic
from service.records import Language


@dataclass(frozen=True, slots=True)
class Weights:
    """What tells that a passage is relevant: its odds by the search, and how well it ``matched``.

    The log odds are their weighted sum and the ``bias``.
    """

    found: float
    matched: float
    bias: float


WEIGHTS: Mapping[Language, Weights] = {
    "ja": Weights(0.475, 0.204, -7.178),
    "en": Weights(0.564, 0.184, -5.952),
}
"""Learned by ``python -m training.choosing``."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A hit, and the probability, 0 to 1, that it is relevant by search and selector together."""

    hit: Hit
    chance: float


def chosen(
    hits: Sequence[Hit], matched: Sequence[float], weights: Weights, count: int
) -> tuple[Chosen, ...]:
    """Return the ``count`` likeliest of the hits, best first, ties as they were found.

    ``matched`` is how well the best sentence of each matches the question by the selector.
    """
    told = [
        Chosen(hit, _chance(hit, score, weights)) for hit, score in zip(hits, matched, strict=True)
    ]
    return tuple(sorted(told, key=lambda one: -one.chance)[:count])


def _chance(hit: Hit, matched: float, weights: Weights) -> float:
    odds = weights.found * log_odds(hit.score) + weights.matched * matched + weights.bias
    return logistic(odds)
