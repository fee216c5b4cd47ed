"""Words counted in the training texts: MeCab's for Japanese, runs of letters for English."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from indexer.tokens import Tokenizer

LATIN = "a-z\u00df-\u00f6\u00f8-\u024f"
KATAKANA = "\u30a1-\u30f4\u30fc"
WORD = "\u3041-\u3096\u3400-\u9fff々〆ヵヶ"
RUN = re.compile(f"[{LATIN}]+|[0-9]+|[{KATAKANA}]+|[{WORD}]+")
"""The runs that the tokenizer works within: Latin, digits, katakana, kanji with hiragana."""

HIRAGANA_RUN = re.compile("[\u3041-\u3096]+")
FIRST_JAPANESE = "\u3000"
MAX_WORDS = 4


@dataclass(frozen=True, slots=True)
class JapaneseWords:
    """How often each word occurs, and the lemma that MeCab gives for it."""

    counts: Counter[str]
    lemmas: dict[str, str]


def fold(text: str) -> str:
    """Return ``text`` in NFKC and lower case, as the tokenizer sees it."""
    return unicodedata.normalize("NFKC", text).lower()


def is_japanese(word: str) -> bool:
    """Return whether a token, which never mixes the two, is Japanese."""
    return word >= FIRST_JAPANESE


def is_compound(word: str) -> bool:
    """Return whether a dictionary head can be one token although MeCab may split it."""
    return (
        2 <= len(word) <= 10
        and is_japanese(word)
        and RUN.fullmatch(word) is not None
        and HIRAGANA_RUN.fullmatch(word) is None
    )


def count_english(texts: Iterable[str]) -> Counter[str]:
    """Count the runs of Latin letters and of digits."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(run for run in RUN.findall(fold(text)) if not is_japanese(run))
    return counts


def count_japanese(texts: Iterable[str], compounds: Collection[str]) -> JapaneseWords:
    """Count MeCab's words, and those joined runs of up to MAX_WORDS that are in ``compounds``."""
    tokenizer = Tokenizer()
    counts: Counter[str] = Counter()
    lemmas: dict[str, str] = {}
    for text in texts:
        surfaces = []
        for token in tokenizer.tokens(fold(text)):
            surfaces.append(token.surface)
            lemmas.setdefault(token.surface, token.lemma)
        counts.update(word for word in surfaces if is_japanese(word) and RUN.fullmatch(word))
        counts.update(_joined(surfaces, compounds))
    return JapaneseWords(counts, lemmas)


def _joined(surfaces: list[str], compounds: Collection[str]) -> Iterator[str]:
    for start in range(len(surfaces)):
        word = surfaces[start]
        for surface in surfaces[start + 1 : start + MAX_WORDS]:
            word += surface
            if word in compounds:
                yield word
