"""``python -m service``: serve one index over HTTP."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType
from typing import NoReturn

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
        _say(f"konkyo: {error}", err=True)
        return 2
    return 0


def _announce(address: str) -> None:
    _say(f"Konkyo answers at {address}")


def _say(line: str, err: bool = False) -> None:
    # Where nobody can take the line, as on a full disk, the status and the service still tell.
    with suppress(OSError):
        typer.echo(line, err=err)


def main() -> int:
    """Serve as a program: SIGTERM, from a supervisor, is an end like SIGINT; return as `serve`."""
    signal.signal(signal.SIGTERM, _stop)
    return serve(sys.argv[1:])


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    # Once only: make passes on to a process what its whole group has been sent already.
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
