"""The HTTP routes: read a request, call the engine, convert what it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query, params
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from service.asking import Part, answered, parts, stopwatch
from service.bodies import read_query, refuse_twice
from service.described import body, events, problems
from service.engine import Engine
from service.journal import Entry, entry_of
from service.meters import MEDIA_TYPE as METRICS_TYPE
from service.meters import Meters
from service.problems import problem_of
from service.queries import AskQuery, ConversationQuery, SearchQuery
from service.replies import document_reply, documents_reply, search_reply
from service.schemas import (
    AskOut,
    CitationOut,
    DocumentOut,
    DocumentsOut,
    HealthOut,
    IndexOut,
    ReadyOut,
    Schema,
    SearchOut,
    StatusOut,
    TokenOut,
)
from service.stream import Event, EventStream, streamed
from service.work import at_work, counted, known, ready_of

Reply = Schema | EventStream
STATIC = Path(__file__).parent / "static"
EVENTS: Mapping[type[Part], str] = {
    StatusOut: "status",
    CitationOut: "citation",
    TokenOut: "token",
    AskOut: "answer",
}
"""The names of the events of a stream, in order; `error` may come in place of any but the first."""


def build_router() -> APIRouter:
    """Return the routes of the service; they expect the lifespan's `State`."""
    router = APIRouter(responses=problems())
    asking, once = [Depends(counted)], [Depends(counted), Depends(given_once)]
    # What a page or a monitor reads beside is not held to the rate.
    reading = [Depends(known)]
    _add_get(router, "/search", get_search, SearchOut, dependencies=once)
    _add_post(router, "/search", post_search, SearchOut, SearchQuery, dependencies=asking)
    _add_get(router, "/ask", get_ask, AskOut, dependencies=once)
    _add_post(router, "/ask", post_ask, AskOut, ConversationQuery, dependencies=asking)
    _add_get(router, "/ask/stream", get_stream, EventStream, dependencies=once)
    _add_post(
        router, "/ask/stream", post_stream, EventStream, ConversationQuery, dependencies=asking
    )
    _add_get(router, "/documents", get_documents, DocumentsOut, dependencies=reading)
    _add_get(router, "/documents/{doc_id:path}", get_document, DocumentOut, dependencies=reading)
    _add_get(router, "/metrics", get_metrics, dependencies=reading)
    _add_get(router, "/health", get_health, HealthOut)
    _add_get(router, "/ready", get_ready, ReadyOut)
    _add_get(router, "/", get_page)
    _add_get(router, "/docs", get_docs)
    return router


async def given_once(request: Request) -> None:
    """Refuse a query string that names a field twice, of which only one could be honoured."""
    refuse_twice([name for name, _ in request.query_params.multi_items()])


async def posted_search(request: Request) -> SearchQuery:
    """Read a search from a JSON body."""
    return await read_query(SearchQuery, request)


async def posted_ask(request: Request) -> ConversationQuery:
    """Read a question, and the turns before it, from a JSON body."""
    return await read_query(ConversationQuery, request)


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


async def post_ask(
    request: Request, query: Annotated[ConversationQuery, Depends(posted_ask)]
) -> Response:
    """Answer a question; the same as GET with the fields in a JSON body, and a history."""
    return await at_work(request, partial(_ask, query, entry_of(request.scope)))


async def get_stream(request: Request, query: Annotated[AskQuery, Query()]) -> Response:
    """Answer a question as server-sent events: what is known of the answer as it becomes known."""
    return await _streamed(request, query)


async def post_stream(
    request: Request, query: Annotated[ConversationQuery, Depends(posted_ask)]
) -> Response:
    """Answer a question as events; the same as GET with the fields in a JSON body."""
    return await _streamed(request, query)


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
    return ReadyOut(index=IndexOut(generation=ready_of(request).generation))


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
    reply: type[Reply] | None = None,
    *,
    dependencies: Sequence[params.Depends] = (),
) -> None:
    # HEAD is a route of its own: OpenAPI would list it beside GET under the same operation id.
    for method, shown in (("GET", reply is not None), ("HEAD", False)):
        _add(router, path, endpoint, method, reply, dependencies, shown=shown)


def _add_post(
    router: APIRouter,
    path: str,
    endpoint: Callable[..., object],
    reply: type[Reply],
    query: type[SearchQuery] | type[ConversationQuery],
    *,
    dependencies: Sequence[params.Depends],
) -> None:
    _add(router, path, endpoint, "POST", reply, dependencies, extra=body(query))


def _add(
    router: APIRouter,
    path: str,
    endpoint: Callable[..., object],
    method: str,
    reply: type[Reply] | None,
    dependencies: Sequence[params.Depends],
    *,
    shown: bool = True,
    extra: dict[str, object] | None = None,
) -> None:
    streams = reply is EventStream
    router.add_api_route(
        path,
        endpoint,
        methods=[method],
        status_code=200,
        response_model=None if streams else reply,
        response_class=EventStream if streams else JSONResponse,
        responses=events() if streams else None,
        dependencies=dependencies,
        include_in_schema=shown,
        openapi_extra=extra,
    )


# These run in a thread, the writing of the JSON too: the event loop stays free.


def _search(query: SearchQuery, entry: Entry, engine: Engine) -> Response:
    elapsed = stopwatch()
    entry.question = query.q
    found = engine.search(query.q, query.k, query.explain)
    return _json(search_reply(found, cache(engine.document), elapsed))


def _ask(query: AskQuery, entry: Entry, engine: Engine) -> Response:
    return _json(answered(query, entry, engine))


def _events(query: AskQuery, entry: Entry, engine: Engine) -> Iterator[Event]:
    for part in parts(query, entry, engine):
        yield Event(EVENTS[type(part)], part.model_dump_json())


def _json(reply: Schema) -> Response:
    return Response(reply.model_dump_json(), media_type="application/json")


async def _streamed(request: Request, query: AskQuery) -> Response:
    async def told(error: Exception) -> Event:
        problem = await problem_of(request, error)
        # The head has gone out with 200; what is counted and logged is how it ended.
        entry_of(request.scope).status = problem.status_code
        return Event("error", bytes(problem.body).decode())

    return await streamed(request, partial(_events, query, entry_of(request.scope)), told)
