from __future__ import annotations

import pytest
from fake_engine import EVIL, FUJI, FakeEngine
from starlette.testclient import TestClient
from web import client_of, problem_of

from service.app import create_app
from service.settings import Settings

# What the application logs is kept, not printed.
pytestmark = pytest.mark.usefixtures("logs")


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


@pytest.mark.parametrize("explain", ["1", "true"])
def test_search_explains_where_asked_to(client: TestClient, explain: str) -> None:
    plain = client.get("/search", params={"q": "富士山"}).json()
    for reply in (
        client.get("/search", params={"q": "富士山", "explain": explain}),
        client.post("/search", json={"q": "富士山", "explain": True}),
    ):
        body = reply.json()
        assert body["hits"][0].pop("explain") == {
            "score": 1.5,
            "parts": {
                "coverage": {"value": 0.5, "adds": 1.25},
                "names": {"value": -1.0, "adds": 0.75},
                "interaction": {"adds": -0.5},
            },
        }
        assert body | {"timings_ms": 0} == plain | {"timings_ms": 0}


@pytest.mark.parametrize("explain", ["0", "false"])
def test_search_explains_nothing_where_not_asked_to(client: TestClient, explain: str) -> None:
    for reply in (
        client.get("/search", params={"q": "富士山"}),
        client.get("/search", params={"q": "富士山", "explain": explain}),
        client.post("/search", json={"q": "富士山", "explain": False}),
    ):
        assert "explain" not in reply.json()["hits"][0]


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
        ("/ask/stream?q=a", 200),
        ("/ask/stream?q=", 422),
        ("/ask/stream?q=fault", 500),
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
        ("POST", "/static/app.js", "GET, HEAD"),
    ],
)
def test_wrong_methods(client: TestClient, method: str, path: str, allow: str) -> None:
    reply = client.request(method, path)
    problem_of(reply, 405)
    assert reply.headers["allow"] == allow
