"""The application: routes, errors, headers and the life of the engine, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import structlog
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from service import problems
from service.admission import Admission
from service.edge import Edge
from service.engine import Engine
from service.live import Live
from service.routes import STATIC, build_router
from service.settings import Settings
from service.watch import Source, watch
from service.work import State


def create_app(
    open_engine: Callable[[], Engine],
    settings: Settings,
    newer: Source | None = None,
) -> FastAPI:
    """Return an application that opens its engine when it starts.

    What ``open_engine`` raises ends the start; until it returns, ``/ready`` replies 503. With
    ``newer`` the engine is exchanged whenever there is a newer one.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        live = Live(open_engine())
        structlog.get_logger("konkyo").info(
            "index open", index=str(settings.index), generation=live.generation
        )
        watching = asyncio.create_task(watch(live, newer)) if newer else None
        yield {"live": live, "admission": _admission(settings)}
        if watching:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching
        live.close()

    app = FastAPI(
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
    problems.install(app)
    app.include_router(build_router())
    app.mount("/static", StaticFiles(directory=STATIC))
    app.add_middleware(Edge)
    return app


def _admission(settings: Settings) -> Admission:
    return Admission(settings.at_work, settings.waiting, settings.patience, settings.deadline)
