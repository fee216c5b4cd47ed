from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.odds import LEAST_CHANCE, log_odds, logistic


@pytest.mark.parametrize(("chance", "odds"), [(0.5, 0.0), (0.75, math.log(3)), (0.1, -math.log(9))])
def test_odds_by_hand(chance: float, odds: float) -> None:
    assert log_odds(chance) == pytest.approx(odds)
    assert logistic(odds) == pytest.approx(chance)


def test_what_is_certain_has_finite_odds() -> None:
    assert log_odds(0.0) == log_odds(LEAST_CHANCE) == pytest.approx(-log_odds(1.0))
    assert logistic(log_odds(1.0)) == pytest.approx(1 - LEAST_CHANCE)


@given(st.floats(allow_nan=False))
def test_any_odds_are_a_probability(odds: float) -> None:
    assert 0 <= logistic(odds) <= 1
    assert logistic(odds) + logistic(-odds) == pytest.approx(1)
