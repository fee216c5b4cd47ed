"""``python -m service``: serve one index over HTTP."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from indexer.errors import ConfigError, KonkyoError
from service.app import create_app
from service.engine import Engine
from service.logs import configure
from service.open import open_engine
from service.settings import Settings, read_settings


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
        engine = open_engine(settings.index, None)
        listener = listen(settings.host, settings.port)
    except KonkyoError as error:
        typer.echo(f"konkyo: {error}", err=True)
        raise typer.Exit(2) from None
    with listener:
        typer.echo(f"Konkyo answers at {url(listener)}")
        build_server(settings, engine).run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there; raises ConfigError when that cannot be."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise ConfigError(
            f"cannot listen on {host} port {port} ({error}); "
            "choose another with HOST and PORT or --host and --port"
        ) from None


def url(listener: socket.socket) -> str:
    """Return the address that a browser on this machine opens."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def build_server(settings: Settings, engine: Engine) -> uvicorn.Server:
    """Return a server of ``engine``; its ``run`` takes the sockets to serve on."""
    config = uvicorn.Config(
        create_app(lambda: engine, settings),
        lifespan="on",
        ws="none",
        log_config=None,
        # The edge logs each request, with its id.
        access_log=False,
        server_header=False,
    )
    return uvicorn.Server(config)


if __name__ == "__main__":
    typer.run(serve)
