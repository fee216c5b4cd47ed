"""The application: routes, errors, headers and the life of the engine, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypedDict

import structlog
from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from service import problems
from service.edge import Edge
from service.engine import Engine
from service.routes import STATIC, build_router
from service.settings import Settings


class State(TypedDict):
    """What the lifespan gives to every request."""

    engine: Engine


def create_app(open_engine: Callable[[], Engine], settings: Settings) -> FastAPI:
    """Return an application that opens its engine when it starts.

    What ``open_engine`` raises ends the start; until it returns, ``/ready`` replies 503.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[State]:
        engine = open_engine()
        structlog.get_logger("konkyo").info(
            "index open", index=str(settings.index), generation=engine.generation
        )
        yield {"engine": engine}
        engine.close()

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
