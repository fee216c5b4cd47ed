"""Words counted in the training texts: MeCab's for Japanese, runs of letters for English."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from fugashi import Tagger

LATIN = re.compile(r"[a-z\u00df-\u024f]+")
RUN = re.compile(r"[a-z\u00df-\u024f]+|[0-9]+|[\u30a1-\u30f4\u30fc]+|[\u3041-\u309f\u3400-\u9fff々〆ヵヶ]+")
"""The runs that the tokenizer works within: Latin, digits, katakana, kanji with hiragana."""

MAX_CHARS = 1000
MAX_WORDS = 4


@dataclass(frozen=True, slots=True)
class WordCounts:
    """How often each word occurs, and the dictionary form that MeCab gives for a surface."""

    english: Counter[str]
    japanese: Counter[str]
    lemmas: dict[str, str]


def fold(text: str) -> str:
    """Return ``text`` in NFKC and lower case, as the tokenizer sees it."""
    return unicodedata.normalize("NFKC", text).lower()


def _pieces(text: str) -> Iterator[str]:
    """Yield runs of ``text`` of at most MAX_CHARS: MeCab is quadratic and may crash on more."""
    for run in RUN.findall(text):
        for start in range(0, len(run), MAX_CHARS):
            yield run[start : start + MAX_CHARS]


def count_english(texts: Iterable[str]) -> Counter[str]:
    """Count the runs of Latin letters and of digits."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(run for run in RUN.findall(fold(text)) if run[0] < "\u3000")
    return counts


def count_japanese(texts: Iterable[str], compounds: Collection[str]) -> WordCounts:
    """Count MeCab's words, and those joined runs of up to MAX_WORDS that are in ``compounds``."""
    tagger = Tagger()
    counts: Counter[str] = Counter()
    lemmas: dict[str, str] = {}
    for text in texts:
        for piece in _pieces(fold(text)):
            if piece[0] < "\u3000":
                continue
            surfaces = []
            for node in tagger(piece):
                surface = node.surface
                surfaces.append(surface)
                if surface not in lemmas:
                    lemmas[surface] = node.feature.orthBase or node.feature.lemma or surface
            counts.update(surfaces)
            counts.update(_joined(surfaces, compounds))
    return WordCounts(Counter(), counts, lemmas)


def _joined(surfaces: list[str], compounds: Collection[str]) -> Iterator[str]:
    for start in range(len(surfaces)):
        word = surfaces[start]
        for surface in surfaces[start + 1 : start + MAX_WORDS]:
            word += surface
            if word in compounds:
                yield word
