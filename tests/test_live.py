from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from fake_engine import FakeEngine

from service.engine import Engine
from service.live import Live


class Numbered(FakeEngine):
    """An engine that knows whether it was closed, and how often."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.generation = f"g{number}"
        self.closings = 0

    def close(self) -> None:
        self.closings += 1


def test_a_reader_keeps_the_engine_it_began_with() -> None:
    old, new = Numbered(1), Numbered(2)
    live = Live(old)
    with live.use() as first, live.use() as second:
        live.exchange(new)
        assert first is second is old
        assert (live.generation, old.closings) == ("g2", 0)
        with live.use() as third:
            assert third is new
    assert (old.closings, new.closings) == (1, 0)
    live.close()
    assert (old.closings, new.closings) == (1, 1)


def test_an_idle_engine_is_closed_at_once_and_only_once() -> None:
    engines = [Numbered(number) for number in range(4)]
    live = Live(engines[0])
    for engine in engines[1:]:
        live.exchange(engine)
    live.close()
    live.close()
    assert [engine.closings for engine in engines] == [1, 1, 1, 1]


def test_an_engine_that_comes_after_the_end_is_closed_at_once() -> None:
    old, late, opened = Numbered(1), Numbered(2), list[int]()
    live = Live(old, lambda: opened.append(1))
    with live.use():
        live.close()
        live.exchange(late)
        assert (live.generation, old.closings, late.closings) == ("g1", 0, 1)
    assert (old.closings, late.closings, len(opened)) == (1, 1, 1)


def test_closing_waits_for_the_last_reader() -> None:
    engine = Numbered(1)
    live = Live(engine)
    with live.use():
        live.close()
        assert engine.closings == 0
    assert engine.closings == 1


def test_readers_on_many_threads_never_meet_a_closed_engine() -> None:
    engines = [Numbered(number) for number in range(50)]
    live, stop = Live(engines[0]), threading.Event()

    def closed_ones() -> int:
        seen = 0
        while not stop.is_set():
            with live.use() as engine:
                seen += closings(engine)
        return seen

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(closed_ones) for _ in range(4)]
        for engine in engines[1:]:
            live.exchange(engine)
        stop.set()
        assert [reader.result() for reader in readers] == [0, 0, 0, 0]
    live.close()
    assert [engine.closings for engine in engines] == [1] * 50


def closings(engine: Engine) -> int:
    assert isinstance(engine, Numbered)
    return engine.closings
