"""Several processes that serve on one socket: who dies is replaced, and all end together."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path

import structlog

from indexer.errors import ConfigError, KonkyoError
from indexer.scratch import holding, scratch
from service.meters import SHARED_FOLDER, count_as, forget

Announce = Callable[[], None]
Work = Callable[[Announce], None]
"""Serves until its process is told to stop, and calls what it is given once it accepts.

It is sent to new processes, so it must be picklable: a `functools.partial` of a function.
"""
TICK = 0.5
"""Seconds within which a signal is heeded."""
AGAIN = 5.0
"""Seconds until a worker that could not even start is tried again."""
_SPAWN = get_context("spawn")


@dataclass(slots=True, eq=False)
class _Worker:
    """A process, what it tells, and from when on another may take its place once it has ended."""

    process: SpawnProcess
    told: Connection
    accepts: bool = False
    refusal: str = ""
    until: float | None = None

    @property
    def lives(self) -> bool:
        return self.process.exitcode is None

    def hear(self) -> None:
        """Take what the worker told: nothing when it accepts, else why it cannot start."""
        try:
            while self.told.poll():
                self.refusal = self.told.recv()
                self.accepts = not self.refusal
        except EOFError:
            pass


class Team:
    """``count`` processes that do the same ``work``; ``announce`` is called once all accept."""

    def __init__(self, count: int, work: Work, announce: Announce) -> None:
        self._count = count
        self._work = work
        self._announce = announce
        self._complete = False
        self._workers: list[_Worker] = []

    def run(self, grace: float) -> None:
        """Keep all at work until this process is told to stop, by SIGTERM or SIGINT.

        They then have ``grace`` seconds to end. Raises ConfigError, after ending the others, when
        one cannot start at first; later, that is told in the log and tried again.
        """
        with _stopping() as stopping, _meters() as folder:
            try:
                for place in range(self._count):
                    self._workers.append(self._begin(place))
                while not stopping.is_set():
                    self._look(folder)
            finally:
                self._end(grace)

    def _begin(self, place: int) -> _Worker:
        try:
            told, teller = _SPAWN.Pipe(duplex=False)
            process = _SPAWN.Process(target=_be_worker, args=(self._work, teller, place))
            # Once closed here only the worker holds it: its end is heard when the worker has ended.
            with teller:
                process.start()
        except OSError as error:
            raise ConfigError(
                f"no process can be started for a worker ({error}); give the service more "
                "processes, files or memory, or fewer WORKERS"
            ) from error
        return _Worker(process, told)

    def _look(self, folder: str) -> None:
        living = [worker for worker in self._workers if worker.lives]
        starting = [worker.told for worker in living if not worker.accepts]
        wait([*(worker.process.sentinel for worker in living), *starting], TICK)
        for place, worker in enumerate(self._workers):
            worker.hear()
            if not worker.lives and worker.until is None:
                self._lost(worker, place, folder)
            if worker.until is not None and time.monotonic() >= worker.until:
                self._replace(worker, place)
        if not self._complete and all(worker.accepts for worker in self._workers):
            self._complete = True
            self._announce()

    def _lost(self, worker: _Worker, place: int, folder: str) -> None:
        pid, exitcode = worker.process.pid, worker.process.exitcode
        reason = worker.refusal or f"it ended with {exitcode}"
        if not self._complete and not worker.accepts:
            raise ConfigError(worker.refusal or f"a worker could not start: {reason}")
        structlog.get_logger("konkyo").error("worker lost", pid=pid, reason=reason)
        forget(place, folder)
        worker.until = time.monotonic() + (0.0 if worker.accepts else AGAIN)

    def _replace(self, worker: _Worker, place: int) -> None:
        try:
            self._workers[place] = self._begin(place)
        except ConfigError as error:
            structlog.get_logger("konkyo").error("worker lost", reason=str(error))
            worker.until = time.monotonic() + AGAIN
        else:
            worker.told.close()

    def _end(self, grace: float) -> None:
        for worker in self._workers:
            worker.process.terminate()
        last = time.monotonic() + grace
        for worker in self._workers:
            worker.process.join(max(0.0, last - time.monotonic()))
            worker.process.kill()
            worker.process.join()
            worker.told.close()


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """Give what is set by the signals that tell this process to stop."""
    told = threading.Event()
    before = {
        number: signal.signal(number, lambda *_: told.set())
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield told
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _meters() -> Iterator[str]:
    """Make the folder where the meters of all workers meet, and name it to those to be started."""
    with ExitStack() as undo:
        try:
            folder = str(undo.enter_context(scratch("konkyo-meters-")))
        except OSError as error:
            raise ConfigError(
                f"no folder can be made for the meters of several workers ({error}); make room "
                "where TMPDIR says, or set it to a folder that this user may write to"
            ) from error
        before = os.environ.get(SHARED_FOLDER)
        os.environ[SHARED_FOLDER] = folder
        try:
            yield folder
        finally:
            if before is None:
                del os.environ[SHARED_FOLDER]
            else:
                os.environ[SHARED_FOLDER] = before


def _be_worker(work: Work, teller: Connection, place: int) -> None:
    # A terminal sends SIGINT to all: who has just begun leaves the answer to the one who began it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    count_as(place)
    try:
        # They serve a moment longer than a parent that was killed, and count meanwhile.
        with holding(Path(os.environ[SHARED_FOLDER])):
            work(lambda: teller.send(""))
    except KonkyoError as error:
        teller.send(str(error))


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)
