"""One request's work over HTTP: its place, its engine, its stages, and what is told of it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from fake_engine import FakeEngine
from httpx2 import Response
from starlette.testclient import TestClient
from starlette.types import Message
from structlog.testing import capture_logs
from structlog.typing import EventDict
from web import client_of, problem_of

from service.admission import QUEUE_FULL, WAITED, WORKED
from service.app import create_app
from service.records import Reply
from service.settings import Settings
from service.stages import stage


class Held(FakeEngine):
    """An engine whose answer to `hold` waits to be let go."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = threading.Semaphore(0)
        self.end = threading.Event()

    def ask(self, question: str, k: int) -> Reply:
        with stage("read"):
            if question == "hold":
                self.begun.release()
                assert self.end.wait(30)
            return super().ask(question, k)


@pytest.fixture
def held() -> Held:
    return Held()


def requests(logs: list[EventDict]) -> list[EventDict]:
    return [entry for entry in logs if entry["event"] == "request"]


def hold(pool: ThreadPoolExecutor, client: TestClient, engine: Held) -> Future[Response]:
    """Ask what is held, and wait until it is at work."""
    asked = pool.submit(client.get, "/ask?q=hold")
    assert engine.begun.acquire(timeout=30)
    return asked


def refused(reply: Response, reason: str) -> None:
    body = problem_of(reply, 503)
    assert body["detail"] == f"the service is at its limit ({reason}); try again in a moment"
    assert reply.headers["Retry-After"] == "1"


@pytest.mark.parametrize("path", ["/ask?q=high", "/search?q=high", "/documents", "/documents/x"])
def test_beyond_the_queue_is_503_at_once(held: Held, logs: list[EventDict], path: str) -> None:
    with client_of(held, at_work=1, waiting=0) as client, ThreadPoolExecutor(1) as pool:
        first = hold(pool, client, held)
        refused(client.get(path), QUEUE_FULL)
        # Whoever looks after the service is never turned away.
        for open_path in ("/health", "/ready", "/metrics", "/"):
            assert client.get(open_path).status_code == 200
        held.end.set()
        assert first.result(30).status_code == 200
        assert client.get("/ask?q=high").status_code == 200
    turned_away = [entry for entry in requests(logs) if entry["status"] == 503]
    assert [entry["shed"] for entry in turned_away] == [QUEUE_FULL]
    assert "generation" not in turned_away[0]


def test_who_waits_too_long_gets_503(held: Held, logs: list[EventDict]) -> None:
    with client_of(held, at_work=1, patience=0.01) as client, ThreadPoolExecutor(1) as pool:
        first = hold(pool, client, held)
        refused(client.get("/ask?q=high"), WAITED)
        held.end.set()
        assert first.result(30).status_code == 200
    assert [entry.get("shed") for entry in requests(logs)] == [WAITED, None]


def test_work_beyond_its_deadline_gets_503_and_keeps_its_place_till_its_end(
    held: Held, logs: list[EventDict]
) -> None:
    with client_of(held, at_work=1, waiting=0, deadline=0.05) as client:
        refused(client.get("/ask?q=hold"), WORKED)
        refused(client.get("/ask?q=high"), QUEUE_FULL)
        held.end.set()
        while client.get("/ask?q=high").status_code == 503:
            pass
    assert [entry.get("shed") for entry in requests(logs)][:2] == [WORKED, QUEUE_FULL]


def test_the_line_of_a_request_has_its_stages_and_generation(
    held: Held, logs: list[EventDict]
) -> None:
    with client_of(held) as client:
        client.get("/ask?q=high")
        client.get("/documents")
    asked, listed = requests(logs)
    assert set(asked["stages_ms"]) == {"read"} and 0 <= asked["stages_ms"]["read"] <= asked["ms"]
    assert (asked["generation"], asked["outcome"]) == ("g1", "answered")
    assert listed["generation"] == "g1"
    assert not {"outcome", "question", "stages_ms", "shed"} & set(listed)


def test_stages_of_requests_side_by_side_are_not_mixed(held: Held, logs: list[EventDict]) -> None:
    with client_of(held, at_work=2) as client, ThreadPoolExecutor(1) as pool:
        first = hold(pool, client, held)
        for _ in range(5):
            client.get("/ask?q=high")
        held.end.set()
        assert first.result(30).status_code == 200
    lines = requests(logs)
    assert len({line["request_id"] for line in lines}) == len(lines) == 6
    assert all(set(line["stages_ms"]) == {"read"} for line in lines)


def test_a_fault_or_an_unusable_question_gives_its_place_back(logs: list[EventDict]) -> None:
    with client_of(FakeEngine(), at_work=1, waiting=0) as client:
        for question, status in [("fault", 500), ("、。", 422), ("high", 200)] * 3:
            assert client.get("/ask", params={"q": question}).status_code == status


@pytest.mark.parametrize("path", ["/ask?q=high", "/search?q=high", "/documents", "/metrics"])
def test_before_the_lifespan_nobody_passes(path: str) -> None:
    """No server of ours serves then; if one did, nobody could tell a key from none."""
    app = create_app(FakeEngine, Settings())
    assert "not open yet" in problem_of(TestClient(app).get(path), 503)["detail"]


Client = Callable[..., Awaitable[list[Message]]]


def test_a_client_that_leaves_the_queue_makes_room(held: Held) -> None:
    """Spoken to as a server does: a client of this kind cannot leave."""

    async def talk() -> tuple[list[EventDict], list[Message]]:
        with client_of(held, at_work=1, waiting=1, patience=60) as client:
            serve = partial_of(client)
            stays, leaves = asyncio.Event(), asyncio.Event()
            first = asyncio.create_task(serve("hold", stays))
            while not held.begun.acquire(blocking=False):
                await asyncio.sleep(0.01)
            second = asyncio.create_task(serve("high", leaves))
            while client.app_state["admission"].waiting == 0:
                await asyncio.sleep(0.01)
            with capture_logs() as logs:
                leaves.set()
                sent = await second
            assert client.app_state["admission"].waiting == 0
            held.end.set()
            assert (await first)[0]["status"] == 200
            counted = client.app.state.meters.text().decode()  # type: ignore[attr-defined]
            assert 'duration_seconds_count{method="GET",route="/ask",status="499"} 1.0' in counted
            assert 'status="0"' not in counted
        return logs, sent

    logs, sent = asyncio.run(asyncio.wait_for(talk(), 60))
    assert sent == []
    assert [entry["event"] for entry in logs] == [
        "the client left before the end of its reply",
        "request",
    ]
    assert (logs[1]["status"], logs[1].get("shed")) == (499, None)
    assert held.asked == [("hold", 5)]


def partial_of(client: TestClient) -> Client:
    """What serves a question as ASGI has it; the client leaves when its event is set."""

    async def serve(question: str, leaves: asyncio.Event) -> list[Message]:
        sent: list[Message] = []
        body = iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def receive() -> Message:
            for message in body:
                return message
            await leaves.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": "/ask",
            "raw_path": b"/ask",
            "root_path": "",
            "query_string": f"q={question}".encode(),
            "headers": [],
            "client": ("192.0.2.1", 1),
            "server": ("testserver", 80),
            "state": dict(client.app_state),
        }
        await client.app(scope, receive, send)
        return sent

    return serve
