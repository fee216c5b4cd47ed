from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.errors import DocumentNotFound, IndexCorrupt
from service.answer import MOST_CITATIONS, NEARLY, Answerer
from service.judgement import Judge
from service.phrases import LONGEST
from service.records import Language, Status
from service.rerank import LANGUAGES
from tests.tiny import TEXTS, tiny_engine, with_parts
from tests.tiny_judge import PLAIN_JUDGE, HandReader, judge_of

WORDS = st.sampled_from("税 猫 犬 15% 売上 dog levy weather 😀 は? 、 来年".split() + [" "])
LEVY = "政府は売上の15%を税として徴収する。"
ASKED = "政府は売上の何%を税として徴収する?"

Answering = Callable[..., Answerer]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    opened = tiny_engine(tmp_path_factory.mktemp("index"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def answering(engine: Answerer) -> Answering:
    return partial(with_parts, engine)


def judging(least: float = 0.0, **answer: float) -> Mapping[Language, Judge]:
    """Judges that order as `PLAIN_JUDGE` does; 20% risk is kept from .5 on, 5% from .75 on."""
    judge = judge_of({}, answer, least, ((0.05, 0.75), (0.2, 0.5)))
    return dict.fromkeys(LANGUAGES, replace(judge, sentence=PLAIN_JUDGE.sentence))


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("政府は何の15%を税として徴収するか?", LEVY),
        ("税はいつから始まる?", "税は来年から始まる。"),
        ("猫が好むものは?", "😀猫は魚を好む。"),
        ("気温は何度になる見込みですか", "気温は25度になる見込みです。"),
        ("What is the dog?", "犬は忠実な動物である。"),
    ],
)
def test_the_best_sentence_answers(engine: Answerer, question: str, sentence: str) -> None:
    reply = engine.ask(question, 5)
    assert reply.status == "answered"
    assert reply.answer is not None
    assert reply.answer.text == sentence.removesuffix("。")
    assert reply.answer.sentence == reply.citations[0].quote == sentence
    assert (reply.question, reply.generation) == (question, engine.generation)


def test_nothing_that_matches_is_not_in_the_corpus(engine: Answerer) -> None:
    reply = engine.ask("quux zyzzyva?", 5)
    assert (reply.status, reply.answer, reply.citations) == ("not_in_corpus", None, ())
    assert reply.confidence == 0.0


def test_what_the_corpus_never_mentions_is_not_in_it(engine: Answerer) -> None:
    """One word of the question is there, but it is about others."""
    reply = engine.ask("光合成における葉緑素と税", 5)
    assert (reply.status, reply.answer) == ("not_in_corpus", None)
    assert 0 < reply.confidence < PLAIN_JUDGE.least
    assert "税" in reply.citations[0].quote


@pytest.mark.parametrize("question", ["ラピダスの税はいつ始まる?", "When is the Rapidus levy?"])
def test_a_name_that_the_corpus_lacks_is_not_in_it(engine: Answerer, question: str) -> None:
    assert engine.ask(question, 5).status == "not_in_corpus"
    known = question.replace("ラピダスの", "").replace("Rapidus ", "")
    assert engine.ask(known, 5).status == "answered"


def test_work_on_the_corpus_is_no_question_about_it(answering: Answering) -> None:
    engine = answering(judges=judging(bias=9.0))
    reply = engine.ask("政府が徴収する税を要約して", 5)
    assert (reply.status, reply.answer) == ("not_in_corpus", None)
    assert engine.ask("政府が徴収する税は", 5).status == "answered"


def test_small_talk_is_no_question_about_the_corpus(answering: Answering) -> None:
    engine = answering(judges=judging(bias=9.0))
    assert engine.ask("今何時?", 5).status == "not_in_corpus"
    assert engine.ask("今の税は何%?", 5).status == "answered"


@pytest.mark.parametrize(
    ("bias", "least", "risk", "expected"),
    [
        (0.0, 0.51, 1.0, "not_in_corpus"),
        (0.0, 0.5, 0.2, "answered"),
        (0.0, 0.5, 0.1, "partial"),
        (math.log(4), 0.0, 0.05, "answered"),
        (math.log(2), 0.0, 0.05, "partial"),
        (math.log(2), 0.0, 0.3, "answered"),
        (30.0, 0.0, 0.04, "partial"),
        (30.0, 0.0, 0.0, "partial"),
    ],
)
def test_the_status_tells_how_sure_the_answer_is(
    answering: Answering, bias: float, least: float, risk: float, expected: Status
) -> None:
    reply = answering(judges=judging(least, bias=bias), risk=risk).ask(ASKED, 5)
    assert reply.status == expected
    assert reply.confidence == pytest.approx(1 / (1 + math.exp(-bias)))
    assert (reply.answer is None) == (expected == "not_in_corpus")
    assert reply.citations[0].quote == LEVY


def test_each_language_has_its_judge(answering: Answering) -> None:
    judges = {"ja": judging(bias=9.0)["ja"], "en": judging(bias=-9.0, least=0.1)["en"]}
    engine = answering(judges=judges)
    assert engine.ask(ASKED, 5).status == "answered"
    assert engine.ask("What is the levy?", 5).status == "not_in_corpus"


@pytest.mark.parametrize(
    ("question", "share", "text"),
    [
        (ASKED, 0.8, "15%"),
        (ASKED, 0.5, LEVY[LEVY.index("15%") : -1]),
        ("なぜ政府は売上の15%を税として徴収する?", 0.8, LEVY[:-1]),
    ],
)
def test_what_the_reader_found_is_shown_where_it_answers(
    answering: Answering, question: str, share: float, text: str
) -> None:
    reply = answering(HandReader({"15%": (0.9, share)})).ask(question, 5)
    assert reply.answer is not None
    assert (reply.answer.text, reply.answer.sentence) == (text, LEVY)
    assert reply.citations[0].quote == LEVY


@pytest.mark.parametrize(
    ("question", "answers", "weights", "log_odds"),
    [
        (ASKED, {"15%": (0.9, 0.8)}, {"exact": 2.0}, 2.0),
        ("政府はなぜ税を徴収する?", {"15%": (0.9, 0.8)}, {"exact": 2.0}, 0.0),
        (ASKED, {"15%": (0.9, 0.8)}, {"share": 1.0}, math.log(4)),
        (ASKED, {"15%": (0.8, 0.8)}, {"read": 5.0}, math.log(4)),
        (ASKED, {"15%": (0.8, 0.8)}, {"answered": 5.0}, math.log(4)),
        ("光合成と税", {}, {"way": 2.0}, 0.0),
        ("どのように税を徴収する?", {}, {"way": 2.0}, 2.0),
    ],
)
def test_the_signs_of_the_answer_make_the_confidence(
    answering: Answering,
    question: str,
    answers: Mapping[str, tuple[float, float]],
    weights: Mapping[str, float],
    log_odds: float,
) -> None:
    reply = answering(HandReader(answers), judging(**weights)).ask(question, 5)
    assert reply.confidence == pytest.approx(1 / (1 + math.exp(-log_odds)))


def test_the_lead_and_what_is_unknown_are_signs(answering: Answering) -> None:
    engine = answering(judges=judging(lead=1.0))
    query = engine.searcher.prepare(ASKED)
    first, second = PLAIN_JUDGE.ranked(engine.evidence(query, engine.search(ASKED, 5).hits))
    lead = first.score - second.score
    assert engine.ask(ASKED, 5).confidence == pytest.approx(1 / (1 + math.exp(-lead)))
    assert lead > 1
    known, unknown = (
        answering(judges=judging(unknown=1.0)).ask(question, 5).confidence
        for question in ("政府の税", "政府の税と光合成")
    )
    assert known == 0.5 < unknown < 1 / (1 + math.exp(-1))


def test_citations_are_the_nearly_as_likely_sentences_best_first(engine: Answerer) -> None:
    for question in ("税", "猫と犬", "売上と税と猫"):
        query = engine.searcher.prepare(question)
        evidence = engine.evidence(query, engine.searcher.search(query, 5).hits)
        ranked = PLAIN_JUDGE.ranked(evidence)
        near = [one for one in ranked if one.chance >= ranked[0].chance * NEARLY]
        cited = engine.ask(question, 5).citations
        assert [(c.quote, c.score) for c in cited] == [
            (one.item.text, one.chance) for one in near[:MOST_CITATIONS]
        ]
        assert [citation.title for citation in cited] == [f"題{c.doc_id}" for c in cited]


def test_an_answer_is_glossed_for_who_asked_in_english(engine: Answerer) -> None:
    english, japanese = engine.ask("What IS the　dog?", 5), engine.ask("犬とは?", 5)
    assert english.answer is not None and japanese.answer is not None
    assert english.answer.gloss == "[犬は忠実な動物である] What IS the dog?"
    assert japanese.answer.gloss is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, min_size=1, max_size=8).map("".join).filter(str.strip), st.integers(1, 5))
def test_every_citation_is_the_source(engine: Answerer, question: str, k: int) -> None:
    reply = engine.ask(question, k)
    assert reply.status in get_args(Status)
    assert len(reply.citations) <= MOST_CITATIONS
    assert [citation.n for citation in reply.citations] == [*range(1, len(reply.citations) + 1)]
    assert len({(c.doc_id, c.span) for c in reply.citations}) == len(reply.citations)
    for citation in reply.citations:
        text = TEXTS[citation.doc_id]
        assert text[citation.span.start : citation.span.end] == citation.quote
        passage = citation.passage
        assert text[passage.start : passage.end] == passage.text
        assert passage.start <= citation.span.start < citation.span.end <= passage.end
    assert (reply.answer is None) == (reply.status == "not_in_corpus")
    if reply.answer is not None:
        assert reply.answer.text in reply.answer.sentence == reply.citations[0].quote
        assert 0 < len(reply.answer.text) <= LONGEST


def test_a_quote_that_is_not_the_source_never_leaves(
    engine: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine.searcher.generation, "quote", lambda doc_id, span: "改竄")
    with pytest.raises(IndexCorrupt, match="build again"):
        engine.ask("税はいつから始まる?", 5)


def test_documents_are_given_as_stored(engine: Answerer) -> None:
    assert {document.id: document.text for document in engine.documents()} == TEXTS
    assert engine.document("tax.txt").text == TEXTS["tax.txt"]
    with pytest.raises(DocumentNotFound, match=r"none\.txt"):
        engine.document("none.txt")
