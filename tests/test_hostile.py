"""Whatever is sent, the service answers or tells what is wrong with it: never a fault."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from urllib.parse import quote

import pytest
from fake_engine import FakeEngine
from hostile import KINDS, STRINGS
from httpx2 import Response
from starlette.testclient import TestClient
from structlog.typing import EventDict
from web import Exchanged, client_of, problem_of

from service.advice import MOST_TURNS
from service.answer import Answerer
from service.app import create_app
from service.bodies import MAX_BODY
from service.settings import Settings

# What the application logs is kept, not printed.
pytestmark = pytest.mark.usefixtures("logs")

POSTS = ("/ask", "/ask/stream", "/search")


@pytest.fixture
def client(exchanged: Exchanged, engine: FakeEngine, logs: list[EventDict]) -> Iterator[TestClient]:
    with exchanged.client_of(engine) as opened:
        yield opened


@pytest.fixture(scope="module")
def real(seeds_engine: Answerer) -> Iterator[TestClient]:
    """A client of the seeds, whose engine stays open; what is asked again is not worked on again.

    Every text comes with the same questions around it.
    """

    class Kept:
        generation = seeds_engine.generation
        ask, search = staticmethod(cache(seeds_engine.ask)), seeds_engine.search
        documents, document = seeds_engine.documents, seeds_engine.document

        def close(self) -> None:
            pass

    with TestClient(create_app(Kept, Settings())) as client:
        yield client


def sent(client: TestClient, text: str) -> Iterator[Response]:
    """Send a text in a URL, in a body, as an earlier question and as an earlier answer."""
    in_url = quote(text, errors="surrogatepass", safe="")
    asked = {"q": "高さ", "history": [{"question": text, "answer": text}]}
    pointed = {"q": "それは？", "history": [{"question": "高さ", "answer": text}]}
    yield client.get(f"/ask?q={in_url}")
    yield client.get(f"/documents/{in_url}")
    # JSON can write half of a surrogate pair only as an escape.
    for path, body in (("/search", {"q": text}), ("/ask/stream", asked), ("/ask", pointed)):
        yield client.post(path, content=json.dumps(body).encode())


def check(reply: Response) -> None:
    assert reply.status_code in {200, 404, 405, 422}, reply.text
    if reply.status_code != 200:
        problem_of(reply, reply.status_code)


def test_there_are_enough() -> None:
    texts = [text for _, text in STRINGS]
    assert len(set(texts)) == len(texts) >= 300


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_strings_are_answered_or_refused(client: TestClient, kind: str) -> None:
    for text in KINDS[kind]:
        for reply in sent(client, text):
            check(reply)


@pytest.mark.parametrize("kind", KINDS)
def test_the_real_engine_survives_them(real: TestClient, kind: str) -> None:
    for text in KINDS[kind][:: max(1, len(KINDS[kind]) // 3)]:
        for reply in sent(real, text):
            check(reply)


REFUSED = [
    (b'{"q": "a", "q": "b"}', "'q' is given more than once"),
    (b'{"q": "a", "k": 1, "k": 1}', "'k' is given more than once"),
    (b'{"q": [[1]], "q": "b"}', "'q' is given more than once"),
    (b'{"q": "a", "k": ' + b"9" * 5000 + b', "k": 5}', ""),
    (b'{"q": "a", "k": ' + b"9" * 5000 + b"}", ""),
    (b'{"q": "a", "k": -' + b"9" * 400 + b"}", "k must be a whole number"),
    (b'{"q": "a", "k": 1e400}', "k must be a whole number"),
    (b'{"q": "a", "x": {"y": {}}}', "'x' is not a field"),
    (b"[" * 100_000, "not valid JSON"),
    (b'{"q":' * 50_000, "not valid JSON"),
    (b'{"q": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "not valid JSON"),
    (b"\xef\xbb\xbf" + b'{"q": "a"}', "not valid JSON"),
    ('{"q": "a"}'.encode("utf-16"), "not valid JSON"),
    ('{"q": "高"}'.encode("cp932"), "not valid JSON"),
    (b'{"q": "a",}', "not valid JSON"),
    (b"{'q': 'a'}", "not valid JSON"),
    (b'{"q": "a"} {"q": "b"}', "not valid JSON"),
    (b'{"q": "a"}\0', "not valid JSON"),
]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(("body", "advice"), REFUSED)
def test_hostile_bodies_are_refused(
    client: TestClient, engine: FakeEngine, path: str, body: bytes, advice: str
) -> None:
    assert advice in problem_of(client.post(path, content=body), 422)["detail"]
    assert engine.asked == []


TURN = {"question": "a", "answer": "b"}
HISTORIES: list[tuple[object, str]] = [
    ("[]", "history must be a list of at most 10 turns"),
    (None, "history must be a list of at most 10 turns"),
    ({}, "history must be a list of at most 10 turns"),
    ([TURN] * (MOST_TURNS + 1), "history must be a list of at most 10 turns"),
    (["a"], 'history[0] must be an object such as {"question"'),
    ([TURN, [TURN]], "history[1] must be an object"),
    ([{}], "history[0].question is missing"),
    ([{"answer": "b"}], "history[0].question is missing"),
    ([{"question": None}], "history[0].question must be text"),
    ([{"question": " "}], "history[0].question is blank"),
    ([{"question": "x" * 1001}], "history[0].question is 1001 characters"),
    ([{"question": "\ufdfa" * 56}], "history[0].question is 1008 characters long after NFKC"),
    ([{"question": "a", "answer": 1}], "history[0].answer must be text or null"),
    ([{"question": "a", "answer": "\0"}], "history[0].answer holds a NUL"),
    ([{"question": "a", "answer": "x" * 1001}], "history[0].answer is 1001 characters"),
    ([{"question": "a", "role": "system"}], "'role' is not a field"),
]


@pytest.mark.parametrize("path", ["/ask", "/ask/stream"])
@pytest.mark.parametrize(("history", "advice"), HISTORIES)
def test_hostile_histories_are_refused(
    client: TestClient, engine: FakeEngine, path: str, history: object, advice: str
) -> None:
    reply = client.post(path, json={"q": "a", "history": history})
    assert advice in problem_of(reply, 422)["detail"]
    assert engine.asked == []


def test_a_field_of_a_turn_given_twice_is_refused(client: TestClient) -> None:
    body = b'{"q": "a", "history": [{"question": "a", "question": "b"}]}'
    detail = problem_of(client.post("/ask", content=body), 422)["detail"]
    assert "'question' is given more than once" in detail


def test_the_longest_history_fits_into_a_body(client: TestClient) -> None:
    longest = "😀" * 1000
    turns = [{"question": longest, "answer": longest}] * MOST_TURNS
    body = json.dumps({"q": longest, "history": turns})
    assert len(body) <= MAX_BODY
    assert client.post("/ask", content=body.encode()).status_code == 200


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "kind",
    [
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/json; charset=shift_jis",
        "application/jsonx",
        "",
        "json",
    ],
)
def test_bodies_of_another_kind_are_refused(client: TestClient, path: str, kind: str) -> None:
    reply = client.post(path, content=b'{"q": "a"}', headers={"content-type": kind})
    assert "application/json" in problem_of(reply, 415)["detail"]


@pytest.mark.parametrize(
    "kind",
    [
        "application/json",
        "application/json;charset=UTF-8",
        "Application/JSON",
        "application/a+json",
        # What `curl -d` says of any body.
        "application/x-www-form-urlencoded",
    ],
)
def test_bodies_of_json_are_taken(client: TestClient, kind: str) -> None:
    reply = client.post("/ask", content=b'{"q": "a"}', headers={"content-type": kind})
    assert reply.status_code == 200


@pytest.mark.parametrize("path", POSTS)
def test_long_bodies_are_refused(client: TestClient, path: str) -> None:
    problem_of(client.post(path, content=b" " * 10_000_000), 413)
    problem_of(client.post(path, content=(b" " * 65_536 for _ in range(160))), 413)


@pytest.mark.parametrize("path", POSTS)
def test_bodies_in_chunks_are_taken(client: TestClient, path: str) -> None:
    reply = client.post(path, content=(bytes([byte]) for byte in '{"q": "高さ"}'.encode()))
    assert reply.status_code == 200


@pytest.mark.parametrize("path", [*POSTS, "/documents", "/documents/fuji.txt"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "FOO"])
def test_other_methods_are_refused(client: TestClient, path: str, method: str) -> None:
    problem_of(client.request(method, path), 405)


def test_a_fresh_engine_is_asked_what_was_sent() -> None:
    engine = FakeEngine()
    with client_of(engine) as client:
        client.post("/ask", json={"q": "それはなぜ？", "history": [{"question": "山の高さは？"}]})
    assert engine.asked == [("山の高さはなぜ？", 5)]
