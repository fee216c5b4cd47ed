"""``python -m service``: serve one index over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from indexer.errors import KonkyoError
from service.logs import configure
from service.open import open_engine
from service.server import build_server, listen, url
from service.settings import Settings, read_settings


def _help(meaning: str, name: str) -> str:
    return f"{meaning} (env {name.upper()}, default {Settings.model_fields[name].default})"


def serve(
    # No square brackets in a help text: they are markup, and vanish. The port is text here, so that
    # a bad one is told in the same words wherever it came from.
    index: Annotated[Path | None, typer.Option(help=_help("The index to serve.", "index"))] = None,
    host: Annotated[str | None, typer.Option(help=_help("Where to listen.", "host"))] = None,
    port: Annotated[
        str | None,
        typer.Option(help=_help("The port; 0 takes a free one.", "port"), metavar="<int>"),
    ] = None,
    log_level: Annotated[
        str | None, typer.Option(help=_help("DEBUG, INFO, WARNING or ERROR.", "log_level"))
    ] = None,
    risk: Annotated[
        str | None,
        typer.Option(
            help=_help("What share of the answers given as sure may be wrong, 0 to 1.", "risk"),
            metavar="<float>",
        ),
    ] = None,
) -> None:
    """Serve an index over HTTP; an option stands in for its environment variable."""
    try:
        settings = read_settings(index, host, port, log_level, risk)
        configure(settings.log_level)
        # Opened before the server starts, so that what is wrong is one line and not a traceback.
        engine = open_engine(settings.index, risk=settings.risk)
        listener = listen(settings.host, settings.port)
    except KonkyoError as error:
        typer.echo(f"konkyo: {error}", err=True)
        raise typer.Exit(2) from None
    with listener:
        line = f"Konkyo answers at {url(listener)}"
        build_server(settings, engine, lambda: typer.echo(line)).run(sockets=[listener])


if __name__ == "__main__":
    typer.run(serve)
