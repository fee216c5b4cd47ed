"""What OpenAPI is told of bodies, streams and problems, which are not read or written by models."""

from __future__ import annotations

from service.problems import MEDIA_TYPE
from service.queries import ConversationQuery, SearchQuery
from service.schemas import ProblemOut

Responses = dict[int | str, dict[str, object]]
_REASONS = {
    401: "A key is asked for and none that is known was given",
    404: "No such document or path",
    413: "The body is too long",
    415: "The body is said to be something else than JSON",
    422: "The question cannot be used as it is",
    429: "This client asks too often",
    500: "A fault; the log has it under the same request id",
    503: "The index is not open yet, or the service is at its limit",
}
_EVENT = {
    "type": "object",
    "description": "One event of the stream.",
    "properties": {
        "event": {"enum": ["status", "citation", "token", "answer", "error"]},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
    "required": ["event", "data"],
}
_EVENTS = (
    "The events `status`, `citation`…, `token`… and `answer`, which is the whole reply of /ask; "
    "or `error`, a problem, where it goes wrong after the first."
)


def problems() -> Responses:
    """Return every problem that a route may reply with."""
    content = {MEDIA_TYPE: {"schema": ProblemOut.model_json_schema()}}
    return {status: {"description": why, "content": content} for status, why in _REASONS.items()}


def events() -> Responses:
    """Return the reply of a route that streams."""
    content = {"text/event-stream": {"schema": _EVENT}}
    return {200: {"description": _EVENTS, "content": content}}


def body(model: type[SearchQuery] | type[ConversationQuery]) -> dict[str, object]:
    """Return the request body of a route that reads ``model`` by hand."""
    schema = model.model_json_schema()
    content = {"application/json": {"schema": _whole(schema, schema.pop("$defs", {}))}}
    return {"requestBody": {"required": True, "content": content}}


def _whole(node: object, known: dict[str, object]) -> object:
    """Return a schema with what it refers to in place: its references end at itself."""
    if isinstance(node, list):
        return [_whole(item, known) for item in node]
    if not isinstance(node, dict):
        return node
    if isinstance(reference := node.get("$ref"), str):
        return _whole(known[reference.rpartition("/")[2]], known)
    return {name: _whole(value, known) for name, value in node.items()}
