from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from training.folds import FOLDS, chance, folds_of, highest, threshold, unseen, unseen_chances


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


def test_rows_get_the_chance_by_what_was_learnt_without_their_fold() -> None:
    """Log odds by hand: the others' sum times the row, less one."""
    rows = np.array([[1.0], [2.0], [0.0]])

    def fit(seen: NDArray[np.bool_]) -> tuple[float, ...]:
        return (float(rows[seen].sum()), -1.0)

    odds = np.array([1 * 2 - 1, 2 * 1 - 1, 0 * 2 - 1])
    chances = unseen_chances(fit, rows, np.array([0, 1, 0]))
    assert chances == pytest.approx(1 / (1 + np.exp(-odds)))


@pytest.mark.parametrize(
    ("weights", "most", "expected"),
    [
        ([1.0, 1.0, 1.0, 1.0], 0.0, 0.1),
        ([1.0, 1.0, 1.0, 1.0], 0.25, 0.2),
        ([1.0, 1.0, 1.0, 1.0], 0.6, 0.3),
        ([3.0, 1.0, 1.0, 1.0], 0.25, 0.1),
        ([1.0, 1.0, 1.0, 1.0], 1.0, 0.0),
    ],
)
def test_a_threshold_refuses_no_greater_share(
    weights: list[float], most: float, expected: float
) -> None:
    assert highest([0.3, 0.1004, 0.4, 0.2], [weights[n] for n in (2, 0, 3, 1)], most) == expected
    assert highest([], [], most) == 0.0
