"""Question -> legs -> fusion -> hits. Knows no HTTP."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.errors import QueryError
from indexer.generation import Generation
from indexer.lexicon import Translation
from indexer.records import Hit
from indexer.terms import Terms
from service.fusion import WEIGHTS, Weights, weighted_sum
from service.language import detect_language
from service.records import Language, Leg, SearchResult

Vector = NDArray[np.float32]
# How many rows each leg may propose. Deeper pools changed no top ten on the dev sets.
POOL = 100
# In code points, as given; the HTTP layer holds the NFKC form to it too.
LONGEST_QUESTION = 1000
BLIND = {
    "lexical": "no word of the question occurs in the corpus",
    "translation": "no translation of an English word of the question occurs in the corpus",
    "dense": "the model knows no word of the question",
}


class TextEmbedder(Protocol):
    """What a search needs of an embedder; `indexer.embedder.Embedder` in production."""

    @property
    def dim(self) -> int:
        """The length of one vector."""
        ...

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


class Translator(Protocol):
    """What a search needs of a lexicon; `indexer.lexicon.Lexicon` in production."""

    def translations(self, question: str) -> tuple[Translation, ...]:
        """Return the known words and phrases of ``question`` with their renderings."""
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What turns text into what the legs compare: one set for passages and questions."""

    analyser: TextAnalyser
    embedder: TextEmbedder
    translator: Translator


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready for all legs; ``vector`` has shape (dim,), unit length or zero."""

    text: str
    language: Language
    terms: Terms
    translations: tuple[Translation, ...]
    vector: Vector


class Searcher:
    """Searches one generation; safe to call from many threads."""

    def __init__(self, generation: Generation, tools: Tools) -> None:
        self.generation = generation
        self.tools = tools

    def prepare(self, text: str) -> Query:
        """Analyse a question; raises QueryError when it is blank or too long to be one."""
        if not text.strip():
            raise QueryError("the question is empty: ask something")
        if len(text) > LONGEST_QUESTION:
            raise QueryError(
                f"the question has {len(text)} characters: ask in at most {LONGEST_QUESTION}"
            )
        return Query(
            text=text,
            language=detect_language(text),
            terms=self.tools.analyser.terms(text),
            translations=self.tools.translator.translations(text),
            vector=self.tools.embedder.queries([text])[0],
        )

    def search(self, query: Query, k: int, weights: Weights | None = None) -> SearchResult:
        """Return up to ``k`` hits, best first, ties by row, and what each leg saw.

        A leg that sees nothing of its own in the question is left out of the fusion. ``weights``
        are those of the question's language unless given.
        """
        chosen = weights or WEIGHTS[query.language]
        legs = self.leg_scores(query, chosen)
        fused = weighted_sum([(chosen.of(name), scores) for name, scores in legs.items()], k)
        passages = self.generation.passages([row for row, _ in fused])
        hits = tuple(
            Hit(row, passage, score) for (row, score), passage in zip(fused, passages, strict=True)
        )
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
        )

    def leg_scores(self, query: Query, weights: Weights) -> dict[str, dict[int, float]]:
        """Return, by leg, the scores of the rows worth ranking; empty for a leg left out.

        Lexical and translation scores are calibrated, 0 to 1; dense ones are cosines, and every
        row of another leg has one.
        """
        lexical = self._lexical(query, weights)
        translation = self.translation_scores(query) if weights.translation else {}
        dense = self._dense(query, lexical.keys() | translation.keys()) if weights.dense else {}
        return {"lexical": lexical, "translation": translation, "dense": dense}

    def similarities(self, query: Query, texts: list[str]) -> list[float]:
        """Return the cosines, -1 to 1, of the question with passages' texts, in order."""
        return [float(cosine) for cosine in self.tools.embedder.documents(texts) @ query.vector]

    def _lexical(self, query: Query, weights: Weights) -> dict[int, float]:
        index, views = self.generation.lexical, dict(weights.views)
        found = index.search(query.terms, views, POOL)
        bound = index.bound(query.terms, views) if found else 0.0
        return {row: score / bound for row, score in found}

    def translation_scores(self, query: Query) -> dict[int, float]:
        """Return the calibrated scores, 0 to 1, of rows that say the question's English words."""
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


def _reason(leg: str, scores: dict[int, float], weights: Weights) -> str:
    if scores:
        return ""
    return BLIND[leg] if weights.of(leg) else "not used for questions in this language"
