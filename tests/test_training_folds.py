from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from training.folds import FOLDS, chance, folds_of, quantile, threshold, unseen, unseen_chances


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


@pytest.mark.parametrize("share", [0.0, 0.05, 0.31, 0.5, 1.0])
def test_a_quantile_is_that_of_numpy(share: float) -> None:
    values = np.random.default_rng(0).random(90)
    expected = np.floor(np.quantile(values, share) * 1000) / 1000
    assert quantile(values.tolist(), [3.0] * 90, share) == expected


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 0.1), (0.25, 0.15), (0.5, 0.2), (0.75, 0.25), (1.0, 0.3)]
)
def test_what_counts_more_takes_more_of_the_way(share: float, expected: float) -> None:
    """Of .1, .2 and .3 the second counts as much as both others: it stands in the middle.

    What is below the last counts two, one of which is below the second.
    """
    assert quantile([0.2001, 0.1, 0.3], [1.0, 1.0, 1.0], share) == pytest.approx(expected, abs=2e-3)
    assert quantile([0.1, 0.3, 0.2], [1.0, 5.0, 1.0], share) == pytest.approx(expected, abs=2e-3)


def test_the_quantile_of_nothing_is_0() -> None:
    assert quantile([], [], 0.05) == 0.0
