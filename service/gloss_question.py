"""The English words of a question, by the Japanese that they may render."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from indexer.english_words import is_function_word, split_words
from indexer.katakana import spelling
from indexer.lexicon import Lexicon
from indexer.transliteration import readings


@dataclass(frozen=True, slots=True)
class Said:
    """What the question says: as a key of the lexicon, and as it is written."""

    key: str
    source: str


class Question:
    """The English words of a question, as far as they may render Japanese."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self._text = text
        best: dict[tuple[str, ...], tuple[float, Said]] = {}
        for found in lexicon.translations(text):
            words = [lexicon.base(word.form) for word in split_words(found.source)]
            said = Said(" ".join(words), _shown(found.source, first=text.startswith(found.source)))
            for rendering in found.renderings:
                if rendering.weight > best.get(rendering.lemmas, (0.0, said))[0]:
                    best[rendering.lemmas] = rendering.weight, said
        self.said = {lemmas: said for lemmas, (_, said) in best.items()}
        self.keys = {lemmas: said.key for lemmas, said in self.said.items()}

    @cached_property
    def heard(self) -> Mapping[str, str]:
        """Names and other words of the question by how katakana spells their sound."""
        names: dict[str, str] = {}
        for word in split_words(self._text):
            source = self._text[word.start : word.end].removesuffix("'s").removesuffix("\u2019s")
            if source[:1].isupper() and not is_function_word(word.form):
                for kana in readings(word.form):
                    names.setdefault(spelling(kana), source)
        return names


def _shown(source: str, *, first: bool) -> str:
    """Return words of the question as a gloss has them: a capital may be the sentence's."""
    capital = source[:1].isupper() and not source[1:2].isupper()
    return source[:1].lower() + source[1:] if first and capital else source
