"""What a question asserts beside what a sentence says, token by token; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from indexer.records import Span, Token
from indexer.searchkey import SearchKey
from indexer.terms import is_content
from indexer.wording import word_key
from service.polarity import denied_words, refused_words
from service.records import Language, Unit
from service.values import Value, values

Kind = Literal["value", "opposite", "negation", "name"]
# How sure the kinds of evidence make a clash; what is learned multiplies it.
CERTAIN, LIKELY, WEAK = 1.0, 0.7, 0.5
# A token says a topic when its worth is at least this; a word that shares a kanji almost does.
SAYS = 0.5
SHARES_KANJI = 0.49
# The most tokens of a question that make up one phrase or name.
_LONGEST = 5
# Words that say what is asked for, or that it is asked, not what about.
_FORM = frozenset(
    "経緯 理由 原因 背景 切っ掛け 目的 訳 本当 事実 実際 何 何の 誰 何処 何時 事 物 時 際 年 月 日 "
    "教える 何故 如何 何年 為 true really reason reasons cause causes fact led still already ever "
    "far so grounds please tell which company year date many long did was happened happen".split()
)
_KANJI = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Topic:
    """A content word of a question: ``place`` is its token's, ``lemma`` as the token has it.

    ``words`` are the `word_key` of lemmas that say it, with how well, in (0, 1]: its own and those
    of the phrases that it stands in. ``weight`` is its rarity, above 0; ``kind`` is one of
    `indexer.wording`'s.
    """

    words: Mapping[int, float]
    weight: float
    kind: int
    place: int
    lemma: str


@dataclass(frozen=True, slots=True)
class Asking:
    """A question: its search key's text, the tokens of that, what it is about, what it denies.

    ``denied`` and ``names`` are places in ``tokens``: of what it denies, and of words that are
    names though no dictionary says so; spans of ``values`` are of ``key``.
    """

    key: str
    language: Language
    tokens: tuple[Token, ...]
    topics: tuple[Topic, ...]
    denied: frozenset[int]
    values: tuple[Value, ...]
    names: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Setting:
    """The passage that a sentence stands in, with its heading and title: its neighbours.

    ``key`` is the search key's text, ``words`` the `word_key` of its lemmas, ``values`` its
    quantities, where the question has any.
    """

    key: str
    words: frozenset[int]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the evidence in its setting; spans and places are of its search key.

    ``chance``, 0 to 1, is how likely it answers the question; ``best`` marks the likeliest.
    ``keys`` are the `word_key` of its tokens' lemmas; ``denied`` the places of what it denies,
    ``refused`` those of what it says was refused.
    """

    key: SearchKey
    tokens: tuple[Token, ...]
    setting: Setting
    chance: float
    best: bool
    keys: tuple[int, ...]
    denied: frozenset[int]
    refused: frozenset[int]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A question held beside a sentence.

    ``said[t][p]``, 0 to 1, is how well the token at place ``p`` says the topic ``t``.
    """

    asking: Asking
    statement: Statement
    said: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """A candidate for a denial: what the question asserts, and what the sentence has instead.

    The first stands at the places ``asked`` of the question's tokens, the second at ``first`` to
    ``last`` of the sentence's. ``value`` is the quantity asserted, if one is; ``strength``, 0 to
    1, tells how alike the two places are.
    """

    kind: Kind
    asked: frozenset[int]
    first: int
    last: int
    strength: float
    value: Value | None = None


def asking(
    key: str,
    language: Language,
    tokens: Sequence[Token],
    units: Sequence[Unit],
    text: str = "",
) -> Asking:
    """Return a question made ready; ``tokens`` are those of its search key's text ``key``.

    ``text`` is the question in its own letter case: an English name shows by its capital.
    """
    return Asking(
        key=key,
        language=language,
        tokens=tuple(tokens),
        topics=tuple(_topics(key, tokens, units)),
        denied=denied_words(key, tokens),
        values=values(key),
        names=_capitals(key, tokens, text) if language == "en" else frozenset(),
    )


def setting(question: Asking, key: str, tokens: Sequence[Token]) -> Setting:
    """Return a passage made ready; ``tokens`` are those of its search key's text ``key``."""
    words = frozenset(word_key(token.lemma) for token in tokens)
    return Setting(key, words, values(key) if question.values else ())


def statement(
    question: Asking,
    key: SearchKey,
    tokens: Sequence[Token],
    around: Setting,
    chance: float,
    *,
    best: bool,
) -> Statement:
    """Return a sentence made ready; ``tokens`` are those of its search key's text."""
    return Statement(
        key=key,
        tokens=tuple(tokens),
        setting=around,
        chance=chance,
        best=best,
        keys=tuple(word_key(token.lemma) for token in tokens),
        denied=denied_words(key.text, tokens),
        refused=refused_words(tokens),
        values=values(key.text) if question.values else (),
    )


def read(question: Asking, sentence: Statement) -> Reading:
    """Hold a question beside a sentence."""
    kanji = {place: _kanji(token.lemma) for place, token in enumerate(sentence.tokens)}
    several = {place: found for place, found in kanji.items() if len(found) > 1}
    rows = (_row(topic, sentence.keys, several) for topic in question.topics)
    return Reading(question, sentence, tuple(rows))


def places(tokens: Sequence[Token], span: Span) -> list[int]:
    """Return the places of the tokens that a span of their text touches, in order."""
    return [
        place
        for place, token in enumerate(tokens)
        if token.start < span.end and span.start < token.end
    ]


def _capitals(key: str, tokens: Sequence[Token], text: str) -> frozenset[int]:
    """Return the places of the words with a capital, but for the first of the question."""
    if len(text) != len(key):
        return frozenset()
    return frozenset(
        place
        for place, token in enumerate(tokens)
        if place and text[token.start].isupper() and is_content(token)
    )


def _topics(key: str, tokens: Sequence[Token], units: Sequence[Unit]) -> Iterator[Topic]:
    found: dict[int, list[tuple[Unit, int]]] = {}
    for start, end, unit in _spoken(key, tokens, units):
        for place in range(start, end):
            found.setdefault(place, []).append((unit, end - start))
    for place, spoken in sorted(found.items()):
        if is_content(tokens[place]) and tokens[place].lemma not in _FORM:
            yield _topic(place, tokens[place].lemma, spoken)


def _spoken(
    key: str, tokens: Sequence[Token], units: Sequence[Unit]
) -> Iterator[tuple[int, int, Unit]]:
    """Yield the units with the first and the end of the tokens that say them in the question."""
    by_key: dict[int, list[Unit]] = {}
    for unit in units:
        for word, worth in unit.words.items():
            if worth >= 1:
                by_key.setdefault(word, []).append(unit)
    for start, token in enumerate(tokens):
        for end in range(start + 1, min(start + _LONGEST, len(tokens)) + 1):
            forms = {word_key(key[token.start : tokens[end - 1].end])}
            if end == start + 1:
                forms.add(word_key(token.lemma))
            for unit in {id(u): u for form in forms for u in by_key.get(form, ())}.values():
                yield start, end, unit


def _topic(place: int, lemma: str, spoken: Sequence[tuple[Unit, int]]) -> Topic:
    """Join the units of one token: the weight is its own unit's, or its share of a phrase's."""
    words: dict[int, float] = {}
    for unit, _ in spoken:
        for key, worth in unit.words.items():
            words[key] = max(words.get(key, 0.0), worth)
    least = min(size for _, size in spoken)
    own = [unit for unit, size in spoken if size == least]
    return Topic(words, max(unit.weight for unit in own) / least, own[0].kind, place, lemma)


def _row(
    topic: Topic, keys: Sequence[int], several: Mapping[int, frozenset[str]]
) -> tuple[float, ...]:
    """Return how well each token says a topic; ``several``: the kanji of those with two or more."""
    row = [topic.words.get(key, 0.0) for key in keys]
    own = _kanji(topic.lemma)
    if len(own) > 1:
        for place, kanji in several.items():
            if row[place] < SAYS and not own.isdisjoint(kanji):
                row[place] = SHARES_KANJI
    return tuple(row)


def _kanji(lemma: str) -> frozenset[str]:
    return frozenset(_KANJI.findall(lemma))
