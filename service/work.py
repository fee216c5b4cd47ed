"""One request's work: let in, given an engine, done in a thread, its stages timed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import TypedDict, TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request

from indexer.errors import Overloaded, RateExceeded
from service.admission import Admission
from service.clients import Clients
from service.engine import Engine
from service.journal import entry_of
from service.live import Live
from service.stages import listening

T = TypeVar("T")


class State(TypedDict):
    """What the lifespan gives to every request."""

    live: Live
    admission: Admission
    clients: Clients
    leaving: Event


def live_of(request: Request) -> Live:
    """Return what holds the engine that the lifespan opened, or reply 503."""
    live: Live | None = getattr(request.state, "live", None)
    if live is None:
        raise HTTPException(503, "the index is not open yet; try again", {"Retry-After": "1"})
    return live


def ready_of(request: Request) -> Live:
    """Return the same if new requests are welcome; else, as the server is to stop, reply 503."""
    live = live_of(request)
    if request.state.leaving.is_set():
        raise HTTPException(503, "the service is about to stop; ask another", {"Retry-After": "1"})
    return live


async def at_work(request: Request, task: Callable[[Engine], T]) -> T:
    """Return what ``task`` makes of the engine of now, done in a thread when there is a place.

    Raises Overloaded when the service is at its limit, and what the task raises.
    """
    live, entry = live_of(request), entry_of(request.scope)
    admission: Admission = request.state.admission

    def work() -> T:
        with live.use() as engine:
            entry.generation = engine.generation
            return task(engine)

    try:
        with listening(entry.heard):
            return await admission.run(work, partial(_gone, request))
    except Overloaded as error:
        entry.shed = error.reason
        raise


async def known(request: Request) -> None:
    """Refuse who has no key where one is asked for."""
    _admit(request, counted=False)


async def counted(request: Request) -> None:
    """Refuse who has no key where one is asked for, and who asks too often."""
    _admit(request, counted=True)


def _admit(request: Request, *, counted: bool) -> None:
    entry = entry_of(request.scope)
    # Where the lifespan has not begun nobody could tell a key: nobody passes.
    live_of(request)
    clients: Clients = request.state.clients
    try:
        entry.client = clients.admit(request, counted=counted)
    except RateExceeded:
        entry.shed = "rate"
        raise


async def _gone(request: Request) -> None:
    """Return when the client has gone; its body has been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
