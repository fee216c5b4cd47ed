from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.errors import DocumentNotFound, IndexCorrupt
from service.answer import MOST_CITATIONS, Answerer
from tests.tiny import TEXTS, tiny_engine

WORDS = st.sampled_from("税 猫 犬 15% 売上 dog levy weather 😀 は? 、 来年".split() + [" "])


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    opened = tiny_engine(tmp_path_factory.mktemp("index"))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("政府は何の15%を税として徴収するか?", "政府は売上の15%を税として徴収する。"),
        ("税はいつから始まる?", "税は来年から始まる。"),
        ("猫が好むものは?", "😀猫は魚を好む。"),
        ("気温は何度になる見込みですか", "気温は25度になる見込みです。"),
    ],
)
def test_the_best_sentence_answers(engine: Answerer, question: str, sentence: str) -> None:
    reply = engine.ask(question, 5)
    assert reply.status == "answered"
    assert reply.answer is not None
    assert reply.answer.text == reply.answer.sentence == sentence
    assert reply.citations[0].quote == sentence
    assert 0 <= reply.confidence <= 1


def test_nothing_that_matches_is_not_in_the_corpus(engine: Answerer) -> None:
    reply = engine.ask("quux zyzzyva?", 5)
    assert (reply.status, reply.answer, reply.citations) == ("not_in_corpus", None, ())
    assert reply.confidence == 0.0


def test_what_the_corpus_never_mentions_is_not_in_it(engine: Answerer) -> None:
    """One word of the question is there, but it is about others."""
    reply = engine.ask("光合成における葉緑素と税", 5)
    assert (reply.status, reply.answer) == ("not_in_corpus", None)
    assert reply.citations


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, min_size=1, max_size=8).map("".join).filter(str.strip), st.integers(1, 5))
def test_every_citation_is_the_source(engine: Answerer, question: str, k: int) -> None:
    reply = engine.ask(question, k)
    assert len(reply.citations) <= MOST_CITATIONS
    assert [citation.n for citation in reply.citations] == [*range(1, len(reply.citations) + 1)]
    for citation in reply.citations:
        text = TEXTS[citation.doc_id]
        assert text[citation.span.start : citation.span.end] == citation.quote
        passage = citation.passage
        assert text[passage.start : passage.end] == passage.text
        assert passage.start <= citation.span.start < citation.span.end <= passage.end
    assert (reply.answer is None) == (reply.status == "not_in_corpus")


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
