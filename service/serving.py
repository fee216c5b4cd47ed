"""An index, served by one process or by several."""

from __future__ import annotations

import socket
from collections.abc import Callable
from functools import partial

from indexer.errors import StoreError
from service.answer import Answerer
from service.logs import configure
from service.open import Opener
from service.server import LINGER, build_server, drain, listen, url
from service.settings import Settings
from service.watch import Source
from service.workers import Team


def serve(settings: Settings, announce: Callable[[str], None]) -> None:
    """Serve until this process is told to stop.

    ``announce`` is given the address once all processes accept requests there. Raises KonkyoError
    when the index, the models, the keys or the address cannot be used.
    """
    if settings.workers == 1:
        serve_index(settings, lambda: listen(settings.host, settings.port), announce)
        return
    with listen(settings.host, settings.port) as listener:
        work = partial(_share, settings, listener)
        team = Team(settings.workers, work, partial(announce, url(listener)))
        team.run(LINGER + drain(settings) + 1)


def serve_index(
    settings: Settings,
    listening: Callable[[], socket.socket],
    announce: Callable[[str], None],
) -> None:
    """Open the index, and only then serve it on the socket that ``listening`` gives."""
    opener = Opener(settings.index, risk=settings.risk)
    # Opened before the server starts, so that what is wrong is one line and not a traceback.
    engine = _opened(opener, settings)
    with listening() as listener:
        newer = Source(opener.open, opener.current)
        server = build_server(settings, engine, partial(announce, url(listener)), newer)
        server.run(sockets=[listener])


def _opened(opener: Opener, settings: Settings) -> Answerer:
    try:
        return opener.open()
    except OSError as error:
        raise StoreError(
            f"{settings.index}: cannot be opened ({error}); let this user read the index and "
            "Konkyo's own files, and check the disk"
        ) from error


def _share(settings: Settings, listener: socket.socket, accepts: Callable[[], None]) -> None:
    configure(settings.log_level)
    serve_index(settings, lambda: listener, lambda _: accepts())
