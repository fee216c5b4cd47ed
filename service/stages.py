"""How long the stages of one piece of work take, told to whoever listens in this context."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a piece of work, from ``begun`` to ``ended`` on `time.perf_counter`."""

    name: str
    begun: float
    ended: float


@dataclass(frozen=True, slots=True)
class Heard:
    """The stages that have ended so far, in the order of their ends."""

    stages: list[Stage] = field(default_factory=list)

    @property
    def seconds(self) -> dict[str, float]:
        """How long each stage took, by name, added up where it came again."""
        total: dict[str, float] = {}
        for stage in self.stages:
            total[stage.name] = total.get(stage.name, 0.0) + stage.ended - stage.begun
        return total


_LISTENING: ContextVar[Heard | None] = ContextVar("stages", default=None)


@contextmanager
def listening(heard: Heard) -> Iterator[None]:
    """Let ``heard`` hear of the stages of this context while the block lasts.

    Those of threads that are started with a copy of the context are heard too.
    """
    token = _LISTENING.set(heard)
    try:
        yield
    finally:
        _LISTENING.reset(token)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """Time the block as the stage ``name``; costs next to nothing if nobody listens."""
    heard = _LISTENING.get()
    if heard is None:
        yield
        return
    begun = time.perf_counter()
    try:
        yield
    finally:
        heard.stages.append(Stage(name, begun, time.perf_counter()))
