"""The HTTP routes: read a request, call the engine, convert what it gives."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query, params
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse

from indexer.errors import QueryError
from service.engine import Engine
from service.problems import MEDIA_TYPE
from service.replies import ask_reply, document_reply, documents_reply, search_reply
from service.schemas import (
    AskOut,
    AskQuery,
    DocumentOut,
    DocumentsOut,
    HealthOut,
    IndexOut,
    ProblemOut,
    ReadyOut,
    SearchOut,
    SearchQuery,
    parse_query,
)

MAX_BODY = 64 * 1024
"""The longest request body, in bytes; a question of 1,000 characters needs a tenth of it."""
STATIC = Path(__file__).parent / "static"


def build_router() -> APIRouter:
    """Return the routes of the service; they expect an ``engine`` in the lifespan's state."""
    router = APIRouter(responses=_problems())
    once = [Depends(given_once)]
    _add_get(router, "/search", get_search, dependencies=once)
    router.add_api_route("/search", post_search, methods=["POST"], openapi_extra=_body(SearchQuery))
    _add_get(router, "/ask", get_ask, dependencies=once)
    router.add_api_route("/ask", post_ask, methods=["POST"], openapi_extra=_body(AskQuery))
    _add_get(router, "/documents", get_documents)
    _add_get(router, "/documents/{doc_id:path}", get_document)
    _add_get(router, "/health", get_health)
    _add_get(router, "/ready", get_ready)
    _add_get(router, "/", get_page, in_schema=False)
    _add_get(router, "/docs", get_docs, in_schema=False)
    return router


async def opened(request: Request) -> Engine:
    """Return the engine that the lifespan opened, or reply 503."""
    engine: Engine | None = getattr(request.state, "engine", None)
    if engine is None:
        raise HTTPException(503, "the index is not open yet; try again", {"Retry-After": "1"})
    return engine


async def given_once(request: Request) -> None:
    """Refuse a query string that names a field twice, of which only one could be honoured."""
    names = [name for name, _ in request.query_params.multi_items()]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise QueryError(f"{twice[:40]!r} is given more than once; give it once")


async def posted_search(request: Request) -> SearchQuery:
    """Read a search from a JSON body."""
    return parse_query(SearchQuery, await _read(request))


async def posted_ask(request: Request) -> AskQuery:
    """Read a question from a JSON body."""
    return parse_query(AskQuery, await _read(request))


OpenEngine = Annotated[Engine, Depends(opened)]


# Routes that compute are plain functions: they run in the thread pool, not on the event loop.


def get_search(query: Annotated[SearchQuery, Query()], engine: OpenEngine) -> SearchOut:
    """Find passages."""
    return _search(engine, query)


def post_search(
    query: Annotated[SearchQuery, Depends(posted_search)], engine: OpenEngine
) -> SearchOut:
    """Find passages; the same as GET with the fields in a JSON body."""
    return _search(engine, query)


def get_ask(query: Annotated[AskQuery, Query()], engine: OpenEngine) -> AskOut:
    """Answer a question from the documents, citing the exact characters."""
    return _ask(engine, query)


def post_ask(query: Annotated[AskQuery, Depends(posted_ask)], engine: OpenEngine) -> AskOut:
    """Answer a question; the same as GET with the fields in a JSON body."""
    return _ask(engine, query)


def get_documents(engine: OpenEngine) -> DocumentsOut:
    """List the documents."""
    return documents_reply(engine.documents(), engine.generation)


def get_document(doc_id: str, engine: OpenEngine) -> DocumentOut:
    """Return one document as stored."""
    return document_reply(engine.document(doc_id), engine.generation)


async def get_health() -> HealthOut:
    """Tell that the process lives."""
    return HealthOut()


async def get_ready(engine: OpenEngine) -> ReadyOut:
    """Tell that the index is open."""
    return ReadyOut(index=IndexOut(generation=engine.generation))


async def get_page() -> FileResponse:
    """Return the chat page."""
    return FileResponse(STATIC / "index.html")


async def get_docs() -> FileResponse:
    """Return a page that shows ``/openapi.json``, with nothing from another host."""
    return FileResponse(STATIC / "docs.html")


def _add_get(
    router: APIRouter,
    path: str,
    endpoint: Callable[..., object],
    *,
    dependencies: Sequence[params.Depends] = (),
    in_schema: bool = True,
) -> None:
    # HEAD is a route of its own: OpenAPI would list it beside GET under the same operation id.
    for method, shown in (("GET", in_schema), ("HEAD", False)):
        router.add_api_route(
            path, endpoint, methods=[method], dependencies=dependencies, include_in_schema=shown
        )


def _search(engine: Engine, query: SearchQuery) -> SearchOut:
    elapsed = _stopwatch()
    found = engine.search(query.q, query.k, query.explain)
    return search_reply(found, cache(engine.document), elapsed)


def _ask(engine: Engine, query: AskQuery) -> AskOut:
    elapsed = _stopwatch()
    return ask_reply(engine.ask(query.q, query.k), cache(engine.document), elapsed)


def _stopwatch() -> Callable[[], float]:
    started = time.perf_counter()
    return lambda: round((time.perf_counter() - started) * 1000, 3)


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise HTTPException(413, f"the body is too long; send at most {MAX_BODY} bytes")
    return bytes(body)


def _body(model: type[SearchQuery] | type[AskQuery]) -> dict[str, object]:
    # The body is read by hand, so OpenAPI has to be told of it.
    content = {"application/json": {"schema": model.model_json_schema()}}
    return {"requestBody": {"required": True, "content": content}}


def _problems() -> dict[int | str, dict[str, object]]:
    content = {MEDIA_TYPE: {"schema": ProblemOut.model_json_schema()}}
    reasons = {
        404: "No such document or path",
        413: "The body is too long",
        422: "The question cannot be used as it is",
        500: "A fault; the log has it under the same request id",
        503: "The index is not open yet",
    }
    return {status: {"description": why, "content": content} for status, why in reasons.items()}
