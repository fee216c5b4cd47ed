"""Searches a second, beside what HTTP alone allows: `python -m tests.drills.throughput`.

Asks the real service, then the same application with an engine that repeats one real result, both
with as many workers. Each question is asked once, then all over and over: words that were asked
about before cost less. Prints requests a second, the processor time of one request, the first time
and again, the ratios of the two services, and how long each start took.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path

import typer

from tests.drills.servers import Server, running
from tests.drills.soak import questions

CONNECTIONS = 4
WARM_UP = 5
"""Every so many questions one is asked beforehand, until a worker is warm; it is not counted."""
ROUNDS = 4
PATIENCE = 60.0
_LENGTH = re.compile(rb"(?i)content-length: *(\d+)")


@dataclass(frozen=True, slots=True)
class Speed:
    """Requests a second, processor milliseconds and bytes of one."""

    rate: float
    cpu: float
    size: float


@dataclass(frozen=True, slots=True)
class Found:
    """The speeds of one service: with questions that are ``new`` to it, and ``again``.

    ``started`` are the seconds until it could be asked.
    """

    new: Speed
    again: Speed
    started: float


async def closed_loop(port: int, paths: Iterable[str], seconds: float) -> list[int]:
    """Ask over a few connections, each again when it was answered; return the lengths.

    Ends when there are no more ``paths``, or after some seconds.
    """
    until, left = time.perf_counter() + seconds, iter(paths)
    asking = [_ask(port, left, until) for _ in range(CONNECTIONS)]
    return [size for sizes in await asyncio.gather(*asking) for size in sizes]


async def _ask(port: int, paths: Iterator[str], until: float) -> list[int]:
    reading, writing = await asyncio.open_connection("127.0.0.1", port)
    sizes = []
    for path in paths:
        if time.perf_counter() > until:
            break
        writing.write(f"GET {path} HTTP/1.1\r\nHost: drill\r\n\r\n".encode())
        head = await reading.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not head.startswith(b"HTTP/1.1 200") or length is None:
            raise RuntimeError(f"{path}: {head[:40]!r}: its time would say nothing")
        sizes.append(len(await reading.readexactly(int(length[1]))))
    writing.close()
    await writing.wait_closed()
    return sizes


def speed(server: Server, paths: Iterable[str], seconds: float) -> Speed:
    """Return how fast a server answers ``paths``."""
    before, begun = server.costs().cpu, time.perf_counter()
    sizes = asyncio.run(closed_loop(server.port, paths, seconds))
    passed, used = time.perf_counter() - begun, server.costs().cpu - before
    each = len(sizes)
    return Speed(each / passed, 1000 * used / each, sum(sizes) / each)


def found(module: str, paths: list[str], index: Path, workers: int, seconds: float) -> Found:
    """Serve with ``module`` and return how fast it answers ``paths``."""
    settings = {
        "INDEX": str(index.resolve()),
        "WORKERS": str(workers),
        "LOG_LEVEL": "WARNING",
        "PATIENCE": str(PATIENCE),  # nobody is to be refused here, however busy the machine is
        "DEADLINE": str(PATIENCE),
    }
    with running(module, **settings) as server:
        asyncio.run(closed_loop(server.port, paths[::WARM_UP] * ROUNDS, PATIENCE))
        left = [path for place, path in enumerate(paths) if place % WARM_UP]
        new = speed(server, left, PATIENCE)
        return Found(new, speed(server, cycle(left), seconds), server.started)


def main() -> int:
    """Print the speeds of both services and their ratios; return 0."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--index", type=Path, default=Path("index"))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=10.0)
    given = parser.parse_args()
    paths = [path for path in dict.fromkeys(questions()) if path.startswith("/search")]
    served = partial(
        found, paths=paths, index=given.index, workers=given.workers, seconds=given.seconds
    )
    real, bare = served("service"), served("tests.drills.fixed_service")
    typer.echo(f"{len(paths)} different questions, a part of them to warm up")
    for name, one in (("real", real), ("one reply", bare)):
        typer.echo(
            f"{name:10} {one.again.rate:8.1f} requests/s, {one.again.cpu:.2f} ms of processor "
            f"each, {one.new.cpu:.2f} the first time, {one.again.size:.0f} bytes, started in "
            f"{one.started:.1f} s"
        )
    typer.echo(
        f"ratio {real.again.rate / bare.again.rate:.2f} by requests, "
        f"{bare.again.cpu / real.again.cpu:.2f} by processor, "
        f"{bare.again.cpu / real.new.cpu:.2f} the first time"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
