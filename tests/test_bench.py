from __future__ import annotations

import http.client
import json
from pathlib import Path

import pytest

from eval.bench import WARM_UP, latencies, percentile, served


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1), (0.5, 51), (0.99, 100), (1.0, 100), (0.25, 26)]
)
def test_percentile_is_the_nearest_rank(share: float, expected: int) -> None:
    assert percentile([float(n) for n in range(100, 0, -1)], share) == expected


def test_latencies_warm_up_then_count_every_request() -> None:
    asked: list[str] = []
    paths = [f"/{n}" for n in range(WARM_UP + 5)]
    assert len(latencies(asked.append, paths, repeats=2)) == 2 * len(paths)
    assert asked == [*paths[:WARM_UP], *paths, *paths]


def test_the_real_server_is_what_is_measured(seeds_index: Path) -> None:
    with served(seeds_index) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/search?q=H20&k=1")
        assert len(json.loads(connection.getresponse().read())["hits"]) == 1
        connection.close()
