"""Requests as clients send them: so many a second whatever becomes of them, or one by one."""

from __future__ import annotations

import asyncio
import http.client
import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from eval.timings import percentile

TIMEOUT = 30.0
_RETRY = re.compile(rb"(?i)retry-after: *(\S+)")


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of one request: its status, 0 where none came, and milliseconds it took.

    Times count from when the request was due: a client that is late hides nothing. ``retry`` is
    what Retry-After says.
    """

    path: str
    status: int
    milliseconds: float
    retry: str = ""


def times(replies: Sequence[Reply], status: int) -> list[float]:
    """Return the milliseconds of the replies of that status."""
    return [reply.milliseconds for reply in replies if reply.status == status]


def line(name: str, values: Sequence[float]) -> str:
    """Return a line of a table: how many, the median, the 99th percentile, the longest."""
    if not values:
        return f"{name:28} {0:7}"
    middle, late = percentile(values, 0.5), percentile(values, 0.99)
    return f"{name:28} {len(values):7} {middle:9.1f} {late:9.1f} {max(values):9.1f}"


HEADING = f"{'':28} {'number':>7} {'p50 ms':>9} {'p99 ms':>9} {'max ms':>9}"


def one_by_one(port: int, paths: Sequence[str]) -> list[Reply]:
    """Ask for each path over one connection, each when the one before is answered."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    replies = []
    for path in paths:
        begun = time.perf_counter()
        connection.request("GET", path)
        reply = connection.getresponse()
        reply.read()
        taken = (time.perf_counter() - begun) * 1000
        replies.append(Reply(path, reply.status, taken, reply.getheader("Retry-After", "")))
    connection.close()
    return replies


async def open_loop(
    port: int, paths: Sequence[str], rate: float, seconds: float, seed: int
) -> list[Reply]:
    """Send ``rate`` requests a second, at random instants, for some seconds; in that order."""
    chance, due, sent = random.Random(seed), 0.0, []
    begun = time.perf_counter()
    while (due := due + chance.expovariate(rate)) < seconds:
        await asyncio.sleep(max(0.0, begun + due - time.perf_counter()))
        sent.append(asyncio.create_task(_get(port, chance.choice(paths), begun + due)))
    return await asyncio.gather(*sent)


async def every(port: int, path: str, interval: float, stop: asyncio.Event) -> list[Reply]:
    """Ask for ``path`` over and over, ``interval`` seconds apart, until ``stop`` is set."""
    replies = []
    while not stop.is_set():
        replies.append(await _get(port, path, time.perf_counter()))
        await asyncio.sleep(interval)
    return replies


async def _get(port: int, path: str, due: float) -> Reply:
    """Ask over a connection of its own; a library would take more time than the service."""
    request = f"GET {path} HTTP/1.1\r\nHost: drill\r\nConnection: close\r\n\r\n".encode()
    whole = b""
    try:
        async with asyncio.timeout(TIMEOUT):
            reading, writing = await asyncio.open_connection("127.0.0.1", port)
            writing.write(request)
            whole = await reading.read()
            writing.close()
            await writing.wait_closed()
    except OSError:  # a time that is out is one too
        whole = b""
    status = int(whole[9:12]) if whole else 0
    retry = _RETRY.search(whole.partition(b"\r\n\r\n")[0])
    taken = (time.perf_counter() - due) * 1000
    return Reply(path, status, taken, retry[1].decode() if retry else "")
