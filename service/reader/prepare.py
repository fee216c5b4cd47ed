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
from service.layout import Floats
from service.matching import Vectors
from service.query import Query
from service.reader.inputs import Asking, Read
from service.reader.words import Vocabulary, Words, words_of
from service.sought import sought
from service.units import units

MARK = "?"
_STOPS = frozenset("。.!")


class Segmenter(Protocol):
    """What the reader needs of an analyser; `indexer.analysis.PassageAnalyser` in production."""

    def tokens(self, key: str) -> tuple[Token, ...]:
        """Return the tokens of a search key's text, in order."""
        ...


class Contexts(Protocol):
    """What the reader needs of an encoder; `service.reader.contextual.Contextual` in production."""

    def of(self, text: str, places: NDArray[np.int64], *, asking: bool) -> Floats:
        """Return (n, c) vectors of the tokens of a text, which stand at ``places`` (n, 2)."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A passage ready to be read; ``places`` (n, 2) int64 are its tokens' spans in its text."""

    read: Read
    places: NDArray[np.int64]


class Preparer:
    """Makes questions and passages ready alike; immutable, safe to share between threads."""

    def __init__(
        self,
        segmenter: Segmenter,
        vectors: Vectors,
        vocabulary: Vocabulary,
        contexts: Contexts | None = None,
    ) -> None:
        """Keep what knows of tokens; ``contexts`` where networks read contextual vectors."""
        self._segmenter = segmenter
        self._vectors = vectors
        self._vocabulary = vocabulary
        self._contexts = contexts

    def passage(self, text: str, sentences: Sequence[Span]) -> Prepared:
        """Return a passage ready; ``sentences`` are spans of its ``text``, in order."""
        key = search_key(text)
        tokens = self._segmenter.tokens(key.text)
        spans = [key.source(token.start, token.end) for token in tokens]
        places = np.array([(span.start, span.end) for span in spans], dtype=np.int64).reshape(-1, 2)
        starts = [span.start for span in sentences]
        numbers = np.searchsorted(starts, places[:, 0], side="right") - 1
        words = self._words(key.text, tokens, asking=False)
        return Prepared(Read(words, np.maximum(numbers, 0)), places)

    def asking(self, query: Query, index: LexicalIndex) -> Asking:
        """Return a question ready; its units are weighed by ``index``."""
        key, tokens = _marked(query.asked.key, query.asked.tokens)
        words = self._words(key, tokens, asking=True)
        found = units(query, index)
        return Asking(words, found, sought(query.folded), query.language == "en")

    def _words(self, key: str, tokens: Sequence[Token], *, asking: bool) -> Words:
        if self._contexts is None:
            return words_of(key, tokens, self._vectors, self._vocabulary)
        stand = [(token.start, token.end) for token in tokens]
        places = np.array(stand, dtype=np.int64).reshape(-1, 2)
        context = self._contexts.of(key, places, asking=asking)
        return words_of(key, tokens, self._vectors, self._vocabulary, context)


def _marked(key: str, tokens: Sequence[Token]) -> tuple[str, Sequence[Token]]:
    """Return a question that ends in its mark: without it, or with a full stop, it is the same."""
    if not tokens or tokens[-1].surface == MARK:
        return key, tokens
    kept = tokens[:-1] if tokens[-1].surface in _STOPS else tokens
    end = kept[-1].end if kept else 0
    mark = Token(MARK, MARK, "", "補助記号/句点", end, end + len(MARK))
    return key[:end] + MARK, (*kept, mark)
