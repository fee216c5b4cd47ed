"""A server process of which drills know the address and what it costs."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.processes import ROOT

_ADDRESS = re.compile(r"Konkyo answers at (http://\S+)")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICK = os.sysconf("SC_CLK_TCK")
START = 120.0
"""Seconds within which a server must answer."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process holds and has used: memory in MiB, open files, threads, CPU seconds.

    ``private`` is the part of ``rss`` that is no file's: what can leak.
    """

    rss: float
    private: float
    files: int
    threads: int
    cpu: float


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; ``log`` is what it writes, ``started`` the seconds until it answered."""

    address: str
    pid: int
    log: Path
    started: float

    @property
    def port(self) -> int:
        """Its port on this machine."""
        return int(self.address.rpartition(":")[2])

    def costs(self) -> Cost:
        """Return what it and its children cost now (Linux)."""
        each = [cost_of(pid) for pid in (self.pid, *children(self.pid))]
        return Cost(
            sum(cost.rss for cost in each),
            sum(cost.private for cost in each),
            sum(cost.files for cost in each),
            sum(cost.threads for cost in each),
            sum(cost.cpu for cost in each),
        )


def children(pid: int) -> list[int]:
    """Return the processes that ``pid`` has started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


def cost_of(pid: int) -> Cost:
    """Return what one process costs now (Linux)."""
    folder = Path(f"/proc/{pid}")
    # The second field is a name in brackets, which may hold blanks.
    fields = (folder / "stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
    user, system, threads = (int(fields[place]) for place in (11, 12, 17))
    _, resident, shared = map(int, (folder / "statm").read_text(encoding="ascii").split()[:3])
    files = len(list((folder / "fd").iterdir()))
    memory = (resident * _PAGE / 2**20, (resident - shared) * _PAGE / 2**20)
    return Cost(*memory, files, threads, (user + system) / _TICK)


@contextmanager
def running(module: str, *arguments: str, **environment: str) -> Iterator[Server]:
    """Run a server module on a free port of this machine until the block ends.

    Its log goes to a file: a pipe that nobody reads would stop it.
    """
    command = [sys.executable, "-m", module, *arguments]
    settings = {"HOST": "127.0.0.1", "PORT": "0", **environment}
    with tempfile.NamedTemporaryFile("w", suffix=".log") as log:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            address = _address(process, Path(log.name))
            yield Server(address, process.pid, Path(log.name), time.perf_counter() - begun)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + START
    while time.monotonic() < until and process.poll() is None:
        if found := _ADDRESS.search(log.read_text(encoding="utf-8")):
            return found[1]
        time.sleep(0.02)
    raise AssertionError(f"the server never answered:\n{log.read_text(encoding='utf-8')}")
