from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from structlog.testing import capture_logs

from indexer.errors import IndexCorrupt
from service import watch as module
from service.engine import Engine
from service.live import Live
from service.watch import Source, watch
from tests.fake_engine import FakeEngine


def engine_of(generation: str) -> FakeEngine:
    engine = FakeEngine()
    engine.generation = generation
    return engine


class Folder:
    """An index folder with a name of its live generation; those named ``bad…`` cannot be opened."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.name = "g1"
        self.fault = fault or IndexCorrupt("damaged")
        self.opened: list[str] = []

    def current(self) -> str:
        if not self.name:
            raise IndexCorrupt("the pointer is damaged")
        return self.name

    def open(self) -> Engine:
        self.opened.append(self.name)
        if self.name.startswith("bad"):
            raise self.fault
        return engine_of(self.name)


async def until(told: Callable[[], bool]) -> None:
    for _ in range(5000):
        if told():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it never came to be")


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EVERY", 0.001)


Told = Callable[[Live, Folder, list[str]], bool]


def watched(*steps: tuple[str, Told], fault: Exception | None = None) -> Folder:
    """Let the folder take each name in turn, the next when what is told of it has come true."""
    folder, refused = Folder(fault), list[str]()
    live = Live(engine_of("g1"))

    async def within() -> None:
        source = Source(folder.open, folder.current)
        task = asyncio.create_task(watch(live, source, lambda: refused.append(folder.name)))
        for name, told in steps:
            folder.name = name
            await until(lambda told=told: told(live, folder, refused))  # type: ignore[misc]
        task.cancel()

    asyncio.run(within())
    return folder


def test_a_newer_generation_is_opened_once() -> None:
    folder = watched(
        ("g1", lambda live, folder, refused: not folder.opened),
        ("g2", lambda live, folder, refused: live.generation == "g2"),
        ("g3", lambda live, folder, refused: live.generation == "g3"),
    )
    assert folder.opened == ["g2", "g3"]


@pytest.mark.parametrize("bad", ["bad", ""])
def test_a_bad_one_is_refused_once_and_loudly_and_the_old_one_stays(bad: str) -> None:
    with capture_logs() as logs:
        watched((bad, lambda live, folder, refused: refused == [bad] and live.generation == "g1"))
    (line,) = [log for log in logs if log["event"] == "index refused"]
    assert (line["log_level"], line["refused"], line["generation"]) == ("error", bad, "g1")
    assert "damaged" in line["reason"]


def test_after_a_bad_one_a_good_one_is_taken() -> None:
    folder = watched(
        ("bad", lambda live, folder, refused: refused == ["bad"]),
        ("g3", lambda live, folder, refused: live.generation == "g3"),
    )
    assert folder.opened == ["bad", "g3"]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (OSError(28, "No space left on device"), "[Errno 28] No space left on device"),
        (shutil.Error("cannot be copied"), "cannot be copied"),
        (MemoryError(), "MemoryError"),
    ],
)
def test_want_of_disk_or_memory_does_not_end_the_watch(fault: Exception, reason: str) -> None:
    with capture_logs() as logs:
        folder = watched(
            ("bad", lambda live, folder, refused: refused == ["bad"] and live.generation == "g1"),
            ("g3", lambda live, folder, refused: live.generation == "g3"),
            fault=fault,
        )
    assert folder.opened == ["bad", "g3"]
    assert [log["reason"] for log in logs if log["event"] == "index refused"] == [reason]


class Unforeseen(Exception):
    """What no part of the service raises on purpose."""


def test_an_unforeseen_fault_is_logged_with_its_cause_and_does_not_end_the_watch() -> None:
    with capture_logs() as logs:
        folder = watched(
            ("bad", lambda live, folder, refused: refused == ["bad"] and live.generation == "g1"),
            ("g3", lambda live, folder, refused: live.generation == "g3"),
            fault=Unforeseen("a fault"),
        )
    assert folder.opened == ["bad", "g3"]
    (line,) = [log for log in logs if log["event"] == "index refused"]
    assert (line["log_level"], line["reason"]) == ("error", "a fault")
    assert isinstance(line["exc_info"], Unforeseen)


def test_one_that_is_opened_while_the_service_stops_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, go, late = threading.Event(), threading.Event(), engine_of("g2")
    closed = threading.Event()
    monkeypatch.setattr(late, "close", closed.set)

    def opened() -> Engine:
        begun.set()
        assert go.wait(10)
        return late

    async def within() -> None:
        live = Live(engine_of("g1"))
        task = asyncio.create_task(watch(live, Source(opened, lambda: "g2")))
        await until(begun.is_set)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        live.close()
        go.set()
        await until(closed.is_set)
        assert live.generation == "g1"

    asyncio.run(within())


def test_a_bad_one_is_tried_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AGAIN", 0.005)
    watched(("bad", lambda live, folder, refused: len(refused) >= 2))
