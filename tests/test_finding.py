"""What is read for a question, and how often it is made ready."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.errors import DocumentNotFound, QueryError
from indexer.records import Document
from indexer.sentences import sentence_spans
from service.answer import Answerer
from service.finding import CONSIDERED, READ, WORTH_READING
from tests.tiny import TEXTS, tiny_engine, with_parts
from tests.tiny_judge import PLAIN_WEIGHTS, HandReader


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    opened = tiny_engine(tmp_path_factory.mktemp("index"))
    yield opened
    opened.close()


def test_a_passage_is_made_ready_once(tiny: Answerer) -> None:
    reader = HandReader()
    engine = with_parts(tiny, reader)
    first = engine.ask("税", 5)
    assert reader.prepared == [TEXTS["tax.txt"]]
    assert engine.ask("税", 5) == first
    assert engine.ask("犬と税", 5).citations
    assert sorted(reader.prepared) == sorted([TEXTS["tax.txt"], TEXTS["animals.txt"]])


def test_passages_can_be_made_ready_before_any_question(tiny: Answerer) -> None:
    reader = HandReader()
    engine = with_parts(tiny, reader)
    assert [engine.get_ready() for _ in range(len(TEXTS) + 2)] == [True] * len(TEXTS) + [False] * 2
    assert sorted(reader.prepared) == sorted(TEXTS.values())
    assert engine.ask("犬と税", 5).citations
    assert len(reader.prepared) == len(TEXTS)


def test_their_sentences_are_analysed_beforehand(
    tiny: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, analysed = with_parts(tiny, HandReader()), list[str]()
    monkeypatch.setattr(engine.searcher.tools.analyser, "content", analysed.append)
    while engine.get_ready():
        pass
    sentences = [span for doc in engine.documents() for span in sentence_spans(doc.text)]
    assert len(analysed) == len(sentences)
    assert "".join(analysed).split() == "".join(doc.text for doc in engine.documents()).split()


def test_no_more_passages_are_made_ready_than_are_kept(
    tiny: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that questions asked for stay."""
    monkeypatch.setattr("service.finding.KEPT_PASSAGES", 2)
    reader = HandReader()
    engine = with_parts(tiny, reader)
    assert [engine.get_ready() for _ in range(3)] == [True, True, False]
    asked = with_parts(tiny, reader)
    asked.ask("犬と税", 5)
    assert not asked.get_ready()


def test_a_question_is_made_ready_once(tiny: Answerer) -> None:
    reader = HandReader()
    engine = with_parts(tiny, reader)
    first = engine.ask("税", 5)
    assert engine.ask("税", 3).answer == first.answer
    assert engine.ask("犬と税", 5).citations
    assert reader.asked == ["税", "犬と税"]


def test_the_hits_are_the_first_that_tell_something(tmp_path: Path) -> None:
    """A document that only asks gives its place to the next one."""
    asking = [Document(f"a{n}", "題", "税はいつ始まる?") for n in range(3)]
    telling = [Document(f"b{n}", "題", f"税は{n}年に始まるという。") for n in range(3)]
    engine = tiny_engine(tmp_path, [*asking, *telling])
    query = engine.searcher.prepare("税はいつ始まる?")
    assert {hit.passage.doc_id[0] for hit in engine.searcher.search(query, 3).hits} == {"a"}
    assert [hit.passage.doc_id[0] for hit in engine.hits(query, 3)] == ["b"] * 3
    assert len(engine.hits(query, 2)) == 2
    engine.close()


@pytest.mark.parametrize(("k", "read"), [(1, 1), (3, 3), (READ, READ), (50, READ)])
def test_no_more_passages_are_read_than_asked_for_nor_than_help(
    tmp_path_factory: pytest.TempPathFactory, k: int, read: int
) -> None:
    """However many are asked for, so many are compared that the best are among them."""
    texts = [f"税は{n}年に始まる。" for n in range(CONSIDERED + 3)]
    documents = [Document(f"{n}", "題", text) for n, text in enumerate(texts)]
    reader = HandReader()
    engine = tiny_engine(tmp_path_factory.mktemp("index"), documents, reader=reader)
    engine.ask("税はいつ始まる?", k)
    engine.close()
    assert len(reader.prepared) == CONSIDERED
    assert len(reader.done) == read


def test_the_passages_that_match_best_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of three that the search finds alike, the two whose sentences match, the better one first."""
    monkeypatch.setattr("service.finding.WEIGHTS", PLAIN_WEIGHTS)
    texts = [f"税は{n}年に始まる。" for n in range(3)]
    documents = [Document(f"{n}", "題", text) for n, text in enumerate(texts)]
    reader = HandReader(matched={texts[1]: 1.0, texts[2]: 2.0})
    engine = tiny_engine(tmp_path, documents, reader=reader)
    engine.ask("税はいつ始まる?", 2)
    engine.close()
    assert reader.done == [texts[2], texts[1]]


@pytest.mark.parametrize(
    ("scores", "read"),
    [
        ((0.5, 0.2, 0.51 * WORTH_READING), [True, True, True]),
        ((0.5, 0.2, 0.49 * WORTH_READING), [True, True, False]),
        ((0.5, 0.001), [True, True]),
        ((0.001,), [True]),
        ((), []),
    ],
)
def test_passages_far_less_relevant_than_the_first_are_not_read(
    tiny: Answerer,
    monkeypatch: pytest.MonkeyPatch,
    scores: tuple[float, ...],
    read: list[bool],
) -> None:
    """What is not read is evidence still, as is what the reader finds nothing in."""
    monkeypatch.setattr("service.finding.WEIGHTS", PLAIN_WEIGHTS)
    reader = HandReader({"税": (0.5, 0.5), "犬": (0.5, 0.5), "気温": (0.5, 0.5)})
    engine = with_parts(tiny, reader)
    query = engine.searcher.prepare("税と犬と気温")
    found = engine.searcher.search(query, 5).hits
    hits = [replace(hit, score=score) for hit, score in zip(found, scores, strict=False)]
    answered = {item.hit.id: item.features.answered > -1 for item in engine.evidence(query, hits)}
    assert [answered[hit.id] for hit in hits] == read
    worth = [hit.passage.text for hit, each in zip(hits, read, strict=True) if each]
    assert sorted(reader.done) == sorted(worth)


def test_a_whole_document_is_read(tiny: Answerer) -> None:
    answers = {"魚": (0.3, 0.9), "動物": (0.5, 0.5), "来年": (0.9, 0.9)}
    engine = with_parts(tiny, HandReader(answers))
    assert engine.read("猫が好むものは?", "animals.txt") == "魚"
    assert engine.read("猫が好むものは?", "weather.txt") == ""
    with pytest.raises(DocumentNotFound, match=r"none\.txt"):
        engine.read("猫", "none.txt")
    with pytest.raises(QueryError, match="empty"):
        engine.read(" ", "animals.txt")
