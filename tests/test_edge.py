from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest
from fake_engine import SECRET, FakeEngine
from starlette.requests import ClientDisconnect
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send
from structlog.typing import EventDict
from web import client_of, problem_of

from service.edge import HEADERS, Edge
from service.journal import Entry

# What the application logs is kept, not printed.
pytestmark = pytest.mark.usefixtures("logs")


@pytest.mark.parametrize("path", ["/ask", "/search"])
def test_a_fault_hides_its_cause_but_logs_it(
    client: TestClient, logs: list[EventDict], path: str
) -> None:
    reply = client.get(path, params={"q": "fault"})
    body = problem_of(reply, 500)
    assert SECRET not in reply.text
    assert "Traceback" not in reply.text
    opened, fault, record = logs
    assert opened["event"] == "index open"
    assert (fault["event"], fault["request_id"]) == ("fault", body["request_id"])
    assert repr(fault["exc_info"]) == f"RuntimeError({SECRET!r})"
    assert (record["event"], record["status"]) == ("request", 500)


def test_requests_are_logged_without_the_question(
    client: TestClient, logs: list[EventDict]
) -> None:
    reply = client.get("/ask", params={"q": "personal"})
    record = logs[-1]
    assert record["ms"] >= 0
    assert {k: record[k] for k in ("event", "method", "path", "status", "request_id")} == {
        "event": "request",
        "method": "GET",
        "path": "/ask",
        "status": 200,
        "request_id": reply.headers["x-request-id"],
    }
    assert "personal" not in repr(logs)


def test_request_ids_differ_and_are_not_the_clients(client: TestClient) -> None:
    ids = [
        client.get("/health", headers={"X-Request-Id": "mine"}).headers["x-request-id"]
        for _ in range(3)
    ]
    assert len(set(ids)) == 3
    assert all(re.fullmatch("[0-9a-f]{32}", i) for i in ids)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/docs",
        "/health",
        "/ask?q=a",
        "/ask?q=",
        "/ask?q=fault",
        "/nothing",
        "/openapi.json",
        "/static/app.js",
        "/static/none",
    ],
)
def test_every_reply_has_the_security_headers(client: TestClient, path: str) -> None:
    reply = client.get(path)
    assert {name: reply.headers[name] for name in HEADERS} == HEADERS
    assert "access-control-allow-origin" not in reply.headers


def test_the_policy_is_the_agreed_one() -> None:
    assert HEADERS["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    assert HEADERS["X-Content-Type-Options"] == "nosniff"
    assert HEADERS["Referrer-Policy"] == "no-referrer"


SITE = "https://a.example"


@pytest.mark.parametrize(
    ("path", "status"),
    [("/ask?q=high", 200), ("/ask?q=fault", 500), ("/ask?q=", 422), ("/nothing", 404)],
)
def test_a_page_that_may_ask_can_read_errors_too(path: str, status: int) -> None:
    with client_of(FakeEngine(), origins=SITE) as client:
        reply = client.get(path, headers={"Origin": SITE})
    assert reply.status_code == status
    assert reply.headers["Access-Control-Allow-Origin"] == SITE
    assert reply.headers["Access-Control-Expose-Headers"] == "Retry-After, X-Request-Id"
    assert {name: reply.headers[name] for name in HEADERS} == HEADERS
    assert reply.headers["X-Request-Id"]


def test_a_preflight_request_is_logged_and_has_the_security_headers(
    logs: list[EventDict],
) -> None:
    asked = {"Origin": SITE, "Access-Control-Request-Method": "POST"}
    with client_of(FakeEngine(), origins=SITE) as client:
        reply = client.options("/ask", headers=asked)
    assert {name: reply.headers[name] for name in HEADERS} == HEADERS
    assert (logs[-1]["method"], logs[-1]["request_id"]) == (
        "OPTIONS",
        reply.headers["X-Request-Id"],
    )


Ending = Callable[[Send], Awaitable[None]]


async def begin(send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})


async def part(send: Send) -> None:
    await begin(send)
    await send({"type": "http.response.body", "body": b"a", "more_body": True})


async def whole(send: Send) -> None:
    await part(send)
    await send({"type": "http.response.body", "body": b"b"})


async def left(send: Send) -> None:
    raise ClientDisconnect


async def left_late(send: Send) -> None:
    await begin(send)
    raise ClientDisconnect


async def left_midway(send: Send) -> None:
    await part(send)
    raise ClientDisconnect


async def cancelled(send: Send) -> None:
    raise asyncio.CancelledError


async def cancelled_late(send: Send) -> None:
    await part(send)
    raise asyncio.CancelledError


async def silent(send: Send) -> None:
    """Reply nothing at all."""


@pytest.mark.parametrize(
    ("ends", "status"),
    [
        (whole, 200),
        (begin, 500),
        (part, 500),
        (left, 499),
        (left_late, 499),
        (left_midway, 499),
        (cancelled, 500),
        (cancelled_late, 500),
        (silent, 500),
    ],
)
def test_every_request_ends_with_a_status(ends: Ending, status: int) -> None:
    assert [entry.status for entry in served(ends)] == [status]


@pytest.mark.parametrize("ends", [left, left_late, left_midway])
def test_a_client_that_left_is_logged_whenever_it_did(ends: Ending, logs: list[EventDict]) -> None:
    (entry,) = served(ends)
    (record,) = logs
    assert (record["event"], record["log_level"], record["request_id"]) == (
        "the client left before the end of its reply",
        "info",
        entry.id,
    )


def served(ends: Ending) -> list[Entry]:
    """Return what is told of one request to an app whose reply ``ends`` so."""
    seen: list[Entry] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await ends(send)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        """Take a message and forget it."""

    async def serve() -> None:
        edge = Edge(app, [lambda entry, scope: seen.append(entry)])
        with suppress(asyncio.CancelledError):
            await edge({"type": "http", "method": "GET", "path": "/"}, receive, send)

    asyncio.run(serve())
    return seen
