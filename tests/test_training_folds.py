from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from training.folds import FOLDS, chance, folds_of, threshold, unseen


@dataclass(frozen=True)
class Two:
    first: float
    second: float


def test_all_about_one_thing_are_in_one_fold() -> None:
    assert FOLDS == 4
    assert folds_of(["b", "a", "b", "c", "d", "e", "a"]) == [0, 1, 0, 2, 3, 0, 1]
    assert folds_of([]) == []


def test_an_example_gets_what_was_learnt_without_its_fold() -> None:
    def fit(seen: Sequence[int]) -> tuple[float, ...]:
        return tuple(map(float, seen))

    assert unseen(fit, [10, 20, 30, 40], [0, 1, 0, 2]) == [
        (20.0, 40.0),
        (10.0, 30.0, 40.0),
        (20.0, 40.0),
        (10.0, 20.0, 30.0),
    ]


def test_the_chance_by_hand() -> None:
    """2 x 1 - 1 x 3 + 1 = 0."""
    assert chance((2.0, -1.0, 1.0), Two(1.0, 3.0)) == 0.5


@pytest.mark.parametrize(("most", "least"), [(0, 0.9), (1, 0.5), (3, 0.1)])
def test_no_more_than_allowed_are_above_the_threshold(most: int, least: float) -> None:
    plain = [0.5, 0.1, 0.9, 0.2]
    assert threshold(plain, most) == least
    assert sum(one > least for one in plain) == most
