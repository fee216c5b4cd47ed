"""Who may ask, how often, from which pages, and on whose behalf."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from fake_engine import FakeEngine
from starlette.testclient import TestClient
from structlog.typing import EventDict
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from web import client_of, problem_of

from indexer.errors import RateExceeded
from service import keys
from service.server import build_server
from service.settings import Settings

pytestmark = pytest.mark.usefixtures("logs")


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


@pytest.fixture
def key(key_file: Path, capsys: pytest.CaptureFixture[str]) -> str:
    keys.add("batch", key_file)
    return capsys.readouterr().out.strip()


@pytest.fixture
def locked(key_file: Path, key: str) -> Iterator[TestClient]:
    with client_of(FakeEngine(), keys=key_file) as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/search?q=high"),
        ("POST", "/search"),
        ("GET", "/ask?q=high"),
        ("HEAD", "/ask?q=high"),
        ("POST", "/ask"),
        ("GET", "/ask/stream?q=high"),
        ("POST", "/ask/stream"),
        ("GET", "/documents"),
        ("GET", "/documents/fuji.txt"),
        ("GET", "/documents/none.txt"),
        ("GET", "/metrics"),
        # Who has no key learns nothing of what is wrong with his question.
        ("GET", "/ask"),
        ("GET", "/ask?q=a&q=b"),
        ("POST", "/ask?malformed"),
    ],
)
def test_these_need_a_key(locked: TestClient, key: str, method: str, path: str) -> None:
    reply = locked.request(method, path)
    assert reply.headers["WWW-Authenticate"] == "Bearer"
    if method == "HEAD":
        assert reply.status_code == 401
    else:
        assert "a key is needed" in problem_of(reply, 401)["detail"]
    known = locked.request(method, path, headers={"X-API-Key": key})
    assert known.status_code != 401


def test_a_wrong_key_is_told_otherwise_than_none(locked: TestClient, key: str) -> None:
    none = problem_of(locked.get("/ask?q=a"), 401)["detail"]
    wrong = problem_of(locked.get("/ask?q=a", headers={"X-API-Key": f"{key}x"}), 401)["detail"]
    assert "send it as `Authorization: Bearer KEY` or `X-API-Key: KEY`" in none
    assert "not known, or was revoked" in wrong
    assert "send it as" not in wrong


@pytest.mark.parametrize(
    "path",
    ["/", "/static/app.js", "/static/style.css", "/health", "/ready", "/docs", "/openapi.json"],
)
def test_these_need_none(locked: TestClient, path: str) -> None:
    assert locked.get(path).status_code == 200


KEYS = [
    ({"X-API-Key": "{}"}, 200),
    ({"x-api-key": "{}"}, 200),
    ({"Authorization": "Bearer {}"}, 200),
    ({"Authorization": "bearer   {} "}, 200),
    # Another scheme is for another, such as a proxy before the service.
    ({"Authorization": "Basic dTpw", "X-API-Key": "{}"}, 200),
    ({"Authorization": "{}"}, 401),
    ({"Authorization": "Basic {}"}, 401),
    ({"Authorization": "Bearer"}, 401),
    ({"Authorization": "Bearer ", "X-API-Key": "{}"}, 401),
    ({"Authorization": "Bearer {}x"}, 401),
    ({"X-API-Key": ""}, 401),
    ({"X-API-Key": "{} {}"}, 401),
    ({"X-API-Key": "KONKYO_"}, 401),
    ({"X-API-Key": "鍵"}, 401),
    ({"X-API-Key": "\udcff"}, 401),
    ({"Cookie": "X-API-Key={}"}, 401),
]


@pytest.mark.parametrize(("headers", "status"), KEYS)
def test_where_a_key_may_stand(
    locked: TestClient, key: str, headers: dict[str, str], status: int
) -> None:
    sent = {
        name.encode(): value.replace("{}", key).encode(errors="surrogateescape")
        for name, value in headers.items()
    }
    assert locked.get("/ask?q=high", headers=sent).status_code == status
    assert locked.get(f"/ask?q=high&api_key={key}").status_code == 401


def test_the_name_of_a_key_is_logged_and_the_key_is_not(
    locked: TestClient, key: str, logs: list[EventDict]
) -> None:
    locked.get("/ask?q=high", headers={"X-API-Key": key})
    locked.get("/ask?q=high", headers={"X-API-Key": "wrong-key"})
    known, unknown = logs[-2:]
    assert (known["client"], known["status"]) == ("batch", 200)
    assert ("client" in unknown, unknown["status"]) == (False, 401)
    assert key not in repr(logs) and "wrong-key" not in repr(logs)


@pytest.fixture
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time stands still, at the start of a minute."""
    monkeypatch.setattr("time.time", lambda: 60.0 * 30_000_000)


@pytest.mark.usefixtures("_clock")
def test_beyond_the_rate_is_429_with_the_seconds_to_wait(logs: list[EventDict]) -> None:
    with client_of(FakeEngine(), rate=3) as client:
        assert [client.get("/ask?q=high").status_code for _ in range(3)] == [200] * 3
        reply = client.get("/search?q=high")
        body = problem_of(reply, 429)
        seconds = int(reply.headers["Retry-After"])
        assert 1 <= seconds <= 60
        assert body["detail"] == f"more than 3 requests a minute; wait {seconds} s"
        assert (logs[-1]["shed"], logs[-1]["status"]) == ("rate", 429)
        for path in ("/", "/health", "/ready", "/static/app.js"):
            assert client.get(path).status_code == 200


@pytest.mark.usefixtures("_clock")
def test_a_minute_later_all_may_ask_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with client_of(FakeEngine(), rate=2) as client:
        assert [client.get("/ask?q=high").status_code for _ in range(3)] == [200, 200, 429]
        monkeypatch.setattr("time.time", lambda: 60.0 * 30_000_002)
        assert client.get("/ask?q=high").status_code == 200


@pytest.mark.usefixtures("_clock")
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        # A client of IPv6 has a network of its own, and all the addresses in it.
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", True),
        ("2001:db8:0:1::1", "2001:DB8:0:1::2", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("not:an:address", "not:an:other", False),
    ],
)
def test_without_keys_an_address_is_a_client(one: str, other: str, same: bool) -> None:
    with client_of(FakeEngine(), rate=1) as client:
        gate = client.app_state["clients"]
        assert gate.admit(asked_by(one)) == ""
        if same:
            with pytest.raises(RateExceeded):
                gate.admit(asked_by(other))
        else:
            assert gate.admit(asked_by(other)) == ""


def asked_by(host: str) -> object:
    return SimpleNamespace(client=SimpleNamespace(host=host), headers={})


@pytest.mark.usefixtures("_clock")
def test_with_keys_a_key_is_a_client(
    key_file: Path, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    keys.add("page", key_file)
    other = capsys.readouterr().out.strip()
    with client_of(FakeEngine(), keys=key_file, rate=1) as client:

        def status(name: str) -> int:
            return int(client.get("/ask?q=high", headers={"X-API-Key": name}).status_code)

        # Who has no key uses up nobody's rate.
        assert [status("wrong") for _ in range(3)] == [401] * 3
        assert [status(key), status(key), status(other)] == [200, 429, 200]


SITE = "https://a.example"
ORIGINS = {
    "": {SITE: None},
    f"{SITE}, https://b.example": {
        SITE: SITE,
        "https://b.example": "https://b.example",
        "https://c.example": None,
        "http://a.example": None,
        "https://a.example.evil.example": None,
        "null": None,
    },
}


@pytest.mark.parametrize(
    ("told", "origin", "allowed"),
    [(told, *row) for told, rows in ORIGINS.items() for row in rows.items()],
)
def test_pages_of_other_sites_may_ask_only_when_told(
    told: str, origin: str, allowed: str | None
) -> None:
    with client_of(FakeEngine(), origins=told) as client:
        reply = client.get("/ask?q=high", headers={"Origin": origin})
        assert reply.status_code == 200
        assert reply.headers.get("Access-Control-Allow-Origin") == allowed
        assert "Access-Control-Allow-Credentials" not in reply.headers
        asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        wanted = {**asked, "Access-Control-Request-Headers": "content-type,x-api-key"}
        before = client.options("/ask", headers=wanted)
        assert before.headers.get("Access-Control-Allow-Origin") == allowed
        assert (before.status_code == 200) == (allowed is not None)


def test_a_page_that_may_ask_can_read_how_long_to_wait(key_file: Path, key: str) -> None:
    with client_of(FakeEngine(), origins=SITE, keys=key_file) as client:
        reply = client.get("/ask?q=high", headers={"Origin": SITE})
        assert problem_of(reply, 401)
        assert reply.headers["Access-Control-Allow-Origin"] == SITE
        assert reply.headers["Access-Control-Expose-Headers"] == "Retry-After, X-Request-Id"


FORWARDED = [
    # Told proxies, who sends, whom he names, who is held to the rate.
    ("", "192.0.2.1", "203.0.113.9", "192.0.2.1"),
    ("192.0.2.1", "192.0.2.1", "203.0.113.9", "203.0.113.9"),
    ("192.0.2.1", "192.0.2.2", "203.0.113.9", "192.0.2.2"),
    ("192.0.2.0/24", "192.0.2.77", "203.0.113.9", "203.0.113.9"),
    # What stands before the last proxy's own entry is the client's invention.
    ("192.0.2.1", "192.0.2.1", "127.0.0.1, 203.0.113.9", "203.0.113.9"),
    ("192.0.2.1,192.0.2.2", "192.0.2.1", "198.51.100.1, 203.0.113.9, 192.0.2.2", "203.0.113.9"),
    ("192.0.2.1", "192.0.2.1", "", "192.0.2.1"),
]


@pytest.mark.usefixtures("_clock")
@pytest.mark.parametrize(("proxies", "sender", "named", "held"), FORWARDED)
def test_only_told_proxies_are_believed_about_who_asks(
    proxies: str, sender: str, named: str, held: str
) -> None:
    settings = Settings(proxies=proxies, rate=1)
    config = build_server(settings, FakeEngine()).config
    config.load()
    assert isinstance(config.loaded_app, ProxyHeadersMiddleware) == bool(proxies)
    with TestClient(config.loaded_app, client=(sender, 1)) as client:  # type: ignore[arg-type]
        headers = {"X-Forwarded-For": named}
        assert client.get("/ask?q=high", headers=headers).status_code == 200
        gate = client.app_state["clients"]
        with pytest.raises(RateExceeded):
            gate.admit(asked_by(held))
        assert gate.admit(asked_by("198.51.100.77")) == ""
