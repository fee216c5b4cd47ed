"""A newer generation of the index is picked up while the service runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from anyio import to_thread

from indexer.errors import KonkyoError
from service.engine import Engine
from service.live import Live

EVERY = 1.0
"""Seconds between two looks at the index folder; a look reads one short file."""
AGAIN = 30.0
"""Seconds after which a generation that could not be opened is tried again."""


# Beside what is wrong with an index: the disk, above all a full one, and want of memory. Anything
# else is a fault of ours, of which the log needs more than the message.
_EXPECTED = (KonkyoError, OSError, MemoryError)


@dataclass(frozen=True, slots=True)
class Source:
    """Where engines come from: ``current`` names the generation that ``open`` would open.

    Both raise KonkyoError when there is none that can be used.
    """

    open: Callable[[], Engine]
    current: Callable[[], str]


async def watch(live: Live, source: Source, refused: Callable[[], None] = lambda: None) -> None:
    """Exchange the engine of ``live`` whenever ``source`` has a newer one; runs until cancelled.

    One that cannot be opened, for whatever reason, is told in the log and to ``refused``, and the
    old one goes on.
    """

    def exchange() -> None:
        live.exchange(source.open())

    log = structlog.get_logger("konkyo")
    loop = asyncio.get_running_loop()
    bad, since = "", 0.0
    while True:
        await asyncio.sleep(EVERY)
        name = ""
        try:
            name = source.current()
            if name == live.generation or (name == bad and loop.time() - since < AGAIN):
                continue
            # The old one is closed in the thread too, which may have files to remove.
            await to_thread.run_sync(exchange)
            bad = ""
            log.info("index exchanged", generation=live.generation)
        # Nobody is there to whom a fault could be raised: it would end the watch unseen.
        except Exception as error:
            if name != bad or loop.time() - since >= AGAIN:
                bad, since = name, loop.time()
                refused()
                log.error("index refused", refused=name, generation=live.generation, **_told(error))


def _told(error: Exception) -> dict[str, object]:
    told: dict[str, object] = {"reason": str(error) or type(error).__name__}
    return told if isinstance(error, _EXPECTED) else {**told, "exc_info": error}
