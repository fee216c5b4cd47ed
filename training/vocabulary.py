"""Which words become tokens: those of the texts, of the dictionaries, and of names."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from training.dictionaries import COMMON, KATAKANA, Translation
from training.tokenizer import Vocabulary, assemble, learn_pieces
from training.words import RUN, JapaneseWords, count_english, fold, is_compound

MANUAL_SHARE = 0.15
"""What an occurrence in a manual counts: many texts, few words of general use."""

GLOSS_SHARE = 0.2
MIN_NAMES = 15
"""A romanised word gets a token when it is in so many names."""

MIN_EMBEDDED = 2
"""A Latin word or number gets a token when it is so often in Japanese texts."""

NUMBERS = 2100
"""Numbers below get a token each: years, days, counts."""

RARE_SCORE = -17.0
PIECES = 16_000
PIECE_STRIDE = 3
"""Pieces are learnt from every third word: as good, and three times as fast."""


@dataclass(frozen=True, slots=True)
class Heads:
    """Japanese heads of dictionaries that may be tokens: ``words`` and ``common`` ones, names."""

    words: frozenset[str]
    common: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class TextCounts:
    """Words of general texts and of manuals in both languages.

    ``embedded`` are the Latin words and numbers inside the Japanese texts.
    """

    japanese: JapaneseWords
    japanese_manuals: JapaneseWords
    english: Counter[str]
    english_manuals: Counter[str]
    embedded: Counter[str]


def dictionary_heads(words: Iterable[Translation], names: Iterable[Translation]) -> Heads:
    """Return the heads of both dictionaries that can be one token each."""
    heads: dict[str, float] = {}
    for item in words:
        head = fold(item.japanese)
        heads[head] = max(heads.get(head, 0.0), item.weight)
    found = frozenset(head for head in heads if is_compound(head))
    common = frozenset(head for head in found if heads[head] >= COMMON)
    named = frozenset(head for item in names if is_compound(head := fold(item.japanese)))
    return Heads(found, common, named - found)


def known_compounds(heads: Heads, known: Container[str]) -> frozenset[str]:
    """Return the heads with a word vector: those worth a token of their own."""
    return frozenset(head for head in heads.words | heads.names if head in known)


def choose_japanese(counts: TextCounts, heads: Heads, known: Container[str]) -> dict[str, float]:
    """Return the Japanese words that become tokens, with their weighted counts."""
    total: dict[str, float] = {}
    for words, share in ((counts.japanese, 1.0), (counts.japanese_manuals, MANUAL_SHARE)):
        for word, count in words.counts.items():
            total[word] = total.get(word, 0.0) + share * count
    chosen = {word: n for word, n in total.items() if n >= 2 or (n >= 1 and word in known)}
    for word in sorted(heads.common):
        if word in known:
            chosen.setdefault(word, 0.5)
    return chosen


def choose_english(
    counts: TextCounts, words: Iterable[Translation], names: Iterable[Translation]
) -> dict[str, float]:
    """Return the English words that become tokens, with their weighted counts."""
    total: dict[str, float] = dict(counts.english)
    glosses = count_english(item.english for item in words)
    for part, share in ((counts.english_manuals, MANUAL_SHARE), (glosses, GLOSS_SHARE)):
        for word, count in part.items():
            total[word] = total.get(word, 0.0) + share * count
    chosen = {word: n for word, n in total.items() if n >= 1 or word in counts.english}
    for word, count in count_english(item.english for item in names).items():
        if count >= MIN_NAMES:
            chosen.setdefault(word, 0.3)
    for word, count in counts.embedded.items():
        if count >= MIN_EMBEDDED:
            chosen.setdefault(word, 0.3)
    for number in range(NUMBERS):
        chosen.setdefault(str(number), 0.3)
    return chosen


def log_shares(counts: Mapping[str, float]) -> dict[str, float]:
    """Return the logarithm of each word's share of all, but at least RARE_SCORE."""
    total = sum(counts.values())
    return {word: max(math.log(n / total), RARE_SCORE) for word, n in counts.items()}


def make_vocabulary(
    japanese: Mapping[str, float],
    english: Mapping[str, float],
    words: Iterable[Translation],
    names: Iterable[Translation],
) -> Vocabulary:
    """Return the vocabulary of both languages' words, of pieces and of single characters.

    Pieces are learnt from English words, romanised names and katakana words.
    """
    items = [*words, *names]
    latin = sorted(count_english(item.english for item in items))
    heads = sorted({fold(item.japanese) for item in items})
    katakana = [head for head in heads if KATAKANA.fullmatch(head)]
    pieces = learn_pieces((latin + katakana)[::PIECE_STRIDE], PIECES)
    characters = Counter(char for word in [*japanese, *heads] for char in word)
    kept = sorted(char for char, n in characters.items() if n > 1 and RUN.fullmatch(char))
    return assemble({**log_shares(japanese), **log_shares(english)}, pieces, kept)
