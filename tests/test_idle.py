from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from service import idle as module
from service.idle import get_ready
from service.live import Live
from tests.fake_engine import FakeEngine


class Unready(FakeEngine):
    """An engine of three passages; with ``fault`` its second cannot be made ready."""

    def __init__(self, generation: str, fault: Exception | None = None) -> None:
        super().__init__()
        self.generation = generation
        self.fault = fault
        self.ready = 0
        self.looked = 0

    def get_ready(self) -> bool:
        self.looked += 1
        if self.fault and self.ready == 1:
            raise self.fault
        if self.ready == 3:
            return False
        self.ready += 1
        return True


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE", 0.001)
    monkeypatch.setattr(module, "EVERY", 0.001)


def run(live: Live, *steps: Callable[[], bool], busy: Callable[[], bool] = lambda: False) -> None:
    """Make ready until each of ``steps`` has come true in turn."""

    async def within() -> None:
        task = asyncio.create_task(get_ready(live, busy))
        for told in steps:
            async with asyncio.timeout(10):
                while not told():
                    await asyncio.sleep(0.001)
        task.cancel()

    asyncio.run(within())


def test_all_passages_are_made_ready_and_those_of_the_next_generation() -> None:
    first, second = Unready("g1"), Unready("g2")
    live = Live(first)

    def exchanged() -> bool:
        live.exchange(second)
        return True

    run(live, lambda: first.looked > 5, exchanged, lambda: second.looked > 5)
    assert first.ready == second.ready == 3


def test_nothing_is_begun_while_there_is_other_work() -> None:
    engine, looks = Unready("g1"), list[int]()

    def busy() -> bool:
        looks.append(engine.looked)
        return len(looks) <= 5

    run(Live(engine), lambda: engine.ready == 3, busy=busy)
    assert looks[:7] == [0, 0, 0, 0, 0, 0, 1]


def test_a_fault_is_told_once_and_the_next_generation_goes_on() -> None:
    broken, whole = Unready("g1", OSError("the disk")), Unready("g2")
    looks = list[None]()
    live = Live(broken)

    def busy() -> bool:
        looks.append(None)
        if len(looks) == 20:
            live.exchange(whole)
        return False

    with capture_logs() as logs:
        run(live, lambda: whole.ready == 3, busy=busy)
    assert broken.looked == 2
    (log,) = logs
    assert (log["event"], log["generation"]) == ("passages not made ready", "g1")
