"""What a question is about, and how much of it two statements both say; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.lexicon import Translation
from indexer.terms import ENGLISH_FUNCTION_WORDS
from indexer.wording import NAME, Word
from service.units import QUESTION_LEMMAS

# The least share, and number, of the shorter sentence's words that make two much the same.
OVERLAP, LEAST_SHARED = 0.5, 4
# The least rendering of an English word that counts as saying it.
LEAST_WEIGHT = 0.3
# A thing that a question is about, and whether it is a name; any of the sets of lemmas says it.
Topic = tuple[frozenset[frozenset[str]], bool]

# Lemmas of one name.
_ALIASES = {"アメリカ": "米国", "合衆": "米国", "英国": "イギリス"}
# Words of a question that count something, or compare.
_IDLE = QUESTION_LEMMAS | ENGLISH_FUNCTION_WORDS
_IDLE |= set("年 年間 月 日 頃 倍 割 個 台 円 ドル 一 1 本当 比べる 通算 year years times".split())


@dataclass(frozen=True, slots=True)
class Asking:
    """A question: its text as `service.query.fold` has it, its content words and translations."""

    text: str
    words: tuple[Word, ...]
    translations: tuple[Translation, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence and the short answer in it: a stretch of ``text``, or all of it.

    ``words`` are the content words of ``text``; ``context`` what `lemmas_of` those says that it
    stands among: a name that only the context says is still what the sentence is about.
    """

    text: str
    answer: str
    words: tuple[Word, ...]
    context: frozenset[str] = frozenset()


def common_share(topics: Sequence[Topic], first: Statement, second: Statement) -> float:
    """Return the share of the topics that both say: 0 if one lacks a name, 1 if much the same."""
    mine, others = lemmas_of(first.words), lemmas_of(second.words)
    around = mine | first.context, others | second.context
    names = [{_said(ways, side) for side in around} for ways, name in topics if name]
    # A name that neither says tells them not apart: speech recognition may have misheard it.
    if {True, False} in names or 2 * names.count({True}) < len(names):
        return 0.0
    if len(mine & others) >= max(OVERLAP * min(len(mine), len(others)), LEAST_SHARED):
        return 1.0
    rest = [_said(ways, mine) and _said(ways, others) for ways, name in topics if not name]
    return sum(rest) / max(len(rest), 1)


def _said(ways: frozenset[frozenset[str]], lemmas: frozenset[str]) -> bool:
    return any(way <= lemmas for way in ways)


def lemmas_of(words: Iterable[Word]) -> frozenset[str]:
    """Return the lemmas of ``words`` that tell what is spoken of."""
    return _telling(word.lemma for word in words)


def _telling(lemmas: Iterable[str]) -> frozenset[str]:
    """Return the lemmas that tell what is spoken of, one for all names of one thing."""
    return frozenset(_ALIASES.get(lemma, lemma) for lemma in lemmas) - _IDLE


def topics_of(question: Asking) -> tuple[Topic, ...]:
    """Return what a question is about: its content words, each with its translations."""
    told = (word for word in dict.fromkeys(question.words) if word.lemma not in _IDLE)
    return tuple((_ways(word, question), _named(word, question.text)) for word in told)


def _ways(word: Word, question: Asking) -> frozenset[frozenset[str]]:
    """Return the word and the renderings of each translated word or phrase that it is a part of."""
    ways = {lemmas_of([word])}
    for item in question.translations:
        if word.lemma in re.split(r"[\s\-'\u2019]", item.source.lower()):
            ways |= {_telling(r.lemmas) for r in item.renderings if r.weight >= LEAST_WEIGHT}
    return frozenset(ways - {frozenset()})


def _named(word: Word, text: str) -> bool:
    """Tell whether a word of a question is a name, a year or the number of a model."""
    if not word.lemma.isascii():
        return word.kind == NAME
    start = text.lower().find(word.lemma)
    capital = start + (start == 0 and text.isascii())  # any English sentence begins with one
    return not text[capital : start + len(word.lemma)].islower()
