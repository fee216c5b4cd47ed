from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from indexer.errors import QueryError
from service.answer import Answerer
from service.fusion import WEIGHTS, Weights, weighted_sum
from tests.tiny import DOCUMENTS, tiny_engine

LEXICAL = Weights((("lemma", 1.0), ("latin", 1.0)), translation=0.0, dense=0.0)
TRANSLATION = Weights((), translation=1.0, dense=0.0)
DENSE = Weights((), translation=0.0, dense=1.0)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    opened = tiny_engine(tmp_path_factory.mktemp("index"))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("query", "weights", "best"),
    [
        ("徴収される割合は?", LEXICAL, "tax.txt"),
        ("What about 15 percent?", LEXICAL, "tax.txt"),
        ("十五パーセントとは", LEXICAL, "tax.txt"),
        ("the weather", TRANSLATION, "weather.txt"),
        ("a dog", DENSE, "animals.txt"),
        ("levy on sales", DENSE, "tax.txt"),
        ("levy on sales", None, "tax.txt"),
        ("気温", None, "weather.txt"),
    ],
)
def test_the_right_passage_comes_first(
    engine: Answerer, query: str, weights: Weights | None, best: str
) -> None:
    found = engine.searcher.search(engine.searcher.prepare(query), 5, weights)
    assert found.hits[0].passage.doc_id == best
    assert found.titles[0] == f"題{best}"


@pytest.mark.parametrize(
    ("query", "blind"),
    [
        ("levy on sales", {"lexical": True, "translation": True, "dense": False}),
        ("気温は", {"lexical": False, "translation": True, "dense": True}),
        ("売上", {"lexical": False, "translation": True, "dense": False}),
        ("the weather", {"lexical": True, "translation": False, "dense": True}),
        ("quux", {"lexical": True, "translation": True, "dense": True}),
    ],
)
def test_blind_legs_are_reported_and_left_out(
    engine: Answerer, query: str, blind: dict[str, bool]
) -> None:
    found = engine.search(query, 5)
    assert {leg.name: leg.blind for leg in found.legs} == blind
    assert all(bool(leg.reason) == leg.blind for leg in found.legs)
    assert bool(found.hits) == (not all(blind.values()))


def test_scores_are_the_weighted_sum_of_calibrated_legs(engine: Answerer) -> None:
    searcher, weights = engine.searcher, WEIGHTS["ja"]
    query = searcher.prepare("売上の税")
    legs = searcher.leg_scores(query, weights)
    assert all(0 < score < 1 for score in legs["lexical"].values())
    oracle = searcher.generation.dense.vectors() @ query.vector
    assert legs["dense"] == pytest.approx(dict(enumerate(oracle.tolist())), abs=1e-6)
    expected = weighted_sum([(1.0, legs["lexical"]), (weights.dense, legs["dense"])], 3)
    assert [(hit.id, hit.score) for hit in searcher.search(query, 3).hits] == expected


def test_the_best_rendering_counts_alone(engine: Answerer) -> None:
    """Only 気温, weight .5, is in the corpus, once in one row: half its saturated frequency."""
    query = engine.searcher.prepare("the weather")
    (score,) = engine.searcher.translation_scores(query).values()
    # In the calibrated score the set's idf cancels out; what stays is weight * tf / 2.2.
    passages = engine.searcher.generation.passages(range(3))
    lengths = [len(engine.searcher.tools.analyser.terms(p.text).lemma) for p in passages]
    row = next(n for n, p in enumerate(passages) if "気温" in p.text)
    saturated = 2.2 / (1 + 1.2 * (0.25 + 0.75 * lengths[row] / (sum(lengths) / 3)))
    assert score == pytest.approx(0.5 * saturated / 2.2, rel=1e-4)


@pytest.mark.parametrize("query", ["", "  \n　", "あ" * 1001])
def test_what_is_no_question_is_refused(engine: Answerer, query: str) -> None:
    with pytest.raises(QueryError):
        engine.search(query, 5)


def test_k_bounds_the_hits_and_equal_questions_get_equal_results(engine: Answerer) -> None:
    assert len(engine.search("税と猫と気温", 50).hits) == 3
    first = engine.search("税と猫と気温", 2)
    assert len(first.hits) == 2
    assert engine.search("税と猫と気温", 2) == first


def test_the_order_of_the_corpus_changes_nothing(tmp_path: Path, engine: Answerer) -> None:
    other = tiny_engine(tmp_path, DOCUMENTS[::-1])
    for query in ("税", "levy", "猫は何を好むか"):
        assert other.search(query, 10) == engine.search(query, 10)
    other.close()


def test_a_query_is_prepared_for_both_legs(engine: Answerer) -> None:
    query = engine.searcher.prepare("the dog")
    assert query.language == "en"
    assert query.terms.latin == ("dog",)
    assert np.array_equal(query.vector, np.array([1, 0, 0, 0], dtype=np.float32))
