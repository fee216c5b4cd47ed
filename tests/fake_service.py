"""`python -m tests.fake_service OPTION…`: the real program over an engine that needs no index.

A question `until PATH` is answered when there is a file at PATH; `PATH.begun` tells that it is at
work. The variable LINGER stands in for the constant of the server.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from indexer.errors import IndexMissing
from service import __main__ as program
from service import server, serving
from service.records import Reply
from tests.fake_engine import FakeEngine

UNTIL = "until "


class WaitingEngine(FakeEngine):
    def ask(self, question: str, k: int) -> Reply:
        if question.startswith(UNTIL):
            path = Path(question.removeprefix(UNTIL))
            path.with_name(f"{path.name}.begun").touch()
            while not path.exists():
                time.sleep(0.01)
        return super().ask(question, k)


class FakeOpener:
    """Opens the fake engine, unless the index is called `none`."""

    def __init__(self, index: Path, risk: float) -> None:
        self._index = index

    def open(self) -> FakeEngine:
        if self._index.name == "none":
            raise IndexMissing("no index here; build one")
        return WaitingEngine()

    def current(self) -> str:
        return FakeEngine.generation


# Here, as the processes of several workers import this module too.
serving.Opener = FakeOpener  # type: ignore[assignment, misc]
server.LINGER = float(os.environ.get("LINGER", server.LINGER))

if __name__ == "__main__":
    sys.exit(program.main())
