from __future__ import annotations

from dataclasses import replace

import pytest
from report_run import COMPARISON, FIGURES, HISTORY, RUN

from eval.htmlreport.marks import sparkline
from eval.htmlreport.summary import listed, main_lines, verdict

KEPT = replace(RUN, figures=tuple(figure for figure in FIGURES if figure.passed))


def test_a_run_that_keeps_its_bars_passes() -> None:
    found = verdict(KEPT, None)
    assert found.passed
    assert found.sentence == "All 3 bars are kept. There is no baseline to compare with."


def test_a_missed_bar_is_named() -> None:
    found = verdict(RUN, None)
    assert not found.passed
    assert found.sentence.startswith("1 of 4 bars is missed: test.en.Success@5.")


def test_worse_than_the_baseline_fails_although_every_bar_is_kept() -> None:
    found = verdict(KEPT, COMPARISON)
    assert not found.passed
    assert found.sentence == (
        "All 3 bars are kept. Main figures against the baseline: "
        "1 better (test.ja.Success@5), 1 worse (test.en.Success@5). "
        "Questions: 1 fixed, 1 broken, 1 changed."
    )


def test_within_noise_of_the_baseline_passes() -> None:
    noise = replace(COMPARISON, compared=COMPARISON.compared[2:3], changes=())
    found = verdict(KEPT, noise)
    assert found.passed
    assert "none differs beyond noise. Questions: 0 fixed, 0 broken" in found.sentence


def test_a_run_without_bars_says_so() -> None:
    assert verdict(replace(RUN, figures=FIGURES[3:4]), None).sentence.startswith("No figure has")


def test_main_lines_are_the_figures_with_bars_and_their_past() -> None:
    lines = main_lines(RUN, COMPARISON, HISTORY)
    assert [line.figure for line in lines] == [f for f in FIGURES if f.bar is not None]
    assert lines[0].spark == sparkline([0.5, 0.62, 0.58, 0.6, 0.8])
    assert lines[0].compared == COMPARISON.compared[0]
    # Never measured before, and not in the baseline.
    assert (lines[3].spark, lines[3].compared) == ("", None)


def test_past_runs_of_other_sets_are_left_out() -> None:
    others = [replace(past, set="jsquad-valid") for past in HISTORY]
    assert main_lines(RUN, None, others)[0].spark == ""


def test_without_bars_every_figure_is_a_main_one() -> None:
    bare = replace(RUN, figures=FIGURES[3:4])
    assert [line.figure for line in main_lines(bare, None, ())] == [FIGURES[3]]


@pytest.mark.parametrize(
    ("names", "expected"),
    [("a", "a"), ("abc", "a, b, c"), ("abcd", "a, b, c and 1 more")],
)
def test_listed(names: str, expected: str) -> None:
    assert listed(list(names)) == expected
