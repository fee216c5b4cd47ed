"""Server-sent events: made in a thread within one place at work, sent while it goes on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass

from sse_starlette import EventSourceResponse, ServerSentEvent
from sse_starlette.sse import SendTimeoutError
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive, Scope, Send

from service.admission import Admission
from service.engine import Engine
from service.journal import entry_of
from service.work import at_work

SEND = 10.0
"""Seconds that a reader may take for what is sent to it."""
PING = 15
"""Seconds between the comments that keep the connection alive while nothing else is sent."""
SLOW = "slow reader"


@dataclass(frozen=True, slots=True)
class Event:
    """One event: its name, and its data as JSON in one line."""

    name: str
    data: str


Made = Callable[[Engine], Iterator[Event]]
Told = Callable[[Exception], Awaitable[Event]]


async def streamed(request: Request, made: Made, told: Told) -> EventStream:
    """Return the reply that sends what ``made`` makes of the engine of now, as it is made.

    Raises what goes wrong before the first event, as `at_work` does; what goes wrong later is the
    last event, by ``told``. A client that leaves ends the work after the event that is being made.
    """
    work = _Work(request, made, told)
    await work.begin()
    admission: Admission = request.state.admission
    return EventStream(work, admission.longest)


class _Work:
    """A piece of work at one end, its events at the other; ``over``: all of them were taken."""

    def __init__(self, request: Request, made: Made, told: Told) -> None:
        self._made, self._told = made, told
        self._left = threading.Event()
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._first: Event | None = None
        self.over = False
        self._task = asyncio.create_task(at_work(request, self._fill))
        self._task.add_done_callback(self._end)

    async def begin(self) -> None:
        """Wait for the first event."""
        try:
            self._first = await self._queue.get()
        except asyncio.CancelledError:
            self.close()
            raise
        if self._first is None:
            await self._task

    async def events(self) -> AsyncIterator[ServerSentEvent]:
        """Give all events, and the error that there was one after the first."""
        event = self._first
        while event is not None:
            yield ServerSentEvent(event.data, event=event.name)
            event = await self._queue.get()
        fault = self._task.exception()
        if isinstance(fault, Exception):
            event = await self._told(fault)
            yield ServerSentEvent(event.data, event=event.name)
        self.over = True

    def close(self) -> None:
        """Stop; nobody reads what comes."""
        self._left.set()
        self._task.cancel()

    def _fill(self, engine: Engine) -> None:
        for event in self._made(engine):
            if self._left.is_set():
                return
            self._loop.call_soon_threadsafe(self._queue.put_nowait, event)

    def _end(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            task.exception()  # seen, or asyncio would complain where the client left before
        self._queue.put_nowait(None)


class EventStream(EventSourceResponse):
    """The reply that sends the events of a piece of work and ends the work when it ends.

    When the server is told to stop it goes on for ``grace`` seconds at most.
    """

    media_type = "text/event-stream"

    def __init__(self, work: _Work, grace: float) -> None:
        super().__init__(
            work.events(),
            ping=PING,
            send_timeout=SEND,
            shutdown_grace_period=grace,
            client_close_handler_callable=self._closed,
        )
        self._work = work
        self._left = False

    async def _closed(self, _: Message) -> None:
        self._left = not self._work.over

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, as ASGI has it.

        Raises ClientDisconnect at a reader that is too slow, and where one leaves before the end.
        """
        try:
            await super().__call__(scope, receive, send)
        except SendTimeoutError:
            entry_of(scope).shed = SLOW
            raise ClientDisconnect from None
        finally:
            self._work.close()
        if self._left:
            raise ClientDisconnect
