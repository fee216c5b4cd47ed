"""Question -> legs -> fusion -> reranker -> hits. Knows no HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import numpy as np

from indexer.generation import Generation
from indexer.kept import Kept
from indexer.records import Hit, Passage
from indexer.sounds import SoundIndex
from service.fusion import WEIGHTS, Weights, weighted_sum
from service.layout import Floats
from service.matching import Matched, match
from service.query import Query, Tools, prepare
from service.records import Explanation, Leg, SearchResult
from service.rerank import explained
from service.shelf import Candidate, Shelf
from service.sought import sought_by
from service.stages import stage
from service.units import units

# How many rows each leg may propose. Deeper pools changed no top ten on the dev sets.
POOL = 100
# How many characters of passages are reranked: many short passages, or fewer long ones.
RERANKED_CHARS = 4000
LEAST_RERANKED = 15
DIGITS = 5
# Questions are kept analysed, at about 15 KB each, and so many hits of them with their scores.
KEPT_QUESTIONS = 512
KEPT_HITS = 8192
BLIND = {
    "lexical": "no word of the question occurs in the corpus",
    "translation": "no translation of an English word and no name by its sound occurs here",
    "dense": "the model knows no word of the question",
}

Legs = Mapping[str, Mapping[int, float]]
"""By leg, the scores of rows."""


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates of one question, best of the fusion first, and what speaks for each.

    ``features`` is (n, columns) float32 in the columns of `service.rerank.COLUMNS`.
    """

    rows: tuple[int, ...]
    passages: tuple[Passage, ...]
    features: Floats


class Searcher:
    """Searches one generation; safe to call from many threads."""

    def __init__(self, generation: Generation, tools: Tools) -> None:
        self.generation = generation
        self.tools = tools
        # Made here, not at the first question: a second for 100,000 names of the corpus.
        self.sounds = SoundIndex(generation.readings())
        self._depth = _depth(generation.mean_length())
        self._shelf = Shelf(generation)
        # A question comes again: from others, at a reload, or to be answered after a search.
        self._prepared = lru_cache(maxsize=KEPT_QUESTIONS)(self._analysed)
        self._found = Kept(self._ranked, lambda found: 1 + len(found.hits), KEPT_HITS)

    def prepare(self, text: str) -> Query:
        """Analyse a question; raises QueryError when it is blank or too long to be one."""
        return self._prepared(text)

    def _analysed(self, text: str) -> Query:
        return prepare(text, self.tools, self.sounds, self.generation.lexical)

    def search(
        self,
        query: Query,
        k: int,
        weights: Weights | None = None,
        *,
        rerank: bool = True,
        explain: bool = False,
    ) -> SearchResult:
        """Return up to ``k`` hits, best first, ties by row, and what each leg saw.

        A leg that sees nothing of its own in the question is left out of the fusion. ``weights``
        are those of the question's language unless given. The reranker orders the best of the
        fusion; what lies deeper follows as fused, so that asking for more leaves the first as they
        are. Scores are probabilities of relevance, never rising, and explained where ``explain``
        asks for it; without ``rerank`` they are the fusion's, which is not explained.
        """
        if rerank and weights is None and not explain:
            return self._found.get((query, k))
        return self._searched(query, k, weights or WEIGHTS[query.language], rerank, explain)

    def _ranked(self, asked: tuple[Query, int]) -> SearchResult:
        query, k = asked
        return self._searched(query, k, WEIGHTS[query.language], rerank=True, explain=False)

    def _searched(
        self, query: Query, k: int, chosen: Weights, rerank: bool, explain: bool
    ) -> SearchResult:
        legs = self.leg_scores(query, chosen)
        if rerank:
            with stage("rerank"):
                pool = self.pool(query, chosen, legs, k)
                hits, explanations = self._reranked(query, pool, k, explain)
        else:
            hits, explanations = self._as_fused(_fused(chosen, legs, k)), ()
        return SearchResult(
            query=query.text,
            language=query.language,
            hits=hits,
            legs=tuple(
                Leg(name, blind=not scores, reason=_reason(name, scores, chosen))
                for name, scores in legs.items()
            ),
            generation=self.generation.manifest.generation,
            titles=self.generation.titles(hit.passage.doc_id for hit in hits),
            explanations=explanations,
        )

    def pool(self, query: Query, weights: Weights, legs: Legs, k: int) -> Pool:
        """Return the best candidates of the fusion, at least ``k`` if there are, with features."""
        fused = _fused(weights, legs, max(k, self._depth))
        rows = tuple(row for row, _ in fused)
        candidates = self._shelf.candidates(rows)
        return Pool(
            rows=rows,
            passages=tuple(candidate.passage for candidate in candidates),
            features=self._features(query, legs, fused, candidates),
        )

    def _as_fused(self, fused: Sequence[tuple[int, float]]) -> tuple[Hit, ...]:
        passages = self.generation.passages([row for row, _ in fused])
        return tuple(
            Hit(row, passage, score) for (row, score), passage in zip(fused, passages, strict=True)
        )

    def _reranked(
        self, query: Query, pool: Pool, k: int, explain: bool
    ) -> tuple[tuple[Hit, ...], tuple[Explanation, ...]]:
        scorer = self.tools.scorers[query.language]
        # Rounded: sums of float32 differ in their last digits with the number of candidates.
        features = np.round(pool.features, DIGITS) + np.float32(0)
        scores = np.round(scorer.scores(features).astype(float), DIGITS)
        first, rest = range(len(pool.rows))[: self._depth], range(len(pool.rows))[self._depth :]
        order = sorted(first, key=lambda place: (-scores[place], pool.rows[place]))
        best = [*order, *rest][:k]
        chances = [scorer.probability(float(scores[place])) for place in best]
        hits = tuple(
            Hit(pool.rows[place], pool.passages[place], chance)
            for place, chance in zip(best, accumulate(chances, min), strict=True)
        )
        return hits, explained(scorer, features[best], scores[best]) if explain else ()

    def _features(
        self,
        query: Query,
        legs: Legs,
        fused: Sequence[tuple[int, float]],
        candidates: Sequence[Candidate],
    ) -> Floats:
        columns = [
            [legs["translation"].get(row, 0.0) for row, _ in fused],
            [legs["dense"].get(row, 0.0) for row, _ in fused],
            [score for _, score in fused],
            [candidate.length for candidate in candidates],
        ]
        question = Matched(
            query.folded,
            units(query, self.generation.lexical),
            query.asked.pieces,
            sought_by(query.key),
        )
        matched = match(question, [item.ready for item in candidates], self.tools.vectors)
        return np.column_stack([np.array(columns, dtype=np.float32).T, matched])

    def leg_scores(self, query: Query, weights: Weights) -> dict[str, dict[int, float]]:
        """Return, by leg, the scores of the rows worth ranking; empty for a leg left out.

        Lexical and translation scores are calibrated, 0 to 1; dense ones are cosines, and every
        row of another leg has one.
        """
        with stage("lexical"):
            lexical = self._lexical(query, weights)
        with stage("translation"):
            translation = self.translation_scores(query) if weights.translation else {}
        with stage("dense"):
            dense = self._dense(query, lexical.keys() | translation.keys()) if weights.dense else {}
        return {"lexical": lexical, "translation": translation, "dense": dense}

    def similarities(self, query: Query, texts: list[str]) -> list[float]:
        """Return the cosines, -1 to 1, of the question with passages' texts, in order."""
        return [float(cosine) for cosine in self.tools.embedder.documents(texts) @ query.vector]

    def _lexical(self, query: Query, weights: Weights) -> dict[int, float]:
        index, views = self.generation.lexical, dict(weights.views)
        found = index.search(query.asked.terms, views, POOL)
        bound = index.bound(query.asked.terms, views) if found else 0.0
        return {row: score / bound for row, score in found}

    def translation_scores(self, query: Query) -> dict[int, float]:
        """Return the calibrated scores, 0 to 1, of rows that say the question's words or names."""
        index = self.generation.lexical
        found = index.search_translations(query.translations, POOL)
        bound = index.bound_translations(query.translations) if found else 0.0
        return {row: score / bound for row, score in found}

    def _dense(self, query: Query, others: Set[int]) -> dict[int, float]:
        if not query.vector.any():
            return {}
        index = self.generation.dense
        scores = dict(index.search(query.vector, POOL))
        missing = sorted(others - scores.keys())
        scores.update(zip(missing, index.scores(query.vector, missing), strict=True))
        return scores


def _depth(mean: float) -> int:
    """Return how many passages are reranked: about RERANKED_CHARS of text, but never too few."""
    return max(LEAST_RERANKED, min(POOL, round(RERANKED_CHARS / max(mean, 1.0))))


def _fused(weights: Weights, legs: Legs, k: int) -> list[tuple[int, float]]:
    return weighted_sum([(weights.of(name), scores) for name, scores in legs.items()], k)


def _reason(leg: str, scores: dict[int, float], weights: Weights) -> str:
    if scores:
        return ""
    return BLIND[leg] if weights.of(leg) else "not used for questions in this language"
