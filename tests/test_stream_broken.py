"""Streams that break off: what is sent, logged and counted of them."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

import pytest
from fake_engine import FUJI, FakeEngine, citation_of
from sse_starlette import EventSourceResponse
from starlette.types import Message
from streams import Paced, Tells, events, stream_by_hand
from structlog.typing import EventDict
from web import client_of

from indexer.errors import Overloaded
from indexer.records import Document, Span
from service import stream

# What the application logs is kept, not printed.
pytestmark = pytest.mark.usefixtures("logs")


def counted(metrics: str, method: str = "GET") -> dict[str, int]:
    """How many streams were counted, by the status they were counted as."""
    labels = f'method="{method}",route="/ask/stream",status="([0-9]+)"'
    name = "http_server_request_duration_seconds_count"
    found = re.findall(rf"^{name}{{{labels}}} ([0-9]+)", metrics, re.MULTILINE)
    return {status: int(count) for status, count in found}


def test_a_false_citation_ends_a_stream_with_an_error(logs: list[EventDict]) -> None:
    good = citation_of(FUJI, Span(15, 19), Span(7, 27))
    reply = FakeEngine().ask("高さ", 5)
    with client_of(
        Tells(replace(reply, citations=(good, replace(good, n=2, quote="x"))))
    ) as client:
        got = client.get("/ask/stream", params={"q": "高さ"})
        assert counted(client.get("/metrics").text) == {"500": 1}
    streamed = events(got)
    assert [name for name, _ in streamed] == ["status", "citation", "error"]
    problem = streamed[-1][1]
    assert (problem["status"], problem["request_id"]) == (500, got.headers["x-request-id"])
    assert "fuji" not in problem["detail"]
    fault = next(record for record in logs if record["event"] == "fault")
    assert fault["request_id"] == problem["request_id"]
    assert "fuji.txt" in repr(fault["exc_info"])
    asked = next(record for record in logs if record.get("path") == "/ask/stream")
    assert asked["status"] == 500
    assert "outcome" not in asked, "what was not verified was no answer"


def test_a_client_that_leaves_frees_its_place() -> None:
    engine, gone, got = Paced(), asyncio.Event(), []

    async def sent(message: Message) -> None:
        got.append(message.get("body", b""))
        if b"event: status" in got[-1]:
            gone.set()

    metrics = asyncio.run(stream_by_hand(engine, sent, gone))
    assert b"event: citation" not in b"".join(got)
    assert counted(metrics) == {"499": 1}


def test_a_slow_reader_is_cut(monkeypatch: pytest.MonkeyPatch, logs: list[EventDict]) -> None:
    monkeypatch.setattr(stream, "SEND", 0.02)

    async def sent(message: Message) -> None:
        if message.get("body"):
            await asyncio.Event().wait()

    metrics = asyncio.run(stream_by_hand(FakeEngine(), sent, asyncio.Event()))
    record = logs[-1]
    assert (record["event"], record["shed"]) == ("request", stream.SLOW)
    assert counted(metrics) == {"499": 1}


def test_a_stream_cut_at_a_stop_is_counted_as_a_fault(
    monkeypatch: pytest.MonkeyPatch, logs: list[EventDict]
) -> None:
    stopped = asyncio.Event()

    async def grace_is_over(self: EventSourceResponse) -> None:
        await stopped.wait()

    async def sent(message: Message) -> None:
        if b"event: status" in message.get("body", b""):
            stopped.set()

    monkeypatch.setattr(EventSourceResponse, "_listen_for_exit_signal_with_grace", grace_is_over)
    metrics = asyncio.run(stream_by_hand(Paced(), sent, asyncio.Event()))
    assert counted(metrics) == {"500": 1}
    assert (logs[-1]["event"], logs[-1]["status"]) == ("request", 500)


class Crowded(FakeEngine):
    """Is too slow once the answer has begun."""

    def document(self, doc_id: str) -> Document:
        raise Overloaded("worked too long")


def test_an_expected_error_within_a_stream_is_counted_by_its_own_status() -> None:
    with client_of(Crowded()) as client:
        streamed = events(client.get("/ask/stream", params={"q": "高さ"}))
        assert counted(client.get("/metrics").text) == {"503": 1}
    assert [name for name, _ in streamed] == ["status", "error"]
    assert streamed[-1][1]["status"] == 503


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_whole_stream_is_counted_as_200_though_its_client_leaves_at_the_end(method: str) -> None:
    with client_of(FakeEngine()) as client:
        assert client.request(method, "/ask/stream", params={"q": "高さ"}).status_code == 200
        assert counted(client.get("/metrics").text, method) == {"200": 1}
