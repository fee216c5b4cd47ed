"""The service with an engine of known slowness: `python -m tests.drills.slow_service`."""

from __future__ import annotations

import os
import time

import typer

from service.logs import configure
from service.records import SearchResult
from service.server import build_server, listen, url
from service.settings import read_settings
from tests.fake_engine import FakeEngine

SLOWNESS = "DRILL_MILLISECONDS"
"""The environment variable that tells how long a search takes."""


class SlowEngine(FakeEngine):
    """A fake engine that takes its time for a search, without need of a processor."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def search(self, query: str, k: int, explain: bool = False) -> SearchResult:
        time.sleep(self._seconds)
        self.asked.clear()  # nothing may grow here but what the service lets grow
        return super().search(query, k, explain)


def main() -> None:
    """Serve until told to stop."""
    settings = read_settings()
    configure(settings.log_level)
    engine = SlowEngine(float(os.environ[SLOWNESS]) / 1000)
    with listen(settings.host, settings.port) as listener:
        line = f"Konkyo answers at {url(listener)}"
        server = build_server(settings, engine, lambda: typer.echo(line))
        server.run(sockets=[listener])


if __name__ == "__main__":
    main()
