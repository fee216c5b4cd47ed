"""Work in a forked child of this process, which stays free of threads and of its faults."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, NoReturn

FAULT = 70


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: its exit status, or minus the signal that killed it; what it told."""

    status: int
    told: str


@dataclass(frozen=True, slots=True)
class Child:
    """A running child and the pipe on which it tells; `wait` must be called once."""

    pid: int
    pipe: BinaryIO

    def line(self) -> str:
        """Return the next line that it tells, ``""`` when it has ended."""
        return self.pipe.readline().decode()

    def wait(self) -> Ended:
        """Return what else it told and how it ended, when it has."""
        with self.pipe:
            rest = self.pipe.read().decode(errors="replace")
        _, status = os.waitpid(self.pid, 0)
        return Ended(os.waitstatus_to_exitcode(status), rest)


def start(work: Callable[[], int]) -> Child:
    """Run ``work`` in a child; what it prints, on stdout or stderr, is what it tells.

    It ends with the status that ``work`` returns, with FAULT after an exception.
    """
    reading, writing = os.pipe()
    sys.stdout.flush()
    pid = os.fork()
    if not pid:
        os.close(reading)
        _run(work, writing)
    os.close(writing)
    return Child(pid, os.fdopen(reading, "rb"))


def ended(work: Callable[[], int]) -> Ended:
    """Run ``work`` in a child to its end."""
    return start(work).wait()


def _run(work: Callable[[], int], pipe: int) -> NoReturn:
    os.dup2(pipe, sys.stdout.fileno())
    os.dup2(pipe, sys.stderr.fileno())
    os.close(pipe)
    status = FAULT
    try:
        status = work()
    # Whatever it is, it must end this child and not go on as a second parent.
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
