"""``python -m service``: serve one index over HTTP."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from indexer.errors import KonkyoError
from service.logs import configure
from service.open import Opener
from service.server import build_server, listen, url
from service.settings import read_settings
from service.watch import Source


def serve(arguments: Sequence[str]) -> int:
    """Serve until told to stop; return 0, or 2 after a line that says what is wrong."""
    try:
        settings = read_settings(arguments)
        configure(settings.log_level)
        opener = Opener(settings.index, risk=settings.risk)
        # Opened before the server starts, so that what is wrong is one line and not a traceback.
        engine = opener.open()
        listener = listen(settings.host, settings.port)
    except KonkyoError as error:
        typer.echo(f"konkyo: {error}", err=True)
        return 2
    with listener:
        line = f"Konkyo answers at {url(listener)}"
        newer = Source(opener.open, opener.current)
        build_server(settings, engine, lambda: typer.echo(line), newer).run(sockets=[listener])
    return 0


if __name__ == "__main__":
    sys.exit(serve(sys.argv[1:]))
