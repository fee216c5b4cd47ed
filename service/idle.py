"""Passages are made ready to be read while the service has nothing else to do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from anyio import to_thread

from service.live import Live

PAUSE = 0.05
"""Seconds between two looks at whether there is other work."""
EVERY = 1.0
"""Seconds between two looks for passages that are not ready, once all of them are."""


async def get_ready(live: Live, busy: Callable[[], bool]) -> None:
    """Let the engine of ``live`` make its passages ready, one at a time; runs until cancelled.

    Nothing is begun while ``busy``, so that who asks waits for one passage at most. A fault is told
    in the log and ends it for that generation; a question that meets it tells it again.
    """

    def one() -> bool:
        with live.use() as engine:
            return engine.get_ready()

    bad = ""
    while True:
        if busy():
            await asyncio.sleep(PAUSE)
            continue
        name, more = live.generation, False
        try:
            more = name != bad and await to_thread.run_sync(one)
        # Nobody is there to whom a fault could be raised.
        except Exception as error:
            bad = name
            log = structlog.get_logger("konkyo")
            log.error("passages not made ready", generation=name, exc_info=error)
        await asyncio.sleep(0 if more else EVERY)
