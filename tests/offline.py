"""`python -m tests.offline TARGET ARG…`: run it with every way out of this machine closed."""

from __future__ import annotations

import runpy
import socket
import sys
from typing import Any

LOCAL = ("127.0.0.1", "::1", "localhost")


class NetworkUsed(BaseException):
    """Somebody tried to leave this machine: nothing may catch it as a mere failure."""


def main() -> None:
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:  # noqa: ANN401
        if self.family != socket.AF_UNIX and address[0] not in LOCAL:
            raise NetworkUsed(f"connect to {address}")
        connect(self, address)

    def guarded_resolve(host: Any, *rest: Any, **named: Any) -> Any:  # noqa: ANN401
        if host not in (*LOCAL, None):
            raise NetworkUsed(f"look up {host}")
        return resolve(host, *rest, **named)

    socket.socket.connect = guarded_connect  # type: ignore[method-assign]
    socket.getaddrinfo = guarded_resolve
    target, sys.argv = sys.argv[1], sys.argv[1:]
    if target.endswith(".py"):
        runpy.run_path(target, run_name="__main__")
    else:
        runpy.run_module(target, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
