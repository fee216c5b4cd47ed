from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

import pytest

from service import stages
from service.stages import listening, stage


@pytest.fixture
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(1000))
    monkeypatch.setattr(stages.time, "perf_counter", lambda: float(next(ticks)))


@pytest.mark.usefixtures("_clock")
def test_stages_add_up_by_name_and_may_nest() -> None:
    with listening() as table:
        with stage("search"), stage("dense"):
            pass
        with stage("dense"):
            pass
    assert table == {"search": 3.0, "dense": 2.0}


@pytest.mark.usefixtures("_clock")
def test_a_stage_that_fails_is_timed_too() -> None:
    with listening() as table, pytest.raises(ZeroDivisionError), stage("read"):
        raise ZeroDivisionError
    assert table == {"read": 1.0}


def test_nobody_need_listen_and_listeners_do_not_hear_each_other() -> None:
    with stage("alone"):
        pass
    with listening() as outer:
        with listening() as inner, stage("read"):
            pass
        assert (set(outer), set(inner)) == (set(), {"read"})
    with stage("after"):
        pass
    assert outer == {}


def test_a_thread_with_a_copy_of_the_context_is_heard() -> None:
    def work() -> None:
        with stage("thread"):
            pass

    with listening() as table, ThreadPoolExecutor(1) as pool:
        pool.submit(copy_context().run, work).result()
    assert set(table) == {"thread"}
