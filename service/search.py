"""Question -> legs -> fusion -> hits. Knows no HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.errors import QueryError
from indexer.generation import Generation
from indexer.records import Hit
from indexer.terms import Terms
from service.fusion import WEIGHTS, Weights, weighted_sum
from service.language import detect_language
from service.records import Language, Leg, SearchResult

Vector = NDArray[np.float32]
# How many rows each leg may propose. Deeper pools changed no top ten on the dev sets.
POOL = 100
LONGEST_QUESTION = 1000


class TextEmbedder(Protocol):
    """What a search needs of an embedder; `indexer.embedder.Embedder` in production."""

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return (n, dim) float32 unit vectors of questions."""
        ...

    def documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return (n, dim) float32 unit vectors of passages."""
        ...


class TextAnalyser(Protocol):
    """What a search needs of an analyser; `indexer.terms.Analyser` in production."""

    def terms(self, text: str) -> Terms:
        """Return the terms of ``text``."""
        ...


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready for both legs; ``vector`` has shape (dim,), unit length or zero."""

    text: str
    language: Language
    terms: Terms
    vector: Vector


class Searcher:
    """Searches one generation; safe to call from many threads."""

    def __init__(
        self, generation: Generation, analyser: TextAnalyser, embedder: TextEmbedder
    ) -> None:
        self.generation = generation
        self._analyser = analyser
        self._embedder = embedder

    def prepare(self, text: str) -> Query:
        """Analyse a question; raises QueryError when it is blank or too long to be one."""
        if not text.strip():
            raise QueryError("the question is empty: ask something")
        if len(text) > LONGEST_QUESTION:
            raise QueryError(
                f"the question has {len(text)} characters: ask in at most {LONGEST_QUESTION}"
            )
        vector = self._embedder.queries([text])[0]
        return Query(text, detect_language(text), self._analyser.terms(text), vector)

    def search(self, query: Query, k: int, weights: Weights | None = None) -> SearchResult:
        """Return up to ``k`` hits, best first, ties by row, and what each leg saw.

        A leg that sees nothing of its own in the question is left out of the fusion. ``weights``
        are those of the question's language unless given.
        """
        chosen = weights or WEIGHTS[query.language]
        lexical, dense = self.leg_scores(query, chosen)
        legs = [(1.0, lexical), (chosen.dense, dense)]
        fused = weighted_sum([(weight, scores) for weight, scores in legs if scores], k)
        passages = self.generation.passages([row for row, _ in fused])
        hits = tuple(
            Hit(row, passage, score) for (row, score), passage in zip(fused, passages, strict=True)
        )
        return SearchResult(
            query=query.text,
            language=query.language,
            hits=hits,
            legs=(
                _leg("lexical", lexical, "no word of the question occurs in the corpus"),
                _leg("dense", dense, "the model knows no word of the question"),
            ),
            generation=self.generation.manifest.generation,
            titles=self.generation.titles(hit.passage.doc_id for hit in hits),
        )

    def leg_scores(
        self, query: Query, weights: Weights
    ) -> tuple[dict[int, float], dict[int, float]]:
        """Return the calibrated lexical scores and the cosines of the rows worth ranking.

        Empty for a leg that is blind to the question. Every row with a lexical score has a cosine.
        """
        lexical = self._lexical(query, weights)
        return lexical, self._dense(query, lexical)

    def similarities(self, query: Query, texts: list[str]) -> list[float]:
        """Return the cosines, -1 to 1, of the question with passages' texts, in order."""
        return [float(cosine) for cosine in self._embedder.documents(texts) @ query.vector]

    def _lexical(self, query: Query, weights: Weights) -> dict[int, float]:
        views = dict(weights.views)
        found = self.generation.lexical.search(query.terms, views, POOL)
        bound = self.generation.lexical.bound(query.terms, views) if found else 0.0
        return {row: score / bound for row, score in found}

    def _dense(self, query: Query, others: dict[int, float]) -> dict[int, float]:
        if not query.vector.any():
            return {}
        index = self.generation.dense
        scores = dict(index.search(query.vector, POOL))
        missing = sorted(row for row in others if row not in scores)
        scores.update(zip(missing, index.scores(query.vector, missing), strict=True))
        return scores


def _leg(name: str, scores: dict[int, float], reason: str) -> Leg:
    return Leg(name, blind=not scores, reason="" if scores else reason)
