"""The log as an operator reads it: one JSON object a line on stderr."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
import structlog
from fake_engine import SECRET, FakeEngine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from web import client_of

from service.journal import Entry
from service.logs import LOGGED_PATH, configure, recorder
from service.stages import Heard, Stage

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def _as_before() -> Iterator[None]:
    """Put logging back as it was; the client of these tests is silent, as it is elsewhere."""
    root, client = logging.getLogger(), logging.getLogger("httpx2")
    streams = logging.getLogger("sse_starlette")
    handlers, level, clients = list(root.handlers), root.level, client.level
    client.setLevel("ERROR")
    yield
    client.setLevel(clients)
    streams.setLevel(logging.NOTSET)
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def stderr(_as_before: None, monkeypatch: pytest.MonkeyPatch) -> StringIO:
    written = StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    return written


@pytest.fixture
def lines(stderr: StringIO) -> Lines:
    """Configure the log, and read what was logged since it was last read."""
    configure("INFO")

    def read() -> list[dict[str, Any]]:
        found = [json.loads(line) for line in stderr.getvalue().split("\n")[:-1]]
        stderr.seek(0)
        stderr.truncate()
        return found

    return read


def requests(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in lines if line["event"] == "request"]


def test_a_request_is_one_line_that_names_the_reply(lines: Lines) -> None:
    with client_of(FakeEngine()) as client:
        lines()
        reply = client.get("/ask?q=high&k=3")
        (line,) = lines()
    assert line.pop("timestamp").endswith("Z")
    assert line.pop("ms") > 0
    assert len(line.pop("question")) == 16
    assert line == {
        "event": "request",
        "level": "info",
        "request_id": reply.headers["X-Request-Id"],
        "method": "GET",
        "path": "/ask",
        "status": 200,
        "generation": "g1",
        "outcome": "answered",
    }


def test_a_request_that_asks_nothing_has_a_short_line(lines: Lines) -> None:
    with client_of(FakeEngine()) as client:
        lines()
        client.get("/health")
        (line,) = lines()
    known = {"event", "level", "timestamp", "request_id", "method", "path", "status", "ms"}
    assert set(line) == known


def logged(entry: Entry, lines: Lines, questions: bool = False) -> dict[str, Any]:
    recorder(questions)(entry, {})
    (line,) = lines()
    return line


def entry(**fields: Any) -> Entry:  # noqa: ANN401
    return Entry("id", "GET", fields.pop("path", "/ask"), 0.0, **fields)


def test_stages_are_told_in_milliseconds_and_added_up(lines: Lines) -> None:
    heard = Heard([Stage("dense", 1.0, 1.25), Stage("search", 1.0, 2.0), Stage("dense", 3.0, 3.5)])
    line = logged(entry(heard=heard, seconds=2.5, shed="queue full", client="batch"), lines)
    assert line["stages_ms"] == {"dense": 750.0, "search": 1000.0}
    assert (line["ms"], line["shed"], line["client"]) == (2500.0, "queue full", "batch")


QUESTIONS = ["私の病気は何ですか", "x" * 1000, "\ud800", "\x1b]0;owned\x07", "a\nb\r\u2028c"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_a_digest_unless_told_otherwise(lines: Lines, question: str) -> None:
    line = logged(entry(question=question), lines)
    assert len(line["question"]) == 16 and int(line["question"], 16) >= 0
    assert logged(entry(question=question), lines, questions=True)["question"] == question


def test_equal_questions_have_equal_digests_in_one_process_only(lines: Lines) -> None:
    record = recorder(False)
    for question in ("a", "a", "b"):
        record(entry(question=question), {})
    a, again, b = (line["question"] for line in lines())
    assert a == again != b
    assert logged(entry(question="a"), lines)["question"] != a


def test_a_setting_lets_questions_into_the_log(lines: Lines) -> None:
    with client_of(FakeEngine(), log_questions=True) as client:
        client.get("/ask", params={"q": "富士山の高さは？"})
    assert [line["question"] for line in requests(lines())] == ["富士山の高さは？"]


def test_no_question_is_logged_however_its_request_ends(lines: Lines) -> None:
    with client_of(FakeEngine()) as client:
        for question in ("private", "private" * 200, "private\x00"):
            for path in ("/ask", "/search"):
                client.get(path, params={"q": question, "private": "1"})
                client.post(path, json={"q": question})
                client.post(path, content=b'{"q": "private')
        client.get("/ask?q=fault")
    assert "private" not in json.dumps(lines())


FORGED = "/\n" + json.dumps({"event": "request", "status": 200})


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.one_of(st.just(FORGED), st.text(max_size=60).map(lambda text: "/" + text)))
def test_no_path_forges_a_line(lines: Lines, stderr: StringIO, path: str) -> None:
    lines()
    recorder(False)(entry(path=path), {})
    err = stderr.getvalue()
    assert err.count("\n") == 1 and err.endswith("}\n")
    # Every control character stands escaped: what shows a log obeys none.
    assert err[:-1].isascii() and err[:-1].isprintable()
    assert json.loads(err)["path"] == path


def test_a_path_is_kept_in_part_only(lines: Lines) -> None:
    assert logged(entry(path="/" + "x" * 10_000), lines)["path"] == "/" + "x" * (LOGGED_PATH - 1)


def test_a_fault_has_its_cause_in_one_line(lines: Lines) -> None:
    with client_of(FakeEngine()) as client:
        lines()
        reply = client.get("/ask?q=fault")
        fault, line = lines()
    assert (fault["event"], fault["level"], line["status"]) == ("fault", "error", 500)
    assert fault["request_id"] == line["request_id"] == reply.json()["request_id"]
    assert SECRET in fault["exception"] and "Traceback" in fault["exception"]


def test_other_libraries_log_in_the_same_form(lines: Lines) -> None:
    logging.getLogger("uvicorn.error").warning("Invalid\n%s", "request")
    logging.getLogger("uvicorn.error").debug("never")
    (line,) = lines()
    assert (line["event"], line["level"]) == ("Invalid\nrequest", "warning")


@pytest.mark.usefixtures("_as_before")
@pytest.mark.parametrize("level", ["DEBUG", "INFO"])
def test_no_level_lets_a_stream_tell_its_question(
    level: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(level)
    with client_of(FakeEngine()) as client:
        assert "höhe high" in client.get("/ask/stream?q=höhe+high").text
    said = capsys.readouterr().err
    assert '"request"' in said
    assert "he high" not in said and "3776" not in said


@pytest.mark.usefixtures("_as_before")
def test_a_library_does_not_lower_the_level(capsys: pytest.CaptureFixture[str]) -> None:
    configure("ERROR")
    logging.getLogger("sse_starlette.sse").warning("a stream's cleanup took long")
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("_as_before")
def test_the_level_is_a_floor(capsys: pytest.CaptureFixture[str]) -> None:
    configure("ERROR")
    with client_of(FakeEngine()) as client:
        client.get("/ask?q=high")
        assert capsys.readouterr().err == ""
        client.get("/ask?q=fault")
        assert json.loads(capsys.readouterr().err)["event"] == "fault"
