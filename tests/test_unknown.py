"""How much of a question the corpus never mentions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from indexer.records import Document
from service.answer import Answerer
from service.unknown import unknown_share
from tests.tiny import tiny_engine

TEXT = "政府は売上の15%を税として徴収する。気温は25度だ。Nvidiaのチップが売れた。"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    with closing(
        tiny_engine(tmp_path_factory.mktemp("index"), [Document("a.txt", "題", TEXT)])
    ) as opened:
        yield opened


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("政府の税", 0.0),
        ("光合成", 1.0),
        ("the weather", 0.0),
        ("the rain", 1.0),
        ("of the", 0.0),
        ("What IS it of?", 0.0),
        ("Who runs Rapidus?", 1.0),
        ("who runs zelensky?", 1.0),
        ("How many H300 were sold?", 1.0),
        ("Who runs Nvidia?", 0.0),
        ("who runs nvidia?", 0.0),
        ("let us become more", 0.0),
        ("What was sold in 2024?", 0.0),
    ],
)
def test_unknown_share(engine: Answerer, question: str, expected: float) -> None:
    assert unknown_share(engine.searcher.prepare(question), engine.searcher) == expected


def test_unknown_share_weighs_by_rarity(engine: Answerer) -> None:
    share = unknown_share(engine.searcher.prepare("光合成と政府"), engine.searcher)
    assert 0.5 < share < 1.0


def test_a_word_unheard_of_counts_as_much_as_a_word_that_no_passage_has(engine: Answerer) -> None:
    questions = ("weather in Rapidus", "weather, rain", "weather in Rapidus and Rapidus")
    shares = {unknown_share(engine.searcher.prepare(q), engine.searcher) for q in questions}
    assert len(shares) == 1
    assert 0.5 < shares.pop() < 1.0


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
