"""The socket and the server that the application runs on."""

from __future__ import annotations

import asyncio
import errno
import math
import re
import signal
import socket
import time
from collections.abc import Callable
from threading import Event
from types import FrameType

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from indexer.errors import ConfigError
from service.app import create_app
from service.engine import Engine
from service.settings import Settings, split
from service.watch import Source

LINGER = 1.0
"""Seconds from SIGTERM to the end of accepting; ``/ready`` replies 503 meanwhile."""
MARGIN = 4
"""Seconds that the longest request has beyond its deadline when the server is told to stop."""
_RAW = re.compile(rb"[\x80-\xff]")


class PlainTextTargets(H11Protocol):
    """HTTP/1.1 whose request line may hold UTF-8 as it is: ``curl 'localhost:8000/ask?q=根拠'``.

    RFC 9112 wants such bytes percent-encoded and h11 refuses them, but curl sends what it is
    given. They are encoded here, in the request line only.
    """

    def data_received(self, data: bytes) -> None:
        """Take what arrived, as asyncio has it."""
        line, end, rest = data.partition(b"\n")
        if self.conn.their_state is h11.IDLE and b"\n" not in self.conn.trailing_data[0]:
            line = _RAW.sub(_percent, line)
        super().data_received(line + end + rest)


def _percent(raw: re.Match[bytes]) -> bytes:
    return b"%%%02X" % ord(raw[0])


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; raises ConfigError when that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise ConfigError(_refusal(host, port, error)) from None
    # Connections inherit it. Without it the head and the body of a reply go out 40 ms apart to a
    # client that keeps its connection: asyncio sets it only on sockets that name their protocol.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _refusal(host: str, port: int, error: OSError) -> str:
    """Say why nothing can listen there, and what to do."""
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else port - 1
        return (
            f"port {port} of {host} is taken, perhaps by another Konkyo: stop that, or take "
            f"another port: `PORT={other} make serve`, or --port {other}"
        )
    if error.errno == errno.EACCES:
        return f"port {port} is not for this user; take one above 1023 with PORT or --port"
    reason = str(error.strerror).partition(" (")[0]
    return (
        f"cannot listen on {host} port {port} ({reason}); choose an address of this machine and "
        "a port of it with HOST and PORT or --host and --port"
    )


def url(listener: socket.socket) -> str:
    """Return the address that a browser on this machine opens."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class AnnouncingServer(uvicorn.Server):
    """A server that calls ``announce`` once it accepts, and sets ``leaving`` before it stops.

    Told to stop by SIGTERM it accepts a moment longer, until whoever sends requests here has seen
    that it leaves; by SIGINT, which comes from a terminal, it stops at once.
    """

    def __init__(
        self, config: uvicorn.Config, announce: Callable[[], None], leaving: Event
    ) -> None:
        super().__init__(config)
        self._announce = announce
        self._leaving = leaving
        self._lingers = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to accept on ``sockets``, and say so."""
        await super().startup(sockets)
        if self.started:
            self._announce()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take the signal that tells to stop."""
        self._lingers = sig == signal.SIGTERM
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Leave: say so, stop accepting, finish what is at work."""
        self._leaving.set()
        until = time.monotonic() + LINGER
        while self._lingers and time.monotonic() < until:
            await asyncio.sleep(0.05)
        await super().shutdown(sockets)


def build_server(
    settings: Settings,
    engine: Engine,
    announce: Callable[[], None] = lambda: None,
    newer: Source | None = None,
) -> uvicorn.Server:
    """Return a server of ``engine``; its ``run`` takes the sockets to serve on.

    ``announce`` is called when the server accepts requests; ``newer`` is as in `create_app`.
    Raises ConfigError as `create_app` does.
    """
    leaving = Event()
    config = uvicorn.Config(
        create_app(lambda: engine, settings, newer, leaving),
        lifespan="on",
        http=PlainTextTargets,
        ws="none",
        log_config=None,
        # The edge logs each request, with its id.
        access_log=False,
        server_header=False,
        # Who else says on whose behalf he asks is not believed.
        proxy_headers=bool(settings.proxies),
        forwarded_allow_ips=split(settings.proxies),
        timeout_graceful_shutdown=drain(settings),
    )
    return AnnouncingServer(config, announce, leaving)


def drain(settings: Settings) -> int:
    """Return how many seconds requests at work have to finish: as many as the longest may take."""
    return math.ceil(settings.patience + settings.deadline) + MARGIN
