"""What a question's words are looked up in: dictionaries, and the corpus's own words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from indexer.lexicon import Translation
from indexer.records import Token
from indexer.sounds import SoundIndex


class Vocabulary(Protocol):
    """What a question asks of the corpus; `indexer.lexical.LexicalIndex` in production."""

    def has(self, view: str, term: str) -> bool:
        """Tell whether any passage has ``term`` in ``view``."""
        ...

    def idf(self, view: str, term: str) -> float:
        """Return the inverse document frequency of ``term``."""
        ...

    def set_idf(self, translation: Translation) -> float:
        """Return the inverse document frequency of a word's renderings taken together."""
        ...


class Translator(Protocol):
    """What a search needs of a lexicon; `indexer.lexicon.Lexicon` in production."""

    def translations(self, question: str) -> tuple[Translation, ...]:
        """Return the known words and phrases of ``question`` with their renderings."""
        ...


class Segmenter(Protocol):
    """What tells the words of a text; `indexer.analysis.PassageAnalyser` in production."""

    def tokens(self, key: str) -> tuple[Token, ...]:
        """Return the tokens of a search key's text, in order."""
        ...

    def cost(self, text: str) -> int:
        """Return how odd ``text`` is, word after word: the less, the more natural."""
        ...


class Commonness(Protocol):
    """What tells common words: `indexer.wordvectors.WordVectors` in production."""

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of each text, in order; a common word is one token."""
        ...

    def likelihoods(self, texts: Sequence[str]) -> list[float]:
        """Return the natural logarithm of the probability of each text's tokens."""
        ...


@dataclass(frozen=True, slots=True)
class Lookups:
    """Where words are looked up; ``sounds`` and ``corpus`` are the corpus's own."""

    lexicon: Translator
    segmenter: Segmenter
    common: Commonness
    sounds: SoundIndex
    corpus: Vocabulary
