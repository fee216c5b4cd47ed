"""Request bodies: JSON, of bounded length, that names no field twice."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request

from indexer.errors import QueryError
from service.queries import AnyQuery, parse_query

MAX_BODY = 256 * 1024
"""The longest body of a request, in bytes; ten turns of a conversation, each escaped, fit in."""
# The second is what `curl -d` says of any body.
_JSON = re.compile(
    r"(?:application/(?:[\w.+-]+\+)?json|application/x-www-form-urlencoded)"
    r"(?:\s*;\s*charset=\"?utf-8\"?)?\s*",
    re.IGNORECASE,
)


async def read_query(model: type[AnyQuery], request: Request) -> AnyQuery:
    """Read a query from a JSON body.

    Raises:
        QueryError: the body is not such a query, or names a field twice.
        HTTPException: it is too long, or said to be something else than JSON in UTF-8.
    """
    kind = request.headers.get("content-type")
    if kind is not None and not _JSON.fullmatch(kind):
        raise HTTPException(415, "send the body as Content-Type: application/json, in UTF-8")
    body = await _read(request)
    query = parse_query(model, body)
    # What was read is well-formed and shallow. Numbers stay text: int() refuses very long ones.
    json.loads(body, object_pairs_hook=_once, parse_int=str, parse_float=str)
    return query


def refuse_twice(names: Sequence[str]) -> None:
    """Raise QueryError when a field is named twice: only one of its values could be honoured."""
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        raise QueryError(f"{twice[:40]!r} is given more than once; give it once")


def _once(pairs: list[tuple[str, object]]) -> None:
    refuse_twice([name for name, _ in pairs])


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            raise HTTPException(413, f"the body is too long; send at most {MAX_BODY} bytes")
    return bytes(body)
