"""Which passages are read, by hand."""

from __future__ import annotations

import math

import pytest

from indexer.records import Hit, Passage, Span
from service.choosing import WEIGHTS, Weights, chosen
from service.rerank import LANGUAGES


def hits(*scores: float) -> list[Hit]:
    whole = Span(0, 1)
    return [
        Hit(number, Passage(f"{number}", 0, 1, "山", "", (whole,)), score)
        for number, score in enumerate(scores)
    ]


@pytest.mark.parametrize(
    ("matched", "count", "order"),
    [
        ((0.0, 0.0, 0.0), 3, [0, 1, 2]),
        ((0.0, 1.0, 5.0), 3, [2, 0, 1]),
        ((0.0, 2.5, 1.0), 2, [1, 0]),
        ((0.0, 9.0, 1.0), 1, [1]),
        ((1.0, 1.0, 1.0), 9, [0, 1, 2]),
    ],
)
def test_the_likeliest_by_both_come_first(
    matched: tuple[float, ...], count: int, order: list[int]
) -> None:
    """Odds of 4, 1 and 1/4: what matches is worth its power of 2."""
    weights = Weights(1.0, math.log(2), 0.0)
    found = chosen(hits(0.8, 0.5, 0.2), matched, weights, count)
    assert [one.hit.id for one in found] == order
    assert [one.hit for one in sorted(found, key=lambda one: one.hit.id)] == [
        hit for hit in hits(0.8, 0.5, 0.2) if hit.id in order
    ]


def test_the_score_is_the_probability_by_both() -> None:
    (one,) = chosen(hits(0.8), [10.0], Weights(0.5, math.log(3) / 10, math.log(0.5)), 1)
    assert one.chance == pytest.approx(0.75)


def test_nothing_is_chosen_of_nothing() -> None:
    assert chosen([], [], WEIGHTS["ja"], 5) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_count_in_every_language(language: str) -> None:
    weights = WEIGHTS[language]  # type: ignore[index]
    assert weights.found > 0
    assert weights.matched > 0
