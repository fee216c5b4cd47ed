"""Questions and passages -> what the reader compares; pure but for the vectors' table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.lexical import LexicalIndex
from indexer.normalize import search_key
from indexer.records import Span, Token
from service.matching import Vectors
from service.query import Query
from service.reader.inputs import Asking, Read
from service.reader.words import Vocabulary, words_of
from service.sought import sought
from service.units import units


class Segmenter(Protocol):
    """What the reader needs of an analyser; `indexer.analysis.PassageAnalyser` in production."""

    def tokens(self, key: str) -> tuple[Token, ...]:
        """Return the tokens of a search key's text, in order."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A passage ready to be read; ``places`` (n, 2) int64 are its tokens' spans in its text."""

    read: Read
    places: NDArray[np.int64]


class Preparer:
    """Makes questions and passages ready alike; immutable, safe to share between threads."""

    def __init__(self, segmenter: Segmenter, vectors: Vectors, vocabulary: Vocabulary) -> None:
        self._segmenter = segmenter
        self._vectors = vectors
        self._vocabulary = vocabulary

    def passage(self, text: str, sentences: Sequence[Span]) -> Prepared:
        """Return a passage ready; ``sentences`` are spans of its ``text``, in order."""
        key = search_key(text)
        tokens = self._segmenter.tokens(key.text)
        spans = [key.source(token.start, token.end) for token in tokens]
        places = np.array([(span.start, span.end) for span in spans], dtype=np.int64).reshape(-1, 2)
        starts = [span.start for span in sentences]
        numbers = np.searchsorted(starts, places[:, 0], side="right") - 1
        words = words_of(key.text, tokens, self._vectors, self._vocabulary)
        return Prepared(Read(words, np.maximum(numbers, 0)), places)

    def asking(self, query: Query, index: LexicalIndex) -> Asking:
        """Return a question ready; its units are weighed by ``index``."""
        asked = query.asked
        words = words_of(asked.key, asked.tokens, self._vectors, self._vocabulary)
        found = units(query, index)
        return Asking(words, found, sought(query.folded), query.language == "en")
