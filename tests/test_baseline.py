"""Two runs compared: verdicts by hand, and what no comparison may do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.baseline import FEWEST, Compared, Comparison, compare, require_shared
from eval.figures import Bar, Ceiling
from eval.record import Run
from indexer.errors import GoldError
from tests.made_runs import made_row, made_run, with_measures

MEASURE = "answer accepted"
NAME = f"test.ja.{MEASURE}"
BAR = {MEASURE: Bar(0.1, 0.9)}


def run_with(right: int, of: int, **changed: str) -> Run:
    """A run over ``of`` questions whose first ``right`` are answered rightly."""
    return made_run([made_row(n, right=n < right) for n in range(of)], bars=BAR, **changed)


def only(comparison: Comparison) -> Compared:
    (compared,) = comparison.compared
    return compared


def test_a_run_equals_itself() -> None:
    run = run_with(10, 20)
    comparison = compare(run, run)
    assert comparison == Comparison(
        (Compared(NAME, 0.5, 0.5, 0.0, 0.0, "within noise", None, held=True),), (), (), ()
    )
    assert not comparison.regressed


def test_half_of_twenty_broken_is_worse() -> None:
    comparison = compare(run_with(20, 20), run_with(10, 20))
    compared = only(comparison)
    assert (compared.before, compared.after, compared.verdict) == (1.0, 0.5, "worse")
    # The normal interval: .5 and 1.96 times the square root of .25 / 20.
    assert compared.low == pytest.approx(-0.5 - 0.219, abs=0.04)
    assert compared.high == pytest.approx(-0.5 + 0.219, abs=0.04)
    assert compared.needed is None
    assert [change.after.id for change in comparison.broken] == [f"q{n}" for n in range(10, 20)]
    assert comparison.regressions == comparison.worse == (compared,)
    assert comparison.regressed


def test_half_of_twenty_fixed_is_better() -> None:
    comparison = compare(run_with(10, 20), run_with(20, 20))
    assert only(comparison).verdict == "better"
    assert {change.kind for change in comparison.changes} == {"fixed"}
    assert not comparison.regressed


@pytest.mark.parametrize(
    ("broken", "of", "verdict", "needed"),
    [
        # Five can all have fallen by chance in one of 16 cases; six of 24 would have told.
        (5, 20, "within noise", 24),
        (6, 20, "worse", None),
        (6, 6, "worse", None),
        (1, 1, "within noise", 6),
        (1, 100, "within noise", 600),
    ],
)
def test_fewer_than_six_questions_tell_nothing(
    broken: int, of: int, verdict: str, needed: int | None
) -> None:
    compared = only(compare(run_with(of, of), run_with(of - broken, of)))
    assert (compared.verdict, compared.needed) == (verdict, needed)


def test_as_many_fixed_as_broken_is_noise_that_no_number_of_questions_tells() -> None:
    before = [made_row(n, right=n % 2 == 0) for n in range(20)]
    after = [made_row(n, right=n % 2 == 1) for n in range(20)]
    comparison = compare(made_run(before), made_run(after))
    compared = only(comparison)
    assert (compared.before, compared.after) == (0.5, 0.5)
    assert compared.low < 0 < compared.high
    assert (compared.verdict, compared.needed) == ("within noise", None)
    assert len(comparison.changes) == 20


@pytest.mark.parametrize(
    ("measure", "bar", "verdict"),
    [
        ("answerable wrongly refused", None, "worse"),
        ("answerable answered", None, "better"),
        ("lateness", Ceiling(0.9, 0.0), "worse"),
        ("lateness", Bar(0.1, 0.9), "better"),
    ],
)
def test_more_is_worse_of_what_is_to_be_kept_low(
    measure: str, bar: Bar | Ceiling | None, verdict: str
) -> None:
    before = [with_measures(made_row(n), {measure: 0.0}) for n in range(20)]
    after = [with_measures(made_row(n), {measure: 1.0}) for n in range(20)]
    bars = {measure: bar} if bar else {}
    compared = only(compare(made_run(before, [measure], bars), made_run(after, [measure], bars)))
    assert compared.verdict == verdict
    assert compared.held == (bar is not None)


def test_only_questions_of_both_runs_count() -> None:
    """Twenty new questions that all fail are no regression; those left out are named."""
    new = [replace(made_row(n, right=False), id=f"n{n:02}") for n in range(20)]
    before = made_run([made_row(n) for n in range(10)], bars=BAR)
    after = made_run([*(made_row(n) for n in range(1, 10)), *new], bars=BAR)
    comparison = compare(before, after)
    compared = only(comparison)
    assert (compared.before, compared.after, compared.verdict) == (1.0, 1.0, "within noise")
    assert comparison.only_before == ("q00",)
    assert comparison.only_after == tuple(f"n{n:02}" for n in range(20))


def test_figures_of_one_run_and_runs_without_a_common_question_have_no_verdict() -> None:
    rows, others = [made_row(1)], [made_row(2)]
    assert compare(made_run(rows), made_run(rows, ["Success@1"])).compared == ()
    assert compare(made_run(rows), made_run(others)).compared == ()


def test_one_citation_that_is_not_valid_is_a_regression() -> None:
    before = run_with(20, 20)
    rows = [with_measures(before.rows[0], {"valid": 0.0}), *before.rows[1:]]
    comparison = compare(before, replace(before, rows=tuple(rows)))
    assert comparison.invalid == ("q00",)
    assert comparison.worse == ()
    assert comparison.regressed


def test_a_figure_without_a_bar_is_told_but_holds_nothing_up() -> None:
    before, after = run_with(20, 20), run_with(0, 20)
    free = [replace(run, figures=made_run(run.rows).figures) for run in (before, after)]
    comparison = compare(*free)
    assert len(comparison.worse) == 1
    assert not comparison.regressed


def test_confidences_that_lie_are_caught_by_their_figure() -> None:
    """The same answers, half of them right: sure of those before, of the wrong ones now."""
    rows = [made_row(n, right=n < 10) for n in range(20)]
    before = made_run(
        [replace(r, confidence=0.9 if r.answer == rows[0].answer else 0.1) for r in rows]
    )
    after = replace(
        before, rows=tuple(replace(r, confidence=1 - r.confidence) for r in before.rows)
    )
    figures = tuple(replace(before.figures[0], name=f"test.ja.{name}") for name in ("ECE", "AURC"))
    ece, aurc = compare(replace(before, figures=figures), replace(after, figures=figures)).compared
    assert (ece.verdict, aurc.verdict) == ("worse", "worse")
    assert (ece.before, ece.after) == pytest.approx((0.1, 0.9))


def test_answers_in_place_of_refusals_count_for_the_error_of_confidences() -> None:
    """Ten sure right answers; then ten refusals become sure wrong answers."""
    right = [replace(made_row(n), confidence=1.0) for n in range(10)]
    wrong = [replace(made_row(n, right=False), confidence=1.0) for n in range(10, 20)]
    refused = [replace(row, status="not_in_corpus", answer=None) for row in wrong]
    before, after = made_run([*right, *refused]), made_run([*right, *wrong])
    figures = (replace(before.figures[0], name="test.ja.ECE"),)
    compared = only(compare(replace(before, figures=figures), replace(after, figures=figures)))
    assert (compared.before, compared.after, compared.verdict) == (0.0, 0.5, "worse")


def test_a_baseline_of_other_questions_cannot_be_compared_with() -> None:
    run = made_run([made_row(1), made_row(2)])
    require_shared(run, made_run([made_row(2), made_row(3)]))
    asked_otherwise = replace(made_row(1), q="in other words?")
    for other in (made_row(3), asked_otherwise):
        with pytest.raises(GoldError, match=r"no question in common .*; give the baseline of"):
            require_shared(run, made_run([other]))


def test_runs_over_different_sets_are_refused() -> None:
    with pytest.raises(GoldError, match=r"over 'seeds', this one is over 'mine\.jsonl'"):
        compare(run_with(1, 1), run_with(1, 1, set="mine.jsonl"))


RUNS = st.lists(st.booleans(), min_size=20, max_size=20).map(
    lambda right: made_run([made_row(n, right=each) for n, each in enumerate(right)], bars=BAR)
)


@settings(max_examples=40)
@given(RUNS, RUNS)
def test_the_other_way_round_is_the_mirror_image(one: Run, other: Run) -> None:
    there, back = only(compare(one, other)), only(compare(other, one))
    mirror = {"better": "worse", "worse": "better", "within noise": "within noise"}
    assert mirror[there.verdict] == back.verdict
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), abs=1e-9)
    assert there.low - 1e-9 <= there.after - there.before <= there.high + 1e-9
    assert there.needed == back.needed
    if there.needed is not None:
        assert there.needed > 20
    if there.verdict != "within noise":
        assert len(compare(one, other).changes) >= FEWEST
