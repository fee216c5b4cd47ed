"""``python -m service``: serve one index over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from indexer.errors import KonkyoError
from service.logs import configure
from service.open import open_engine
from service.server import build_server, listen, url
from service.settings import read_settings


def serve(
    index: Annotated[Path | None, typer.Option(help="The index to serve [env: INDEX].")] = None,
    host: Annotated[str | None, typer.Option(help="Where to listen [env: HOST].")] = None,
    port: Annotated[int | None, typer.Option(help="0 lets the system choose [env: PORT].")] = None,
    log_level: Annotated[
        str | None, typer.Option(help="INFO logs requests [env: LOG_LEVEL].")
    ] = None,
) -> None:
    """Serve an index over HTTP; an option stands in for its environment variable."""
    try:
        settings = read_settings(index, host, port, log_level)
        configure(settings.log_level)
        # Opened before the server starts, so that what is wrong is one line and not a traceback.
        engine = open_engine(settings.index)
        listener = listen(settings.host, settings.port)
    except KonkyoError as error:
        typer.echo(f"konkyo: {error}", err=True)
        raise typer.Exit(2) from None
    with listener:
        typer.echo(f"Konkyo answers at {url(listener)}")
        build_server(settings, engine).run(sockets=[listener])


if __name__ == "__main__":
    typer.run(serve)
