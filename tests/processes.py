"""Real servers for end-to-end tests: started as a user starts them, stopped as a system does."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_ADDRESS = re.compile(r"Konkyo answers at (http://\S+)")


@dataclass(frozen=True)
class Started:
    """A server process that answers at ``address``; ``said`` are its first lines."""

    process: subprocess.Popen[str]
    address: str
    said: list[str]

    def rest(self) -> str:
        """Wait for the end of the process and give what else it said."""
        assert self.process.stdout is not None
        rest = self.process.stdout.read()
        self.process.wait(timeout=30)
        return rest


@contextmanager
def started_server(command: Sequence[str], **environment: str) -> Iterator[Started]:
    """Start a server process; it is told to stop at the end, if it still runs."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    said = []
    try:
        for line in process.stdout:
            said.append(line)
            if found := _ADDRESS.search(line):
                yield Started(process, found[1], said)
                break
        else:
            raise AssertionError(f"the server never answered:\n{''.join(said)}")
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        if not process.stdout.closed:
            process.stdout.read()
        process.wait(timeout=30)
        process.stdout.close()


@contextmanager
def running_server(command: Sequence[str], **environment: str) -> Iterator[str]:
    """Start a server process and give its address; it must end well when told to stop."""
    with started_server(command, **environment) as started:
        yield started.address
