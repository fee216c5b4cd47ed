from __future__ import annotations

from dataclasses import replace

import pytest

from tests.drills.load import Reply
from tests.drills.overload import Overloaded, drill, faults, late
from tests.drills.servers import Cost
from tests.drills.soak import Sample, slopes, trend, trends


def test_an_overloaded_service_serves_some_refuses_the_rest_and_recovers() -> None:
    seen = drill(milliseconds=50, times_capacity=4, seconds=2, seed=1)
    assert faults(seen) == []
    assert any(reply.status == 200 for reply in seen.searches)


COST = Cost(100.0, 50.0, 8, 3, 1.0)
GOOD = Overloaded(
    idle=[Reply("/search", 200, 50.0)],
    searches=[Reply("/search", 200, 1000.0), Reply("/search", 503, 5.0, "1")],
    health=[Reply("/health", 200, 5.0)],
    before=COST,
    after=COST,
    levels={"rag_inflight": 0.0},
    shed_within={},
)


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (GOOD, ""),
        (replace(GOOD, searches=[*GOOD.searches, Reply("/search", 500, 5.0)]), "status [500]"),
        (replace(GOOD, searches=[*GOOD.searches, Reply("/search", 0, 5.0)]), "status [0]"),
        (replace(GOOD, searches=[Reply("/search", 503, 5.0)]), "without Retry-After"),
        (replace(GOOD, searches=GOOD.searches[:1]), "no overload"),
        (replace(GOOD, health=[Reply("/health", 503, 5.0)]), "/health did not answer"),
        (replace(GOOD, levels={"rag_inflight": 1.0}), "places are still held"),
    ],
)
def test_faults_under_overload_are_told(seen: Overloaded, told: str) -> None:
    assert len(faults(seen)) == bool(told)
    assert told in "".join(faults(seen))


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        (GOOD, ""),
        (
            replace(GOOD, searches=[Reply("", 200, 1101.0), GOOD.searches[1]]),
            "served p99 1101.0 over 1100.0",
        ),
        (replace(GOOD, searches=[GOOD.searches[0], Reply("", 503, 51.0)]), "503 p99"),
        (replace(GOOD, health=[Reply("/health", 200, 51.0)]), "/health p99"),
        (replace(GOOD, after=replace(COST, rss=109.0)), "growth in MiB 9.0 over 8.0"),
    ],
)
def test_what_is_late_is_told(seen: Overloaded, told: str) -> None:
    assert len(late(seen)) == bool(told)
    assert told in "".join(late(seen))


def test_a_line_is_fitted_by_least_squares() -> None:
    assert trend([0, 1, 2], [5, 7, 9]).growth == pytest.approx(4)
    assert trend([0, 1, 2], [5, 7, 9]).error == pytest.approx(0)
    # By hand: slope 0 between equal ends; the rest is 1/3 of 2/3 + 4/3 + 2/3, over a spread of 2.
    found = trend([0, 1, 2], [1, 3, 1])
    assert (found.growth, found.mean) == pytest.approx((0, 5 / 3))
    assert found.error == pytest.approx(2 * (24 / 9 / 2) ** 0.5)


SAMPLES = [Sample(n, 100 + (n % 3), 50 + (n % 3), 9, 4, 30 + 5 * (n % 2)) for n in range(20)]


@pytest.mark.parametrize(
    ("growing", "told"),
    [
        ({}, []),
        ({"rss": 1.0}, ["rss"]),
        ({"private": 1.0}, ["private"]),
        ({"files": 0.5}, ["files"]),
        ({"threads": 1}, ["threads"]),
        ({"p99": 4.0}, ["p99"]),
        ({"rss": -1.0}, []),
        ({"rss": 0.1}, []),
    ],
)
def test_what_grows_is_told(growing: dict[str, float], told: list[str]) -> None:
    samples = [
        replace(sample, **{name: getattr(sample, name) + n * by for name, by in growing.items()})
        for n, sample in enumerate(SAMPLES)
    ]
    assert slopes(trends(samples)) == told


def test_what_comes_at_the_start_is_no_slope() -> None:
    warming = [replace(sample, rss=50.0) for sample in SAMPLES[:4]]
    assert slopes(trends([*warming, *SAMPLES[4:]])) == []
