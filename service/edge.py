"""What every request passes: an id, security headers, one log line, and a 500 that tells nothing.

Pure ASGI, so that a reply is neither buffered nor moved to another task.
"""

from __future__ import annotations

import time
import uuid

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

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
LOGGED_PATH = 200
"""How many characters of a path the log keeps."""


class Edge:
    """The outermost middleware of the app."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, as ASGI has it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, send)
        scope.setdefault("state", {})["request_id"] = exchange.id
        try:
            await self._app(scope, receive, exchange.send)
        except ClientDisconnect:
            exchange.log.info("the client left before its request was read")
        # The one place that catches everything: a fault must reach the log, and only the log.
        except Exception as fault:
            exchange.log.error("fault", exc_info=fault)
            if exchange.status is not None:
                raise
            await problem(exchange.id, 500, FAULT)(scope, receive, exchange.send)
        finally:
            exchange.record()


class _Exchange:
    """One request and what was replied to it so far."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.id = uuid.uuid4().hex
        self.status: int | None = None
        self.log = structlog.get_logger("konkyo").bind(request_id=self.id)
        self._scope = scope
        self._send = send
        self._started = time.perf_counter()

    async def send(self, message: Message) -> None:
        """Pass a message on; the first one of a reply gets the headers."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = self.id
            for name, value in HEADERS.items():
                headers[name] = value
        await self._send(message)

    def record(self) -> None:
        """Log the request; never its query, which may be personal."""
        self.log.info(
            "request",
            method=self._scope["method"],
            path=self._scope["path"][:LOGGED_PATH],
            status=self.status,
            ms=round((time.perf_counter() - self._started) * 1000, 3),
        )
