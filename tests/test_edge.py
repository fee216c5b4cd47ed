from __future__ import annotations

import re

import pytest
from fake_engine import SECRET
from starlette.testclient import TestClient
from structlog.typing import EventDict
from web import problem_of

from service.edge import HEADERS

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
