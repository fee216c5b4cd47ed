"""A small real index for the service's tests: real analysis, vectors computable by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from indexer.analysis import PassageAnalyser
from indexer.build import build
from indexer.config import IndexConfig
from indexer.corpus import Corpus
from indexer.lexicon import Rendering, Translation
from indexer.records import Document
from indexer.store import Store
from indexer.terms import Analyser
from indexer.tokens import Tokenizer
from indexer.wordvectors import WordVectors
from service.answer import Answerer
from service.gloss import Glosser
from service.judgement import Judge
from service.query import Tools
from service.reader.reader import Reader
from service.records import RISK, Language
from service.rerank import COLUMNS, LANGUAGES, Scorer
from tests.tiny_judge import JUDGES, HandGlosser, HandReader

# One dimension a concept; a text's vector counts the words of each, at unit length.
CONCEPTS = (("犬", "dog"), ("猫", "cat"), ("税", "levy"), ("売上", "sales"))


class ConceptEmbedder:
    """Counts the words of four concepts; a text with none of them has the zero vector."""

    fingerprint = "concepts"
    dim = len(CONCEPTS)

    def documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = [[sum(text.lower().count(w) for w in words) for words in CONCEPTS] for text in texts]
        vectors = np.array(rows, dtype=np.float32).reshape(-1, self.dim)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.where(lengths > 0, lengths, 1), dtype=np.float32)

    queries = documents


class WordList:
    """Knows two English words: one in two ways to say it, one that no text has."""

    def translations(self, question: str) -> tuple[Translation, ...]:
        weather = (Rendering(("天気",), 1.0), Rendering(("気温",), 0.5))
        known = {"weather": weather, "rain": (Rendering(("雨",), 1.0),)}
        return tuple(Translation(w, found) for w, found in known.items() if w in question)


TEXTS = {
    "animals.txt": "犬は忠実な動物である。猫は気まぐれだ。😀猫は魚を好む。",
    "tax.txt": "政府は売上の15%を税として徴収する。税は来年から始まる。",
    "weather.txt": "明日は晴れるでしょう。気温は25度になる見込みです。",
}
DOCUMENTS = tuple(Document(name, f"題{name}", text) for name, text in TEXTS.items())


def linear_scorer(**weights: float) -> Scorer:
    """A scorer that sums the named columns by their weights; a score of .5 is even odds."""
    f = len(COLUMNS)
    return Scorer(
        mean=np.zeros(f, dtype=np.float32),
        scale=np.ones(f, dtype=np.float32),
        linear=np.array([weights.get(column, 0.0) for column in COLUMNS], dtype=np.float32),
        hidden=np.zeros((1, f), dtype=np.float32),
        bias=np.zeros(1, dtype=np.float32),
        output=np.zeros(1, dtype=np.float32),
        calibration=np.array([8, -4], dtype=np.float32),
    )


# Keeps the order of the fusion, whatever the bundled reranker has learned.
FUSED: Mapping[Language, Scorer] = dict.fromkeys(LANGUAGES, linear_scorer(fused=1.0))


def tiny_engine(
    folder: Path,
    documents: Sequence[Document] = DOCUMENTS,
    scorers: Mapping[Language, Scorer] = FUSED,
    reader: HandReader | None = None,
    judges: Mapping[Language, Judge] = JUDGES,
    risk: float = RISK,
) -> Answerer:
    """Build an index of ``documents`` in ``folder`` and open it; close its generation after use.

    The reader finds nothing unless one is given that does.
    """
    embedder, store, vectors = ConceptEmbedder(), Store(folder), word_vectors()
    analyser = PassageAnalyser(Analyser(Tokenizer()), vectors)
    build(Corpus(tuple(documents), ()), store, IndexConfig(), analyser, embedder)
    tools = Tools(analyser, embedder, WordList(), vectors, scorers)
    reading = cast(Reader, reader or HandReader())
    return Answerer(store.open(), tools, reading, judges, cast(Glosser, HandGlosser()), risk)


def with_parts(
    engine: Answerer,
    reader: HandReader | None = None,
    judges: Mapping[Language, Judge] = JUDGES,
    risk: float = RISK,
) -> Answerer:
    """The same index with another reader or judge."""
    generation, tools = engine.searcher.generation, engine.searcher.tools
    reading, glosser = cast(Reader, reader or HandReader()), cast(Glosser, HandGlosser())
    return Answerer(generation, tools, reading, judges, glosser, risk)


@cache
def word_vectors() -> WordVectors:
    """The bundled word vectors, read once."""
    return WordVectors.open()
