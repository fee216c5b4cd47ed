"""``python -m service``: serve one index over HTTP."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress

import typer

from indexer.errors import KonkyoError
from service import serving
from service.logs import configure
from service.settings import read_settings


def serve(arguments: Sequence[str]) -> int:
    """Serve until told to stop; return 0, or 2 after a line that says what is wrong."""
    try:
        settings = read_settings(arguments)
        configure(settings.log_level)
        # SIGINT, from a terminal, is an end like any other.
        with suppress(KeyboardInterrupt):
            serving.serve(settings, _announce)
    except KonkyoError as error:
        typer.echo(f"konkyo: {error}", err=True)
        return 2
    return 0


def _announce(address: str) -> None:
    typer.echo(f"Konkyo answers at {address}")


if __name__ == "__main__":
    sys.exit(serve(sys.argv[1:]))
