from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.reading import (
    ask_set,
    character_f1,
    exact_match,
    read_paragraphs,
    reading_measures,
)
from eval.sets import QuestionSet, SetQuestion
from indexer.corpus import Corpus
from tests.fake_engine import FUJI, FakeEngine


@pytest.mark.parametrize(
    ("answer", "answers", "exact", "f1"),
    [
        ("小笠原諸島", ("小笠原諸島",), 1.0, 1.0),
        # Half of ten characters are right, and all of the five: 2 * 5 / 15.
        ("小笠原諸島を除く日本", ("小笠原諸島",), 0.0, 2 / 3),
        ("小笠原諸島を除く日本", ("小笠原諸島", "小笠原諸島を除く日本"), 1.0, 1.0),
        ("「５月から ７月」。", ("5月から7月",), 1.0, 1.0),
        ("ｱﾝﾄﾛﾋﾟｯｸ", ("アントロピック",), 1.0, 1.0),
        ("22%", ("2022年",), 0.0, 2 * 2 / 8),
        ("約22%", ("22％",), 0.0, 6 / 7),
        ("IBM", ("ibm",), 1.0, 1.0),
        # A character counts as often as both have it.
        ("ああい", ("あいい",), 0.0, 2 / 3),
        ("東京", ("大阪",), 0.0, 0.0),
        ("", ("東京",), 0.0, 0.0),
        # A symbol may be all that is asked for.
        ("≥", ("≥",), 1.0, 1.0),
        ("≤", ("≥",), 0.0, 0.0),
        ("", ("≥",), 0.0, 0.0),
        # Nothing is accepted: to say nothing is right.
        ("", (), 1.0, 1.0),
        ("東京", (), 0.0, 0.0),
    ],
)
def test_scores_of_an_answer(
    answer: str, answers: tuple[str, ...], exact: float, f1: float
) -> None:
    assert exact_match(answer, answers) == exact
    assert character_f1(answer, answers) == pytest.approx(f1)


@settings(max_examples=100, deadline=None)
@given(st.text("あい漢字a1%。 ", max_size=8), st.lists(st.text("あい漢字a1%。 ", max_size=8)))
def test_f1_is_one_for_a_match_and_never_leaves_0_to_1(answer: str, answers: list[str]) -> None:
    exact, f1 = exact_match(answer, answers), character_f1(answer, answers)
    assert exact <= f1 <= 1.0
    assert exact_match(answer, [*answers, answer]) == 1.0


HEIGHT = SetQuestion("q1", "富士山の高さは?", "fuji.txt", ("3776", "3776メートル"))
OTHER = SetQuestion("q2", "富士山の高さを測ったのは?", "fuji.txt", ("伊能忠敬",))
REFUSED = SetQuestion("q3", "富士山はどこ?", "evil.txt", ("≥",))
QUESTIONS = QuestionSet(Corpus((FUJI,), ()), (HEIGHT, OTHER, REFUSED))


def test_measures_are_by_question_and_no_answer_scores_0() -> None:
    measured = reading_measures(QUESTIONS.questions, {"q1": "3776メートル", "q2": "忠敬"})
    assert measured == {
        "EM": {"q1": 1.0, "q2": 0.0, "q3": 0.0},
        "F1": {"q1": 1.0, "q2": 4 / 6, "q3": 0.0},
    }


def test_a_reader_is_given_the_paragraph_that_answers() -> None:
    answers = read_paragraphs(QUESTIONS, lambda question, doc_id: f"{doc_id}|{question}")
    assert answers == {
        "q1": "fuji.txt|富士山の高さは?",
        "q2": "fuji.txt|富士山の高さを測ったのは?",
        "q3": "evil.txt|富士山はどこ?",
    }


def test_an_engine_is_asked_in_order_and_a_refusal_is_no_answer() -> None:
    engine = FakeEngine()
    replies = ask_set(engine, QUESTIONS)
    assert engine.asked == [(question.text, 5) for question in QUESTIONS.questions]
    assert [(r.question.id, r.status, r.answer, r.confidence, r.right) for r in replies] == [
        ("q1", "answered", "3776", 0.875, True),
        ("q2", "answered", "3776", 0.875, False),
        ("q3", "not_in_corpus", "", 0.0, False),
    ]
    assert [reply.refused for reply in replies] == [False, False, True]
    assert all(reply.seconds >= 0 for reply in replies)


@pytest.mark.parametrize(
    ("answers", "right"),
    [(("377",), True), (("≥",), False), (("≥", "3776"), True), ((), False), (("3777",), False)],
)
def test_an_answer_is_right_when_an_accepted_one_stands_in_it(
    answers: tuple[str, ...], right: bool
) -> None:
    asked = SetQuestion("q", "富士山の高さは?", "fuji.txt", answers)
    (reply,) = ask_set(FakeEngine(), QuestionSet(Corpus((), ()), (asked,)))
    assert reply.right is right


def test_a_refusal_is_not_right_even_where_nothing_is_accepted() -> None:
    asked = SetQuestion("q", "富士山はどこ?", "fuji.txt", ())
    (reply,) = ask_set(FakeEngine(), QuestionSet(Corpus((), ()), (asked,)))
    assert (reply.refused, reply.right) == (True, False)
