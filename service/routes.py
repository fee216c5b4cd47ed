"""The HTTP routes: read a request, call the engine, convert what it gives."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query, params
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from indexer.errors import QueryError
from service.engine import Engine
from service.journal import Entry, entry_of
from service.meters import MEDIA_TYPE as METRICS_TYPE
from service.meters import Meters
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
    Schema,
    SearchOut,
    SearchQuery,
    parse_query,
)
from service.work import at_work, known, live_of

MAX_BODY = 64 * 1024
"""The longest request body, in bytes; a question of 1,000 characters needs a tenth of it."""
STATIC = Path(__file__).parent / "static"


def build_router() -> APIRouter:
    """Return the routes of the service; they expect the lifespan's `State`."""
    router = APIRouter(responses=_problems())
    asking, once = [Depends(known)], [Depends(known), Depends(given_once)]
    _add_get(router, "/search", get_search, SearchOut, dependencies=once)
    _add_post(router, "/search", post_search, SearchOut, SearchQuery, dependencies=asking)
    _add_get(router, "/ask", get_ask, AskOut, dependencies=once)
    _add_post(router, "/ask", post_ask, AskOut, AskQuery, dependencies=asking)
    _add_get(router, "/documents", get_documents, DocumentsOut, dependencies=asking)
    _add_get(router, "/documents/{doc_id:path}", get_document, DocumentOut, dependencies=asking)
    _add_get(router, "/metrics", get_metrics, dependencies=asking)
    _add_get(router, "/health", get_health, HealthOut)
    _add_get(router, "/ready", get_ready, ReadyOut)
    _add_get(router, "/", get_page)
    _add_get(router, "/docs", get_docs)
    return router


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


async def get_search(request: Request, query: Annotated[SearchQuery, Query()]) -> Response:
    """Find passages."""
    return await at_work(request, partial(_search, query, entry_of(request.scope)))


async def post_search(
    request: Request, query: Annotated[SearchQuery, Depends(posted_search)]
) -> Response:
    """Find passages; the same as GET with the fields in a JSON body."""
    return await at_work(request, partial(_search, query, entry_of(request.scope)))


async def get_ask(request: Request, query: Annotated[AskQuery, Query()]) -> Response:
    """Answer a question from the documents, citing the exact characters."""
    return await at_work(request, partial(_ask, query, entry_of(request.scope)))


async def post_ask(request: Request, query: Annotated[AskQuery, Depends(posted_ask)]) -> Response:
    """Answer a question; the same as GET with the fields in a JSON body."""
    return await at_work(request, partial(_ask, query, entry_of(request.scope)))


async def get_documents(request: Request) -> Response:
    """List the documents."""
    return await at_work(
        request, lambda engine: _json(documents_reply(engine.documents(), engine.generation))
    )


async def get_document(request: Request, doc_id: str) -> Response:
    """Return one document as stored."""
    return await at_work(
        request, lambda engine: _json(document_reply(engine.document(doc_id), engine.generation))
    )


async def get_health() -> HealthOut:
    """Tell that the process lives."""
    return HealthOut()


async def get_ready(request: Request) -> ReadyOut:
    """Tell that the index is open."""
    return ReadyOut(index=IndexOut(generation=live_of(request).generation))


async def get_metrics(request: Request) -> Response:
    """Return what the service counts and times, for Prometheus."""
    meters: Meters = request.app.state.meters
    return Response(meters.text(), media_type=METRICS_TYPE)


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
    reply: type[Schema] | None = None,
    *,
    dependencies: Sequence[params.Depends] = (),
) -> None:
    # HEAD is a route of its own: OpenAPI would list it beside GET under the same operation id.
    for method, shown in (("GET", reply is not None), ("HEAD", False)):
        router.add_api_route(
            path,
            endpoint,
            methods=[method],
            response_model=reply,
            dependencies=dependencies,
            include_in_schema=shown,
        )


def _add_post(
    router: APIRouter,
    path: str,
    endpoint: Callable[..., object],
    reply: type[Schema],
    query: type[SearchQuery] | type[AskQuery],
    *,
    dependencies: Sequence[params.Depends],
) -> None:
    router.add_api_route(
        path,
        endpoint,
        methods=["POST"],
        response_model=reply,
        dependencies=dependencies,
        openapi_extra=_body(query),
    )


# These run in a thread, the writing of the JSON too: the event loop stays free.


def _search(query: SearchQuery, entry: Entry, engine: Engine) -> Response:
    elapsed = _stopwatch()
    entry.question = query.q
    found = engine.search(query.q, query.k, query.explain)
    return _json(search_reply(found, cache(engine.document), elapsed))


def _ask(query: AskQuery, entry: Entry, engine: Engine) -> Response:
    elapsed = _stopwatch()
    entry.question = query.q
    reply = engine.ask(query.q, query.k)
    entry.outcome, entry.citations = reply.status, len(reply.citations)
    return _json(ask_reply(reply, cache(engine.document), elapsed))


def _json(reply: Schema) -> Response:
    return Response(reply.model_dump_json(), media_type="application/json")


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
        401: "A key is asked for and none that is known was given",
        404: "No such document or path",
        413: "The body is too long",
        422: "The question cannot be used as it is",
        429: "This client asks too often",
        500: "A fault; the log has it under the same request id",
        503: "The index is not open yet, or the service is at its limit",
    }
    return {status: {"description": why, "content": content} for status, why in reasons.items()}
