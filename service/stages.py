"""How long the stages of one piece of work take, told to whoever listens in this context."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_LISTENING: ContextVar[dict[str, float] | None] = ContextVar("stages", default=None)


@contextmanager
def listening() -> Iterator[dict[str, float]]:
    """Give a table that fills with the seconds of each stage, by name, while the block lasts."""
    table: dict[str, float] = {}
    token = _LISTENING.set(table)
    try:
        yield table
    finally:
        _LISTENING.reset(token)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Time the block as the stage ``name``, added up where it comes again; cheap if nobody listens.

    Threads that were started with a copy of the context are heard too.
    """
    table = _LISTENING.get()
    if table is None:
        yield
        return
    begun = time.perf_counter()
    try:
        yield
    finally:
        table[name] = table.get(name, 0.0) + time.perf_counter() - begun
