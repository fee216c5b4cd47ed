from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable

import pytest
from starlette.requests import ClientDisconnect

from indexer.errors import Overloaded
from service.admission import Admission


async def stays() -> None:
    await asyncio.Event().wait()


async def leaves() -> None:
    await asyncio.sleep(0)


async def until(told: Callable[[], bool]) -> None:
    while not told():
        await asyncio.sleep(0.001)


class Held:
    """Work that lasts until it is let go."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.end = threading.Event()

    def __call__(self) -> str:
        self.begun.set()
        assert self.end.wait(10)
        return "done"


def admission(at_work: int = 1, waiting: int = 1, **times: float) -> Admission:
    limits = {"patience": 5.0, "deadline": 5.0, **times}
    return Admission(at_work, waiting, limits["patience"], limits["deadline"])


def run(test: Callable[[], Awaitable[None]]) -> None:
    async def within() -> None:
        await asyncio.wait_for(test(), 20)

    asyncio.run(within())


def test_work_runs_and_its_error_comes_back() -> None:
    async def test() -> None:
        gate = admission()
        assert await gate.run(lambda: 3, stays) == 3
        with pytest.raises(ZeroDivisionError):
            await gate.run(lambda: 1 // 0, stays)
        assert (gate.working, gate.waiting) == (0, 0)

    run(test)


def test_the_next_waits_and_the_one_behind_the_queue_is_refused_at_once() -> None:
    async def test() -> None:
        gate, first, order = admission(), Held(), []
        one = asyncio.create_task(gate.run(first, stays))
        await until(first.begun.is_set)
        two = asyncio.create_task(gate.run(lambda: order.append("two"), stays))
        await until(lambda: gate.waiting == 1)
        with pytest.raises(Overloaded, match="queue full"):
            await gate.run(lambda: order.append("three"), stays)
        assert (order, gate.working) == ([], 1)
        first.end.set()
        assert await one == "done"
        await two
        assert order == ["two"]
        await until(lambda: gate.working == 0)

    run(test)


def test_places_are_given_in_order_of_arrival() -> None:
    async def test() -> None:
        gate, first, order = admission(waiting=5), Held(), []
        tasks = [asyncio.create_task(gate.run(first, stays))]
        await until(first.begun.is_set)
        for number in range(5):
            tasks.append(
                asyncio.create_task(gate.run(lambda number=number: order.append(number), stays))  # type: ignore[misc]
            )
            await until(lambda number=number: gate.waiting == number + 1)  # type: ignore[misc]
        first.end.set()
        await asyncio.gather(*tasks)
        assert order == [0, 1, 2, 3, 4]

    run(test)


def test_who_waits_too_long_is_refused_and_makes_room() -> None:
    async def test() -> None:
        gate, first = admission(patience=0.01), Held()
        one = asyncio.create_task(gate.run(first, stays))
        await until(first.begun.is_set)
        with pytest.raises(Overloaded, match="waited too long"):
            await gate.run(lambda: None, stays)
        assert gate.waiting == 0
        first.end.set()
        await one

    run(test)


def test_a_client_that_leaves_the_queue_makes_room() -> None:
    async def test() -> None:
        gate, first, ran = admission(), Held(), []
        one = asyncio.create_task(gate.run(first, stays))
        await until(first.begun.is_set)
        with pytest.raises(ClientDisconnect):
            await gate.run(lambda: ran.append(1), leaves)
        assert (gate.waiting, ran) == (0, [])
        first.end.set()
        await one

    run(test)


def test_work_beyond_its_deadline_is_refused_but_keeps_its_place_until_it_ends() -> None:
    async def test() -> None:
        gate, slow = admission(waiting=0, deadline=0.05), Held()
        with pytest.raises(Overloaded, match="worked too long"):
            await gate.run(slow, stays)
        assert gate.working == 1
        with pytest.raises(Overloaded, match="queue full"):
            await gate.run(lambda: None, stays)
        slow.end.set()
        await until(lambda: gate.working == 0)
        assert await gate.run(lambda: "again", stays) == "again"

    run(test)


@pytest.mark.parametrize("cancelled", ["at work", "waiting"])
def test_a_cancelled_request_leaks_no_place(cancelled: str) -> None:
    async def test() -> None:
        gate, first = admission(waiting=3), Held()
        one = asyncio.create_task(gate.run(first, stays))
        await until(first.begun.is_set)
        two = asyncio.create_task(gate.run(lambda: "two", stays))
        await until(lambda: gate.waiting == 1)
        (one if cancelled == "at work" else two).cancel()
        first.end.set()
        results = await asyncio.gather(one, two, return_exceptions=True)
        assert [type(result) for result in results].count(asyncio.CancelledError) == 1
        await until(lambda: gate.working == 0)
        assert await gate.run(lambda: "three", stays) == "three"

    run(test)


def test_a_thousand_cancellations_at_any_moment_leak_no_place() -> None:
    async def test() -> None:
        gate = admission(at_work=2, waiting=1000)
        for count in range(1000):
            task = asyncio.create_task(gate.run(lambda: None, stays))
            for _ in range(count % 7):
                await asyncio.sleep(0)
            task.cancel()
        await until(lambda: gate.working == 0 and gate.waiting == 0)
        assert await asyncio.gather(*(gate.run(lambda: 1, stays) for _ in range(50))) == [1] * 50

    run(test)


def test_every_change_is_told() -> None:
    async def test() -> None:
        told: list[tuple[int, int]] = []
        gate = Admission(1, 1, 5.0, 5.0, lambda *levels: told.append(levels))
        first = Held()
        one = asyncio.create_task(gate.run(first, stays))
        await until(first.begun.is_set)
        two = asyncio.create_task(gate.run(lambda: None, stays))
        await until(lambda: gate.waiting == 1)
        first.end.set()
        await asyncio.gather(one, two)
        await until(lambda: gate.working == 0)
        assert told == [(1, 0), (1, 1), (1, 0), (0, 0)]

    run(test)
