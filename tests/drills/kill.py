"""Builds killed at random instants: `python -m tests.drills.kill --times 200 --seed 1`.

Half of the kills fall anywhere in a build, half into its commit, from the first sync to the last
old file removed; of these half at a random time, half at a random touch of a file. After each of
them the index must open and be of one generation, the old or the new, the same build must succeed
when it is begun again, and the next one must leave nothing but two generations. Exit 1 when one of
that fails.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest.mock import patch

import typer

from indexer.build import ANALYSIS_CODE, CHUNKING_CODE
from indexer.errors import StoreError
from indexer.lineage import code_digest
from indexer.store import Store
from tests.drills.children import ended, start
from tests.drills.worlds import held, mark, world
from tests.fakes import built

TOUCHES = {"open", "os.listdir", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.scandir"}
"""The audit events of Python that count as touching a file."""


class ToldStore(Store):
    """A store that says when the commit begins, and can die at the ``last``-th event after that."""

    def __init__(self, folder: Path, last: int = 0) -> None:
        super().__init__(folder)
        self._last = last
        self.events = 0

    def switch(self, building: Path, name: str) -> None:
        typer.echo("commit")
        sys.addaudithook(self._count)
        super().switch(building, name)

    def _count(self, event: str, _: tuple[object, ...]) -> None:
        if event in TOUCHES:
            self.events += 1
            if self.events == self._last:
                os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Usual:
    """What a whole build takes: seconds until its commit and of it, events in the commit."""

    before: float
    commit: float
    events: int


def build_world(folder: Path, number: int, last: int = 0) -> int:
    """Build the world of that number; say ``commit`` when that begins, then how many events."""
    store = ToldStore(folder, last)
    built(store, world(number))
    typer.echo(str(store.events))
    return 0


def timed(folder: Path, number: int) -> Usual:
    """Build in a child without killing it, and return what it took."""
    begun = time.perf_counter()
    child = start(lambda: build_world(folder, number))
    child.line()
    at_commit = time.perf_counter()
    end = child.wait()
    if end.status:
        raise RuntimeError(f"the build fails even when it is left alone: {end.told}")
    return Usual(at_commit - begun, time.perf_counter() - at_commit, int(end.told))


def killed(folder: Path, number: int, after: float, in_commit: bool) -> bool:
    """Kill a build ``after`` seconds of it, or of its commit; tell whether it came to its end."""
    child = start(lambda: build_world(folder, number))
    if in_commit:
        child.line()
    _spin(after)
    os.kill(child.pid, signal.SIGKILL)
    return child.wait().status == 0


def read_mark(folder: Path) -> str:
    """Return the mark of the live index, read in a child; ``unreadable: …`` or ``mixed: …``."""

    def read() -> int:
        try:
            typer.echo(held(folder))
        except StoreError as error:
            typer.echo(f"unreadable: {error}")
        except ValueError as error:
            typer.echo(f"mixed: {error}")
        return 0

    return ended(read).told.strip()


def leftovers(folder: Path) -> list[str]:
    """Return what lies in the index beside two generations."""
    generations = sorted(os.listdir(folder / "generations"))
    hidden = [name for name in generations if name.startswith(".")]
    others = set(os.listdir(folder)) - {"CURRENT", "LOCK", "generations"}
    return hidden + sorted(others) + generations[2:]


def drill(folder: Path, times: int, seed: int) -> Counter[str]:
    """Kill ``times`` builds and return how often the index was found in which state."""
    chance, found = random.Random(seed), Counter[str]()
    usual = [timed(folder, number) for number in range(3)][-1]
    live = 2
    for new in range(3, times + 3):
        place, done = _attempt(folder, new, usual, chance)
        found[f"killed {place}"] += not done
        found[_state(read_mark(folder), mark(live), mark(new), done)] += 1
        # The same build again may have nothing to do; another one has.
        live = new + times
        found["not built afterwards"] += _fails(folder, new) or _fails(folder, live)
        found["leftovers"] += bool(leftovers(folder))
    return +found


def _attempt(folder: Path, new: int, usual: Usual, chance: random.Random) -> tuple[str, bool]:
    """Kill a build in one of three ways; return where, and whether it came to its end before."""
    if new % 2:
        after = chance.uniform(0, usual.before + usual.commit)
        return "in build", killed(folder, new, after, in_commit=False)
    if new % 4:
        after = chance.uniform(0, usual.commit)
        return "in commit", killed(folder, new, after, in_commit=True)
    last = chance.randint(1, usual.events)
    return "in commit", ended(lambda: build_world(folder, new, last)).status == 0


def _fails(folder: Path, number: int) -> bool:
    return ended(lambda: build_world(folder, number)).status != 0


def _state(read: str, old: str, new: str, done: bool) -> str:
    if read == new:
        return "new"
    if read == old:
        return "lost" if done else "old"
    return read.partition(":")[0] if ":" in read else "foreign"


def _spin(seconds: float) -> None:
    # A sleep would end too late for the short times of a commit.
    until = time.perf_counter() + seconds
    if seconds > 0.01:
        time.sleep(seconds - 0.005)
    while time.perf_counter() < until:
        pass


@contextmanager
def quick_builds() -> Iterator[None]:
    """Let children find the digests of the code ready: half of a small build is spent on them."""
    known = cache(code_digest)
    for roots in (CHUNKING_CODE, ANALYSIS_CODE):
        known(*roots)
    with patch("indexer.build.code_digest", known):
        yield


def main() -> int:
    """Kill builds in a folder of their own; return 0 when every index was whole."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, quick_builds():
        found = drill(Path(folder) / "index", given.times, given.seed)
    typer.echo(f"{given.times} builds, seed {given.seed}: {dict(sorted(found.items()))}")
    return 1 if set(found) - {"killed in build", "killed in commit", "old", "new"} else 0


if __name__ == "__main__":
    sys.exit(main())
