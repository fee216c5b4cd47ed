from __future__ import annotations

from pathlib import Path

import pytest
from test_drill_kill import drill

from tests.drills.syscalls import SKIPPED, Fault, disorder, faults
from tests.drills.tracing import Call, _calls


def test_a_build_survives_system_calls_that_fail() -> None:
    run = drill("syscalls", "--faults", "8", "--seed", "1")
    if run.returncode == SKIPPED:
        pytest.skip(run.stdout.strip())
    assert run.returncode == 0, run.stdout + run.stderr
    assert " old\n" in run.stdout


TRACE = """\
7 fsync(3</i/a>) = 0
8 write(4</i/lexical/x>, "\\1</not a path"..., 8 <unfinished ...>
7 rename("/i/a", "/i/b") = -1 EIO (Input/output error) (INJECTED)
8 <... write resumed>) = 8
7 fsync(3</i/b>) = 0
7 write(1<pipe:[5]>, "told", 4) = 4
"""
CALLS = [
    Call(7, "fsync", ("/i/a",), "0", 1),
    Call(8, "write", ("/i/lexical/x",), "", 1),
    Call(7, "rename", ("/i/a", "/i/b"), "-1 EIO (Input/output error) (INJECTED)", 1),
    Call(7, "fsync", ("/i/b",), "0", 2),
    Call(7, "write", (), "4", 1),
]


def test_a_trace_is_read() -> None:
    assert _calls(TRACE) == CALLS
    assert [call.injected for call in CALLS] == [False, False, True, False, False]


def test_faults_hit_what_touches_the_index() -> None:
    assert faults(CALLS, Path("/i")) == [
        Fault("fsync", "/i/a", 1, "EIO"),
        Fault("write", "", 1, "EIO"),
        Fault("write", "", 1, "ENOSPC"),
        Fault("rename", "/i/a", 1, "EIO"),
        Fault("fsync", "/i/b", 1, "EIO"),
    ]
    assert faults(CALLS, Path("/other")) == []


def order(index: Path) -> list[tuple[str, ...]]:
    """Return the calls of a commit as they should be, for a generation of one file."""
    generations, pointer = index / "generations", index / "CURRENT"
    building, final = generations / ".building", generations / "g"
    final.mkdir(parents=True)
    (final / "file").touch()
    calls = [
        ("fsync", building / "file"),
        ("fsync", building),
        ("rename", building, final),
        ("fsync", generations),
        ("fsync", f"{pointer}.new"),
        ("rename", f"{pointer}.new", pointer),
        ("fsync", index),
    ]
    return [tuple(map(str, call)) for call in calls]


def as_calls(given: list[tuple[str, ...]]) -> list[Call]:
    return [Call(1, name, tuple(paths), "0", 1) for name, *paths in given]


def test_a_commit_in_order_is_told_from_one_that_is_not(tmp_path: Path) -> None:
    good = order(tmp_path)
    assert disorder(as_calls(good), tmp_path) == []
    for place, call in enumerate(good):
        if call[0] == "fsync":
            without = good[:place] + good[place + 1 :]
            (said,) = disorder(as_calls(without), tmp_path)
            assert said.startswith(f"{call[1]} not synced")
            late = [*without, call] if place < 5 else [call, *without]
            assert len(disorder(as_calls(late), tmp_path)) == 1
