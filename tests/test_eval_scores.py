"""What a run keeps of one question, and what stands behind it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval.confusion import confusion, expected_status, fits
from eval.details import MOST_REASONS, gold_details, set_details
from eval.evaluate import Outcome
from eval.gold.questions import Question
from eval.scores import gold_rows, set_rows
from eval.sets import SetQuestion
from indexer.records import Hit, Span
from service.records import Answer, Explanation, Part, Reply, SearchResult
from tests.fake_engine import FUJI, citation_of, passage_of
from tests.outcomes import outcome, rows_of

SENTENCE, LATER = Span(7, 27), Span(40, 45)
HEIGHT = Question(
    "h",
    "ja",
    "高さは?",
    FUJI.id,
    ("高さは3776メートル", "日本一"),
    ("3,776m",),
    "fact",
    "dev",
    "p1",
)
HITS = (Hit(4, passage_of(FUJI, LATER), 0.75), Hit(2, passage_of(FUJI, SENTENCE), 0.5))
PARTS = (Part("names", 1.0, -0.5), Part("blank", 0.0, 0.0), Part("coverage", 0.5, 1.25))
FOUND = SearchResult(
    "高さは?", "ja", HITS, (), "g1", ("題", "題"), (Explanation(0.75, PARTS), Explanation(0.5, ()))
)
CITED = (citation_of(FUJI, SENTENCE, SENTENCE), citation_of(FUJI, LATER, LATER, 2))
ANSWER = Answer("3776メートル", CITED[0].quote, "3,776 m")
ASKED = Outcome(
    question=HEIGHT,
    found=FOUND,
    relevant=frozenset({"fuji.txt:7-27"}),
    reply=Reply("高さは?", "ja", "partial", ANSWER, 0.12345678, CITED, "g1"),
    valid=True,
    supported=True,
    right=False,
    exact_span=0.0,
    span_f1=0.25,
    seconds=0.0123456,
)
REFUSED = replace(ASKED, reply=replace(ASKED.reply, status="not_in_corpus", answer=None))


def test_a_row_holds_all_that_is_measured_of_a_question() -> None:
    (row,) = gold_rows([ASKED])
    assert (row.id, row.lang, row.kind, row.split, row.doc, row.pair) == (
        "h",
        "ja",
        "fact",
        "dev",
        "fuji.txt",
        "p1",
    )
    assert (row.status, row.answer, row.confidence) == ("partial", "3776メートル", 0.123457)
    assert row.ranking == ("fuji.txt:40-45", "fuji.txt:7-27")
    assert (row.relevant, row.cited) == (("fuji.txt:7-27",), ("fuji.txt:7-27", "fuji.txt:40-45"))
    assert row.milliseconds == 12.346
    # Second of two passages, but both are of the one right document.
    assert {name: value for name, value in row.measures.items() if "@" in name} == {
        "Success@1": 0.0,
        "Success@5": 1.0,
        "R@10": 1.0,
        "RR@10": 0.5,
        "nDCG@10": 0.63093,
        "document Success@1": 1.0,
        "document Success@5": 1.0,
        "document R@10": 1.0,
        "document RR@10": 1.0,
        "document nDCG@10": 1.0,
    }
    said = {name: value for name, value in row.measures.items() if "@" not in name}
    assert said == {
        "support cited": 1.0,
        "answer accepted": 0.0,
        "accepted within 60 characters": 0.0,
        "answerable answered": 1.0,
        "answerable wrongly refused": 0.0,
        "replied rightly": 0.0,
        "status right": 1.0,
        "conflict told by mistake": 0.0,
        "false premise told by mistake": 0.0,
        "valid": 1.0,
        "EM": 0.0,
        # 3776 is all that 3776メートル and 3776m have in common: 2 * 4 / (8 + 5).
        "F1": 0.615385,
        "value equal": 1.0,
        "citation precision": 0.5,
        "citation recall": 0.5,
        "span exact": 0.0,
        "span F1": 0.25,
    }


def test_a_refusal_says_nothing_and_cites_for_no_answer() -> None:
    (row,) = gold_rows([REFUSED])
    assert row.answer is None
    assert (row.measures["F1"], row.measures["value equal"]) == (0.0, 0.0)
    assert "citation precision" not in row.measures
    assert row.measures["citation recall"] == 0.5


def test_of_what_has_no_answer_only_the_reply_is_measured() -> None:
    (row,) = rows_of(outcome("unanswerable", "not_in_corpus"))
    assert row.measures == {
        "unanswerable refused": 1.0,
        "replied rightly": 1.0,
        "status right": 1.0,
        "conflict told by mistake": 0.0,
        "false premise told by mistake": 0.0,
        "valid": 1.0,
    }


@pytest.mark.parametrize(
    ("kind", "expected", "fitting"),
    [
        ("fact", "answered", {"answered", "partial"}),
        ("list", "answered", {"answered", "partial"}),
        ("conflict", "conflicting", {"conflicting"}),
        ("false-premise", "premise_contradicted", {"premise_contradicted"}),
        ("unanswerable", "not_in_corpus", {"not_in_corpus"}),
    ],
)
def test_which_status_a_kind_of_question_asks_for(
    kind: str, expected: str, fitting: set[str]
) -> None:
    statuses = ("answered", "partial", "conflicting", "premise_contradicted", "not_in_corpus")
    assert expected_status(kind) == expected
    assert {status for status in statuses if fits(expected_status(kind), status)} == fitting


def test_statuses_are_counted_by_what_was_expected() -> None:
    rows = gold_rows([ASKED, REFUSED, outcome("unanswerable", "answered")])
    counts = confusion(rows)
    assert list(counts) == ["answered", "not_in_corpus"]
    assert [counts["answered"][name] for name in ("partial", "not_in_corpus")] == [1, 1]
    assert sum(counts["not_in_corpus"].values()) == counts["not_in_corpus"]["answered"] == 1


def test_details_hold_what_stands_behind_a_row() -> None:
    rows = gold_rows([ASKED, REFUSED])
    detail, refused = gold_details([ASKED, REFUSED], rows)
    assert detail.row is rows[0]
    assert (detail.accept, detail.support) == (HEIGHT.accept, HEIGHT.support)
    assert (detail.sentence, detail.gloss) == (ANSWER.sentence, "3,776 m")
    assert (refused.sentence, refused.gloss, refused.citations) == (None, None, CITED)
    first, second = detail.hits
    assert (first.doc_id, first.title, first.start, first.end) == ("fuji.txt", "題", 40, 45)
    assert first.text == FUJI.text[40:45]
    assert [(hit.score, hit.relevant) for hit in detail.hits] == [(0.75, False), (0.5, True)]
    assert first.reasons == (("coverage", 1.25), ("names", -0.5))
    assert second.reasons == ()


def test_only_what_counts_most_is_told_of_a_score() -> None:
    parts = tuple(Part(f"f{n:02}", 1.0, float(-n)) for n in range(20))
    found = replace(FOUND, explanations=(Explanation(0.0, parts), Explanation(0.0, ())))
    asked = replace(ASKED, found=found)
    (detail,) = gold_details([asked], gold_rows([asked]))
    assert len(detail.hits[0].reasons) == MOST_REASONS
    assert detail.hits[0].reasons[0] == ("f19", -19.0)


def test_hits_need_no_explanation() -> None:
    asked = replace(ASKED, found=replace(FOUND, explanations=()))
    (detail,) = gold_details([asked], gold_rows([asked]))
    assert [hit.reasons for hit in detail.hits] == [(), ()]


def test_details_of_a_set_hold_its_answers() -> None:
    questions = [SetQuestion("q", "問い?", "d", ("答え",))]
    (detail,) = set_details(questions, set_rows(questions, {"q": ["d"]}, (), {}))
    assert (detail.accept, detail.hits, detail.row.ranking) == (("答え",), (), ("d",))
