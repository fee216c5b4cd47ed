"""The service with an engine that has one reply: `python -m tests.drills.fixed_service`.

What it costs is what HTTP costs: the reply is a real one to a search in INDEX, made before the
start. Served by WORKERS processes.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import closing
from functools import partial

import typer

from indexer.records import Document
from service.logs import configure
from service.open import open_engine
from service.records import SearchResult
from service.server import build_server, listen, url
from service.settings import Settings, read_settings
from service.workers import Team
from tests.fake_engine import FakeEngine

QUESTION, FOUND = "NVIDIAの売上は？", 10
GRACE = 20.0


class FixedEngine(FakeEngine):
    """Gives the same result whatever is searched for."""

    def __init__(self, result: SearchResult, documents: dict[str, Document]) -> None:
        super().__init__()
        self.generation = result.generation
        self._result, self._documents = result, documents

    def search(self, query: str, k: int, explain: bool = False) -> SearchResult:
        return self._result

    def document(self, doc_id: str) -> Document:
        return self._documents[doc_id]


def fixed(settings: Settings) -> FixedEngine:
    """Search the real index once and return an engine that repeats what was found."""
    with closing(open_engine(settings.index)) as real:
        documents = {item.id: item for item in real.documents()}
        return FixedEngine(real.search(QUESTION, FOUND), documents)


def work(settings: Settings, listener: socket.socket, accepts: Callable[[], None]) -> None:
    """Serve in one process until told to stop."""
    configure(settings.log_level)
    build_server(settings, fixed(settings), accepts).run(sockets=[listener])


def main() -> None:
    """Serve until told to stop."""
    settings = read_settings()
    with listen(settings.host, settings.port) as listener:
        line = f"Konkyo answers at {url(listener)}"
        each = partial(work, settings, listener)
        Team(settings.workers, each, lambda: typer.echo(line)).run(GRACE)


if __name__ == "__main__":
    main()
