"""Figures of sets of questions: found, answered and read, by hand."""

from __future__ import annotations

import pytest

from eval.figures import Bar, Ceiling, Figure
from eval.reading import SetReply, read_paragraphs
from eval.record import Row
from eval.report import (
    end_to_end_figures,
    reading_figures,
    set_figures,
)
from eval.scores import set_rows
from eval.sets import QuestionSet, SetQuestion
from indexer.corpus import Corpus
from indexer.errors import GoldError


def searched(answers: tuple[str, ...] = (), **found: list[str]) -> tuple[Row, ...]:
    """Rows of questions about document a, by what they found."""
    questions = [SetQuestion(name, f"{name}?", "a", answers) for name in found]
    return set_rows(questions, found, (), {})


@pytest.mark.parametrize(
    ("rows", "name"), [(searched(q=["a"]), "Success@3"), ((), "RR@10")], ids=["name", "no question"]
)
def test_a_bar_beside_no_figure_of_a_set_is_refused(rows: tuple[Row, ...], name: str) -> None:
    with pytest.raises(GoldError, match=name):
        set_figures(rows, {name: Bar(0.0, 0.0)})


def test_set_figures() -> None:
    """Found second of two, found first, and nothing found: RR (1/2 + 1 + 0) / 3."""
    rows = searched(p=["b", "a"], q=["a"], r=[])
    first, *_, reciprocal, last = set_figures(rows, {"RR@10": Bar(0.4, 0.4)})
    assert (first.name, first.count) == ("Success@1", 3)
    assert first.value == pytest.approx(1 / 3)
    assert (reciprocal.name, reciprocal.bar) == ("RR@10", Bar(0.4, 0.4))
    assert reciprocal.value == pytest.approx(0.5)
    assert last.name == "nDCG@10"


def test_a_question_without_a_relevant_document_is_not_ranked() -> None:
    graded = SetQuestion("g", "g?", "a", (), (("a", 2), ("b", 1)))
    impossible = SetQuestion("i", "i?", "a", (), answerable=False)
    rows = set_rows([graded, impossible], {"g": ["b", "a"], "i": ["a"]}, (), {})
    assert rows[0].relevant == ("a", "b")
    assert rows[0].measures["R@10"] == 1.0
    assert 0.8 < rows[0].measures["nDCG@10"] < 0.9
    assert (rows[1].relevant, dict(rows[1].measures)) == ((), {})


ASKED = [SetQuestion(name, f"{name}?", "d", ("答え",)) for name in "abcd"]


def test_what_no_document_answers_is_right_only_when_refused() -> None:
    """It is not among the questions that have an answer to accept, or a document to read."""
    nothing = [SetQuestion(n, f"{n}?", "d", (), answerable=False) for n in "xy"]
    replies = [
        SetReply(nothing[0], "not_in_corpus", "", 0.1, False, 0.0),
        SetReply(nothing[1], "answered", "誤", 0.5, False, 0.0),
        SetReply(ASKED[0], "answered", "答え", 0.75, True, 0.0),
    ]
    questions = QuestionSet(Corpus((), ()), (*nothing, ASKED[0]))
    read = read_paragraphs(questions, lambda question, document: "答え")
    assert read == {"a": "答え"}
    rows = set_rows(questions.questions, {}, replies, read)
    values = {f.name: (f.value, f.count) for f in end_to_end_figures(rows, {})}
    assert values["end to end.answer accepted"] == (1.0, 1)
    assert values["end to end.unanswerable refused"] == (0.5, 2)
    assert values["end to end.EM"] == (pytest.approx(2 / 3), 3)
    assert {f.name: f.count for f in reading_figures(rows, {})}["gold paragraph.EM"] == 1


def test_end_to_end_figures_by_hand() -> None:
    """An exact answer, a longer right one, a wrong one, a refusal: EM 1/4, F1 (1 + 2/3) / 4."""
    replies = [
        SetReply(ASKED[0], "answered", "答え", 0.75, True, 0.0),
        SetReply(ASKED[1], "answered", "この答え", 1.0, True, 0.0),
        SetReply(ASKED[2], "answered", "誤", 0.5, False, 0.0),
        SetReply(ASKED[3], "not_in_corpus", "", 0.75, False, 0.0),
    ]
    bars = {"end to end.ECE": Ceiling(0.2, 0.1)}
    rows = set_rows(ASKED, {}, replies, {})
    assert [row.answer for row in rows] == ["答え", "この答え", "誤", None]
    figures = end_to_end_figures(rows, bars)
    assert {figure.name: figure.value for figure in figures} == pytest.approx(
        {
            "end to end.EM": 1 / 4,
            "end to end.F1": (1 + 0.666667 + 0 + 0) / 4,
            "end to end.answered": 3 / 4,
            "end to end.answer accepted": 2 / 4,
            "end to end.ECE": abs(2.25 - 2) / 3,
            "end to end.AURC": (0 + 0 + 1 / 3 + 2 / 4) / 4,
            "end to end.coverage at 5% risk": 2 / 4,
        }
    )
    assert [figure.count for figure in figures] == [4, 4, 4, 4, 3, 4, 4]
    assert [figure.bar for figure in figures if figure.bar] == [Ceiling(0.2, 0.1)]
    with pytest.raises(GoldError, match="end to end.BLEU"):
        end_to_end_figures(rows, {"end to end.BLEU": Bar(0.0, 0.0)})


def test_reading_figures_are_named_by_what_was_read() -> None:
    bars = {"gold paragraph.EM": Bar(0.5, 1.0)}
    rows = set_rows(ASKED[:3], {}, (), {"a": "答え", "b": ""})
    assert reading_figures(rows, bars) == [
        Figure("gold paragraph.EM", 0.5, 2, Bar(0.5, 1.0), 0.0, 1.0),
        Figure("gold paragraph.F1", 0.5, 2, None, 0.0, 1.0),
    ]
