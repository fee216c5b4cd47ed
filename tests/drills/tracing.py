"""What a child asks of the system, told by strace, which can also make some of it fail."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.drills.children import Ended, start

# From linux/prctl.h: lets a process that is no parent of this one trace it.
_PR_SET_PTRACER = 0x59616D61
_CALL = re.compile(r"^(\d+) +(\w+)\((.*?)(?:\) += +(.*)|<unfinished \.\.\.>)$")
_PATH = re.compile(r'<(/[^<>]*)>|"(/[^"]*)"')


class NoTracing(Exception):
    """This machine does not let strace trace; the message says why."""


@dataclass(frozen=True, slots=True)
class Call:
    """One system call: the thread that made it, its name, the paths it names, what it returned.

    ``number`` counts the calls of the traced kinds that this thread made by that name, from 1.
    """

    thread: int
    name: str
    paths: tuple[str, ...]
    result: str
    number: int

    @property
    def injected(self) -> bool:
        """Whether strace made it fail."""
        return "(INJECTED)" in self.result


def traced(work: Callable[[], int], options: Sequence[str]) -> tuple[Ended, list[Call]]:
    """Run ``work`` in a child under strace with ``options``; return its end and its calls.

    Raises NoTracing where strace is missing or may not trace.
    """
    strace = shutil.which("strace")
    if strace is None:
        raise NoTracing("strace is not installed; `apt-get install strace` brings it")
    waits, go = os.pipe()
    child = start(lambda: _once_told(waits, go, work))
    os.close(waits)
    with tempfile.NamedTemporaryFile("r", suffix=".strace") as trace:
        # -f: threads too; -y: paths beside file numbers; -xx would hide them, -s keeps them whole.
        fixed = [strace, "-f", "-y", "-s", "400", "-o", trace.name, "-p", str(child.pid)]
        with subprocess.Popen([*fixed, *options], stderr=subprocess.PIPE, text=True) as tracer:
            said = tracer.stderr.readline() if tracer.stderr else ""
            os.write(go, b"g")
            os.close(go)
            end = child.wait()
            if tracer.stderr:
                tracer.stderr.read()
        if "attached" not in said:
            raise NoTracing(f"strace may not trace here ({said.strip()})")
        return end, _calls(Path(trace.name).read_text(encoding="utf-8", errors="replace"))


def _once_told(waits: int, go: int, work: Callable[[], int]) -> int:
    ctypes.CDLL(None).prctl(_PR_SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)
    os.close(go)
    os.read(waits, 1)
    os.close(waits)
    return work()


def _calls(trace: str) -> list[Call]:
    """Read a trace in the order in which the calls began."""
    counts: dict[tuple[int, str], int] = {}
    calls = []
    for found in filter(None, map(_CALL.match, trace.splitlines())):
        thread, name = int(found[1]), found[2]
        counts[thread, name] = number = counts.get((thread, name), 0) + 1
        # What is written may hold paths as well: only where it goes counts.
        told = found[3].partition(", ")[0] if "write" in name else found[3]
        paths = tuple(first or second for first, second in _PATH.findall(told))
        calls.append(Call(thread, name, paths, found[4] or "", number))
    return calls
