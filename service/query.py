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
from service.lookups import Commonness, Lookups, Translator, Vocabulary
from service.matching import Vectors
from service.misspelt import mended
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

    def cost(self, text: str) -> int:
        """Return how odd ``text`` is, word after word: the less, the more natural."""
        ...


class WordTable(Vectors, Commonness, Protocol):
    """What a search needs of word vectors; `indexer.wordvectors.WordVectors` in production."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What turns text into what the legs compare: one set for passages and questions."""

    analyser: TextAnalyser
    embedder: TextEmbedder
    translator: Translator
    vectors: WordTable
    scorers: Mapping[Language, Scorer]


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A question made ready for all legs; ``vector`` has shape (dim,), unit length or zero.

    Equal only to itself, so that what is known of one can be kept.

    ``folded`` is ``text`` as `fold` has it with its slips mended, ``key`` the text of its search
    key; ``words`` are its content words as written, ``asked`` what it is matched by after
    `respelled`. ``translations`` are the lexicon's and what the corpus has by sound; ``names`` the
    sources of those that only sound found.
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
    given = _Read.of(fold(text), tools, sounds, corpus)
    lookups = Lookups(tools.translator, tools.analyser, tools.vectors, sounds, corpus)
    meant = mended(given.folded, given.heard, lookups)
    read = given if meant == given.folded else _Read.of(meant, tools, sounds, corpus)
    spelled = respelled(read.folded, read.names, corpus)
    return Query(
        text=text,
        folded=read.folded,
        key=read.asked.key,
        language=detect_language(text),
        words=read.asked.words,
        asked=read.asked if spelled == read.folded else tools.analyser.ask(spelled),
        translations=merged(read.known, read.heard),
        names=frozenset(item.source for item in read.names),
        vector=tools.embedder.queries([spelled])[0],
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """A question's text, what it is matched by, and what lexicon and sound have of its words."""

    folded: str
    asked: Asked
    known: tuple[Translation, ...]
    heard: tuple[Translation, ...]

    @classmethod
    def of(cls, folded: str, tools: Tools, sounds: SoundIndex, corpus: Vocabulary) -> _Read:
        known = tools.translator.translations(folded)
        asked = tools.analyser.ask(folded)
        heard = expand(
            folded, asked.tokens, known, sounds, lambda lemma: corpus.has("lemma", lemma)
        )
        return cls(folded, asked, known, heard)

    @property
    def names(self) -> list[Translation]:
        """What sound alone has."""
        sources = {item.source.casefold() for item in self.known}
        return [item for item in self.heard if item.source.casefold() not in sources]


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
