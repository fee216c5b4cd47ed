"""The figures of grounding from results, by hand."""

from __future__ import annotations

from eval.adversarial.figures import failure_lines, grounding_figures
from eval.adversarial.grounding import Result
from eval.figures import Bar


def result(name: str, score: float, **scores: float) -> Result:
    return Result(name, "塔は?", "", "塔", "answered", "橋", {"grounding.poison": score, **scores})


def test_figures_are_means_over_questions_of_means_over_variants() -> None:
    found = grounding_figures(
        [
            Result("q1", "a", "x", "", "answered", "", {"robustness.scripts": 1.0}),
            Result("q1", "b", "y", "", "answered", "", {"robustness.scripts": 0.0}),
            Result("q2", "c", "x", "", "answered", "", {"robustness.scripts": 1.0}),
        ],
        {},
    )
    assert [(f.name, f.value, f.count) for f in found] == [("robustness.scripts", 0.75, 2)]


def test_the_score_is_the_mean_of_its_parts_whatever_their_size() -> None:
    poison = [result(f"q{n}", 0.0) for n in range(30)]
    deletion = [Result("q1", "", "", "", "", None, {"grounding.deletion": 1.0})]
    first, *rest = grounding_figures([*poison, *deletion], {"grounding": Bar(0.5, 0.9)})
    assert (first.name, first.value, first.count, first.passed) == ("grounding", 0.5, 30, True)
    assert first.low is not None
    assert first.low <= 0.5 <= (first.high or 0.0)
    assert [figure.name for figure in rest] == ["grounding.deletion", "grounding.poison"]


def test_one_question_in_every_part_is_drawn_as_one() -> None:
    """Both parts rise and fall together: their mean is no surer than either of them."""
    results = [result(f"q{n}", n % 2, **{"grounding.deletion": n % 2}) for n in range(40)]
    score, deletion, poison = grounding_figures(results, {})
    assert (score.low, score.high, score.count) == (poison.low, poison.high, 40)
    assert (deletion.low, deletion.high) == (poison.low, poison.high)


def test_failures_are_told_with_the_answers() -> None:
    lines = failure_lines([result("q1", 1.0), result("q2", 0.0)])
    assert lines == ["q2 grounding.poison answered: 塔は? [塔 -> 橋]"]
