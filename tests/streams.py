"""Engines whose answers are streamed, and streams asked for as a server would."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from fake_engine import FakeEngine
from httpx2 import Response
from starlette.types import Message

from indexer.records import Document
from service.app import create_app
from service.meters import Meters
from service.records import Reply
from service.settings import Settings


class Tells(FakeEngine):
    """Gives one reply to every question."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self._given = reply

    def ask(self, question: str, k: int) -> Reply:
        return replace(self._given, question=question)


def events(reply: Response) -> list[tuple[str, Any]]:
    assert reply.status_code == 200, reply.text
    assert reply.headers["content-type"] == "text/event-stream; charset=utf-8"
    blocks = [block.split("\r\n") for block in reply.text.split("\r\n\r\n") if block]
    for block in blocks:
        assert [line.partition(": ")[0] for line in block] == ["event", "data"]
    return [(name[7:], json.loads(data[6:])) for name, data in blocks]


class Paced(FakeEngine):
    """Cites one document after the other, each looked up when it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.asked_for, self.end = threading.Event(), threading.Event()

    def document(self, doc_id: str) -> Document:
        self.asked_for.set()
        assert self.end.wait(10)
        return super().document(doc_id)


Sent = Callable[[Message], Awaitable[None]]


async def stream_by_hand(engine: FakeEngine, sent: Sent, gone: asyncio.Event) -> str:
    """Ask as a server would, until the work is over and its place is free; return the metrics."""
    app = create_app(lambda: engine, Settings())

    async def receive() -> Message:
        if not begun:
            begun.append(1)
            return {"type": "http.request", "body": b"", "more_body": False}
        await gone.wait()
        return {"type": "http.disconnect"}

    begun: list[int] = []
    scope: dict[str, Any] = {"type": "http", "method": "GET", "path": "/ask/stream"}
    scope |= {"query_string": b"q=%E9%AB%98%E3%81%95", "headers": [], "http_version": "1.1"}
    async with app.router.lifespan_context(app) as given:
        state: dict[str, Any] = dict(given or {})
        await asyncio.wait_for(app(scope | {"state": state}, receive, sent), 10)
        if isinstance(engine, Paced):
            engine.end.set()
        while state["admission"].working:
            await asyncio.sleep(0.001)
    meters: Meters = app.state.meters
    return meters.text().decode()
