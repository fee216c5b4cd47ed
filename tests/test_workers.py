"""Several processes on one socket: a team of small ones, and the real program."""

from __future__ import annotations

import fcntl
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing import Pipe
from pathlib import Path

import pytest
import teamwork
from structlog.typing import EventDict

from indexer.errors import ConfigError
from service import workers
from service.meters import SHARED_FOLDER
from service.workers import Team, Work
from tests.processes import ROOT, Started, started_server

GRACE = 30.0


def stop() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def run(count: int, work: Work, announce: Callable[[], None] = stop, grace: float = GRACE) -> None:
    Team(count, work, announce).run(grace)


@pytest.mark.usefixtures("logs")
class TestTeam:
    def test_is_announced_once_when_all_accept_and_ends_as_a_whole(self) -> None:
        announced: list[int] = []
        before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

        def announce() -> None:
            announced.append(1)
            assert os.path.isdir(os.environ[SHARED_FOLDER])
            os.kill(os.getpid(), signal.SIGINT)

        team = Team(2, teamwork.wait, announce)
        team.run(GRACE)
        assert announced == [1]
        assert [worker.process.exitcode for worker in team._workers] == [-signal.SIGTERM] * 2
        assert {number: signal.getsignal(number) for number in before} == before
        assert SHARED_FOLDER not in os.environ

    def test_who_cannot_start_ends_all_and_says_why(self) -> None:
        with pytest.raises(ConfigError, match="the model is gone; fetch it"):
            run(2, teamwork.refuse)

    def test_who_ends_before_it_accepts_ends_all(self) -> None:
        with pytest.raises(ConfigError, match="a worker could not start: it ended with 7"):
            run(1, teamwork.crash)

    def test_the_dead_are_replaced(self, tmp_path: Path, logs: list[EventDict]) -> None:
        team = Team(1, partial(teamwork.die_once, tmp_path), lambda: None)
        stop_when(lambda: (tmp_path / "1").exists(), team)
        assert [entry["reason"] for entry in logs] == ["it ended with -9"]

    def test_the_dead_leave_their_counts_and_no_more_files(self, tmp_path: Path) -> None:
        team = Team(1, partial(teamwork.count_once_each, tmp_path), lambda: None)
        stop_when(lambda: (tmp_path / "told").exists(), team)
        lines = (tmp_path / "told").read_text().splitlines()
        assert "rag_index_verify_failures_total 4.0" in lines
        # What they had at work is not.
        assert "rag_inflight 5.0" in lines
        assert "rag_queue_depth 7.0" in lines
        kinds = ("counter", "gauge_livemax", "gauge_livesum", "histogram")
        assert lines[-len(kinds) :] == [f"# {kind}_0.db" for kind in kinds]

    @pytest.mark.usefixtures("_own_tempdir")
    def test_what_a_killed_parent_left_is_removed_by_the_next(self, tmp_path: Path) -> None:
        left = tmp_path / "konkyo-meters-left"
        left.mkdir()
        (left / "counter_0.db").touch()
        os.utime(left, (0, 0))
        run(1, teamwork.wait)
        assert list(tmp_path.iterdir()) == []

    def test_a_worker_holds_the_folder_of_the_meters(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It may outlive, for a moment, the parent that made it."""
        places: list[int] = []
        monkeypatch.setenv(SHARED_FOLDER, str(tmp_path))
        monkeypatch.setattr(workers, "count_as", places.append)
        monkeypatch.setattr(signal, "signal", lambda number, handler: None)

        def work(accepts: Callable[[], None]) -> None:
            accepts()
            with opened(tmp_path) as handle, pytest.raises(BlockingIOError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

        told, teller = Pipe(duplex=False)
        with told, teller:
            workers._be_worker(work, teller, 3)
            assert (told.recv(), places) == ("", [3])
        with opened(tmp_path) as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def test_no_place_for_the_meters_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tempfile, "tempdir", "/nonexistent")
        with pytest.raises(ConfigError, match="no folder can be made .*TMPDIR"):
            run(1, teamwork.wait)

    def test_no_process_for_a_worker_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(workers._SPAWN.Process, "start", refuse_to_start)
        with pytest.raises(ConfigError, match="no process can be started .*unavailable"):
            run(1, teamwork.wait)

    def test_no_process_for_a_replacement_is_tried_again(
        self, tmp_path: Path, logs: list[EventDict], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(workers, "AGAIN", 0.0)
        team = Team(1, partial(teamwork.die_once, tmp_path), lambda: None)
        begin, begins = team._begin, iter(range(3))

        def begin_or_fail(place: int) -> workers._Worker:
            if next(begins) == 1:
                raise ConfigError("no process can be started")
            return begin(place)

        team._begin = begin_or_fail  # type: ignore[method-assign]
        stop_when(lambda: (tmp_path / "1").exists(), team)
        assert [entry["reason"] for entry in logs] == [
            "it ended with -9",
            "no process can be started",
        ]

    def test_a_replacement_that_cannot_start_is_tried_again(
        self, tmp_path: Path, logs: list[EventDict], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(workers, "AGAIN", 0.0)
        answers = tmp_path / "answers"
        team = Team(1, partial(teamwork.second_refused, tmp_path), answers.touch)
        stop_when(lambda: (tmp_path / "2").exists(), team)
        assert [entry["reason"] for entry in logs] == [
            "it ended with -9",
            "the model is gone; fetch it",
        ]

    def test_who_does_not_end_in_time_is_killed(self) -> None:
        team = Team(1, teamwork.ignore_the_end, stop)
        team.run(0.1)
        assert team._workers[0].process.exitcode == -signal.SIGKILL


@contextmanager
def opened(folder: Path) -> Iterator[int]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)


def refuse_to_start(process: object) -> None:
    raise BlockingIOError(11, "Resource temporarily unavailable")


@pytest.fixture
def _own_tempdir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def stop_when(reached: Callable[[], bool], team: Team) -> None:
    """Run a team until a look at its workers finds something reached."""
    look = team._look

    def look_and_stop(folder: str) -> None:
        look(folder)
        if reached():
            stop()

    team._look = look_and_stop  # type: ignore[method-assign]
    team.run(GRACE)


COMMAND = [sys.executable, "-m", "tests.fake_service", "--port", "0", "--workers", "2"]
BEGUN = re.compile(r"Started server process \[(\d+)\]")


def pids(lines: list[str]) -> list[int]:
    return [int(found[1]) for line in lines if (found := BEGUN.search(line))]


def get(address: str, path: str) -> bytes:
    with urllib.request.urlopen(f"{address}{path}", timeout=30) as reply:
        assert reply.status == 200
        body: bytes = reply.read()
    return body


def heard(started: Started, event: str) -> str:
    """Read what the server says up to a line with the event."""
    assert started.process.stdout is not None
    return next(line for line in started.process.stdout if event in line)


def requests_for(route: str, metrics: bytes) -> int:
    pattern = rf'duration_seconds_count{{method="GET",route="{route}",status="200"}} (\d+)'
    found = re.search(pattern, metrics.decode())
    return int(found[1]) if found else 0


def counted(address: str, count: int) -> bytes:
    """Return the metrics once they tell of so many requests for /ask."""
    for _ in range(500):
        metrics = get(address, "/metrics")
        if requests_for("/ask", metrics) >= count:
            break
        time.sleep(0.01)
    assert requests_for("/ask", metrics) == count
    return metrics


def test_a_worker_that_is_killed_comes_back_and_no_request_fails_meanwhile() -> None:
    with started_server(COMMAND) as started:
        first = pids(started.said)
        assert len(first) == 2
        for _ in range(20):
            assert json.loads(get(started.address, "/ask?q=high"))["status"] == "answered"
        # A request is counted once its reply has left: one killed in between would not be.
        counted(started.address, 20)
        os.kill(first[0], signal.SIGKILL)
        lost = json.loads(heard(started, "worker lost"))
        assert (lost["pid"], lost["level"]) == (first[0], "error")
        # The one that is left does all the work until the other is back.
        for _ in range(20):
            assert json.loads(get(started.address, "/ask?q=high"))["status"] == "answered"
        (back,) = pids([heard(started, "Started server process")])
        heard(started, "Application startup complete")
        assert json.loads(get(started.address, "/ready"))["status"] == "ready"
        assert b"rag_inflight 0.0" in counted(started.address, 40)
        started.process.send_signal(signal.SIGTERM)
        started.rest()
        assert started.process.returncode == 0
        assert all(gone(pid) for pid in (*first, back))


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_workers_end_when_the_one_that_began_them_is_killed() -> None:
    with started_server(COMMAND) as started:
        started.process.kill()
        # Its output ends with the last process that could write to it.
        assert started.rest().count("Finished server process") == 2


def test_what_is_wrong_is_one_line_and_exit_2() -> None:
    ended = subprocess.run([*COMMAND, "--index", "none"], cwd=ROOT, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "konkyo: no index here; build one\n"
