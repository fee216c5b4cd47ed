from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

import service.watch
from indexer.store import Store
from service.engine import Engine
from service.server import build_server, listen
from service.settings import Settings
from service.watch import Source
from tests.drills.editions import QUESTIONS, edition
from tests.drills.switching import Client, differences, faults, strangers
from tests.tiny import tiny_engine


def build_edition(index: Path, number: int) -> str:
    with closing(tiny_engine(index, edition(number).documents)) as engine:
        return engine.generation


@contextmanager
def served(index: Path, first: int) -> Iterator[tuple[int, dict[str, int]]]:
    """Serve an index of tiny engines; give the port, and the editions by generation to fill in."""
    names = {build_edition(index, first): first}

    def opened() -> Engine:
        return tiny_engine(index, edition(names[Store(index).current().name]).documents)

    source = Source(opened, lambda: Store(index).current().name)
    server = build_server(Settings(log_level="ERROR"), opened(), newer=source)
    with capture_logs(), listen("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield int(listener.getsockname()[1]), names
        finally:
            server.should_exit = True
            thread.join()


def test_nobody_sees_a_switch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service.watch, "EVERY", 0.02)
    with served(tmp_path, 0) as (port, names):
        clients = [Client(port), Client(port)]
        for client in clients:
            client.start()
        try:
            for number in (1, 2, 3):
                switch(tmp_path, number, names, clients)
        finally:
            for client in clients:
                client.stop()
    for client in clients:
        assert faults(names, client.replies) == []
        assert {names[json.loads(body)["index"]["generation"]] for _, body in client.replies} == {
            0,
            1,
            2,
            3,
        }


def switch(index: Path, number: int, names: dict[str, int], clients: list[Client]) -> None:
    """Build an edition beside the live one and wait until the clients have met it."""
    other = index.with_name(f"other{number}")
    name = build_edition(other, number)  # its name, before the service can look for it
    names[name] = number
    assert build_edition(index, number) == name
    for _ in range(3000):
        if all(client.saw(name) for client in clients):
            return
        clients[0].join(0.01)
    raise AssertionError("the new generation was never served")


def test_a_grown_index_answers_as_a_full_one(tmp_path: Path) -> None:
    for number in (0, 1):
        build_edition(tmp_path / "grown", number)
    documents = edition(2).documents
    with (
        closing(tiny_engine(tmp_path / "grown", documents)) as grown,
        closing(tiny_engine(tmp_path / "full", documents)) as full,
        closing(tiny_engine(tmp_path / "other", edition(1).documents)) as other,
    ):
        asked = [*QUESTIONS, *(item.text for item in documents)]
        assert differences(grown, full, asked) == []
        assert differences(grown, other, asked) == asked


def reply(generation: str, doc_id: str, start: int, quoted: str) -> str:
    cited = {"doc_id": doc_id, "start": start, "end": start + len(quoted), "quote": quoted}
    return json.dumps({"index": {"generation": generation}, "citations": [cited]})


@pytest.mark.parametrize(
    ("replies", "told"),
    [
        ([(200, reply("a", "売上.txt", 0, "第1版"))], ""),
        ([(200, reply("b", "売上.txt", 0, "第1版"))], "edition 2: 売上.txt 0 to 3 is not"),
        ([(200, reply("b", "臨時1.txt", 0, "第1版"))], "edition 2: 臨時1.txt"),
        ([(503, "full")], "status 503: full"),
        ([(0, "reset")], "status 0: reset"),
        (
            [
                (200, reply("b", "売上.txt", 0, "第2版")),
                (200, reply("a", "売上.txt", 0, "第1版")),
            ],
            "edition 1 after 2",
        ),
    ],
)
def test_faults_are_told(replies: list[tuple[int, str]], told: str) -> None:
    found = faults({"a": 1, "b": 2}, replies)
    assert len(found) == bool(told)
    assert told in "".join(found)


def test_hits_are_looked_at_too() -> None:
    hit = {"doc_id": "売上.txt", "start": 0, "end": 2, "text": "嘘だ"}
    assert len(strangers(1, json.dumps({"hits": [hit]}))) == 1
