"""Every error as ``application/problem+json`` (RFC 9457), from one table."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from indexer.errors import (
    DocumentNotFound,
    Overloaded,
    QueryError,
    RateExceeded,
    Unauthorized,
)
from service.advice import advice
from service.journal import entry_of
from service.schemas import ProblemOut

MEDIA_TYPE = "application/problem+json"
DETAILS = {
    404: "nothing is served at this path; /docs lists what is",
    405: "this path does not take this method; the Allow header lists those it takes",
}
FAULT = "the service failed on this request; quote the request id to whoever runs it"


def problem(
    request_id: str, status: int, detail: str, headers: dict[str, str] | None = None
) -> Response:
    """Return the reply for an error; ``detail`` says what the client can do about it."""
    body = ProblemOut(
        title=HTTPStatus(status).phrase, status=status, detail=detail, request_id=request_id
    )
    return Response(body.model_dump_json(), status, headers, MEDIA_TYPE)


async def problem_of(request: Request, error: Exception) -> Response:
    """Return the reply for what went wrong after a reply had begun; a fault is logged here."""
    handlers = request.app.exception_handlers
    handler = next((handlers[kind] for kind in type(error).__mro__ if kind in handlers), None)
    if handler is None:
        request_id = entry_of(request.scope).id
        log = structlog.get_logger("konkyo").bind(request_id=request_id)
        log.error("fault", exc_info=error)
        return problem(request_id, 500, FAULT)
    reply: Response = await handler(request, error)
    return reply


def install(app: FastAPI) -> None:
    """Make ``app`` answer every error it expects with a problem."""
    app.add_exception_handler(QueryError, _refused)
    app.add_exception_handler(RequestValidationError, _refused)
    app.add_exception_handler(DocumentNotFound, _no_document)
    app.add_exception_handler(Unauthorized, _unknown)
    app.add_exception_handler(RateExceeded, _too_often)
    app.add_exception_handler(Overloaded, _full)
    app.add_exception_handler(HTTPException, _http)


async def _refused(request: Request, error: Exception) -> Response:
    detail = advice(error.errors()) if isinstance(error, RequestValidationError) else str(error)
    return problem(entry_of(request.scope).id, 422, detail)


async def _no_document(request: Request, error: Exception) -> Response:
    detail = "no document has this id; /documents lists those there are"
    return problem(entry_of(request.scope).id, 404, detail)


async def _unknown(request: Request, error: Exception) -> Response:
    return problem(entry_of(request.scope).id, 401, str(error), {"WWW-Authenticate": "Bearer"})


async def _too_often(request: Request, error: Exception) -> Response:
    if not isinstance(error, RateExceeded):
        raise error
    headers = {"Retry-After": str(error.retry_after)}
    return problem(entry_of(request.scope).id, 429, str(error), headers)


async def _full(request: Request, error: Exception) -> Response:
    return problem(entry_of(request.scope).id, 503, str(error), {"Retry-After": "1"})


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    status = error.status_code
    headers = dict(error.headers or {})
    if status == 405:
        headers["Allow"] = ", ".join(_allowed(request))
    return problem(entry_of(request.scope).id, status, DETAILS.get(status, error.detail), headers)


def _allowed(request: Request) -> list[str]:
    # Starlette's own Allow header names the methods of the first matching route only.
    routes = request.app.router.routes
    found = [
        method
        for method in ("GET", "HEAD", "POST")
        if any(r.matches({**request.scope, "method": method})[0] is Match.FULL for r in routes)
    ]
    # Only what is mounted, files that can be read, is not found among the routes.
    return found or ["GET", "HEAD"]
