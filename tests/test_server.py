"""The real server on a real socket, over a fake engine."""

from __future__ import annotations

import errno
import json
import os
import socket
import threading
from collections.abc import Iterator

import pytest
from fake_engine import FakeEngine
from structlog.testing import capture_logs

from indexer.errors import ConfigError
from service.server import build_server, listen, url
from service.settings import Settings


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    server = build_server(Settings(log_level="ERROR"), FakeEngine())
    with capture_logs(), listen("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield listener.getsockname()
        server.should_exit = True
        thread.join()


def exchange(address: tuple[str, int], *pieces: bytes) -> tuple[int, bytes]:
    """Send the pieces one by one and read to the end: the status and the body."""
    with socket.create_connection(address, timeout=10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            connection.sendall(piece)
        with connection.makefile("rb") as reply:
            head, _, body = reply.read().partition(b"\r\n\r\n")
    return int(head.split()[1]), body


HEADERS = b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    "target",
    [
        "/ask?q=富士山の高さは？",
        "/ask?q=%E5%AF%8C%E5%A3%AB%E5%B1%B1%E3%81%AE高さは？",
        "/ask?q=富士山の高さは？&k=5",
    ],
)
def test_question_may_stand_in_the_url_as_it_is(address: tuple[str, int], target: str) -> None:
    status, body = exchange(address, b"GET " + target.encode() + HEADERS)
    assert (status, json.loads(body)["question"]) == (200, "富士山の高さは？")


def test_request_line_may_come_byte_by_byte(address: tuple[str, int]) -> None:
    request = b"GET /ask?q=" + "高さ".encode() + HEADERS
    status, body = exchange(address, *(bytes([byte]) for byte in request))
    assert (status, json.loads(body)["question"]) == (200, "高さ")


def test_raw_path_finds_its_document(address: tuple[str, int]) -> None:
    target = "/documents/悪/<b>%3F%23&%25.txt".encode()
    status, body = exchange(address, b"GET " + target + HEADERS)
    assert (status, json.loads(body)["id"]) == (200, "悪/<b>?#&%.txt")


def test_body_stays_as_it_is(address: tuple[str, int]) -> None:
    body = json.dumps({"q": "高さ"}, ensure_ascii=False).encode()
    length = f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode()
    head = b"POST /ask HTTP/1.1\r\nHost: x\r\nX-Note: \xe9\r\n" + length
    for pieces in ((head + body,), (head, body), (head[:40], head[40:], body[:9], body[9:])):
        status, reply = exchange(address, *pieces)
        assert (status, json.loads(reply)["question"]) == (200, "高さ")


@pytest.mark.parametrize(
    "request_line",
    [b"GET /ask?q=\x00", b"GET /ask?q=a b", b"GET  /", b"nonsense"],
)
def test_what_is_not_http_is_refused(address: tuple[str, int], request_line: bytes) -> None:
    assert exchange(address, request_line + HEADERS)[0] == 400


def test_bytes_that_are_not_utf8_are_refused(address: tuple[str, int]) -> None:
    shift_jis = "高さ".encode("shift_jis")
    status, body = exchange(address, b"GET /ask?q=" + shift_jis + HEADERS)
    assert (status, "UTF-8" in json.loads(body)["detail"]) == (422, True)


def test_a_head_request_gets_no_body(address: tuple[str, int]) -> None:
    assert exchange(address, b"HEAD /ask?q=high" + HEADERS) == (200, b"")


def test_a_request_sent_upon_the_announcement_is_answered() -> None:
    announced = threading.Event()
    server = build_server(Settings(log_level="ERROR"), FakeEngine(), announced.set)
    with capture_logs(), listen("127.0.0.1", 0) as listener:
        assert not announced.is_set()
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        assert announced.wait(30)
        assert server.started
        assert exchange(listener.getsockname(), b"GET /ready" + HEADERS)[0] == 200
        server.should_exit = True
        thread.join()


def test_a_server_that_cannot_start_announces_nothing() -> None:
    class Broken(FakeEngine):
        @property
        def generation(self) -> str:  # type: ignore[override]
            raise RuntimeError("no generation")

    announced = threading.Event()
    server = build_server(Settings(log_level="ERROR"), Broken(), announced.set)
    with capture_logs(), listen("127.0.0.1", 0) as listener, pytest.raises(SystemExit):
        server.run(sockets=[listener])
    assert not announced.is_set()


def test_url_of_a_socket() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert url(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_address_that_cannot_be_had_names_its_settings() -> None:
    with pytest.raises(ConfigError, match=r"\(Name or service not known\); choose .* with HOST"):
        listen("no such host", 0)


def test_a_port_that_is_taken_is_told_with_the_command_that_takes_another() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(ConfigError, match=f"^port {port} of 127.0.0.1 is taken") as refused:
            listen("127.0.0.1", port)
    told = str(refused.value)
    assert f"`PORT={port + 1} make serve`, or --port {port + 1}" in told
    assert "Errno" not in told


def refused_with(number: int, port: int, monkeypatch: pytest.MonkeyPatch) -> str:
    def refuse(*arguments: object, **options: object) -> socket.socket:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(socket, "create_server", refuse)
    with pytest.raises(ConfigError) as refused:
        listen("127.0.0.1", port)
    return str(refused.value)


def test_after_the_last_port_comes_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "`PORT=65534 make serve`" in refused_with(errno.EADDRINUSE, 65535, monkeypatch)


def test_a_port_for_root_only_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "take one above 1023" in refused_with(errno.EACCES, 80, monkeypatch)


def test_replies_are_not_held_back_by_the_kernel() -> None:
    with listen("127.0.0.1", 0) as listener:
        with socket.create_connection(listener.getsockname()) as client:
            accepted, _ = listener.accept()
            with accepted:
                assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            client.close()
