"""`python -m tests.offline TARGET ARG…`: run it with every way out of this machine closed."""

from __future__ import annotations

import runpy
import socket
import sys
from collections.abc import Callable
from typing import Any

LOCAL = ("127.0.0.1", "::1", "localhost")


class NetworkUsed(BaseException):
    """Somebody tried to leave this machine: nothing may catch it as a mere failure."""


def guarded_method(name: str) -> Callable[..., Any]:
    """A socket's method whose last argument is the address it sends to."""
    method = getattr(socket.socket, name)

    def guarded(self: socket.socket, *arguments: Any) -> Any:  # noqa: ANN401
        address = arguments[-1]
        if self.family != socket.AF_UNIX and address[0] not in LOCAL:
            raise NetworkUsed(f"{name} to {address}")
        return method(self, *arguments)

    return guarded


def guarded_lookup(name: str) -> Callable[..., Any]:
    """A function of `socket` whose first argument is the host to look up."""
    lookup = getattr(socket, name)

    def guarded(host: Any, *rest: Any, **named: Any) -> Any:  # noqa: ANN401
        if host not in (*LOCAL, None):
            raise NetworkUsed(f"{name} of {host}")
        return lookup(host, *rest, **named)

    return guarded


def main() -> None:
    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, guarded_method(name))
    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        setattr(socket, name, guarded_lookup(name))
    target, sys.argv = sys.argv[1], sys.argv[1:]
    if target.endswith(".py"):
        runpy.run_path(target, run_name="__main__")
    else:
        runpy.run_module(target, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
