"""How much is worked on at once: a few places, a short queue, and a clear refusal beyond.

Without a bound every request waits for every other: at twice what a machine can do, all of them
time out. With one, those that are let in take hardly longer than on an idle machine.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.requests import ClientDisconnect

from indexer.errors import Overloaded

T = TypeVar("T")
QUEUE_FULL, WAITED, WORKED = "queue full", "waited too long", "worked too long"
"""The reasons for which work is refused."""


class Admission:
    """Runs work in threads, ``at_work`` pieces at once; others wait in order of arrival.

    At most ``waiting`` wait, each for ``patience`` seconds at most; a piece of work is given up
    after ``deadline`` seconds, though it keeps its place until its thread has come to an end: a
    thread cannot be stopped. Belongs to one event loop. ``changed`` is told how many are at work
    and how many wait, whenever that changes.
    """

    def __init__(
        self,
        at_work: int,
        waiting: int,
        patience: float,
        deadline: float,
        changed: Callable[[int, int], None] = lambda working, waiting: None,
    ) -> None:
        self._changed = changed
        self._free = at_work
        self._most = waiting
        self._patience = patience
        self._deadline = deadline
        self._at_work = at_work
        self._queue: deque[asyncio.Future[None]] = deque()
        self._threads = CapacityLimiter(at_work)

    @property
    def longest(self) -> float:
        """How many seconds a piece of work may take at most, with its wait."""
        return self._patience + self._deadline

    @property
    def working(self) -> int:
        """How many pieces of work have a place."""
        return self._at_work - self._free

    @property
    def waiting(self) -> int:
        """How many wait for a place."""
        return len(self._queue)

    async def run(self, work: Callable[[], T], left: Callable[[], Awaitable[None]]) -> T:
        """Return what ``work`` returns, called in a thread when there is a place for it.

        ``left`` ends when its client has gone: who still waits then makes room.

        Raises:
            Overloaded: the queue is full, the wait or the work took too long.
            ClientDisconnect: the client has gone.
        """
        await self._enter(left)
        return await self._worked(work)

    async def _enter(self, left: Callable[[], Awaitable[None]]) -> None:
        if self._free:
            self._free -= 1
            self._tell()
            return
        if len(self._queue) >= self._most:
            raise Overloaded(QUEUE_FULL)
        place = asyncio.get_running_loop().create_future()
        self._queue.append(place)
        self._tell()
        gone = asyncio.ensure_future(left())
        try:
            await asyncio.wait(
                {place, gone}, timeout=self._patience, return_when=asyncio.FIRST_COMPLETED
            )
        except asyncio.CancelledError:
            if place.done():
                self._leave()
            raise
        finally:
            gone.cancel()
            if not place.done():
                self._queue.remove(place)
                self._tell()
        if not place.done():
            if gone.done() and not gone.cancelled():
                raise ClientDisconnect
            raise Overloaded(WAITED)

    async def _worked(self, work: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        # Whoever takes it gives the place back: the thread, or we when it never got so far.
        duty = threading.Lock()

        def held() -> T:
            if not duty.acquire(blocking=False):
                raise Overloaded(WORKED)
            try:
                return work()
            finally:
                loop.call_soon_threadsafe(self._leave)

        thread = to_thread.run_sync(held, abandon_on_cancel=True, limiter=self._threads)
        try:
            return await asyncio.wait_for(thread, self._deadline)
        except TimeoutError:
            raise Overloaded(WORKED) from None
        finally:
            if duty.acquire(blocking=False):
                self._leave()

    def _leave(self) -> None:
        """Give the place to the first who still waits, or set it free."""
        waits = next((place for place in self._queue if not place.done()), None)
        if waits is None:
            self._free += 1
        else:
            self._queue.remove(waits)
            waits.set_result(None)
        self._tell()

    def _tell(self) -> None:
        self._changed(self.working, self.waiting)
