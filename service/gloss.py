"""A short Japanese answer in English, word by word: チップ売上 is ``chip sales``.

A gloss helps who asked in English to see what an answer says. It keeps the Japanese order, and is
no translation.
"""

from __future__ import annotations

import re

from indexer.characters import HIRAGANA, KANJI, KATAKANA
from indexer.lexicon import Lexicon
from indexer.tokens import Tokenizer
from indexer.wordvectors import WordVectors
from service.gloss_parts import parts
from service.gloss_question import Question
from service.gloss_walk import Walk
from service.glossary import Glossary
from service.matching import Vectors

LONGEST = 60
"""Code points: what is longer is no short answer, and is not glossed."""

_JAPANESE = re.compile(f"[{HIRAGANA}{KATAKANA}{KANJI}]")


class Glosser:
    """Glosses short answers; immutable, safe to share between threads."""

    def __init__(self, tokenizer: Tokenizer, lexicon: Lexicon, glossary: Glossary) -> None:
        """Keep the dictionary, what the question's words mean, and what the answer's do."""
        self._tokenizer = tokenizer
        self._lexicon = lexicon
        self._glossary = glossary

    @classmethod
    def open(
        cls,
        tokenizer: Tokenizer | None = None,
        lexicon: Lexicon | None = None,
        vectors: Vectors | None = None,
    ) -> Glosser:
        """Open the bundled lexicon the other way round; what is already open may be given.

        Takes a tenth of a second and 20 MB besides. Raises ModelError when a file is damaged.
        """
        return cls(
            tokenizer or Tokenizer(),
            lexicon or Lexicon.open(),
            Glossary.open(vectors or WordVectors.open()),
        )

    def gloss(self, text: str, question: str) -> str | None:
        """Return a short Japanese answer in English, word by word; equal input, equal gloss.

        Words that ``question``, in English, has for the Japanese are preferred. None when ``text``
        has more than 60 code points, no Japanese, or nothing that could be rendered.
        """
        text = text.strip()
        if len(text) > LONGEST or not _JAPANESE.search(text):
            return None
        tokens = self._tokenizer.tokens(text)
        walk = Walk(tokens, parts(text, tokens), Question(question, self._lexicon))
        place = 0
        while place < len(tokens):
            place = walk.step(place, self._glossary)
        return walk.line.english()
