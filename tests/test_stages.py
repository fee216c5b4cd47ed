from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import pytest

from service import stages
from service.stages import Heard, Stage, listening, stage


@pytest.fixture
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(1000))
    monkeypatch.setattr(stages.time, "perf_counter", lambda: float(next(ticks)))


@pytest.mark.usefixtures("_clock")
def test_stages_add_up_by_name_and_may_nest() -> None:
    heard = Heard()
    with listening(heard):
        with stage("search"), stage("dense"):
            pass
        with stage("dense"):
            pass
    assert heard.stages == [
        Stage("dense", 1.0, 2.0),
        Stage("search", 0.0, 3.0),
        Stage("dense", 4.0, 5.0),
    ]
    assert heard.seconds == {"search": 3.0, "dense": 2.0}


@pytest.mark.usefixtures("_clock")
def test_a_stage_that_fails_is_timed_too() -> None:
    heard = Heard()
    with listening(heard), pytest.raises(ZeroDivisionError), stage("read"):
        raise ZeroDivisionError
    assert heard.seconds == {"read": 1.0}


def test_nobody_need_listen_and_listeners_do_not_hear_each_other() -> None:
    outer, inner = Heard(), Heard()
    with stage("alone"):
        pass
    with listening(outer):
        with listening(inner), stage("read"):
            pass
        assert (outer.seconds, set(inner.seconds)) == ({}, {"read"})
    with stage("after"):
        pass
    assert outer.seconds == {}


def test_a_thread_with_a_copy_of_the_context_is_heard() -> None:
    heard = Heard()

    def work() -> None:
        with stage("thread"):
            pass

    with listening(heard), ThreadPoolExecutor(1) as pool:
        pool.submit(copy_context().run, work).result()
    assert set(heard.seconds) == {"thread"}
