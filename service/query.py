"""A question made ready: what every leg and the reranker read of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.analysis import Asked, Content
from indexer.characters import IGNORABLE
from indexer.errors import QueryError
from indexer.heard import expand, merged
from indexer.lexicon import Translation
from indexer.records import Token
from indexer.sounds import SoundIndex
from indexer.wording import Word
from service.language import detect_language
from service.matching import Vectors
from service.records import Language
from service.rerank import Scorer

Vector = NDArray[np.float32]
# In code points, as given; the HTTP layer holds the NFKC form to it too.
LONGEST_QUESTION = 1000
_INVISIBLE = re.compile(f"[{IGNORABLE}]+")
# The least similarity of a name that is written into the question.
SURE = 0.9


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


class Vocabulary(Protocol):
    """What a question asks of the corpus; `indexer.lexical.LexicalIndex` in production."""

    def has(self, view: str, term: str) -> bool:
        """Tell whether any passage has ``term`` in ``view``."""
        ...


class TextAnalyser(Protocol):
    """What a search needs of an analyser; `indexer.analysis.PassageAnalyser` in production."""

    def content(self, text: str) -> Content:
        """Return the terms and words of ``text``."""
        ...

    def ask(self, question: str) -> Asked:
        """Return what a question is matched by."""
        ...

    def tokens(self, key: str) -> tuple[Token, ...]:
        """Return the tokens of a search key's text, in order."""
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
    vectors: Vectors
    scorers: Mapping[Language, Scorer]


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A question made ready for all legs; ``vector`` has shape (dim,), unit length or zero.

    Equal only to itself, so that what is known of one can be kept.

    ``folded`` is ``text`` as `fold` has it, ``key`` the text of its search key; ``words`` are its
    content words as written, ``asked`` what it is matched by after `respelled`. ``translations``
    are the lexicon's and what the corpus has by sound; ``names`` the sources of those that only
    sound found.
    """

    text: str
    folded: str
    key: str
    language: Language
    words: tuple[Word, ...]
    asked: Asked
    translations: tuple[Translation, ...]
    names: frozenset[str]
    vector: Vector


def prepare(text: str, tools: Tools, sounds: SoundIndex, corpus: Vocabulary) -> Query:
    """Analyse a question; ``sounds`` and ``corpus`` are the corpus's own words.

    Raises QueryError when it is blank or too long to be one.
    """
    if not text.strip():
        raise QueryError("the question is empty: ask something")
    if len(text) > LONGEST_QUESTION:
        raise QueryError(
            f"the question has {len(text)} characters: ask in at most {LONGEST_QUESTION}"
        )
    folded = fold(text)
    known = tools.translator.translations(folded)
    asked = tools.analyser.ask(folded)
    heard = expand(folded, asked.tokens, known, sounds, lambda lemma: corpus.has("lemma", lemma))
    sources = {item.source.casefold() for item in known}
    names = [item for item in heard if item.source.casefold() not in sources]
    spelled = respelled(folded, names, corpus)
    return Query(
        text=text,
        folded=folded,
        key=asked.key,
        language=detect_language(text),
        words=asked.words,
        asked=asked if spelled == folded else tools.analyser.ask(spelled),
        translations=merged(known, heard),
        names=frozenset(item.source for item in names),
        vector=tools.embedder.queries([spelled])[0],
    )


def fold(text: str) -> str:
    """Return ``text`` in NFKC without invisible characters, one blank for any run of blanks."""
    visible = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(visible.split())


def respelled(text: str, names: Sequence[Translation], corpus: Vocabulary) -> str:
    """Return a question with names spelled as the corpus spells them, longest names first.

    ``Torampu no kanzei`` becomes ``トランプ no 関税``, so that every leg understands it. Names that
    the corpus has as they are, ones that are less than sure, and ones whose lemmas are not how the
    corpus writes them, stay.
    """
    for item in sorted(names, key=lambda item: (-len(item.source), item.source)):
        best, there = item.renderings[0], corpus.has("lemma", item.source.lower())
        name = "".join(best.lemmas)
        if best.weight >= SURE and not there and _written(name, corpus):
            text = _put(name, item.source, text)
    return text


def _put(name: str, source: str, text: str) -> str:
    """Return ``text`` with ``name`` for ``source``, but not inside a longer Latin word."""
    return re.sub(rf"(?<![A-Za-z0-9]){re.escape(source)}(?![A-Za-z0-9])", lambda _: name, text)


def _written(name: str, corpus: Vocabulary) -> bool:
    """Tell whether the corpus has every pair of neighbouring characters of a name."""
    pairs = [left + right for left, right in pairwise(name)] or [name]
    return name.isascii() or all(corpus.has("chars", pair) for pair in pairs)
