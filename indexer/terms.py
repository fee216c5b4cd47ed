"""Text -> the terms of each lexical view: the words that retrieval counts.

Passages and questions go through the same function, so that equal content meets as equal terms.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

import snowballstemmer

from indexer.normalize import search_key
from indexer.records import Token

FUNCTION_POS = ("助詞", "助動詞", "補助記号", "空白", "記号")
# Words that carry an English question's grammar, not its topic. In a Japanese corpus they are
# rare, so their inverse document frequency would make the few English lines win every question.
ENGLISH_FUNCTION_WORDS = frozenset(
    "a about after all also an and any are as at be because been before being between both but by "
    "can could did do does doing done during each for from get give given had has have he her him "
    "his how i if in into is it its just many me more most much my no not of off on one only or "
    "other our out over own s same say says said she should so some such t than that the their "
    "them then there these they this those through to too under up us use very was way we were "
    "what when where which while who whom whose why will with would you your".split()
)
_WORD = re.compile(r"[a-z0-9][a-z0-9.]*(?:'[a-z]+)?")
_PERCENT = re.compile(r"\d+(?:\.\d+)?%")
_JAPANESE_RUN = re.compile(r"[\u3005\u3041-\u3096\u30a1-\u30fe\u3400-\u9fff\U00020000-\U0003ffff]+")


class Segmenter(Protocol):
    """What the views need of a tokenizer; `indexer.tokens.Tokenizer` in production."""

    @property
    def fingerprint(self) -> str:
        """Digest of the dictionary."""
        ...

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Return the tokens of ``text`` in order."""
        ...

    def cost(self, text: str) -> int:
        """Return how odd ``text`` is, word after word: the less, the more natural."""
        ...


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one text, in text order with repeats, one tuple a view.

    ``lemma``: content words by UniDic lemma; ``bigram``: neighbouring lemmas joined by a blank;
    ``chars``: overlapping pairs of Japanese characters; ``latin``: stemmed Latin words, numbers in
    canonical decimal form, and the Latin origins of loanwords.
    """

    lemma: tuple[str, ...]
    bigram: tuple[str, ...]
    chars: tuple[str, ...]
    latin: tuple[str, ...]


# Longer words are noise (base64, markup); their first letters still tell them apart.
LONGEST_TERM = 64
VIEWS = ("lemma", "bigram", "chars", "latin")
# So many words are kept stemmed.
KEPT_STEMS = 1 << 14


class Analyser:
    """Turns text into terms; holds the tokenizer and the English stemmer."""

    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter = segmenter
        self._stemmer = snowballstemmer.stemmer("english")
        self._stemmer_lock = threading.Lock()
        # Words come again and again, and stemming one takes longer than finding it.
        self._stemmed = lru_cache(maxsize=KEPT_STEMS)(self._stem_of)

    @property
    def dictionary(self) -> str:
        """Digest of the segmentation dictionary."""
        return self._segmenter.fingerprint

    def terms(self, text: str) -> Terms:
        """Return the terms of ``text`` in every view; empty views for text without words."""
        key = search_key(text).text
        return self.terms_of(key, self.tokens(key))

    def tokens(self, key: str) -> tuple[Token, ...]:
        """Return the tokens of a search key's text, in order."""
        return self._segmenter.tokens(key)

    def cost(self, text: str) -> int:
        """Return how odd ``text`` is, word after word: the less, the more natural."""
        return self._segmenter.cost(text)

    def terms_of(self, key: str, tokens: tuple[Token, ...]) -> Terms:
        """Return the terms of a search key's text and its ``tokens``."""
        lemmas = tuple(lemma_term(token) for token in tokens if is_content(token))
        return Terms(
            lemma=lemmas,
            bigram=tuple(f"{left} {right}" for left, right in pairwise(lemmas)),
            chars=tuple(_char_bigrams(key)),
            latin=tuple(self._latin(key, tokens)),
        )

    def _latin(self, key: str, tokens: tuple[Token, ...]) -> Iterator[str]:
        for match in _WORD.finditer(key):
            word = match.group().rstrip(".").removesuffix("'s")[:LONGEST_TERM]
            if word not in ENGLISH_FUNCTION_WORDS:
                yield self._stem(word)
        yield from _PERCENT.findall(key)
        for token in tokens:
            for word in token.origin.lower().split():
                yield self._stem(word)

    def _stem(self, word: str) -> str:
        if not word.isalpha():  # h20, gpt4: names, not inflected words
            return word
        return self._stemmed(word)

    def _stem_of(self, word: str) -> str:
        with self._stemmer_lock:  # the stemmer keeps the current word in itself
            return str(self._stemmer.stemWord(word))


def lemma_term(token: Token) -> str:
    """Return the term of a token in the lemma view."""
    return token.lemma[:LONGEST_TERM]


def is_content(token: Token) -> bool:
    """Tell whether a token is in the lemma view: no particle, no sign, no English grammar."""
    if token.pos.startswith(FUNCTION_POS):
        return False
    return token.lemma not in ENGLISH_FUNCTION_WORDS


def _char_bigrams(key: str) -> Iterator[str]:
    for run in _JAPANESE_RUN.findall(key):
        if len(run) == 1:
            yield run
        for left, right in pairwise(run):
            yield left + right
