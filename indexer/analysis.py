"""A passage or a question -> all that is matched: terms, wording, readings; one pass of MeCab."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from indexer.normalize import search_key
from indexer.records import Span, Token
from indexer.searchkey import SearchKey
from indexer.terms import Analyser, Terms, is_content, lemma_term
from indexer.vocabulary import Reading, vocabulary_readings
from indexer.wording import Word, Wording, kind_of, wording

# So many texts are kept analysed, at about 3 KB a sentence.
KEPT_TEXTS = 4096


class PieceCutter(Protocol):
    """What a wording needs of word vectors; `indexer.wordvectors.WordVectors` in production."""

    @property
    def fingerprint(self) -> str:
        """Digest of the vectors and their tokenizer."""
        ...

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of each text, in order."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What the index keeps of one passage besides its text and vector.

    ``readings`` are those of its names and nouns, sorted, each once.
    """

    terms: Terms
    wording: Wording
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """The terms of a text and its content words, in text order."""

    terms: Terms
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question is matched by, in text order.

    ``words`` are its content words, ``pieces`` the tokens of the word vectors, ``tokens`` those of
    its search ``key``.
    """

    key: str
    terms: Terms
    words: tuple[Word, ...]
    pieces: tuple[int, ...]
    tokens: tuple[Token, ...]


class PassageAnalyser:
    """Analyses passages and questions alike, so that equal words meet."""

    def __init__(self, analyser: Analyser, cutter: PieceCutter) -> None:
        self._analyser = analyser
        self._cutter = cutter
        # The sentences of good evidence come up for one question after another.
        self._contents = lru_cache(maxsize=KEPT_TEXTS)(self._content_of)
        self._tokens = lru_cache(maxsize=KEPT_TEXTS)(analyser.tokens)

    @property
    def dictionary(self) -> str:
        """Digest of what splits text: the segmentation dictionary and the vectors' tokens."""
        both = f"{self._analyser.dictionary}\0{self._cutter.fingerprint}"
        return hashlib.sha256(both.encode()).hexdigest()

    def content(self, text: str) -> Content:
        """Return the terms and words of ``text``, as `analyse` and `ask` have them."""
        return self._contents(text)

    def _content_of(self, text: str) -> Content:
        key = search_key(text).text
        return self._content(key, self._tokens(key))

    def analyse(self, text: str, sentences: Sequence[Span]) -> Analysis:
        """Return the analysis of a passage; ``sentences`` are spans of ``text``, in order."""
        key = search_key(text)
        tokens = self._analyser.tokens(key.text)
        content = [token for token in tokens if is_content(token)]
        return Analysis(
            self._analyser.terms_of(key.text, tokens),
            wording(
                _words(content, key.text),
                [_sentence(key, token, sentences) for token in content],
                self._cutter.pieces([span.of(text) for span in sentences]),
            ),
            vocabulary_readings([tokens]),
        )

    def ask(self, question: str) -> Asked:
        """Return what a question is matched by; empty parts for one without words."""
        key = search_key(question).text
        tokens = self._analyser.tokens(key)
        said = self._content(key, tokens)
        return Asked(key, said.terms, said.words, tuple(self._cutter.pieces([question])[0]), tokens)

    def tokens(self, key: str) -> tuple[Token, ...]:
        """Return the tokens of a search key's text, in order."""
        return self._tokens(key)

    def cost(self, text: str) -> int:
        """Return how odd ``text`` is, word after word: the less, the more natural."""
        return self._analyser.cost(text)

    def _content(self, key: str, tokens: tuple[Token, ...]) -> Content:
        words = _words([token for token in tokens if is_content(token)], key)
        return Content(self._analyser.terms_of(key, tokens), words)


def _words(tokens: Sequence[Token], key: str) -> tuple[Word, ...]:
    return tuple(Word(lemma_term(token), kind_of(token, key)) for token in tokens)


def _sentence(key: SearchKey, token: Token, sentences: Sequence[Span]) -> int:
    """Return the number of the sentence that a token of the key begins in, or of the one before."""
    place = bisect_right(sentences, key.starts[token.start], key=lambda span: span.start)
    return max(place - 1, 0)
