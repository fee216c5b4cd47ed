"""What the service says of itself to programs that are made from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest
from starlette.testclient import TestClient
from web import PROBLEM

from service.answer import MOST_CITATIONS
from service.finding import READ
from service.phrases import LONGEST
from service.records import Status

# What the application logs is kept, not printed.
pytestmark = pytest.mark.usefixtures("logs")


def references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_openapi_is_whole(client: TestClient) -> None:
    api = client.get("/openapi.json").json()
    routes = {(path, method) for path, methods in api["paths"].items() for method in methods}
    assert routes == {
        ("/search", "get"),
        ("/search", "post"),
        ("/ask", "get"),
        ("/ask", "post"),
        ("/ask/stream", "get"),
        ("/ask/stream", "post"),
        ("/documents", "get"),
        ("/documents/{doc_id}", "get"),
        ("/health", "get"),
        ("/ready", "get"),
    }
    for reference in references(api):
        node = api
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]
    operations = {route: api["paths"][route[0]][route[1]] for route in routes}
    ids = {operation["operationId"] for operation in operations.values()}
    assert len(ids) == len(operations)
    for (path, _), operation in operations.items():
        assert PROBLEM in operation["responses"]["422"]["content"]
        kind = "text/event-stream" if path == "/ask/stream" else "application/json"
        assert list(operation["responses"]["200"]["content"]) == [kind]


def test_openapi_tells_the_fields(client: TestClient) -> None:
    ask = client.get("/openapi.json").json()["paths"]["/ask"]
    query = {p["name"]: p["schema"] for p in ask["get"]["parameters"]}
    body = ask["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert set(query) == {"q", "k"}
    assert set(body["properties"]) == {"q", "k", "history"}
    assert set(body["properties"]["history"]["items"]["properties"]) == {"question", "answer"}
    for k in (query["k"], body["properties"]["k"]):
        assert (k["minimum"], k["maximum"], k["default"]) == (1, 50, 5)


def test_openapi_tells_that_search_can_explain(client: TestClient) -> None:
    api = client.get("/openapi.json").json()
    search = api["paths"]["/search"]
    body = search["post"]["requestBody"]["content"]["application/json"]["schema"]
    explain = next(p for p in search["get"]["parameters"] if p["name"] == "explain")
    for schema in (explain["schema"], body["properties"]["explain"]):
        assert (schema["type"], schema["default"]) == ("boolean", False)
    assert "what makes up the score" in explain["description"]
    assert body["properties"]["explain"]["description"] == explain["description"]
    assert "explain" not in api["components"]["schemas"]["HitOut"]["required"]


def test_openapi_tells_what_k_counts_and_what_a_reply_means(client: TestClient) -> None:
    api = client.get("/openapi.json").json()
    for path, told in (("/search", "passages to return"), ("/ask", "passages to read")):
        operations = api["paths"][path]
        k = next(p for p in operations["get"]["parameters"] if p["name"] == "k")
        body = operations["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert told in k["description"]
        assert body["properties"]["k"]["description"] == k["description"]
    schemas = api["components"]["schemas"]
    status = schemas["AskOut"]["properties"]["status"]["description"]
    assert [name for name in get_args(Status) if f"{name}: " not in status] == []
    assert (READ, MOST_CITATIONS) == (5, 4)
    for told in ("more than five are never read", "at most four of their sentences"):
        assert told in k["description"]
    text = schemas["AnswerOut"]["properties"]["text"]["description"]
    assert f"about {LONGEST} code points" in text
    assert "in English" in schemas["AnswerOut"]["properties"]["gloss"]["description"]
    assert "probability" in schemas["AskOut"]["properties"]["confidence"]["description"]
