from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.calibration import Forecast, RiskPoint, risk_coverage
from eval.trust import (
    Floats,
    areas_under_risk_coverage,
    calibration_errors,
    calibration_errors_with_refusals,
    coverages_at_risk,
)
from indexer.errors import KonkyoError

# Few confidences, so that equal ones are common.
FORECASTS = st.lists(
    st.builds(Forecast, st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), st.booleans()), max_size=40
)


def trials(found: Sequence[Forecast], refused: int = 0) -> Floats:
    """Return one sample, (1, n, 3): ``found``, and as many refusals, which say they are sure."""
    rows = [(one.confidence, float(one.right), 1.0) for one in found]
    rows += [(1.0, 0.0, 0.0)] * refused
    return np.array(rows, dtype=np.float64).reshape(1, -1, 3)


def error_of(found: Sequence[Forecast]) -> float:
    (error,) = calibration_errors(trials(found, 2))
    return float(error)


def area_of(found: Sequence[Forecast], refused: int) -> float:
    (area,) = areas_under_risk_coverage(trials(found, refused))
    return float(area)


def forecasts(text: str) -> list[Forecast]:
    """Read ``.9+ .5-``: a confidence each, right or wrong."""
    return [Forecast(float(word[:-1]), word[-1] == "+") for word in text.split()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0.0),
        ("1+", 0.0),
        ("1-", 1.0),
        (".7+", 0.3),
        # Three or fewer: one bin, so that only the means count.
        (".5+ .5-", 0.0),
        (".9- .1+", 0.0),
        # Eight: two bins of four. (.9+.8+.7+.6 - 2) + (.4+.3+.2+.1 - 1) = 1 + 0, over 8.
        (".9- .8+ .7+ .6- .4+ .3- .2- .1-", 0.125),
        # What one bin says too much and the other too little does not cancel: 1.4 + 1.4 over 8.
        (".9- .9- .9+ .7+ .1+ .1- .1- .3+", (1.4 + 1.4) / 8),
        # Five of eight are equal and stay together: the upper bin has them, .5 * 5 - 2 = .5; the
        # lower has three, .6 - 0.
        (".5+ .5- .5+ .5- .5- .3- .2- .1-", (0.5 + 0.6) / 8),
    ],
)
def test_calibration_error_by_hand(text: str, expected: float) -> None:
    assert error_of(forecasts(text)) == pytest.approx(expected)


def test_there_are_at_most_fifteen_bins() -> None:
    """With 16 bins each group of 250 would be alone; with 15 the two in the middle share one."""
    groups = [Forecast(n / 16, n == 8) for n in range(16) for _ in range(250)]
    alone = sum(abs(n / 16 - (n == 8)) for n in range(16)) / 16
    shared = (abs(7 / 16 + 8 / 16 - 1) - 7 / 16 - 8 / 16) / 16
    assert error_of(groups) == pytest.approx(alone + shared)


@settings(max_examples=100, deadline=None)
@given(FORECASTS, st.randoms())
def test_calibration_error_lies_between_its_bounds(
    found: list[Forecast], any_order: object
) -> None:
    error = error_of(found)
    shuffled = sorted(found, key=lambda _: any_order.random())  # type: ignore[attr-defined]
    assert error == pytest.approx(error_of(shuffled))
    gaps = [one.confidence - one.right for one in found]
    least, most = abs(sum(gaps)), sum(abs(gap) for gap in gaps)
    assert least / max(1, len(found)) - 1e-9 <= error <= most / max(1, len(found)) + 1e-9


@pytest.mark.parametrize("confidence", [-0.01, 1.01, float("nan"), float("inf")])
def test_what_is_no_probability_is_refused(confidence: float) -> None:
    with pytest.raises(KonkyoError, match="no probability"):
        Forecast(confidence, True)


def test_risk_and_coverage_by_hand() -> None:
    """Five questions, one refused; the two answers of equal confidence come together."""
    found = forecasts(".3- .9+ .5- .5+")
    assert risk_coverage(found, 1) == (
        RiskPoint(0.9, 1 / 5, 0.0),
        RiskPoint(0.5, 3 / 5, 1 / 3),
        RiskPoint(0.3, 4 / 5, 2 / 4),
    )
    assert risk_coverage([], 3) == ()


@pytest.mark.parametrize(
    ("text", "refused", "expected"),
    [
        ("", 0, 0.0),
        ("", 3, 1.0),
        (".9+ .8+", 0, 0.0),
        (".9+ .8- .7+", 0, (0 + 1 / 2 + 1 / 3) / 3),
        (".9+ .8- .7+", 1, (0 + 1 / 2 + 1 / 3 + 2 / 4) / 4),
        # Either order of the two: (0 + 1/2) / 2 or (1 + 1/2) / 2, on average 1/2.
        (".9+ .9-", 0, 0.5),
        (".2+ .2- .2-", 0, 2 / 3),
    ],
)
def test_area_by_hand(text: str, refused: int, expected: float) -> None:
    assert area_of(forecasts(text), refused) == pytest.approx(expected)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([0.2, 0.6]), st.booleans()), min_size=1, max_size=5),
    st.integers(0, 2),
)
def test_area_is_the_mean_over_every_order_of_equals(
    found: list[tuple[float, bool]], refused: int
) -> None:
    areas = []
    for order in permutations(found):
        ranked = sorted(order, key=lambda one: -one[0])
        wrong = [not right for _, right in ranked] + [True] * refused
        areas.append(sum(sum(wrong[:n]) / n for n in range(1, len(wrong) + 1)) / len(wrong))
    area = area_of([Forecast(*one) for one in found], refused)
    assert area == pytest.approx(sum(areas) / len(areas))


@settings(max_examples=50, deadline=None)
@given(FORECASTS, st.integers(0, 3))
def test_refusing_what_would_be_right_is_never_better(found: list[Forecast], refused: int) -> None:
    best = area_of(found, refused)
    for n, one in enumerate(found):
        if one.right:
            less = found[:n] + found[n + 1 :]
            assert area_of(less, refused + 1) >= best - 1e-9


@pytest.mark.parametrize(
    ("text", "refused", "expected"),
    [
        ("", 2, 0.0),
        (".9- .8+", 0, 0.0),
        (".9+ .8+ .7-", 1, 2 / 4),
        # One wrong among twenty is just tolerated, and so is what went wrong before.
        (".9- " + ".8+ " * 19 + ".7-", 4, 20 / 25),
    ],
)
def test_coverage_at_five_percent_risk(text: str, refused: int, expected: float) -> None:
    (coverage,) = coverages_at_risk(trials(forecasts(text), refused))
    assert coverage == expected


def test_a_refusal_counts_as_a_forecast_that_is_not_right() -> None:
    """One bin of three: |.9 + .5 + 1 - 1| / 3; given alone |.9 + .5 - 1| / 2."""
    sample = trials(forecasts(".9+ .5-"), 1)
    assert calibration_errors_with_refusals(sample) == pytest.approx([1.4 / 3])
    assert calibration_errors(sample) == pytest.approx([0.2])


@settings(max_examples=50, deadline=None)
@given(st.lists(FORECASTS, min_size=1, max_size=4), st.integers(0, 3))
def test_many_samples_are_measured_as_each_alone(found: list[list[Forecast]], refused: int) -> None:
    """Cut to equal length; the curve of `risk_coverage` is the oracle of the coverage."""
    n = min(map(len, found))
    alone = [trials(one[:n], refused) for one in found]
    together = np.concatenate(alone)
    for measure in (calibration_errors, areas_under_risk_coverage, coverages_at_risk):
        assert list(measure(together)) == [float(measure(one)[0]) for one in alone]
    points = [risk_coverage(one[:n], refused) for one in found]
    best = [max((p.coverage for p in curve if p.risk <= 0.05), default=0.0) for curve in points]
    assert list(coverages_at_risk(together)) == best
