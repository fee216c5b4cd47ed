"""Searches a second, beside what HTTP alone allows: `python -m tests.drills.throughput`.

Asks the real service, then the same application with an engine that repeats one real result, both
with as many workers. Prints requests a second, the processor time of one request, the ratio of
the two services, and how long each start took.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import typer

from tests.drills.servers import running
from tests.drills.soak import questions

CONNECTIONS, WARM = 4, 2.0
_LENGTH = re.compile(rb"(?i)content-length: *(\d+)")


@dataclass(frozen=True, slots=True)
class Speed:
    """Requests a second, processor milliseconds and bytes of one, seconds until the first."""

    rate: float
    cpu: float
    size: float
    started: float


async def closed_loop(port: int, paths: Sequence[str], seconds: float) -> list[int]:
    """Ask over a few connections, each again when it was answered; return the lengths."""
    until = time.perf_counter() + seconds
    asking = [_ask(port, [*paths[place:], *paths[:place]], until) for place in range(CONNECTIONS)]
    return [size for sizes in await asyncio.gather(*asking) for size in sizes]


async def _ask(port: int, paths: Sequence[str], until: float) -> list[int]:
    reading, writing = await asyncio.open_connection("127.0.0.1", port)
    sizes = []
    for number in count():
        if time.perf_counter() > until:
            break
        path = paths[number % len(paths)]
        writing.write(f"GET {path} HTTP/1.1\r\nHost: drill\r\n\r\n".encode())
        head = await reading.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not head.startswith(b"HTTP/1.1 200") or length is None:
            raise RuntimeError(f"{path}: {head[:40]!r}: its time would say nothing")
        sizes.append(len(await reading.readexactly(int(length[1]))))
    writing.close()
    await writing.wait_closed()
    return sizes


def speed(module: str, index: Path, workers: int, seconds: float) -> Speed:
    """Serve with ``module`` and return how fast it answers searches."""
    paths = [path for path in questions() if path.startswith("/search")]
    settings = {
        "INDEX": str(index.resolve()),
        "WORKERS": str(workers),
        "LOG_LEVEL": "WARNING",
        "PATIENCE": "60",  # nobody is to be refused here, however busy the machine is
        "DEADLINE": "60",
    }
    with running(module, **settings) as server:
        asyncio.run(closed_loop(server.port, paths, WARM))
        before, begun = server.costs().cpu, time.perf_counter()
        sizes = asyncio.run(closed_loop(server.port, paths, seconds))
        passed, used = time.perf_counter() - begun, server.costs().cpu - before
    each = len(sizes)
    return Speed(each / passed, 1000 * used / each, sum(sizes) / each, server.started)


def main() -> int:
    """Print the speeds of both services and their ratio; return 0."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--index", type=Path, default=Path("index"))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=10.0)
    given = parser.parse_args()
    modules = {"real": "service", "one reply": "tests.drills.fixed_service"}
    found = {
        name: speed(module, given.index, given.workers, given.seconds)
        for name, module in modules.items()
    }
    for name, one in found.items():
        typer.echo(
            f"{name:10} {one.rate:8.1f} requests/s {one.cpu:7.2f} ms of processor each, "
            f"{one.size:.0f} bytes, started in {one.started:.1f} s"
        )
    real, bare = found["real"], found["one reply"]
    typer.echo(
        f"ratio {real.rate / bare.rate:.2f} by requests, {bare.cpu / real.cpu:.2f} by processor"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
