"""New generations under load: `python -m tests.drills.switching --switches 10`.

One process builds editions of a corpus, the real service picks each up, two clients ask all the
while. No request may fail, every reply must hold to the generation that it names, a deleted
document must not come back. In the end the index must answer as one built from nothing.
"""

from __future__ import annotations

import argparse
import http.client
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import quote

import typer

from indexer.corpus import read_corpus
from service.engine import Engine
from service.open import open_engine
from tests.drills.builder import Builder
from tests.drills.editions import QUESTIONS, edition, write_edition
from tests.drills.load import TIMEOUT
from tests.drills.servers import running
from tests.processes import ROOT

PICKED_UP = 60.0
"""Seconds within which the service must answer from a new generation."""
PATHS = [f"/{route}?q={quote(question)}" for question in QUESTIONS for route in ("ask", "search")]


class Client(threading.Thread):
    """Asks one question after the other until told to stop; ``replies`` are (status, body)."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port
        self._stopped = threading.Event()
        self.replies: list[tuple[int, str]] = []

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT)
        with closing(connection):
            for number in count():
                if self._stopped.is_set():
                    return
                self.replies.append(self._ask(connection, PATHS[number % len(PATHS)]))

    def _ask(self, connection: http.client.HTTPConnection, path: str) -> tuple[int, str]:
        try:
            connection.request("GET", path)
            reply = connection.getresponse()
            return reply.status, reply.read().decode("utf-8")
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            return 0, repr(error)

    def stop(self) -> None:
        self._stopped.set()
        self.join()

    def saw(self, generation: str) -> bool:
        """Whether its latest reply is from that generation."""
        return bool(self.replies) and generation in self.replies[-1][1]


@contextmanager
def building(index: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a process that builds into ``index``."""
    command = [sys.executable, "-m", "tests.drills.builder", str(index)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def made(builder: subprocess.Popen[str], corpus: Path) -> str:
    """Let the other process build ``corpus`` and return the name of its generation."""
    if builder.stdin is None or builder.stdout is None:
        raise RuntimeError("the builder was started without pipes")
    builder.stdin.write(f"{corpus}\n")
    builder.stdin.flush()
    if name := builder.stdout.readline().strip():
        return name
    raise RuntimeError(f"the build of {corpus} failed; see above")


def switched(folder: Path, switches: int) -> tuple[dict[str, int], list[Client]]:
    """Build and serve ``switches`` + 1 editions; return them by generation, and who asked."""
    corpora = [write_edition(n, folder / f"{n}.jsonl") for n in range(switches + 1)]
    index = folder / "index"
    with building(index) as builder:
        names = {made(builder, corpora[0]): 0}
        with running("service", INDEX=str(index), LOG_LEVEL="WARNING") as server:
            clients = [Client(server.port), Client(server.port)]
            for client in clients:
                client.start()
            try:
                for number in range(1, switches + 1):
                    name = made(builder, corpora[number])
                    names[name] = number
                    _until_all_see(clients, name)
            finally:
                for client in clients:
                    client.stop()
    return names, clients


def _until_all_see(clients: Sequence[Client], name: str) -> None:
    until = time.monotonic() + PICKED_UP
    while not all(client.saw(name) for client in clients):
        if time.monotonic() > until:
            raise TimeoutError(f"generation {name} was not picked up in {PICKED_UP} s")
        time.sleep(0.01)


def faults(names: Mapping[str, int], replies: Sequence[tuple[int, str]]) -> list[str]:
    """Return what is wrong with the replies that one client had, in their order."""
    wrong, latest = [], 0
    for status, body in replies:
        if status != 200:
            wrong.append(f"status {status}: {body}")
            continue
        number = names[json.loads(body)["index"]["generation"]]
        if number < latest:
            wrong.append(f"edition {number} after {latest}")
        latest = max(latest, number)
        wrong += [f"edition {number}: {told}" for told in strangers(number, body)]
    return wrong


def strangers(number: int, body: str) -> list[str]:
    """Return what a reply quotes that does not stand in the edition of that number."""
    texts = {item.id: item.text for item in edition(number).documents}
    reply = json.loads(body)
    cited = [(c["doc_id"], c["start"], c["end"], c["quote"]) for c in reply.get("citations", [])]
    cited += [(h["doc_id"], h["start"], h["end"], h["text"]) for h in reply.get("hits", [])]
    return [
        f"{doc_id} {start} to {end} is not {quoted!r}"
        for doc_id, start, end, quoted in cited
        if texts.get(doc_id, "")[start:end] != quoted
    ]


def differences(one: Engine, other: Engine, questions: Sequence[str]) -> list[str]:
    """Return the questions to which two engines find, or answer, something else."""
    return [
        question
        for question in questions
        if one.search(question, 10, True) != other.search(question, 10, True)
        or one.ask(question, 5) != other.ask(question, 5)
    ]


def questions_of(number: int) -> list[str]:
    """Return questions about an edition: each of its sentences, and the usual ones."""
    texts = [item.text for item in edition(number).documents]
    return [*QUESTIONS, *{s: None for text in texts for s in text.split("。") if s}]


def main() -> int:
    """Switch generations under load; return 0 when nobody saw anything of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--switches", type=int, default=5)
    switches = parser.parse_args().switches
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        names, clients = switched(folder, switches)
        Builder().build(read_corpus(folder / f"{switches}.jsonl"), folder / "full")
        with (
            closing(open_engine(folder / "index")) as grown,
            closing(open_engine(folder / "full")) as full,
        ):
            other = differences(grown, full, questions_of(switches))
    wrong = [told for client in clients for told in faults(names, client.replies)]
    wrong += [f"not as a full build: {question}" for question in other]
    total = sum(len(client.replies) for client in clients)
    for told in wrong:
        typer.echo(told)
    typer.echo(f"{len(names)} generations, {total} requests, {len(wrong)} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
