from __future__ import annotations

from dataclasses import replace

import pytest
from report_run import ROWS

from eval.calibration import Forecast, RiskPoint, forecasts, risk_curve
from eval.htmlreport.curves import (
    Bin,
    Bucket,
    Parity,
    buckets,
    parity,
    reliability,
    reported,
    wilson,
)
from eval.record import Row


def row(**changes: object) -> Row:
    return replace(ROWS[0], **changes)  # type: ignore[arg-type]


def test_the_test_split_is_reported_where_there_is_one() -> None:
    dev, test = row(split="dev"), row(split="test")
    assert reported([dev, test]) == ("test", (test,))
    assert reported([dev]) == ("", (dev,))


def test_refusals_are_no_forecasts_and_unjudged_answers_are_wrong() -> None:
    rows = [
        row(confidence=0.9, status="answered", measures={"answer accepted": 1.0}),
        row(confidence=0.8, status="partial", measures={"answer accepted": 0.0}),
        row(confidence=0.7, status="not_in_corpus", measures={"answer accepted": 0.0}),
        row(confidence=0.6, status="answered", measures={}),
    ]
    assert forecasts(rows) == (Forecast(0.9, True), Forecast(0.8, False), Forecast(0.6, False))
    assert risk_curve(rows) == (
        RiskPoint(0.9, 0.25, 0.0),
        RiskPoint(0.8, 0.5, 0.5),
        RiskPoint(0.6, 0.75, pytest.approx(2 / 3)),
    )


def test_reliability_bins_hold_equally_many_answers() -> None:
    # Eight answers make two bins: their cube root.
    given = [Forecast(n / 10, right=n > 4) for n in (5, 1, 2, 3, 4, 6, 7, 8)]
    low, high = reliability(given)
    assert (low.confidence, low.accuracy, low.count) == (pytest.approx(0.25), 0.0, 4)
    assert (high.confidence, high.accuracy, high.count) == (pytest.approx(0.65), 1.0, 4)
    assert reliability([]) == ()
    assert reliability([Forecast(0.5, True)])[0].count == 1


def test_a_bin_of_one_still_has_a_wide_interval() -> None:
    (only,) = reliability([Forecast(0.5, True)])
    assert isinstance(only, Bin)
    assert (only.low, only.high) == pytest.approx((0.2065, 1.0), abs=1e-4)


@pytest.mark.parametrize(
    ("right", "count", "expected"),
    # Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3.
    [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_wilson(right: int, count: int, expected: tuple[float, float]) -> None:
    assert wilson(right, count) == pytest.approx(expected, abs=1e-4)


def test_parity_is_over_complete_pairs_that_both_have_the_measure() -> None:
    rows = [
        row(pair="p1", lang="ja", measures={"Success@5": 1.0, "answer accepted": 1.0}),
        row(pair="p1", lang="en", measures={"Success@5": 0.0}),
        row(pair="p2", lang="ja", measures={"Success@5": 1.0}),
        row(pair="p2", lang="en", measures={"Success@5": 1.0}),
        row(pair="p3", lang="ja", measures={"Success@5": 0.0}),
        row(pair="", lang="en", measures={"Success@5": 0.0}),
    ]
    assert parity(rows) == (Parity("Success@5", 1.0, 0.5, 2),)


def test_buckets_count_every_time_once() -> None:
    found = buckets([0.0, 10.0, 239.9, 240.0])
    assert len(found) == 24
    assert found[0] == Bucket(0, 10, 1)
    assert found[1] == Bucket(10, 20, 1)
    assert found[-1] == Bucket(230, 240, 2)
    assert sum(bucket.count for bucket in found) == 4
    assert buckets([]) == buckets([0.0]) == ()
