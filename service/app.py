"""The application: routes, errors, headers and the life of the engine, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from threading import Event
from typing import TYPE_CHECKING

import structlog
from anyio import to_thread
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles

from service import problems
from service.admission import Admission
from service.clients import Clients
from service.edge import Edge, Faults
from service.engine import Engine
from service.idle import get_ready
from service.keys import KeyFile
from service.live import Live
from service.logs import recorder
from service.meters import Meters
from service.routes import STATIC, build_router
from service.settings import Settings, split
from service.watch import Source, watch
from service.work import State

if TYPE_CHECKING:
    from service.traces import Traces


def create_app(
    open_engine: Callable[[], Engine],
    settings: Settings,
    newer: Source | None = None,
    leaving: Event | None = None,
) -> FastAPI:
    """Return an application that opens its engine when it starts.

    What ``open_engine`` raises ends the start; until it returns, ``/ready`` replies 503. With
    ``newer`` the engine is exchanged whenever there is a newer one. When ``leaving`` is set the
    server is about to stop: ``/ready`` replies 503, and replies ask clients to connect anew.
    Raises ConfigError when the keys or the address for traces cannot be used.
    """
    leaving = leaving or Event()
    meters = Meters(shared=settings.workers > 1)
    clients = Clients(KeyFile(settings.keys) if settings.keys else None, settings.rate)
    listeners = [recorder(settings.log_questions), meters.record]
    traces = _traces(settings.otel_exporter_otlp_endpoint)
    if traces:
        listeners.append(traces.record)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        live = Live(open_engine(), meters.opened)
        structlog.get_logger("konkyo").info(
            "index open", index=str(settings.index), generation=live.generation
        )
        admission = Admission(
            settings.at_work,
            settings.waiting,
            settings.patience,
            settings.deadline,
            meters.level,
        )
        beside = [asyncio.create_task(get_ready(live, lambda: admission.working > 0))]
        if newer:
            beside.append(asyncio.create_task(watch(live, newer, meters.refused)))
        yield {"live": live, "admission": admission, "clients": clients, "leaving": leaving}
        for task in beside:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        live.close()
        if traces:
            await to_thread.run_sync(traces.close)

    app = _bare(lifespan)
    app.state.meters = meters
    problems.install(app)
    app.include_router(build_router())
    app.mount("/static", StaticFiles(directory=STATIC))
    # The last one added is the outermost.
    app.add_middleware(Faults)
    if origins := split(settings.origins):
        app.add_middleware(
            CORSMiddleware,
            allow_origins=origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "X-API-Key"],
            expose_headers=["Retry-After", "X-Request-Id"],
        )
    app.add_middleware(Edge, listeners=listeners, leaving=leaving.is_set)
    return app


def _bare(lifespan: Callable[[FastAPI], AbstractAsyncContextManager[State]]) -> FastAPI:
    """Return an application without routes, and without what FastAPI would add unasked."""
    return FastAPI(
        title="Konkyo",
        description="Questions over Japanese documents, answered with the exact characters "
        "that ground each answer.",
        lifespan=lifespan,
        # FastAPI's own pages load scripts from another host.
        docs_url=None,
        redoc_url=None,
        # A redirect would be built from the Host header, which is the client's to choose.
        redirect_slashes=False,
        # An environment variable could otherwise make FastAPI export requests.
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
        },
    )


def _traces(endpoint: str) -> Traces | None:
    if not endpoint:
        return None
    # What few ask for, and takes a moment to load, is loaded on demand.
    from service.traces import Traces, exporter_to

    return Traces(exporter_to(endpoint))
