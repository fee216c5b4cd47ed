"""Builds with fakes in children that die at chosen instants; run by tests as a process.

A line on stdin is ``TARGET step N`` or ``TARGET after SECONDS``; the reply tells how the child
ended: ``killed``, or ``done EVENTS`` with the number of steps that a whole build took.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from fakes import built, corpus, document

from indexer.corpus import Corpus
from indexer.store import Store

CHANGES = {"os.remove", "os.rmdir", "os.rename"}


def target(name: str) -> Corpus:
    """Return a corpus that differs from that of any other name in one document."""
    lasting = document("lasting", "山は高い。川は長い。")
    return corpus(lasting, document("changing", f"海は広い。{name}。"))


def die_at(step: int, folder: str) -> list[int]:
    """Kill this process at its ``step``-th touch of ``folder``, or change of any other."""
    count = [0]

    def watch(event: str, given: tuple[object, ...]) -> None:
        # What is removed with a whole folder is named relative to it.
        if event in CHANGES or any(folder in str(value) for value in given):
            count[0] += 1
            if count[0] == step:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    return count


def child(folder: str, name: str, how: str, when: str, answer: int) -> None:
    count = [0]
    if how == "step":
        count = die_at(int(when), folder)
    else:  # the default action of this signal ends the process as kill -9 does
        signal.setitimer(signal.ITIMER_REAL, float(when))
    built(Store(Path(folder)), target(name))
    os.write(answer, f"done {count[0]}".encode())
    os._exit(0)


def main(folder: str) -> None:
    for line in sys.stdin:
        name, how, when = line.split()
        reading, writing = os.pipe()
        pid = os.fork()
        if not pid:
            child(folder, name, how, when, writing)
        os.close(writing)
        os.waitpid(pid, 0)
        answer = os.read(reading, 100).decode()
        os.close(reading)
        sys.stdout.write(f"{answer or 'killed'}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
