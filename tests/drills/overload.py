"""More requests than the service can serve: `python -m tests.drills.overload`.

A search takes a known time and does not need a processor, so that the capacity is known; requests
come at four times that, whether or not earlier ones were answered. What is served must not take
long, what is refused must be refused at once, /health must answer, memory must stay.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
import urllib.request
from dataclasses import dataclass

import typer

from eval.timings import percentile
from tests.drills.load import HEADING, Reply, every, line, one_by_one, open_loop, times
from tests.drills.servers import Cost, Server, running
from tests.drills.slow_service import SLOWNESS

AT_WORK, WAITING, PATIENCE = 2, 16, 1.0
SEARCH, METRICS = "/search?q=high", "/metrics"
_SHED = re.compile(rb'_bucket\{le="([^"]+)",method="GET",route="/search",status="503"\} (\S+)')
_LEVEL = re.compile(rb"^(rag_inflight|rag_queue_depth) (\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Overloaded:
    """What was seen: replies of an idle service, then under load, and the cost before and after."""

    idle: list[Reply]
    searches: list[Reply]
    health: list[Reply]
    before: Cost
    after: Cost
    levels: dict[str, float]
    shed_within: dict[str, float]


async def load(server: Server, rate: float, seconds: float, seed: int) -> tuple[list[Reply], ...]:
    """Send searches at ``rate`` and look at /health ten times a second meanwhile."""
    stop = asyncio.Event()
    looking = asyncio.create_task(every(server.port, "/health", 0.1, stop))
    searches = await open_loop(server.port, [SEARCH], rate, seconds, seed)
    stop.set()
    return searches, await looking


def drill(milliseconds: float, times_capacity: float, seconds: float, seed: int) -> Overloaded:
    """Load a service of its own and return what was seen."""
    capacity = AT_WORK * 1000 / milliseconds
    settings = {
        "AT_WORK": str(AT_WORK),
        "WAITING": str(WAITING),
        "PATIENCE": str(PATIENCE),
        SLOWNESS: str(milliseconds),
    }
    with running("tests.drills.slow_service", **settings) as server:
        idle = one_by_one(server.port, [SEARCH] * 50)
        # Connections, threads and buffers for as much load as comes are there from here on.
        asyncio.run(load(server, times_capacity * capacity, min(1.0, seconds), seed))
        before = server.costs()
        searches, health = asyncio.run(load(server, times_capacity * capacity, seconds, seed))
        after = server.costs()
        metrics = _metrics(server)
    levels = {name.decode(): float(value) for name, value in _LEVEL.findall(metrics)}
    within = {end.decode(): float(count) for end, count in _SHED.findall(metrics)}
    return Overloaded(idle, searches, health, before, after, levels, within)


def _metrics(server: Server) -> bytes:
    with urllib.request.urlopen(f"{server.address}{METRICS}", timeout=30) as reply:
        return bytes(reply.read())


def table(seen: Overloaded) -> str:
    """Return what was seen as a table."""
    total = seen.shed_within.get("+Inf", 0.0)
    shares = [f"{end} s {100 * n / total:.1f} %" for end, n in seen.shed_within.items() if total]
    return "\n".join(
        [
            HEADING,
            line("idle", times(seen.idle, 200)),
            line("served", times(seen.searches, 200)),
            line("refused with 503", times(seen.searches, 503)),
            line("/health", times(seen.health, 200)),
            f"other replies {sum(r.status not in (200, 503) for r in seen.searches)}",
            f"refused, as the server saw it, within: {', '.join(shares[:6])}",
            f"memory {seen.before.rss:.1f} -> {seen.after.rss:.1f} MiB, "
            f"files {seen.before.files} -> {seen.after.files}, "
            f"threads {seen.before.threads} -> {seen.after.threads}",
        ]
    )


def faults(seen: Overloaded) -> list[str]:
    """Return what is wrong whatever else the machine does."""
    wrong = []
    if others := {r.status for r in seen.searches + seen.health} - {200, 503}:
        wrong.append(f"replies of status {sorted(others)}")
    if any(reply.status == 503 and reply.retry != "1" for reply in seen.searches):
        wrong.append("a 503 without Retry-After")
    if any(reply.status != 200 for reply in seen.health):
        wrong.append("/health did not answer")
    if any(seen.levels.values()):
        wrong.append(f"places are still held: {seen.levels}")
    if not times(seen.searches, 503):
        wrong.append("nothing was refused: this was no overload")
    return wrong


def late(seen: Overloaded) -> list[str]:
    """Return which times and sizes are over their goals, on a machine that does nothing else."""
    served, idle = times(seen.searches, 200), times(seen.idle, 200)
    goals = {
        "served p99": (percentile(served, 0.99), 2 * percentile(idle, 0.99) + 1000 * PATIENCE),
        "503 p99": (percentile(times(seen.searches, 503), 0.99), 50.0),
        "/health p99": (percentile(times(seen.health, 200), 0.99), 50.0),
        "growth in MiB": (seen.after.rss - seen.before.rss, 8.0),
    }
    return [
        f"{name} {got:.1f} over {goal:.1f}" for name, (got, goal) in goals.items() if got > goal
    ]


def main() -> int:
    """Load a service and print a table; return 0 when every goal was reached."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--milliseconds", type=float, default=50.0, help="of one search")
    parser.add_argument("--capacity", type=float, default=4.0, help="how many times as much")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    seen = drill(given.milliseconds, given.capacity, given.seconds, given.seed)
    wrong = faults(seen) + late(seen)
    for told in (table(seen), *wrong):
        typer.echo(told)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
