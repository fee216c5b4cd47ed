from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fake_engine import EVIL, FUJI, SECRET, FakeEngine, citation_of
from httpx2 import Response
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from structlog.testing import capture_logs
from structlog.typing import EventDict

from indexer.records import Hit, Span
from service.answer import Answerer
from service.app import create_app
from service.edge import HEADERS
from service.records import Citation, Reply, SearchResult
from service.routes import MAX_BODY
from service.schemas import AskQuery, check_question
from service.settings import Settings

PROBLEM = "application/problem+json"


def client_of(engine: FakeEngine) -> TestClient:
    return TestClient(create_app(lambda: engine, Settings()))


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[EventDict]]:
    with capture_logs() as records:
        yield records


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def client(engine: FakeEngine) -> Iterator[TestClient]:
    with client_of(engine) as opened:
        yield opened


def problem_of(reply: Response, status: int) -> dict[str, Any]:
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"] == PROBLEM
    body: dict[str, Any] = reply.json()
    assert set(body) == {"type", "title", "status", "detail", "request_id"}
    assert body["status"] == status
    assert body["request_id"] == reply.headers["x-request-id"]
    return body


def test_ask_gives_the_contract(client: TestClient) -> None:
    reply = client.get("/ask", params={"q": "How high is Fuji?"})
    assert reply.headers["content-type"] == "application/json"
    body = reply.json()
    assert body.pop("timings_ms")["total"] >= 0
    assert body == {
        "question": "How high is Fuji?",
        "language": "en",
        "status": "answered",
        "answer": {"text": "3776", "sentence": FUJI.text[7:27], "gloss": "3,776 m"},
        "confidence": 0.875,
        "citations": [
            {
                "n": 1,
                "doc_id": "fuji.txt",
                "title": "富士山 🗻",
                "start": 15,
                "end": 19,
                "quote": "3776",
                "passage": {"start": 7, "end": 27, "text": FUJI.text[7:27]},
                "score": 0.75,
            }
        ],
        "index": {"generation": "g1"},
    }


def test_unanswerable_gives_null_and_the_nearest_evidence(client: TestClient) -> None:
    body = client.get("/ask", params={"q": "海の深さは？"}).json()
    assert (body["status"], body["answer"]) == ("not_in_corpus", None)
    assert body["citations"][0]["quote"] == "😀富士山の高さは3776メートルである。"


def test_search_gives_the_contract(client: TestClient) -> None:
    body = client.get("/search", params={"q": "富士山"}).json()
    assert body.pop("timings_ms")["total"] >= 0
    assert body == {
        "query": "富士山",
        "language": "ja",
        "hits": [
            {
                "doc_id": "fuji.txt",
                "title": "富士山 🗻",
                "section": "",
                "start": 7,
                "end": 27,
                "text": FUJI.text[7:27],
                "score": 2.5,
            }
        ],
        "legs": {
            "lexical": {"blind": False},
            "dense": {"blind": True, "reason": "no known word"},
        },
        "index": {"generation": "g1"},
    }


@pytest.mark.parametrize(("path", "k"), [("/ask", 5), ("/search", 10)])
def test_get_and_post_ask_the_same(
    client: TestClient, engine: FakeEngine, path: str, k: int
) -> None:
    replies = [
        client.get(path, params={"q": "高さ"}),
        client.post(path, json={"q": "高さ"}),
        client.get(path, params={"q": "高さ", "k": "50"}),
        client.post(path, json={"q": "高さ", "k": 50}),
    ]
    assert [reply.status_code for reply in replies] == [200] * 4
    assert engine.asked == [("高さ", k)] * 2 + [("高さ", 50)] * 2
    first, second = (reply.json() for reply in replies[:2])
    assert first | {"timings_ms": 0} == second | {"timings_ms": 0}


def test_documents(client: TestClient) -> None:
    assert client.get("/documents").json() == {
        "documents": [
            {"id": "fuji.txt", "title": "富士山 🗻", "length": 1240, "sections": 2},
            {"id": EVIL.id, "title": EVIL.title, "length": len(EVIL.text), "sections": 0},
        ],
        "index": {"generation": "g1"},
    }


def test_document(client: TestClient) -> None:
    assert client.get("/documents/fuji.txt").json() == {
        "id": "fuji.txt",
        "title": "富士山 🗻",
        "text": FUJI.text,
        "sections": [
            {"heading": "🗻🗻 富士山", "start": 0, "end": 27},
            {"heading": "", "start": 27, "end": 1240},
        ],
        "index": {"generation": "g1"},
    }


def test_document_id_may_hold_any_character(client: TestClient) -> None:
    path = "/documents/%E6%82%AA/%3Cb%3E%3F%23%26%25.txt"
    assert client.get(path).json()["text"] == EVIL.text


def test_citations_found_again_through_documents(client: TestClient) -> None:
    for cited in client.get("/ask", params={"q": "evil"}).json()["citations"]:
        documents = {d["id"] for d in client.get("/documents").json()["documents"]}
        assert cited["doc_id"] in documents


def test_health_and_ready(client: TestClient) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/ready").json() == {"status": "ready", "index": {"generation": "g1"}}


@pytest.mark.parametrize("path", ["/ready", "/ask?q=a", "/search?q=a", "/documents"])
def test_before_the_index_is_open(engine: FakeEngine, path: str) -> None:
    unopened = client_of(engine)
    reply = unopened.get(path)
    problem_of(reply, 503)
    assert reply.headers["retry-after"] == "1"
    assert unopened.get("/health").status_code == 200


def test_engine_is_opened_once_and_at_start() -> None:
    opened: list[str] = []

    def open_engine() -> FakeEngine:
        opened.append("open")
        return FakeEngine()

    app = create_app(open_engine, Settings())
    assert opened == []
    with TestClient(app) as client:
        client.get("/ready")
        client.get("/ask", params={"q": "a"})
    assert opened == ["open"]


WHOLE = "whole number from 1 to 50"
REFUSED = [
    ({}, "q is missing"),
    ({"q": ""}, "blank"),
    ({"q": " 　\t\n"}, "blank"),
    ({"q": "\u200b\u2060"}, "blank"),
    ({"q": "あ" * 1001}, "1001 characters"),
    ({"q": "x" * 10_000}, "10000 characters"),
    ({"q": "\ufdfa" * 56}, "1008 characters long after NFKC"),
    ({"q": "東京\0大阪"}, "NUL"),
    ({"q": "a\ufffdb"}, "UTF-8"),
    ({"q": "a", "k": 0}, WHOLE),
    ({"q": "a", "k": 51}, WHOLE),
    ({"q": "a", "k": -1}, WHOLE),
    ({"q": "a", "k": 10**30}, WHOLE),
    ({"q": "a", "k": "1.0"}, WHOLE),
    ({"q": "a", "k": "five"}, WHOLE),
    ({"q": "a", "k": "５"}, WHOLE),
    ({"q": "a", "K": 5}, "'K' is not a field"),
    ({"q": "a", "history": "[]"}, "'history' is not a field"),
    ({"q": "、。"}, "holds no word"),
]


@pytest.mark.parametrize("path", ["/ask", "/search"])
@pytest.mark.parametrize(("fields", "advice"), REFUSED)
def test_refused_by_get_and_post(
    client: TestClient, path: str, fields: dict[str, Any], advice: str
) -> None:
    for reply in (client.get(path, params=fields), client.post(path, json=fields)):
        assert advice in problem_of(reply, 422)["detail"]


BODIES = [
    (b"", "not valid JSON"),
    (b"{", "not valid JSON"),
    (b"q=a", "not valid JSON"),
    (b'{"q": "\xff"}', "not valid JSON"),
    (b'{"q": "\\ud800"}', "half of a surrogate pair"),
    (b'{"q": "\\ud800\\n"}', "half of a surrogate pair"),
    (b'{"q": "\\udc00\\ud800"}', "half of a surrogate pair"),
    (b'{"q": "\\ud8zz"}', "not valid JSON"),
    (b'{"q": "\\u0000"}', "NUL"),
    (b"[" * 20_000, "not valid JSON"),
    (b'{"q":' * 10_000, "not valid JSON"),
    (b'{"q": ' + b"[" * 100 + b"]" * 100 + b"}", "q must be text"),
    (b"null", "not a JSON object"),
    (b"[]", "not a JSON object"),
    (b'"a"', "not a JSON object"),
    (b"1e999", "not a JSON object"),
    (b'{"q": null}', "q must be text"),
    (b'{"q": 1}', "q must be text"),
    (b'{"q": ["a"]}', "q must be text"),
    (b'{"q": {"$ne": ""}}', "q must be text"),
    (b'{"q": "a", "k": "5"}', WHOLE),
    (b'{"q": "a", "k": 5.0}', WHOLE),
    (b'{"q": "a", "k": 1e1}', WHOLE),
    (b'{"q": "a", "k": true}', WHOLE),
    (b'{"q": "a", "k": null}', WHOLE),
    (b'{"q": "a", "k": NaN}', WHOLE),
    (b'{"q": "a", "": 1}', "'' is not a field"),
    (b'{"q": "a", "\\u001b[31m": 1}', "'\\x1b[31m' is not a field"),
]


@pytest.mark.parametrize("path", ["/ask", "/search"])
@pytest.mark.parametrize(("body", "advice"), BODIES)
def test_refused_bodies(client: TestClient, path: str, body: bytes, advice: str) -> None:
    assert advice in problem_of(client.post(path, content=body), 422)["detail"]


@pytest.mark.parametrize("query", ["q=%ED%A0%80", "q=%93%8C%8B%9E", "q=%00"])
def test_refused_percent_encodings(client: TestClient, query: str) -> None:
    problem_of(client.get(f"/ask?{query}"), 422)


@pytest.mark.parametrize("path", ["/ask", "/search"])
@pytest.mark.parametrize("query", ["q=a&q=b", "q=a&q=a", "q=a&k=1&k=2", "q=&q=a"])
def test_a_field_given_twice_is_refused(
    client: TestClient, engine: FakeEngine, path: str, query: str
) -> None:
    detail = problem_of(client.get(f"{path}?{query}"), 422)["detail"]
    assert "is given more than once; give it once" in detail
    assert engine.asked == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/docs", 200),
        ("/openapi.json", 200),
        ("/static/app.js", 200),
        ("/health", 200),
        ("/ready", 200),
        ("/documents", 200),
        ("/documents/fuji.txt", 200),
        ("/documents/none.txt", 404),
        ("/search?q=a", 200),
        ("/ask?q=a", 200),
        ("/ask?q=", 422),
        ("/ask?q=fault", 500),
    ],
)
def test_head_is_get_without_its_body(client: TestClient, path: str, status: int) -> None:
    # A reply that tells its time, and every request id, differs from one request to the next.
    varying = {"x-request-id", "content-length"} if "?q=a" in path else {"x-request-id"}
    got, head = client.get(path), client.head(path)
    assert (got.status_code, head.status_code, head.content) == (status, status, b"")
    assert set(got.headers) == set(head.headers)
    for name in set(got.headers) - varying:
        assert got.headers[name] == head.headers[name], name


def test_body_limit(client: TestClient) -> None:
    start, end = b'{"q": "a"', b"}"
    padded = start + b" " * (MAX_BODY - len(start) - len(end)) + end
    assert client.post("/ask", content=padded).status_code == 200
    assert str(MAX_BODY) in problem_of(client.post("/ask", content=padded + b" "), 413)["detail"]


def test_body_limit_without_a_length(client: TestClient) -> None:
    reply = client.post("/ask", content=(b" " * 1024 for _ in range(65)))
    problem_of(reply, 413)


TAKEN = [
    "高さ",
    "😀" * 1000,
    "\ufdfa" * 55,
    "👨‍👩‍👧 e\u0301",
    "\u202eevil rtl\u202c",
    "'; DROP TABLE documents; --",
    '"\\{}[]()*:^~?+-!|&/',
    "\x1b[31m",
    "a\nb\tc",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "{{7*7}} ${7*7} %s %n",
    "\ufeffa",
    "\U0010ffffa",
]


@pytest.mark.parametrize("question", TAKEN)
def test_hostile_but_well_formed_questions_arrive_unchanged(
    client: TestClient, engine: FakeEngine, question: str
) -> None:
    for path in ("/ask", "/search"):
        assert client.get(path, params={"q": question}).status_code == 200
        assert client.post(path, json={"q": question}).status_code == 200
    assert {asked for asked, _ in engine.asked} == {question}


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=40))
def test_every_text_is_answered_or_refused(question: str) -> None:
    with client_of(FakeEngine()) as client:
        body = json.dumps({"q": question}).encode()
        assert client.post("/ask", content=body).status_code in {200, 422}


@given(st.text(st.characters(), max_size=60))
def test_check_changes_nothing_it_lets_through(question: str) -> None:
    try:
        assert check_question(question) == question
    except ValueError as refusal:
        assert str(refusal)


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/Ask",
        "/ask/",
        "/documents/none.txt",
        "/documents/",
        "/documents/../../etc/passwd",
        "/documents/%2e%2e%2fetc%2fpasswd",
        "/documents/%00",
        "/static/none.js",
        "/static/%00",
        "/static/%2e%2e/app.py",
        "/static/" + "x" * 5000,
        "/redoc",
    ],
)
def test_unknown_paths(client: TestClient, path: str) -> None:
    body = problem_of(client.get(path), 404)
    assert "lists" in body["detail"]


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("DELETE", "/ask", "GET, HEAD, POST"),
        ("PUT", "/search", "GET, HEAD, POST"),
        ("OPTIONS", "/ask", "GET, HEAD, POST"),
        ("POST", "/documents", "GET, HEAD"),
        ("POST", "/documents/fuji.txt", "GET, HEAD"),
        ("POST", "/", "GET, HEAD"),
        ("PATCH", "/health", "GET, HEAD"),
        ("BREW", "/ask", "GET, HEAD, POST"),
    ],
)
def test_wrong_methods(client: TestClient, method: str, path: str, allow: str) -> None:
    reply = client.request(method, path)
    problem_of(reply, 405)
    assert reply.headers["allow"] == allow


@pytest.mark.parametrize("path", ["/ask", "/search"])
def test_a_fault_hides_its_cause_but_logs_it(
    client: TestClient, logs: list[EventDict], path: str
) -> None:
    reply = client.get(path, params={"q": "fault"})
    body = problem_of(reply, 500)
    assert SECRET not in reply.text
    assert "Traceback" not in reply.text
    opened, fault, record = logs
    assert opened["event"] == "index open"
    assert (fault["event"], fault["request_id"]) == ("fault", body["request_id"])
    assert repr(fault["exc_info"]) == f"RuntimeError({SECRET!r})"
    assert (record["event"], record["status"]) == ("request", 500)


def test_requests_are_logged_without_the_question(
    client: TestClient, logs: list[EventDict]
) -> None:
    reply = client.get("/ask", params={"q": "personal"})
    record = logs[-1]
    assert record["ms"] >= 0
    assert {k: record[k] for k in ("event", "method", "path", "status", "request_id")} == {
        "event": "request",
        "method": "GET",
        "path": "/ask",
        "status": 200,
        "request_id": reply.headers["x-request-id"],
    }
    assert "personal" not in repr(logs)


def test_request_ids_differ_and_are_not_the_clients(client: TestClient) -> None:
    ids = [
        client.get("/health", headers={"X-Request-Id": "mine"}).headers["x-request-id"]
        for _ in range(3)
    ]
    assert len(set(ids)) == 3
    assert all(re.fullmatch("[0-9a-f]{32}", i) for i in ids)


class Tampered(FakeEngine):
    """Cites what is not in the documents."""

    def __init__(self, reply: Reply, result: SearchResult) -> None:
        super().__init__()
        self._given = (reply, result)

    def ask(self, question: str, k: int) -> Reply:
        return self._given[0]

    def search(self, query: str, k: int) -> SearchResult:
        return self._given[1]


GOOD = citation_of(FUJI, Span(15, 19), Span(7, 27))
TAMPERED = [
    replace(GOOD, quote="3777"),
    replace(GOOD, span=Span(14, 18)),
    replace(GOOD, span=Span(15, 15), quote=""),
    replace(GOOD, span=Span(15 - 1240, 19 - 1240)),
    replace(GOOD, span=Span(1239, 1300), quote=FUJI.text[1239:]),
    replace(GOOD, doc_id=EVIL.id),
    replace(GOOD, doc_id="gone.txt"),
    replace(GOOD, passage=replace(GOOD.passage, text="別の文。")),
    replace(GOOD, score=float("nan")),
]


@pytest.mark.parametrize("citation", TAMPERED)
def test_a_false_citation_never_leaves(citation: Citation) -> None:
    fake = FakeEngine()
    reply = replace(fake.ask("高さ", 5), citations=(GOOD, citation))
    with client_of(Tampered(reply, fake.search("a", 1))) as client:
        problem_of(client.get("/ask", params={"q": "高さ"}), 500)


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan")])
def test_a_confidence_that_is_no_probability_never_leaves(confidence: float) -> None:
    fake = FakeEngine()
    reply = replace(fake.ask("高さ", 5), confidence=confidence)
    with client_of(Tampered(reply, fake.search("a", 1))) as client:
        problem_of(client.get("/ask", params={"q": "高さ"}), 500)


def test_a_false_hit_never_leaves() -> None:
    fake = FakeEngine()
    result = fake.search("a", 1)
    false = Hit(0, replace(result.hits[0].passage, start=8, end=28), 1.0)
    for bad in (replace(result, hits=(false,)), replace(result, titles=())):
        with client_of(Tampered(fake.ask("a", 1), bad)) as client:
            problem_of(client.get("/search", params={"q": "a"}), 500)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/docs",
        "/health",
        "/ask?q=a",
        "/ask?q=",
        "/ask?q=fault",
        "/nothing",
        "/openapi.json",
        "/static/app.js",
        "/static/none",
    ],
)
def test_every_reply_has_the_security_headers(client: TestClient, path: str) -> None:
    reply = client.get(path)
    assert {name: reply.headers[name] for name in HEADERS} == HEADERS
    assert "access-control-allow-origin" not in reply.headers


def test_the_policy_is_the_agreed_one() -> None:
    assert HEADERS["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
    assert HEADERS["X-Content-Type-Options"] == "nosniff"
    assert HEADERS["Referrer-Policy"] == "no-referrer"


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
        ("/documents", "get"),
        ("/documents/{doc_id}", "get"),
        ("/health", "get"),
        ("/ready", "get"),
    }
    for reference in references(api):
        node = api
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]
    operations = [api["paths"][path][method] for path, method in routes]
    assert len({operation["operationId"] for operation in operations}) == len(operations)
    for operation in operations:
        assert PROBLEM in operation["responses"]["422"]["content"]
        assert "application/json" in operation["responses"]["200"]["content"]


def test_openapi_tells_the_fields(client: TestClient) -> None:
    ask = client.get("/openapi.json").json()["paths"]["/ask"]
    query = {p["name"]: p["schema"] for p in ask["get"]["parameters"]}
    body = ask["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert set(query) == set(body["properties"]) == {"q", "k"}
    for k in (query["k"], body["properties"]["k"]):
        assert (k["minimum"], k["maximum"], k["default"]) == (1, 50, 5)


def test_openapi_tells_what_k_counts_and_what_is_reserved(client: TestClient) -> None:
    api = client.get("/openapi.json").json()
    for path, told in (("/search", "passages to return"), ("/ask", "passages to read")):
        operations = api["paths"][path]
        k = next(p for p in operations["get"]["parameters"] if p["name"] == "k")
        body = operations["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert told in k["description"]
        assert body["properties"]["k"]["description"] == k["description"]
    schemas = api["components"]["schemas"]
    status = schemas["AskOut"]["properties"]["status"]["description"]
    assert "partial, conflicting and premise_contradicted are reserved" in status
    assert "Reserved" in schemas["AnswerOut"]["properties"]["gloss"]["description"]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/docs", "text/html"),
        ("/static/app.js", "text/javascript"),
        ("/static/common.js", "text/javascript"),
        ("/static/docs.js", "text/javascript"),
        ("/static/style.css", "text/css"),
        ("/static/icon.svg", "image/svg+xml"),
    ],
)
def test_page_files_name_no_other_host(client: TestClient, path: str, kind: str) -> None:
    reply = client.get(path)
    assert reply.headers["content-type"].startswith(kind)
    assert re.findall(r"(?:https?:)?//[\w-]+\.[^\s\"']*", reply.text) in (
        [],
        ["http://www.w3.org/2000/svg"],
    )
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", reply.text
    )
    assert not re.search(r"\son\w+=|style=|<script>|<style", reply.text)


def test_page_links_resolve(client: TestClient) -> None:
    for page in ("/", "/docs"):
        links = re.findall(r'(?:src|href)="(/[^"]*)"', client.get(page).text)
        assert links
        assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


EXAMPLES = {
    "What price did Trump's 15% levy apply to?": "チップ売上の15%",
    "中国は実用的なチップ製造を何年までに目指している？": "2028年から2030年まで",
    "Who founded DeepSeek?": "梁文峰",
    "バイデン政権の新たな輸出規制の目的は何？": "最先端のAIが中国の手に渡るのを防ぐ",
}


def test_the_page_offers_examples_that_the_seeds_answer(
    client: TestClient, seeds_engine: Answerer
) -> None:
    page = client.get("/").text
    offered = re.findall(r'class="example" [^>]*data-doc="([^"]+)">([^<]+)<', page)
    assert [question for _, question in offered] == list(EXAMPLES)
    for doc_id, question in offered:
        reply = seeds_engine.ask(question, AskQuery(q=question).k)
        assert reply.status == "answered"
        assert reply.answer is not None
        assert EXAMPLES[question] in reply.answer.text
        assert reply.citations[0].doc_id == doc_id
        assert reply.confidence >= 0.5
