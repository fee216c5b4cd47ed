"""The engine that answers now, and its exchange for a newer one while requests go on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from service.engine import Engine


@dataclass(slots=True, eq=False)
class _Held:
    """An engine, how many requests read it, and whether it is to be closed after the last."""

    engine: Engine
    readers: int = 0
    retired: bool = False


class Live:
    """Holds one engine; safe to use from many threads.

    Who has begun with an engine keeps it to the end, so that no reply mixes two generations; one
    that was exchanged is closed when its last reader is done.
    """

    def __init__(self, engine: Engine, opened: Callable[[], None] = lambda: None) -> None:
        """Answer by ``engine``, which belongs to this object from now on.

        ``opened`` is told of it and of each that takes its place.
        """
        self._lock = threading.Lock()
        self._held = _Held(engine)
        self._closed = False
        self._opened = opened
        opened()

    @property
    def generation(self) -> str:
        """The name of the generation that answers now."""
        return self._held.engine.generation

    @contextmanager
    def use(self) -> Iterator[Engine]:
        """Give the engine of now for as long as the block lasts."""
        with self._lock:
            held = self._held
            held.readers += 1
        try:
            yield held.engine
        finally:
            with self._lock:
                held.readers -= 1
                last = held.retired and not held.readers
            if last:
                held.engine.close()

    def exchange(self, engine: Engine) -> None:
        """Answer by ``engine`` from the next request on; once closed, close it as well."""
        unread = self._put(engine)
        if unread is not engine:
            self._opened()
        if unread is not None:
            unread.close()

    def close(self) -> None:
        """Close the engine as soon as nobody reads it; call it last."""
        with self._lock:
            held = self._held
            already, self._closed = self._closed, True
            held.retired = True
            idle = not held.readers
        if idle and not already:
            held.engine.close()

    def _put(self, engine: Engine) -> Engine | None:
        """Put ``engine`` in its place; return the engine that nobody is to read any more."""
        with self._lock:
            if self._closed:
                return engine
            before, self._held = self._held, _Held(engine)
            before.retired = True
            return None if before.readers else before.engine
