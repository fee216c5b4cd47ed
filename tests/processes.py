"""Real servers for end-to-end tests: started as a user starts them, stopped as a system does."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_ADDRESS = re.compile(r"Konkyo answers at (http://\S+)")


@contextmanager
def running_server(command: Sequence[str], **environment: str) -> Iterator[str]:
    """Start a server process and give its address; it must end well when told to stop."""
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
                yield found[1]
                break
        else:
            raise AssertionError(f"the server never answered:\n{''.join(said)}")
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.stdout.read()
        process.wait(timeout=30)
        process.stdout.close()
