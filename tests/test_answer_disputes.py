"""Replies where the evidence says otherwise: than the question, or than the answer."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from indexer.records import Document, Span
from service import answer
from service.answer import MOST_CITATIONS, Answerer
from service.denials import REASON_THRESHOLD, Contradiction
from service.judgement import Judge
from service.records import Language
from service.rerank import LANGUAGES
from tests.tiny import tiny_engine, with_parts
from tests.tiny_judge import PLAIN_JUDGE, HandReader, judge_of

CHEAP, DEAR = "新しい装置の価格は200万円である。", "新しい装置の価格は300万円である。"
TEXTS = {
    "a": f"{CHEAP}装置は軽い。",
    "b": "新しい装置の価格は２００万円とされる。",
    "c": "新しい装置の価格は200万円だ。",
    "d": "新しい装置の価格は200万円になる。",
    "e": DEAR,
}
PRICE, ASSERTED = "新しい装置の価格はいくら?", "新しい装置の価格が500万円なのはなぜ?"
ENGLISH = "Why is the price of the machine 500 yen?"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    documents = [Document(name, name, text) for name, text in TEXTS.items()]
    opened = tiny_engine(tmp_path_factory.mktemp("index"), documents)
    yield opened
    opened.close()


def judged_by(
    engine: Answerer,
    bias: float,
    least: float = 0.1,
    risk: float = 0.2,
    least_topic: float = 0.0,
    denied: float = 0.0,
) -> Answerer:
    """The same index, every answer as sure as ``bias`` says; .5 keeps a risk of 20%.

    The reader takes every passage for a denial with the probability ``denied``.
    """
    judge = judge_of({}, {"bias": bias}, least, ((0.2, 0.5),))
    judges: Mapping[Language, Judge] = dict.fromkeys(
        LANGUAGES, replace(judge, sentence=PLAIN_JUDGE.sentence, least_topic=least_topic)
    )
    return with_parts(engine, HandReader(denied=denied), judges, risk)


@pytest.mark.parametrize(("bias", "risk"), [(2.0, 0.2), (-2.0, 0.2), (2.0, 0.0)])
def test_a_conflict_is_told_with_both_sides_first_however_sure(
    engine: Answerer, bias: float, risk: float
) -> None:
    reply = judged_by(engine, bias, risk=risk).ask(PRICE, 5)
    assert reply.status == "conflicting"
    assert reply.answer is not None
    assert (reply.answer.text, reply.answer.sentence) == (CHEAP[:-1], CHEAP)
    assert [citation.quote for citation in reply.citations[:2]] == [CHEAP, DEAR]
    # Both are cited once, and the others still stand behind them.
    assert [citation.doc_id for citation in reply.citations] == ["a", "e", "b", "c"]
    assert [citation.n for citation in reply.citations] == [1, 2, 3, 4]
    assert len(reply.citations) == MOST_CITATIONS
    assert reply.confidence == pytest.approx(1 / (1 + math.exp(-bias)))


def test_what_is_refused_is_no_conflict(engine: Answerer) -> None:
    reply = judged_by(engine, -2.0, least=0.2).ask(PRICE, 5)
    assert (reply.status, reply.answer) == ("not_in_corpus", None)


def test_a_question_about_what_all_say_alike_is_answered(engine: Answerer) -> None:
    reply = judged_by(engine, 2.0).ask("軽いのは何?", 5)
    assert reply.status == "answered"
    assert reply.citations[0].quote == "装置は軽い。"


@pytest.mark.parametrize("bias", [1.0, -9.0])
def test_a_false_premise_is_told_even_where_an_answer_would_be_refused(
    engine: Answerer, bias: float
) -> None:
    reply = judged_by(engine, bias, least=0.5, denied=0.9).ask(ASSERTED, 5)
    assert reply.status == "premise_contradicted"
    assert reply.answer is not None
    assert (reply.answer.text, reply.answer.sentence) == (CHEAP[:-1], CHEAP)
    assert reply.answer.gloss is None
    assert reply.citations[0].quote == CHEAP
    assert len({(c.doc_id, c.span) for c in reply.citations}) == len(reply.citations)
    assert REASON_THRESHOLD <= reply.confidence < 1
    # How sure the denial is has nothing to do with how sure an answer would be.
    assert reply.confidence == judged_by(engine, -1.0, denied=0.9).ask(ASSERTED, 5).confidence


def test_a_question_of_yes_or_no_asserts_nothing(
    engine: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Contradiction(0, Span(0, 1), 1.0, sure=True)
    monkeypatch.setattr(answer, "contradiction", lambda clashing, ranked, *, english: told)
    sure = judged_by(engine, 0.0)
    assert sure.ask(ASSERTED, 5).status == "premise_contradicted"
    assert sure.ask("新しい装置の価格は500万円ですか", 5).status != "premise_contradicted"


@pytest.mark.parametrize(
    ("least", "status"), [(0.0, "premise_contradicted"), (0.51, "not_in_corpus")]
)
def test_what_is_not_about_the_corpus_is_refused_before_all_else(
    engine: Answerer, monkeypatch: pytest.MonkeyPatch, least: float, status: str
) -> None:
    """The judge takes all for half likely to be about it."""
    told = Contradiction(0, Span(0, 1), 1.0, sure=True)
    monkeypatch.setattr(answer, "contradiction", lambda clashing, ranked, *, english: told)
    reply = judged_by(engine, 0.0, least_topic=least).ask(ASSERTED, 5)
    assert reply.status == status
    assert (reply.answer is None) is (status == "not_in_corpus")
    assert reply.citations


def test_what_denies_is_glossed_for_who_asked_in_english(
    engine: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.denials.REASON_THRESHOLD", 0.0)
    reply = judged_by(engine, 0.0).ask(ENGLISH, 5)
    assert reply.status == "premise_contradicted"
    assert reply.answer is not None
    assert reply.answer.gloss == f"[{reply.answer.text}] {ENGLISH}"


@pytest.mark.parametrize(
    ("sure", "status"), [(True, "premise_contradicted"), (False, "conflicting")]
)
def test_only_a_denial_that_is_sure_enough_is_told(
    engine: Answerer, monkeypatch: pytest.MonkeyPatch, sure: bool, status: str
) -> None:
    """The fifth sentence denies; what of it denies is the answer, and it is cited first."""
    places: list[str] = []

    def told(clashing: object, ranked: tuple[object, ...], *, english: bool) -> Contradiction:
        places.extend(one.item.text for one in ranked)  # type: ignore[attr-defined]
        return Contradiction(places.index(DEAR), Span(9, 14), 0.9, sure)

    monkeypatch.setattr(answer, "contradiction", told)
    reply = judged_by(engine, 1.0).ask(PRICE, 5)
    assert reply.status == status
    assert reply.answer is not None
    denied = status == "premise_contradicted"
    assert reply.citations[0].quote == reply.answer.sentence == (DEAR if denied else CHEAP)
    assert reply.answer.text == (DEAR if denied else CHEAP)[:-1]
    assert (reply.confidence == 0.9) is denied
    assert places.index(DEAR) > 0
