"""System calls that fail while an index is built: `python -m tests.drills.syscalls`.

strace makes the Nth call of one kind fail in a build by the real command line (`indexer build`
with fakes for its models). Each time the build must end with status 2 and one clear line, and the
generation that was live must still be live and whole; a fault after the pointer has moved leaves
the new one, as whole. Before that a build that nothing disturbs is traced: everything has to be on
disk before the pointer moves. Exit 1 when one of that fails, 77 where strace cannot trace.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from tests.drills.children import ended
from tests.drills.commands import build_arguments, indexer_command, write_world
from tests.drills.kill import quick_builds, read_mark
from tests.drills.tracing import Call, NoTracing, traced
from tests.drills.worlds import mark

SKIPPED = 77
OLD, NEW = 1, 2
ERRORS = {
    "fsync": ("EIO",),
    "fdatasync": ("EIO",),
    "rename": ("EIO",),
    "renameat2": ("EIO",),
    "write": ("EIO", "ENOSPC"),
    "pwrite64": ("EIO", "ENOSPC"),
}
"""The faults by system call; Linux on other processors spells some of them otherwise."""


@dataclass(frozen=True, slots=True)
class Fault:
    """The ``number``-th call of that name fails with ``error``; it is counted in each thread.

    With a ``path`` only calls that name it are counted. Those of the lexical index have none: the
    names of its files are other ones in each build.
    """

    name: str
    path: str
    number: int
    error: str

    @property
    def options(self) -> tuple[str, ...]:
        """The options of strace that inject it."""
        inject = ("-e", f"inject={self.name}:error={self.error}:when={self.number}")
        return (*inject, "-P", self.path) if self.path else inject


@dataclass(frozen=True, slots=True)
class Place:
    """Where the drill works: the corpora of the old and the new generation, an index of the old."""

    folder: Path

    @classmethod
    def prepare(cls, folder: Path) -> Place:
        """Write both corpora and build the old generation."""
        place = cls(folder)
        for number in (OLD, NEW):
            write_world(number, folder / f"{number}.jsonl")
        if (end := ended(lambda: place.build(folder / "old", OLD))).status:
            raise RuntimeError(f"the build fails even when it is left alone: {end.told}")
        return place

    def build(self, index: Path, number: int) -> int:
        """Build the corpus of that number into ``index`` by the command line."""
        return indexer_command(*build_arguments(self.folder / f"{number}.jsonl", index))

    def fresh(self) -> Path:
        """Return an index folder whose live generation is the old one."""
        index = self.folder / "index"
        shutil.rmtree(index, ignore_errors=True)
        shutil.copytree(self.folder / "old", index)
        return index


def watched(place: Place, index: Path, *options: str) -> tuple[int, str, list[Call]]:
    """Build the new generation under strace; return status, output and calls."""
    names = f"trace={','.join(ERRORS)}"
    end, calls = traced(lambda: place.build(index, NEW), ["-e", names, *options])
    return end.status, end.told, calls


def faults(calls: Sequence[Call], index: Path) -> list[Fault]:
    """Return every fault that can hit a call which touches ``index``, each once."""
    found: dict[Fault, None] = {}
    counts = Counter[tuple[int, str, str]]()
    for call in calls:
        if not any(path.startswith(str(index)) for path in call.paths):
            continue
        path = "" if "/lexical" in call.paths[0] else call.paths[0]
        counts[call.thread, call.name, path] += 1
        number = counts[call.thread, call.name, path] if path else call.number
        found.update((Fault(call.name, path, number, e), None) for e in ERRORS[call.name])
    return list(found)


def disorder(calls: Sequence[Call], index: Path) -> list[str]:
    """Return what was not on disk when the pointer moved, in an undisturbed build."""
    done = [(call.name, *call.paths) for call in calls]
    building, generations = index / "generations" / ".building", index / "generations"
    moved = next(n for n, d in enumerate(done) if d[0] == "rename" and d[1] == str(building))
    live = next(n for n, d in enumerate(done) if d[-1] == str(index / "CURRENT"))
    synced = {
        path: n for n, (name, *paths) in enumerate(done) for path in paths[:1] if "sync" in name
    }
    final = Path(done[moved][2])
    files = [building, *(building / path.relative_to(final) for path in final.rglob("*"))]
    wrong = [f"{path} not synced" for path in files if synced.get(str(path), moved) >= moved]
    after = {str(generations): (moved, live), str(index / "CURRENT.new"): (moved, live)}
    after[str(index)] = (live, len(done))
    for path, (low, high) in after.items():
        if not low < synced.get(path, -1) < high:
            wrong.append(f"{path} not synced in its time")
    return wrong


def verdict(place: Place, fault: Fault) -> str:
    """Build with one fault and return ``old`` or ``new``, or what is wrong."""
    index = place.fresh()
    status, told, calls = watched(place, index, *fault.options)
    hits = [call for call in calls if call.injected]
    inside = [call for call in hits if call.paths]
    if not inside:
        return "missed"  # or only what it says was hit, which goes to a pipe
    state = {mark(OLD): "old", mark(NEW): "new"}.get(found := read_mark(index), found)
    # Counted in each thread, a fault can hit the line that tells of it too: then there is none.
    said = told.startswith("error: ") and told.count("\n") == 1
    clear = status == 2 and (said or (not told and len(inside) < len(hits)))
    # The last sync is that of the folder in which the pointer has moved.
    if clear and state == ("new" if fault.path == str(index) else "old"):
        return state
    where = f"{fault.name} {fault.number} {fault.error} at {inside[0].paths[-1]}"
    return f"wrong: {where}: {state}, status {status}, {told.splitlines()[-1:]}"


def drill(folder: Path, most: int, seed: int) -> Counter[str]:
    """Try ``most`` faults, all where it is 0, and return how often each verdict was given."""
    place = Place.prepare(folder)
    index = place.fresh()
    status, told, calls = watched(place, index)
    if status:
        return Counter([f"wrong: fails undisturbed: {told}"])
    found = Counter(f"wrong: {item}" for item in disorder(calls, index))
    possible = faults(calls, index)
    chosen = random.Random(seed).sample(possible, min(most or len(possible), len(possible)))
    found.update(verdict(place, fault) for fault in chosen)
    return found


def main() -> int:
    """Try faults in a folder of their own; return 0 when the index came through all of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--faults", type=int, default=0, help="how many to try; 0 for all")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, quick_builds():
        try:
            found = drill(Path(folder).resolve(), given.faults, given.seed)
        except NoTracing as reason:
            typer.echo(reason)
            return SKIPPED
    for told, count in sorted(found.items()):
        typer.echo(f"{count:4} {told}")
    return 1 if any(told.startswith("wrong") for told in found) else 0


if __name__ == "__main__":
    sys.exit(main())
