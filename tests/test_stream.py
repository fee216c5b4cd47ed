"""Answers as server-sent events, each sent before the next is made."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from typing import Any

import pytest
from fake_engine import FUJI, SECRET, FakeEngine, citation_of
from httpx2 import Response
from sse_starlette import EventSourceResponse
from starlette.testclient import TestClient
from starlette.types import Message
from streams import Paced, Tells, events, stream_by_hand
from structlog.typing import EventDict
from web import client_of, problem_of

from indexer.records import Span
from service import stream
from service.app import create_app
from service.asking import PIECE
from service.records import Reply
from service.server import drain
from service.settings import Settings

# What the application logs is kept, not printed.
pytestmark = pytest.mark.usefixtures("logs")

LONG = "。".join("富士山は高い" for _ in range(5))


def told(client: TestClient, question: str, **more: object) -> list[tuple[str, Any]]:
    return events(client.post("/ask/stream", json={"q": question, **more}))


QUESTIONS = ["How high is Fuji?", "富士山の高さは？", "evil", "海の深さは？"]
HISTORY = [{"question": "富士山の高さは？", "answer": "3776"}]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_events_are_the_parts_of_what_ask_replies(client: TestClient, question: str) -> None:
    whole = client.get("/ask", params={"q": question}).json()
    streamed = events(client.get("/ask/stream", params={"q": question}))
    cited, text = len(whole["citations"]), (whole["answer"] or {"text": ""})["text"]
    pieces = -(-len(text) // PIECE)
    names = ["status", *["citation"] * cited, *["token"] * pieces, "answer"]
    assert [name for name, _ in streamed] == names
    fields = ("status", "confidence", "question", "language")
    assert streamed[0][1] == {field: whole[field] for field in fields}
    assert [data for name, data in streamed if name == "citation"] == whole["citations"]
    assert "".join(data["text"] for name, data in streamed if name == "token") == text
    assert streamed[-1][1] | {"timings_ms": 0} == whole | {"timings_ms": 0}


@pytest.mark.parametrize("question", [*QUESTIONS, "それはなぜ？"])
def test_post_streams_what_get_does_and_with_a_history_what_ask_does(
    client: TestClient, question: str
) -> None:
    got = events(client.get("/ask/stream", params={"q": question}))
    assert got[:-1] == told(client, question)[:-1]
    asked = client.post("/ask", json={"q": question, "history": HISTORY}).json()
    streamed = told(client, question, history=HISTORY)
    assert streamed[-1][1] | {"timings_ms": 0} == asked | {"timings_ms": 0}
    assert streamed[0][1]["resolved"] == asked["resolved"]


def test_a_long_answer_comes_in_pieces() -> None:
    reply = FakeEngine().ask("高さ", 5)
    assert reply.answer is not None
    with client_of(Tells(replace(reply, answer=replace(reply.answer, text=LONG)))) as client:
        pieces = [data["text"] for name, data in told(client, "高さ") if name == "token"]
    assert len(pieces) == 5
    assert "".join(pieces) == LONG


def test_a_stream_is_not_held_back_by_proxies(client: TestClient) -> None:
    headers = client.get("/ask/stream", params={"q": "高さ"}).headers
    assert headers["x-accel-buffering"] == "no"
    assert headers["cache-control"] == "no-cache"
    assert "content-length" not in headers


@pytest.mark.parametrize(
    ("question", "status"), [("", 422), ("x" * 1001, 422), ("、。", 422), ("fault", 500)]
)
def test_what_goes_wrong_before_the_first_event_is_a_problem(
    client: TestClient, question: str, status: int
) -> None:
    for reply in (
        client.get("/ask/stream", params={"q": question}),
        client.post("/ask/stream", json={"q": question}),
    ):
        problem_of(reply, status)
        assert SECRET not in reply.text


def test_a_false_citation_is_counted_as_no_answer() -> None:
    reply = FakeEngine().ask("高さ", 5)
    false = replace(citation_of(FUJI, Span(15, 19), Span(7, 27)), quote="x")
    with client_of(Tells(replace(reply, citations=(false,)))) as client:
        problem_of(client.get("/ask", params={"q": "高さ"}), 500)
        metrics = client.get("/metrics").text
    assert "rag_answers_total{" not in metrics
    assert "rag_citations_per_answer_count 0.0" in metrics


def test_a_stream_is_logged_as_its_question_is(client: TestClient, logs: list[EventDict]) -> None:
    client.get("/ask/stream", params={"q": "高さ"})
    record = logs[-1]
    assert (record["event"], record["outcome"], record["path"]) == (
        "request",
        "answered",
        "/ask/stream",
    )


class Slow(FakeEngine):
    """Answers when it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.end = threading.Event(), threading.Event()

    def ask(self, question: str, k: int) -> Reply:
        self.begun.set()
        assert self.end.wait(10)
        return super().ask(question, k)


def test_a_full_service_refuses_before_a_stream_begins() -> None:
    engine = Slow()
    app = create_app(lambda: engine, Settings(at_work=1, waiting=0))
    with TestClient(app) as client:
        first: list[Response] = []
        thread = threading.Thread(
            target=lambda: first.append(client.get("/ask/stream", params={"q": "高さ"}))
        )
        thread.start()
        assert engine.begun.wait(10)
        reply = client.get("/ask/stream", params={"q": "高さ"})
        problem_of(reply, 503)
        assert reply.headers["retry-after"] == "1"
        engine.end.set()
        thread.join()
        assert events(first[0])[-1][0] == "answer"


def test_work_beyond_its_deadline_is_refused_before_a_stream_begins() -> None:
    engine = Slow()
    with TestClient(create_app(lambda: engine, Settings(deadline=0.05))) as client:
        problem_of(client.get("/ask/stream", params={"q": "高さ"}), 503)
        engine.end.set()


def test_each_part_is_sent_before_the_next_is_made() -> None:
    engine, got = Paced(), []

    async def sent(message: Message) -> None:
        got.append(message.get("body", b""))
        if b"event: status" in got[-1]:
            assert not engine.end.is_set()
            engine.end.set()

    asyncio.run(stream_by_hand(engine, sent, asyncio.Event()))
    assert b"event: answer" in b"".join(got)


def test_a_stream_may_go_on_for_as_long_as_work_may_take_when_the_server_stops(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    graces: list[object] = []
    begin = EventSourceResponse.__init__

    def begun(self: EventSourceResponse, *given: object, **more: object) -> None:
        graces.append(more["shutdown_grace_period"])
        begin(self, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(EventSourceResponse, "__init__", begun)
    settings = Settings(patience=2, deadline=60)
    with TestClient(create_app(FakeEngine, settings)) as client:
        client.get("/ask/stream", params={"q": "高さ"})
    assert graces == [62.0]
    assert graces[0] < drain(settings)


def test_a_quiet_stream_is_kept_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "PING", 0.01)
    engine, got = Paced(), []

    async def sent(message: Message) -> None:
        got.append(message.get("body", b""))
        if got[-1].startswith(b": ping"):
            engine.end.set()

    asyncio.run(stream_by_hand(engine, sent, asyncio.Event()))
    assert b"event: answer" in b"".join(got)
