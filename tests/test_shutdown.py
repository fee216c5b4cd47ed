"""How a server stops: a real process, told to by a signal, with a request at work."""

from __future__ import annotations

import http.client
import json
import signal
import sys
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from fake_engine import FakeEngine
from structlog.testing import capture_logs
from web import client_of, problem_of

from service import server as server_module
from service.server import build_server, drain, listen, url
from service.settings import Settings
from tests.processes import Started, started_server

COMMAND = [sys.executable, "-m", "tests.fake_service", "--port", "0"]


def ask(address: str, question: str) -> dict[str, object]:
    with urllib.request.urlopen(f"{address}/ask?q={quote(question)}", timeout=30) as reply:
        found: dict[str, object] = json.loads(reply.read())
    return found


def status_of(address: str, path: str) -> int:
    try:
        with urllib.request.urlopen(f"{address}{path}", timeout=30) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code


def accepts(address: str) -> bool:
    try:
        return status_of(address, "/health") == 200
    except (ConnectionError, urllib.error.URLError):
        return False


def until_begun(path: Path) -> None:
    while not path.with_name(f"{path.name}.begun").exists():
        time.sleep(0.01)


class AtWork:
    """A question that is at work until it is let go."""

    def __init__(self, pool: ThreadPoolExecutor, started: Started, path: Path) -> None:
        self._path = path
        self.reply = pool.submit(ask, started.address, f"until {path}")
        until_begun(path)

    def end(self) -> None:
        self._path.touch()


def test_sigterm_is_told_before_the_listener_closes_and_work_is_finished(tmp_path: Path) -> None:
    with started_server(COMMAND, LINGER="3") as started, ThreadPoolExecutor(1) as pool:
        work = AtWork(pool, started, tmp_path / "end")
        host = urlsplit(started.address).netloc
        kept = http.client.HTTPConnection(host, timeout=30)
        kept.request("GET", "/ready")
        with kept.getresponse() as ready:
            assert (ready.status, ready.read()[:9]) == (200, b'{"status"')
            assert ready.headers["Connection"] is None
        started.process.send_signal(signal.SIGTERM)
        while status_of(started.address, "/ready") == 200:
            time.sleep(0.01)
        assert status_of(started.address, "/ready") == 503
        assert status_of(started.address, "/health") == 200
        assert ask(started.address, "high")["status"] == "answered"
        kept.request("GET", "/health")
        with kept.getresponse() as last:
            assert (last.status, last.headers["Connection"]) == (200, "close")
        kept.close()
        while accepts(started.address):
            time.sleep(0.05)
        assert not work.reply.done()
        work.end()
        assert work.reply.result(30)["status"] == "not_in_corpus"
        said = started.rest()
        assert started.process.returncode == 0
        assert "Traceback" not in said
        assert "Finished server process" in said


def test_sigint_ends_at_once_but_finishes_what_is_at_work(tmp_path: Path) -> None:
    # It would linger for longer than this test may take.
    with started_server(COMMAND, LINGER="100") as started, ThreadPoolExecutor(1) as pool:
        work = AtWork(pool, started, tmp_path / "end")
        started.process.send_signal(signal.SIGINT)
        while accepts(started.address):
            time.sleep(0.01)
        work.end()
        assert work.reply.result(30)["status"] == "not_in_corpus"
        assert "Traceback" not in started.rest()
        assert started.process.returncode == 0


def test_sigint_while_lingering_ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "LINGER", 1000.0)
    announced = threading.Event()
    server = build_server(Settings(log_level="ERROR"), FakeEngine(), announced.set)
    with capture_logs(), listen("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        assert announced.wait(30)
        server.handle_exit(signal.SIGTERM, None)
        while status_of(url(listener), "/ready") == 200:
            time.sleep(0.01)
        server.handle_exit(signal.SIGINT, None)
        thread.join(30)
        assert not thread.is_alive()


def test_a_service_that_is_to_stop_is_alive_but_not_ready() -> None:
    leaving = threading.Event()
    with capture_logs(), client_of(FakeEngine(), leaving=leaving) as client:
        assert client.get("/ready").status_code == 200
        leaving.set()
        reply = client.get("/ready")
        assert "about to stop" in problem_of(reply, 503)["detail"]
        assert (reply.headers["Retry-After"], reply.headers["Connection"]) == ("1", "close")
        assert client.get("/health").status_code == client.get("/ask?q=high").status_code == 200


@pytest.mark.parametrize(
    ("patience", "deadline", "seconds"), [(1.0, 10.0, 15), (0.5, 0.1, 5), (2.0, 60.0, 66)]
)
def test_the_longest_request_has_time_to_finish(
    patience: float, deadline: float, seconds: int
) -> None:
    settings = Settings(patience=patience, deadline=deadline)
    assert drain(settings) == seconds > patience + deadline
    server = build_server(settings, FakeEngine())
    assert server.config.timeout_graceful_shutdown == seconds
