from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import service.search
from indexer.errors import QueryError
from service.answer import Answerer
from service.fusion import WEIGHTS, Weights, weighted_sum
from service.matching import FEATURES, Matched, match, ready
from service.query import Query
from service.records import Language
from service.rerank import COLUMNS, LEG_FEATURES, Scorer
from service.search import Searcher
from service.sought import sought
from service.units import units
from tests.tiny import DOCUMENTS, linear_scorer, tiny_engine

LEXICAL = Weights((("lemma", 1.0), ("latin", 1.0)), translation=0.0, dense=0.0)
TRANSLATION = Weights((), translation=1.0, dense=0.0)
DENSE = Weights((), translation=0.0, dense=1.0)
# Says something of every passage.
EVERYTHING = "税と猫と気温"


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


def test_without_reranking_scores_are_the_weighted_sum_of_calibrated_legs(engine: Answerer) -> None:
    searcher, weights = engine.searcher, WEIGHTS["ja"]
    query = searcher.prepare("売上の税")
    legs = searcher.leg_scores(query, weights)
    assert all(0 < score < 1 for score in legs["lexical"].values())
    oracle = searcher.generation.dense.vectors() @ query.vector
    assert legs["dense"] == pytest.approx(dict(enumerate(oracle.tolist())), abs=1e-6)
    expected = weighted_sum([(1.0, legs["lexical"]), (weights.dense, legs["dense"])], 3)
    hits = searcher.search(query, 3, rerank=False).hits
    assert [(hit.id, hit.score) for hit in hits] == expected


def test_the_best_rendering_counts_alone(engine: Answerer) -> None:
    """Only 気温, weight .5, is in the corpus, once in one row: half its saturated frequency."""
    query = engine.searcher.prepare("the weather")
    (score,) = engine.searcher.translation_scores(query).values()
    # In the calibrated score the set's idf cancels out; what stays is weight * tf / 2.2.
    passages = engine.searcher.generation.passages(range(3))
    lengths = [len(engine.searcher.tools.analyser.content(p.text).terms.lemma) for p in passages]
    row = next(n for n, p in enumerate(passages) if "気温" in p.text)
    saturated = 2.2 / (1 + 1.2 * (0.25 + 0.75 * lengths[row] / (sum(lengths) / 3)))
    assert score == pytest.approx(0.5 * saturated / 2.2, rel=1e-4)


@pytest.mark.parametrize("query", ["", "  \n　", "あ" * 1001])
def test_what_is_no_question_is_refused(engine: Answerer, query: str) -> None:
    with pytest.raises(QueryError):
        engine.search(query, 5)


def test_k_bounds_the_hits_and_equal_questions_get_equal_results(engine: Answerer) -> None:
    assert len(engine.search(EVERYTHING, 50).hits) == 3
    first = engine.search(EVERYTHING, 2)
    assert len(first.hits) == 2
    assert engine.search(EVERYTHING, 2) == first


def test_the_order_of_the_corpus_changes_nothing(tmp_path: Path, engine: Answerer) -> None:
    other = tiny_engine(tmp_path, DOCUMENTS[::-1])
    for query in ("税", "levy", "猫は何を好むか"):
        assert other.search(query, 10) == engine.search(query, 10)
    other.close()


def test_a_query_is_prepared_for_both_legs(engine: Answerer) -> None:
    query = engine.searcher.prepare("the dog")
    assert query.language == "en"
    assert query.asked.terms.latin == ("dog",)
    assert np.array_equal(query.vector, np.array([1, 0, 0, 0], dtype=np.float32))


# --- reranking


def reranking(engine: Answerer, ja: Scorer, en: Scorer | None = None) -> Searcher:
    """A searcher of the same index with other scorers."""
    scorers: dict[Language, Scorer] = {"ja": ja, "en": en or ja}
    return Searcher(engine.searcher.generation, replace(engine.searcher.tools, scorers=scorers))


def ids(searcher: Searcher, text: str, k: int, *, rerank: bool = True) -> list[int]:
    found = searcher.search(searcher.prepare(text), k, rerank=rerank)
    return [hit.id for hit in found.hits]


def test_the_scorer_orders_what_the_fusion_found(engine: Answerer) -> None:
    fused = ids(engine.searcher, EVERYTHING, 3, rerank=False)
    assert len(fused) == 3
    assert ids(reranking(engine, linear_scorer(fused=1.0)), EVERYTHING, 3) == fused
    turned = reranking(engine, linear_scorer(fused=-1.0))
    assert ids(turned, EVERYTHING, 3) == fused[::-1]
    assert ids(turned, EVERYTHING, 1) == fused[:-2:-1]
    assert ids(turned, EVERYTHING, 3, rerank=False) == fused


def test_each_language_has_its_scorer(engine: Answerer) -> None:
    searcher = reranking(engine, ja=linear_scorer(fused=1.0), en=linear_scorer(fused=-1.0))
    for text, turned in ((EVERYTHING, False), ("the dog and the levy on 15% and 25", True)):
        fused = ids(searcher, text, 3, rerank=False)
        assert len(fused) > 1
        assert ids(searcher, text, 3) == (fused[::-1] if turned else fused)


def test_equal_scores_are_ordered_by_row(engine: Answerer) -> None:
    assert ids(reranking(engine, linear_scorer()), EVERYTHING, 3) == [0, 1, 2]


def test_scores_are_probabilities(engine: Answerer) -> None:
    """The tiny scorers are calibrated by 8 and -4."""
    searcher = reranking(engine, linear_scorer(length=0.1))
    hits = searcher.search(searcher.prepare(EVERYTHING), 3).hits
    for hit in hits:
        score = 0.1 * math.log1p(len(hit.passage.text))
        assert hit.score == pytest.approx(1 / (1 + math.exp(4 - 8 * score)), abs=3e-5)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_only_the_best_of_the_fusion_are_reranked_and_more_hits_follow_as_fused(
    engine: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.search, "RERANKED_CHARS", 0)
    monkeypatch.setattr(service.search, "LEAST_RERANKED", 2)
    first, second, third = ids(engine.searcher, EVERYTHING, 3, rerank=False)
    searcher = reranking(engine, linear_scorer(fused=-1.0))
    assert ids(searcher, EVERYTHING, 1) == [second]
    assert ids(searcher, EVERYTHING, 2) == [second, first]
    assert ids(searcher, EVERYTHING, 3) == [second, first, third]
    assert ids(searcher, EVERYTHING, 50) == [second, first, third]
    # The scorer thinks most of the third: its score is held down to that of its place.
    scores = [hit.score for hit in searcher.search(searcher.prepare(EVERYTHING), 3).hits]
    assert scores[0] > scores[1] == scores[2]
    assert [hit.score for hit in searcher.search(searcher.prepare(EVERYTHING), 2).hits] == scores[
        :2
    ]


def test_short_passages_are_reranked_in_greater_number(
    engine: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of three passages of about 26 characters, two make up 50."""
    query = engine.searcher.prepare(EVERYTHING)
    legs = engine.searcher.leg_scores(query, WEIGHTS["ja"])
    monkeypatch.setattr(service.search, "LEAST_RERANKED", 1)
    for characters, most, expected in ((0, 100, 1), (50, 100, 2), (5000, 100, 3), (5000, 2, 2)):
        monkeypatch.setattr(service.search, "RERANKED_CHARS", characters)
        monkeypatch.setattr(service.search, "POOL", most)
        pool = reranking(engine, linear_scorer()).pool(query, WEIGHTS["ja"], legs, 1)
        assert len(pool.rows) == expected


def test_the_pool_has_the_features_of_legs_and_match(engine: Answerer) -> None:
    searcher, weights = engine.searcher, WEIGHTS["en"]
    generation = searcher.generation
    query = searcher.prepare("the weather and the levy on 15% of sales")
    legs = searcher.leg_scores(query, weights)
    assert all(legs.values())
    pool = searcher.pool(query, weights, legs, 3)
    assert list(pool.rows) == ids(searcher, query.text, 3, rerank=False)
    assert pool.passages == generation.passages(pool.rows)
    assert pool.features.dtype == np.float32
    assert pool.features.shape == (len(pool.rows), len(COLUMNS))
    for row, passage, values in zip(pool.rows, pool.passages, pool.features, strict=True):
        fused = sum(weights.of(name) * scores.get(row, 0.0) for name, scores in legs.items())
        expected = {
            "translation": legs["translation"].get(row, 0.0),
            "dense": legs["dense"].get(row, 0.0),
            "fused": fused,
            "length": math.log1p(len(passage.text)),
        }
        assert set(LEG_FEATURES) == set(expected)
        found = {name: values[COLUMNS.index(name)] for name in expected}
        assert found == pytest.approx(expected, abs=1e-6)
    question = Matched(
        query.text, units(query, generation.lexical), query.asked.pieces, sought(query.text)
    )
    wordings = generation.wordings(pool.rows)
    passages = [ready(one.text, words) for one, words in zip(pool.passages, wordings, strict=True)]
    matched = match(question, passages, searcher.tools.vectors)
    assert np.array_equal(pool.features[:, -len(FEATURES) :], matched)


def test_a_question_that_comes_again_is_not_looked_for_again(
    engine: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    searcher, looked = Searcher(engine.searcher.generation, engine.searcher.tools), list[str]()
    find = searcher.leg_scores

    def told(query: Query, weights: Weights) -> dict[str, dict[int, float]]:
        looked.append(query.text)
        return find(query, weights)

    monkeypatch.setattr(searcher, "leg_scores", told)
    query = searcher.prepare(EVERYTHING)
    assert searcher.prepare(EVERYTHING) is query
    first = searcher.search(query, 2)
    assert searcher.search(query, 2) is first
    assert looked == [EVERYTHING]
    # What differs in anything is another matter, and so is a question made from this one.
    assert searcher.search(query, 1).hits == first.hits[:1]
    assert searcher.search(query, 2, rerank=False).hits != first.hits
    assert searcher.search(query, 2, explain=True).explanations
    assert searcher.search(query, 2, LEXICAL).hits
    searcher.search(replace(query), 2)
    assert looked == [EVERYTHING] * 6


def test_hits_are_explained_where_asked_to(engine: Answerer) -> None:
    scorer = linear_scorer(fused=-4.0, coverage=0.5)
    searcher = reranking(engine, scorer)
    query = searcher.prepare(EVERYTHING)
    assert ids(searcher, EVERYTHING, 3) == ids(searcher, EVERYTHING, 3, rerank=False)[::-1]
    plain = searcher.search(query, 2)
    assert plain.explanations == ()
    found = searcher.search(query, 2, explain=True)
    assert replace(found, explanations=()) == plain
    assert len(found.explanations) == len(found.hits) == 2
    for hit, explanation in zip(found.hits, found.explanations, strict=True):
        assert scorer.probability(explanation.score) == hit.score
        parts = {part.name: part for part in explanation.parts}
        adding = {name for name, part in parts.items() if part.adds}
        assert adding == {"fused", "coverage"}
        assert parts["length"].value == pytest.approx(math.log1p(len(hit.passage.text)), abs=1e-5)
        assert parts["coverage"].adds == pytest.approx(0.5 * (parts["coverage"].value or 0))
        total = sum(part.adds for part in explanation.parts)
        assert explanation.score == pytest.approx(total, abs=1e-5)


def test_the_fusion_is_not_explained_and_no_hit_needs_to_be(engine: Answerer) -> None:
    searcher = engine.searcher
    query = searcher.prepare(EVERYTHING)
    assert searcher.search(query, 3, rerank=False, explain=True).explanations == ()
    nothing = engine.search("quux", 5, explain=True)
    assert (nothing.hits, nothing.explanations) == ((), ())
