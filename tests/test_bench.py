from __future__ import annotations

import json
import socket
from contextlib import closing
from pathlib import Path

import pytest

from eval.bench import TIMEOUT, WARM_UP, connect, fetch, latencies, main, rounds, served
from indexer.errors import GoldError, KonkyoError


def test_latencies_warm_up_then_count_every_request() -> None:
    asked: list[str] = []
    paths = [f"/{n}" for n in range(WARM_UP + 5)]
    assert len(latencies(asked.append, paths, repeats=2)) == 2 * len(paths)
    assert asked == [*paths[:WARM_UP], *paths, *paths]


def test_new_questions_are_told_apart_from_those_asked_before() -> None:
    count = WARM_UP + 2
    times = [float(number) for number in range(2 * count)]
    found = rounds("/ask", times, count)
    assert found["/ask"] == [WARM_UP, WARM_UP + 1]
    assert found["/ask again"] == times[count:]
    assert rounds("/ask", times[:2], 2) == {"/ask": [1.0]}


def test_the_real_server_is_what_is_measured(seeds_index: Path) -> None:
    with served(seeds_index) as port:
        connection = connect(port)
        connection.request("GET", "/search?q=H20&k=1")
        assert len(json.loads(connection.getresponse().read())["hits"]) == 1
        fetch(connection, "/search?q=H20")
        with pytest.raises(KonkyoError, match="/nowhere: status 404"):
            fetch(connection, "/nowhere")
        connection.close()


def test_a_server_that_does_not_reply_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The listener below never accepts: the connection waits in its queue until it gives up."""
    assert connect(9).timeout == TIMEOUT
    monkeypatch.setattr("eval.bench.TIMEOUT", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        with closing(connect(listener.getsockname()[1])) as connection:
            with pytest.raises(KonkyoError, match="/health: no reply .*timed out"):
                fetch(connection, "/health")


def test_an_unwritable_json_path_is_told_before_the_run(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="cannot be written"):
        main(index=tmp_path / "nowhere", json_out=tmp_path)
