"""The HTTP routes: read a request, call the engine, convert what it gives."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse

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
    router.add_api_route("/search", get_search, methods=["GET"])
    router.add_api_route("/search", post_search, methods=["POST"], openapi_extra=_body(SearchQuery))
    router.add_api_route("/ask", get_ask, methods=["GET"])
    router.add_api_route("/ask", post_ask, methods=["POST"], openapi_extra=_body(AskQuery))
    router.add_api_route("/documents", get_documents, methods=["GET"])
    router.add_api_route("/documents/{doc_id:path}", get_document, methods=["GET"])
    router.add_api_route("/health", get_health, methods=["GET"])
    router.add_api_route("/ready", get_ready, methods=["GET"])
    router.add_api_route("/", get_page, methods=["GET"], include_in_schema=False)
    router.add_api_route("/docs", get_docs, methods=["GET"], include_in_schema=False)
    return router


async def opened(request: Request) -> Engine:
    """Return the engine that the lifespan opened, or reply 503."""
    engine: Engine | None = getattr(request.state, "engine", None)
    if engine is None:
        raise HTTPException(503, "the index is not open yet; try again", {"Retry-After": "1"})
    return engine


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


def _search(engine: Engine, query: SearchQuery) -> SearchOut:
    elapsed = _stopwatch()
    return search_reply(engine.search(query.q, query.k), cache(engine.document), elapsed)


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
