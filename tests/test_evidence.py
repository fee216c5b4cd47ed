from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.records import Document, Section, Span
from service.answer import Answerer
from service.evidence import Features, unknown_share
from tests.tiny import tiny_engine

TEXT = "税の話\n税はいつ始まるのか?政府は売上の15%を税として徴収する。気温は25度だ。"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    whole = Span(0, len(TEXT))
    document = Document("a.txt", "題", TEXT, (Section(Span(0, 3), whole),))
    opened = tiny_engine(tmp_path_factory.mktemp("index"), [document])
    yield opened
    opened.close()


def features(engine: Answerer, question: str) -> dict[str, Features]:
    query = engine.searcher.prepare(question)
    hits = engine.searcher.search(query, 5).hits
    return {item.text: item.features for item in engine.evidence(query, hits)}


def test_every_sentence_of_the_hits_is_evidence_once(engine: Answerer) -> None:
    assert list(features(engine, "税")) == [
        "税の話",
        "税はいつ始まるのか?",
        "政府は売上の15%を税として徴収する。",
        "気温は25度だ。",
    ]


def test_headings_and_questions_are_no_statements(engine: Answerer) -> None:
    statements = {text: found.statement for text, found in features(engine, "税").items()}
    assert list(statements.values()) == [0.0, 0.0, 1.0, 1.0]


def test_a_word_is_missed_only_where_its_kind_is_asked_for(engine: Answerer) -> None:
    asked = {text: found.sought for text, found in features(engine, "税は何%?").items()}
    assert asked["政府は売上の15%を税として徴収する。"] == 1.0
    assert asked["税の話"] == 0.0
    assert {found.sought for found in features(engine, "税とは").values()} == {1.0}


def test_coverage_is_the_share_of_what_was_asked(engine: Answerer) -> None:
    asked = "政府は売上の15%を税として徴収する。"
    found = features(engine, asked)
    assert found[asked].coverage == pytest.approx(1.0)
    assert 0 < found["税の話"].coverage < 0.2
    assert found["気温は25度だ。"].coverage == 0.0


def test_similarity_is_the_cosine_with_the_sentence(engine: Answerer) -> None:
    found = features(engine, "levy")
    assert found["税の話"].similarity == pytest.approx(1.0)
    # 売上 and 税, one each, against 税 alone.
    assert found["政府は売上の15%を税として徴収する。"].similarity == pytest.approx(0.5**0.5)


def test_translated_is_the_weight_of_the_rendering_that_stands_there(engine: Answerer) -> None:
    found = features(engine, "the weather 15%")
    assert found["気温は25度だ。"].translated == pytest.approx(0.5)
    assert found["税の話"].translated == 0.0


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("政府の税", 0.0),
        ("光合成", 1.0),
        ("the weather", 0.0),
        ("the rain", 1.0),
        ("of the", 0.0),
    ],
)
def test_unknown_share(engine: Answerer, question: str, expected: float) -> None:
    assert unknown_share(engine.searcher.prepare(question), engine.searcher) == expected


def test_unknown_share_weighs_by_rarity(engine: Answerer) -> None:
    share = unknown_share(engine.searcher.prepare("光合成と政府"), engine.searcher)
    assert 0.5 < share < 1.0


@pytest.mark.parametrize(
    "question", ["エヌビディアは", "エヌヴィディアは", "What is Nvidia?", "Nvidiaは"]
)
def test_a_name_that_the_corpus_spells_otherwise_is_not_unknown(
    question: str, tmp_path: Path
) -> None:
    engine = tiny_engine(tmp_path, [Document("b.txt", "題", "エヌビディアは税を払う。")])
    with closing(engine):
        query = engine.searcher.prepare(question)
        assert unknown_share(query, engine.searcher) == 0.0
        assert unknown_share(engine.searcher.prepare("光合成は"), engine.searcher) == 1.0


@pytest.mark.parametrize(
    ("chance", "odds"), [(0.5, 1), (0.8, 4), (0.2, 0.25), (0.0, 1 / 9999), (1.0, 9999)]
)
def test_the_odds_of_the_passage_come_with_it(engine: Answerer, chance: float, odds: float) -> None:
    query = engine.searcher.prepare("税")
    hits = [replace(hit, score=chance) for hit in engine.searcher.search(query, 5).hits]
    (passage,) = {item.features.passage for item in engine.evidence(query, hits)}
    assert passage == pytest.approx(math.log(odds) / 5)
