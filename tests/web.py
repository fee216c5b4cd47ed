"""A client of the application with the fake engine, and what every problem must look like."""

from __future__ import annotations

from threading import Event
from typing import Any

from fake_engine import FakeEngine
from httpx2 import Response
from starlette.testclient import TestClient

from service.app import create_app
from service.settings import Settings

PROBLEM = "application/problem+json"


def client_of(engine: FakeEngine, leaving: Event | None = None, **settings: object) -> TestClient:
    """The service of ``engine`` with ``settings`` that differ from the defaults."""
    told = Settings(**settings)  # type: ignore[arg-type]
    return TestClient(create_app(lambda: engine, told, leaving=leaving))


class Exchanged:
    """One application for many tests, each with an engine of its own.

    Half of the time of a short test is spent on making one. Its meters go on counting, so those
    who look at them need an application of their own.
    """

    def __init__(self) -> None:
        self._engine = FakeEngine()
        self._app = create_app(lambda: self._engine, Settings())

    def client_of(self, engine: FakeEngine) -> TestClient:
        self._engine = engine
        return TestClient(self._app)


def problem_of(reply: Response, status: int) -> dict[str, Any]:
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == PROBLEM
    body: dict[str, Any] = reply.json()
    assert set(body) == {"type", "title", "status", "detail", "request_id"}
    assert body["status"] == status
    assert body["request_id"] == reply.headers["x-request-id"]
    return body
