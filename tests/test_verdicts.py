"""A comparison as it is printed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval.baseline import Compared, Comparison
from eval.changes import changes
from eval.verdicts import MOST, comparison_text, one_line
from tests.made_runs import made_row, with_measures

WORSE = Compared("test.ja.answer accepted", 0.9, 0.65, -0.4, -0.1, "worse", None, held=True)
NOISE = Compared("test.ja.Success@1", 0.5, 0.55, -0.1, 0.2, "within noise", 180, held=True)
FREE = replace(NOISE, name="kind.why.Success@1", held=False)
STILL = Compared("test.ja.RR@10", 0.5, 0.5, 0.0, 0.0, "within noise", None, held=True)
BETTER = Compared("kind.how.EM", 0.25, 0.5, 0.125, 0.375, "better", None)


def test_the_table_says_how_sure_each_verdict_is() -> None:
    assert comparison_text(
        Comparison((WORSE, NOISE, FREE, STILL, BETTER), (), (), ())
    ) == "\n".join(
        [
            "against the baseline: 1 better, 1 worse, 3 within noise, of which 1 as they were",
            "test.ja.answer accepted  0.9000 → 0.6500 (-0.2500)  worse"
            "  95 % from -0.4000 to -0.1000",
            "test.ja.Success@1        0.5000 → 0.5500 (+0.0500)  within noise"
            "  95 % from -0.1000 to +0.2000, 180 questions would tell",
            "kind.how.EM              0.2500 → 0.5000 (+0.2500)  better"
            "  95 % from +0.1250 to +0.3750",
        ]
    )


def test_changed_questions_are_listed_by_id_and_text() -> None:
    pairs = [
        (made_row(1), replace(made_row(1, right=False), status="partial")),
        (made_row(2, right=False), made_row(2)),
        (made_row(3), replace(made_row(3), answer="3,776m")),
        (made_row(4), with_measures(made_row(4), {"valid": 0.0})),
    ]
    comparison = Comparison((), changes(pairs), ("q08", "q09"), ("n01",), ("q04",))
    assert comparison_text(comparison).split("\n\n") == [
        "against the baseline: 0 better, 0 worse, 0 within noise, of which 0 as they were",
        "a citation is not valid: 1 (q04)",
        "broken: 2\n"
        "q01  broken: answered → partial (answer accepted fell, replied rightly fell)"
        "  富士山の高さは? (1)\n"
        "q04  broken: answered (valid fell)  富士山の高さは? (4)",
        "fixed: 1\n"
        "q02  fixed: answered (answer accepted rose, replied rightly rose)  富士山の高さは? (2)",
        "changed: 1\nq03  changed: answered (no measure moved)  富士山の高さは? (3)",
        "questions new since the baseline: 1 (n01)",
        "questions gone since the baseline: 2 (q08, q09)",
    ]


def test_of_many_changes_the_first_are_listed_and_all_counted() -> None:
    pairs = [(made_row(n, right=False), made_row(n)) for n in range(MOST + 3)]
    lines = comparison_text(Comparison((), changes(pairs), (), ())).split("\n\n")[1].splitlines()
    assert lines[0] == f"fixed: {MOST + 3}"
    assert len(lines) == MOST + 2
    assert lines[-1] == "… and 3 more"


@pytest.mark.parametrize(
    ("text", "longest", "line"),
    [
        ("短い", 2, "短い"),
        ("長い質問", 3, "長い…"),
        ("一\n::error::二\u3000三", 20, "一 ::error::二 三"),
        ("", 1, ""),
    ],
)
def test_a_text_is_shown_in_one_line(text: str, longest: int, line: str) -> None:
    assert one_line(text, longest) == line
