from __future__ import annotations

import pytest

from eval.figures import Bar, Bars, Ceiling, Figure
from eval.groups import grouped
from eval.report import gold_figures
from eval.tables import as_text, confusion_table, failure_lines, gold_text, risk_table
from tests.outcomes import outcome, rows_of

# Test, Japanese: a right answer, a wrong one less sure, and two refusals; test, English: one right.
ROWS = rows_of(
    outcome(right=True, confidence=0.75),
    outcome(right=False, confidence=0.5),
    outcome(status="not_in_corpus", confidence=0.25),
    outcome("unanswerable", "not_in_corpus", confidence=0.25),
    outcome(right=True, confidence=1.0, lang="en"),
)


def test_figures_of_trust_by_hand() -> None:
    figures = {figure.name: (figure.value, figure.count) for figure in gold_figures(ROWS, {})}
    # One bin: |.75 + .5 - 1| / 2; with the refusals |1.75 - 1| / 4, in two bins |.25| + .5 over 4
    # would be as much: four forecasts have two bins, of .75 and .5, and of two refusals.
    assert figures["test.ja.ECE"] == (0.125, 2)
    assert figures["test.ja.ECE with refusals"] == ((0.25 + 0.5) / 4, 4)
    assert figures["test.ja.AURC"] == ((0 + 1 / 2 + 2 / 3 + 3 / 4) / 4, 4)
    assert figures["test.ja.coverage at 5% risk"] == (0.25, 4)
    assert figures["test.coverage at 5% risk"] == (0.4, 5)
    assert figures["test.replied rightly"] == (0.6, 5)
    assert figures["test.en.AURC"] == (0.0, 1)


def test_groups_are_splits_and_their_languages() -> None:
    sizes = {name: len(group) for name, group in grouped(ROWS).items()}
    assert sizes == {"test.ja": 4, "test.en": 1, "test": 5}


def test_risk_of_answering_more_and_more() -> None:
    header, *rows = risk_table(grouped(ROWS)).splitlines()
    assert header.split()[-3:] == ["test.ja", "test.en", "test"]
    assert len(rows) == 10
    cells = {row[:30].strip(): row[30:].split() for row in rows}
    assert cells["the surest 10%"] == ["0.00", "0.750", "0.00", "1.000", "0.00", "1.000"]
    assert cells["the surest 40%"] == ["0.50", "0.500", "0.00", "1.000", "0.00", "0.750"]
    assert cells["the surest 60%"] == ["-", "0.00", "1.000", "0.33", "0.500"]
    assert cells["the surest 100%"] == ["-", "0.00", "1.000", "-"]


def test_what_is_measured_of_whole_splits_is_tabled() -> None:
    figures = gold_figures(ROWS, {"test.ja.ECE": Ceiling(0.1, 0.05)})
    lines, table, kinds, types, documents, statuses, _ = gold_text(figures, ROWS).split("\n\n")
    named = {line.partition("  ")[0] for line in lines.splitlines()}
    assert named == {"citations.valid", "test.ja.ECE"}
    assert [part.split(",")[0] for part in (kinds, types, documents)] == [
        "kind",
        "type",
        "document",
    ]
    assert statuses == confusion_table(ROWS)
    header, *rows = table.splitlines()
    assert header.split() == ["value/questions", "test.ja", "test.en", "test"]
    cells = {row[:30].strip(): row[30:].split() for row in rows}
    assert cells["replied rightly"] == ["0.500/4", "1.000/1", "0.600/5"]
    assert cells["ECE"] == ["0.125/2", "0.000/1", "0.083/3"]
    assert cells["Success@1"] == ["0.000/3", "0.000/1", "0.000/4"]
    assert cells["unanswerable refused"] == ["1.000/1", "-", "1.000/1"]
    assert "conflict told" not in cells


def test_kinds_are_tabled_over_both_splits() -> None:
    rows = (*ROWS, *rows_of(outcome("list", right=True, split="dev"), outcome("list")))
    text = gold_text(gold_figures(rows, {}), rows)
    table = next(part for part in text.split("\n\n") if part.startswith("kind"))
    cells = {line[:30].strip(): line[30:].split() for line in table.splitlines()[1:]}
    assert cells == {
        "fact": ["0.000/4", "0.000/4", "0.500/4", "0.500/4"],
        "list": ["0.000/2", "0.000/2", "0.500/2", "0.500/2"],
        "unanswerable": ["-", "-", "-", "1.000/1"],
    }


def test_statuses_given_stand_beside_those_expected() -> None:
    rows = (*ROWS, *rows_of(outcome("conflict", "partial"), outcome("conflict", "conflicting")))
    header, *lines = confusion_table(rows).splitlines()
    assert header.split()[3:6] == ["answered", "partial", "conflicting"]
    assert [line.split() for line in lines] == [
        ["answered", "3", "0", "0", "0", "1"],
        ["conflicting", "0", "1", "1", "0", "0"],
        ["not_in_corpus", "0", "0", "0", "0", "1"],
    ]


def test_every_line_of_a_report_fits_a_screen() -> None:
    rows = (*ROWS, *rows_of(outcome(split="dev"), outcome(split="dev", lang="en")))
    bars: Bars = {"test.ja.answerable answered": Bar(0.5, 0.95), "test.ja.ECE": Ceiling(0.2, 0.05)}
    report = gold_text(gold_figures(rows, bars), rows)
    assert max(len(line) for line in report.splitlines()) <= 140


def test_a_report_without_questions_has_its_figures_only() -> None:
    figures = [Figure("x", 1.0, 1, None)]
    assert gold_text(figures, ()) == as_text(figures)


@pytest.mark.parametrize(
    ("value", "bar", "said", "passed"),
    [
        (0.9, None, "n=10", True),
        (0.9, Bar(0.9, 0.9), "bar 0.900 OK, goal 0.900 reached", True),
        (0.9, Bar(0.9, 0.95), "bar 0.900 OK, goal 0.950 open", True),
        (0.895, Bar(0.9, 0.9), "near", False),
        (0.8, Bar(0.9, 0.9), "FAIL", False),
        (0.1, Ceiling(0.1, 0.1), "bar at most 0.100 OK, goal 0.100 reached", True),
        (0.1, Ceiling(0.1, 0.05), "bar at most 0.100 OK, goal 0.050 open", True),
        (0.105, Ceiling(0.1, 0.1), "near", False),
        (0.2, Ceiling(0.1, 0.05), "FAIL", False),
    ],
)
def test_verdicts(value: float, bar: Bar | Ceiling | None, said: str, passed: bool) -> None:
    figure = Figure("x", value, 10, bar)
    assert figure.passed is passed
    assert figure.verdict in ("" if bar is None else said)
    assert said in as_text([figure])


@pytest.mark.parametrize(
    ("value", "low", "high", "said"),
    [
        # .1 from the bar, half the interval .2 wide: four times the 10 questions.
        (0.9, 0.7, 1.1, "bar 0.800 OK (40 would tell)"),
        (0.7, 0.5, 0.9, "bar 0.800 FAIL (40 would tell)"),
        (0.9, 0.85, 0.95, "bar 0.800 OK,"),
        (0.8, 0.7, 0.9, "bar 0.800 OK,"),
    ],
)
def test_what_cannot_be_told_from_its_bar_says_how_many_questions_would(
    value: float, low: float, high: float, said: str
) -> None:
    line = as_text([Figure("x", value, 10, Bar(0.8, 0.9), low, high)])
    assert said in line
    assert f"{value:.4f} [{low:.3f}, {high:.3f}]  n=10" in line


def test_failures_are_listed_with_what_was_said() -> None:
    """None was cited, so every answerable question is listed, and the right refusal is not."""
    answered, *_, refused = failure_lines(ROWS[:3])
    assert answered == "q test fact rank 0 answered 0.75 : 問い"
    assert refused == "q test fact rank 0 not_in_corpus 0.25 : 問い"
    assert failure_lines(ROWS[3:4]) == []
