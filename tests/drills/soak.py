"""The service at 70 % of what it can do, for long: `python -m tests.drills.soak --minutes 30`.

Serves an index, measures how many requests a second two clients get, then sends 70 % of that at
random instants and looks every few seconds at memory, open files, threads and the latest p99.
Exit 1 when one of them grows.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

import numpy as np
import typer

from eval.gold.questions import SEEDS_GOLD, read_gold
from eval.timings import percentile
from tests.drills.load import Reply, one_by_one, open_loop
from tests.drills.servers import Server, running

SHARE, CLIENTS, WARM = 0.7, 2, 0.2
"""The load, as a share of the capacity; who measures it; the share of samples that warm up."""
SETTLED = 1.002
"""What grows by less in a second has settled."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What was seen ``seconds`` after the start; ``p99`` is of the requests since the last."""

    seconds: float
    rss: float
    private: float
    files: float
    threads: float
    p99: float


@dataclass(frozen=True, slots=True)
class Trend:
    """How much a size grows from the first sample to the last, by its line of least squares.

    ``error`` is the standard error of that, ``mean`` the mean of the samples.
    """

    growth: float
    error: float
    mean: float


ALLOWED = {"rss": 0.05, "private": 0.05, "files": 0.2, "threads": 0.2, "p99": 0.5}
"""How much of its mean each may grow; more than that, and thrice its error, is a slope."""


def trend(times: Sequence[float], values: Sequence[float]) -> Trend:
    """Fit a line by least squares; needs at least three samples at different times."""
    x, y = np.asarray(times), np.asarray(values)
    centred = x - x.mean()
    spread = float(centred @ centred)
    slope = float(centred @ y) / spread
    rest = y - y.mean() - slope * centred
    error = float(np.sqrt(rest @ rest / (len(x) - 2) / spread))
    length = float(x.max() - x.min())
    return Trend(slope * length, error * length, float(y.mean()))


def trends(samples: Sequence[Sample]) -> dict[str, Trend]:
    """Return the trend of each size after the warm-up."""
    warm = samples[int(WARM * len(samples)) :]
    times = [sample.seconds for sample in warm]
    return {name: trend(times, [getattr(s, name) for s in warm]) for name in ALLOWED}


def slopes(found: dict[str, Trend]) -> list[str]:
    """Return the names of what grows beyond chance and beyond what is allowed."""
    return [
        name
        for name, one in found.items()
        if one.growth > ALLOWED[name] * one.mean and one.growth > 3 * one.error
    ]


def capacity(server: Server, paths: Sequence[str], seconds: float) -> float:
    """Return the requests a second that two clients get, each asking when it was answered."""
    begun = time.perf_counter()
    until = begun + seconds

    def ask(_: int) -> int:
        done = 0
        while time.perf_counter() < until:
            done += len(one_by_one(server.port, paths[done % len(paths) :][:10]))
        return done

    with ThreadPoolExecutor(CLIENTS) as pool:
        done = sum(pool.map(ask, range(CLIENTS)))
    return done / (time.perf_counter() - begun)


def settle(server: Server, longest: float = 60.0) -> None:
    """Wait until an idle service has made its passages ready: until its memory stays as it is."""
    until, before = time.perf_counter() + longest, 0.0
    while time.perf_counter() < until and (now := server.costs().private) > before * SETTLED:
        before = now
        time.sleep(1.0)


def drill(
    server: Server, paths: Sequence[str], rate: float, seconds: float, samples: int, seed: int
) -> tuple[list[Sample], list[Reply]]:
    """Send ``rate`` requests a second, take samples; return these and the replies that failed."""
    begun, taken, failed = time.perf_counter(), [], []
    for number in range(samples):
        load = partial(open_loop, server.port, paths, rate, seconds / samples)
        replies = asyncio.run(load(seed + number))
        failed += [reply for reply in replies if reply.status != 200]
        late = percentile([reply.milliseconds for reply in replies], 0.99) if replies else 0.0
        cost = server.costs()
        at = time.perf_counter() - begun
        taken.append(Sample(at, cost.rss, cost.private, cost.files, cost.threads, late))
    return taken, failed


def refusals(failed: Sequence[Reply]) -> str:
    """Return how many replies there were of each status but 200."""
    counts = sorted(Counter(reply.status for reply in failed).items())
    return ", ".join(f"{count} of status {status}" for status, count in counts) or "none failed"


def questions() -> list[str]:
    """Return the paths that are asked: each gold question once as a search, once as a question."""
    asked = [quote(question.q) for question in read_gold(SEEDS_GOLD)]
    return [f"/{route}?q={question}" for question in asked for route in ("search", "ask")]


def main() -> int:
    """Soak a service; return 0 when nothing grows and nothing fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--index", type=Path, default=Path("index"))
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--samples", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    seconds, paths = given.minutes * 60, questions()
    with running("service", INDEX=str(given.index.resolve())) as server:
        settle(server)
        rate = SHARE * capacity(server, paths, min(20.0, seconds / 5))
        samples, failed = drill(server, paths, rate, seconds, given.samples, given.seed)
    found = trends(samples)
    for name, one in found.items():
        typer.echo(f"{name:8} mean {one.mean:9.2f}, grew {one.growth:+8.3f} ± {one.error:.3f}")
    told = slopes(found)
    typer.echo(f"{rate:.1f} requests a second for {given.minutes:g} min, {refusals(failed)}")
    for name in told:
        typer.echo(f"a slope: {name}")
    return 1 if told or failed else 0


if __name__ == "__main__":
    sys.exit(main())
