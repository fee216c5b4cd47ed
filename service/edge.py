"""What every request passes: an id, security headers, one log line; faults become a bare 500.

Pure ASGI, so that a reply is neither buffered nor moved to another task.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.journal import ENTRY, Entry, Listener, entry_of
from service.problems import FAULT, problem

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # An answer is true of one generation only; a browser must ask again.
    "Cache-Control": "no-cache",
}
LEFT = 499
"""The status told of a request whose client left before the end of its reply; no client gets it."""


class Edge:
    """The outermost middleware of the app; ``listeners`` are told of each request at its end.

    While ``leaving`` is true each reply closes its connection, so that the next request goes to
    a server that stays.
    """

    def __init__(
        self,
        app: ASGIApp,
        listeners: Sequence[Listener],
        leaving: Callable[[], bool] = lambda: False,
    ) -> None:
        self._app = app
        self._listeners = listeners
        self._leaving = leaving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, as ASGI has it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        entry = Entry(uuid.uuid4().hex, scope["method"], scope["path"], time.perf_counter())
        scope.setdefault("state", {})[ENTRY] = entry
        replying = _Replying(entry, send, self._leaving)
        try:
            await self._app(scope, receive, replying.send)
        except ClientDisconnect:
            entry.status = LEFT
            _log(entry).info("the client left before the end of its reply")
        finally:
            # Without a reply, as at a stop that takes too long, the server gives a 500; one that
            # breaks off is told as that too, whatever its head said.
            if not replying.whole and entry.status != LEFT:
                entry.status = 500
            self._end(entry, scope)

    def _end(self, entry: Entry, scope: Scope) -> None:
        entry.seconds = time.perf_counter() - entry.begun
        route = scope.get("route")
        entry.route = getattr(route, "path", "")
        for listener in self._listeners:
            listener(entry, scope)


class Faults:
    """The innermost middleware: what nobody expected becomes a 500 that tells nothing.

    It lies within whatever adds headers to replies, so that this one has them all.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, as ASGI has it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        entry = entry_of(scope)
        try:
            await self._app(scope, receive, send)
        except ClientDisconnect:
            raise
        # The one place that catches everything: a fault must reach the log, and only the log.
        except Exception as fault:
            _log(entry).error("fault", exc_info=fault)
            if entry.status:
                raise
            await problem(entry.id, 500, FAULT)(scope, receive, send)


def _log(entry: Entry) -> structlog.typing.FilteringBoundLogger:
    log: structlog.typing.FilteringBoundLogger = structlog.get_logger("konkyo")
    return log.bind(request_id=entry.id)


class _Replying:
    """Passes a reply on; its head gets the headers that all have. ``whole``: its end was sent."""

    def __init__(self, entry: Entry, send: Send, leaving: Callable[[], bool]) -> None:
        self.whole = False
        self._entry = entry
        self._send = send
        self._leaving = leaving

    async def send(self, message: Message) -> None:
        """Pass one message on."""
        if message["type"] == "http.response.start":
            self._entry.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = self._entry.id
            for name, value in HEADERS.items():
                headers[name] = value
            if self._leaving():
                headers["Connection"] = "close"
        await self._send(message)
        if message["type"] != "http.response.start":
            self.whole = not message.get("more_body", False)
