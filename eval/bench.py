"""Latency of the service on this machine: `python eval/bench.py`.

Starts the real server on a free port, asks it the gold questions over one connection, and prints
percentiles. Beside them stands `/health`, which does no work: the ratio to it says what the search
itself costs, whatever else the machine is doing.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from eval.gold.questions import SEEDS_GOLD, read_gold
from eval.output import require_writable, write_text
from eval.timings import percentile
from indexer.errors import KonkyoError
from service.logs import configure
from service.open import open_engine
from service.server import build_server, listen
from service.settings import read_settings

WARM_UP = 30
# Seconds that a reply may take before the run is given up.
TIMEOUT = 30.0


@contextmanager
def served(index: Path) -> Iterator[int]:
    """Serve ``index``, made ready, on a free port of this machine; gives the port."""
    settings = read_settings(index=index, host="127.0.0.1", port=0, log_level="ERROR")
    configure(settings.log_level)
    with listen(settings.host, settings.port) as listener:
        engine = open_engine(index)
        while engine.get_ready():  # As an idle service does by itself.
            pass
        server = build_server(settings, engine)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()


def latencies(get: Callable[[str], None], paths: Sequence[str], repeats: int) -> list[float]:
    """Return milliseconds of each request, after a warm-up that is not counted."""
    for path in paths[:WARM_UP]:
        get(path)
    times = []
    for path in [*paths] * repeats:
        begun = time.perf_counter()
        get(path)
        times.append((time.perf_counter() - begun) * 1000)
    return times


def rounds(route: str, times: Sequence[float], count: int) -> dict[str, Sequence[float]]:
    """Return by name the times of the first of the rounds of ``count``, and of all later ones."""
    new, again = times[min(WARM_UP, count - 1) : count], times[count:]
    return {route: new, f"{route} again": again} if again else {route: new}


def connect(port: int) -> http.client.HTTPConnection:
    """Return a connection to this machine's ``port`` that gives up after TIMEOUT seconds."""
    return http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)


def fetch(connection: http.client.HTTPConnection, path: str) -> None:
    """Get ``path`` and read its reply; raises KonkyoError for none or any status but 200."""
    try:
        connection.request("GET", path)
        reply = connection.getresponse()
        reply.read()
    except (OSError, http.client.HTTPException) as error:
        raise KonkyoError(f"{path}: no reply ({error!r}); read the server's log above") from error
    if reply.status != http.HTTPStatus.OK:
        raise KonkyoError(
            f"{path}: status {reply.status}, so its time says nothing; "
            "check the index with `python -m indexer check`"
        )


def main(
    index: Annotated[Path, typer.Option(envvar="INDEX", help="The index to serve.")] = Path(
        "index"
    ),
    repeats: Annotated[int, typer.Option(help="Rounds over all questions.", min=1)] = 5,
    json_out: Annotated[Path | None, typer.Option("--json", help="Write the figures.")] = None,
) -> None:
    """Print p50 and p99 of /health, /search and /ask, one client, warm.

    Questions that are new to the service and those that it was asked before are told apart.
    """
    if json_out is not None:
        require_writable(json_out, "--json")
    questions = [quote(question.q) for question in read_gold(SEEDS_GOLD)]
    routes = {
        "/health": ["/health"] * len(questions),
        "/search": [f"/search?q={question}" for question in questions],
        "/ask": [f"/ask?q={question}" for question in questions],
    }
    figures = {}
    for route, paths in routes.items():
        # Each has a service of its own, to which the questions are new.
        with served(index) as port, closing(connect(port)) as connection:
            times = latencies(partial(fetch, connection), paths, repeats)
        for name, part in rounds(route, times, len(paths)).items():
            figures[name] = {"p50": percentile(part, 0.5), "p99": percentile(part, 0.99)}
    base = figures["/health"]["p50"]
    for route, found in figures.items():
        ratio = found["p50"] / base
        typer.echo(
            f"{route:14} p50 {found['p50']:7.2f} ms  p99 {found['p99']:7.2f} ms  {ratio:5.1f}x"
        )
    if json_out is not None:
        write_text(json_out, "--json", json.dumps(figures, indent=1))


if __name__ == "__main__":
    try:
        typer.run(main)
    except KonkyoError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(2)
