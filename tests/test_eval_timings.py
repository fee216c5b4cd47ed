from __future__ import annotations

import pytest

from eval.timings import percentile, timings, timings_text
from tests.rows import row


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.0, 1), (0.001, 1), (0.07, 7), (0.25, 25), (0.255, 26), (0.5, 50), (0.99, 99), (1.0, 100)],
)
def test_percentile_is_the_nearest_rank(share: float, expected: int) -> None:
    assert percentile([float(n) for n in range(100, 0, -1)], share) == expected


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([3.0, 1.0], 0.5, 1.0), ([3.0, 1.0, 2.0], 0.5, 2.0), ([4.0], 0.99, 4.0)],
)
def test_percentile_of_few(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


def test_what_a_run_took() -> None:
    rows = [row(milliseconds=float(n)) for n in range(1, 101)]
    taken = timings(rows, 12.3456)
    assert (taken["p50_ms"], taken["p99_ms"], taken["total_s"]) == (50.0, 99.0, 12.346)
    # A Python process with numpy holds some ten MiB at least.
    assert 10 < taken["peak_mib"] < 100_000
    assert timings_text({**taken, "peak_mib": 256.4}) == (
        "p50 50.0 ms, p99 99.0 ms, 12.3 s in all, 256 MiB at most"
    )


def test_a_run_that_asked_nothing_has_no_latency() -> None:
    assert timings([row()], 1.0).keys() == {"total_s", "peak_mib"}
    assert timings_text({"total_s": 1.0}) == "1.0 s in all"
