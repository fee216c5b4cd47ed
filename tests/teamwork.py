"""Work for the processes of a team; in a module of its own, as those import it."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from indexer.errors import ModelError


def begun(folder: Path) -> int:
    """Note that one more process has begun; return how many had before."""
    for number in range(100):
        try:
            (folder / f"{number}").touch(exist_ok=False)
        except FileExistsError:
            continue
        return number
    raise AssertionError("a hundred processes")


def wait(accepts: Callable[[], None]) -> None:
    accepts()
    signal.pause()


def die_once(folder: Path, accepts: Callable[[], None]) -> None:
    accepts()
    if begun(folder) == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    signal.pause()


def count_once_each(folder: Path, accepts: Callable[[], None]) -> None:
    """Count once, at work on something; three die, the fourth tells what all of them counted."""
    from service.meters import Meters

    meters = Meters(shared=True)
    meters.refused()
    meters.level(5, 7)
    meters.opened()
    accepts()
    if begun(folder) < 3:
        os.kill(os.getpid(), signal.SIGKILL)
    shared = Path(os.environ["PROMETHEUS_MULTIPROC_DIR"])
    files = "".join(f"# {path.name}\n" for path in sorted(shared.iterdir()))
    (folder / "new").write_bytes(meters.text() + files.encode())
    (folder / "new").rename(folder / "told")
    signal.pause()


def refuse(accepts: Callable[[], None]) -> None:
    raise ModelError("the model is gone; fetch it")


def crash(accepts: Callable[[], None]) -> None:
    sys.exit(7)


def second_refused(folder: Path, accepts: Callable[[], None]) -> None:
    """Of one place: the first dies once all answer, the second cannot start, the third stays."""
    number = begun(folder)
    if number == 1:
        raise ModelError("the model is gone; fetch it")
    accepts()
    if number == 0:
        while not (folder / "answers").exists():
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGKILL)
    signal.pause()


def ignore_the_end(accepts: Callable[[], None]) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    accepts()
    while True:
        signal.pause()
