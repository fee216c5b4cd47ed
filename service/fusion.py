"""Scores of the legs -> one order; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.records import Language

Scores = Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each leg counts for. Learned by ``python -m training.fusion``.

    ``views`` weigh the lexical views inside the lexical leg. ``translation`` and ``dense`` weigh
    those legs against the lexical one. Lexical and translation scores are shares, 0 to 1, of the
    most that the question could score; dense ones are cosines.
    """

    views: tuple[tuple[str, float], ...]
    translation: float
    dense: float

    def of(self, leg: str) -> float:
        """Return the weight of a leg by name."""
        return {"lexical": 1.0, "translation": self.translation, "dense": self.dense}[leg]


# Japanese questions need no translation to be found, as a rule: it is there for names that the
# corpus spells otherwise, with a weight too small to move anything else.
WEIGHTS: Mapping[Language, Weights] = {
    "ja": Weights(
        (("lemma", 1.0), ("bigram", 0.3), ("chars", 0.15), ("latin", 0.7)),
        translation=0.05,
        dense=0.2,
    ),
    "en": Weights(
        (("lemma", 0.7), ("bigram", 1.0), ("chars", 0.0), ("latin", 2.0)),
        translation=1.0,
        dense=0.4,
    ),
}


def weighted_sum(legs: Sequence[tuple[float, Scores]], k: int) -> list[tuple[int, float]]:
    """Return the best ``k`` (row, score) by the weighted sum of the legs' scores, ties by row.

    A row that a leg does not score counts 0 there; a row whose sum is not above 0 is no hit.
    """
    totals: dict[int, float] = {}
    for weight, scores in legs:
        for row, score in scores.items():
            totals[row] = totals.get(row, 0.0) + weight * score
    ranked = sorted((-total, row) for row, total in totals.items() if total > 0)
    return [(row, -total) for total, row in ranked[:k]]


def reciprocal_ranks(legs: Sequence[Scores], k: int, constant: int = 60) -> list[tuple[int, float]]:
    """Return the best ``k`` by reciprocal rank fusion: the baseline that the sum has to beat.

    Cormack, Clarke and Büttcher 2009: the sum over legs of 1 / (constant + rank), ranks from 1.
    """
    totals: dict[int, float] = {}
    for scores in legs:
        ranked = sorted(scores, key=lambda row: (-scores[row], row))
        for rank, row in enumerate(ranked, start=1):
            totals[row] = totals.get(row, 0.0) + 1 / (constant + rank)
    return sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:k]
