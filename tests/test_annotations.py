"""Workflow commands: what GitHub shows beside a commit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.annotations import MOST, command, workflow_commands
from eval.baseline import Compared, Comparison
from eval.changes import changes
from eval.figures import Bar
from tests.made_runs import made_row, made_run, with_measures

NOTHING_CHANGED = Comparison((), (), (), ())


@pytest.mark.parametrize(
    ("title", "message", "line"),
    [
        ("bar missed", "x is .5", "::error title=bar missed::x is .5"),
        ("a:b,c", "a:b,c", "::error title=a%3Ab%2Cc::a:b,c"),
        ("5%", "15%", "::error title=5%25::15%25"),
        ("%0A", "%0A", "::error title=%250A::%250A"),
        ("a\nb", "a\r\n::error::b", "::error title=a%0Ab::a%0D%0A::error::b"),
    ],
)
def test_a_command_is_escaped_as_github_wants(title: str, message: str, line: str) -> None:
    assert command("error", title, message) == line


@given(st.text(), st.text())
def test_a_command_can_be_read_back(title: str, message: str) -> None:
    line = command("warning", title, message)
    assert "\n" not in line
    assert "\r" not in line
    head, _, data = line.removeprefix("::warning title=").partition("::")
    assert "," not in head
    unescaped = {"%3A": ":", "%2C": ",", "%0D": "\r", "%0A": "\n", "%25": "%"}
    for code, character in unescaped.items():
        head, data = head.replace(code, character), data.replace(code, character)
    assert (head, data) == (title, message)


def test_a_good_run_is_one_notice() -> None:
    run = made_run([made_row(1)], bars={"answer accepted": Bar(0.75, 0.9)})
    assert workflow_commands(run) == (
        "::notice title=konkyo seeds::0 errors, 0 broken questions; no baseline was given",
    )
    assert workflow_commands(run, NOTHING_CHANGED) == (
        "::notice title=konkyo seeds::0 errors, 0 broken questions",
    )


def test_missed_bars_worse_figures_and_broken_questions_are_told() -> None:
    before, now = [made_row(1), made_row(2)], [made_row(1, right=False), made_row(2)]
    now[1] = replace(with_measures(now[1], {"valid": 0.0}), q="引き\n出し?")
    run = made_run(now, bars={"answer accepted": Bar(0.75, 0.9)})
    worse = Compared("test.ja.Success@1", 0.9, 0.7, -0.3, -0.1, "worse", None, held=True)
    free = replace(worse, name="kind.fact.Success@1", held=False)
    comparison = Comparison((worse, free), changes([(before[0], now[0])]), (), ())
    assert workflow_commands(run, comparison) == (
        "::error title=bar missed::test.ja.answer accepted is 0.5000, the bar 0.750",
        "::error title=worse than the baseline::test.ja.Success@1 "
        + worse.told().replace("%", "%25"),
        "::error title=citation not valid::q02: 引き 出し?",
        f"::warning title=question q01::{now[0].q}: broken: answered "
        "(answer accepted fell, replied rightly fell)",
        "::notice title=konkyo seeds::3 errors, 1 broken questions",
    )


def test_of_many_the_first_are_shown_and_all_are_counted() -> None:
    before = [made_row(n) for n in range(12)]
    after = [with_measures(made_row(n, right=False), {"valid": 0.0}) for n in range(12)]
    comparison = replace(NOTHING_CHANGED, changes=changes(list(zip(before, after, strict=True))))
    lines = workflow_commands(made_run(after), comparison)
    assert [
        sum(line.startswith(f"::{level} ") for line in lines) for level in ("error", "warning")
    ] == [MOST, MOST]
    assert lines[-1] == (
        "::notice title=konkyo seeds::12 errors, 12 broken questions, of which 20 are shown"
    )
