"""The socket and the server that the application runs on."""

from __future__ import annotations

import socket

import uvicorn

from indexer.errors import ConfigError
from service.app import create_app
from service.engine import Engine
from service.settings import Settings


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
