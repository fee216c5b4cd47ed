"""Where a sentence has another quantity in the place of the one that a question asserts; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexer.records import Token
from indexer.terms import is_content
from service.assertion import (
    CERTAIN,
    LIKELY,
    SHARES_KANJI,
    WEAK,
    Asking,
    Clash,
    Reading,
    Statement,
    places,
)
from service.values import THINGS, Value, compatible, disagree

# How many tokens beside a bare English number its noun may stand.
_BESIDE = 3
_BOUNDS = frozenset({"more", "least", "less", "upto", "from", "to"})
_SPANS = frozenset({"decade", "century"})
# Two years later: a span between two events, not a property of one.
_RELATIVE = re.compile(" ?(?:後|前|later|earlier|ago|after|before)")
# A day on which something was counted, not one on which it happened.
_COUNTED_AFTER = re.compile("時点|現在")
_COUNTED_BEFORE = re.compile("as of $")


def quantity_clashes(reading: Reading) -> Iterator[Clash]:
    """Yield the quantities and ordinals of a question that a sentence gives otherwise."""
    yield from _values(reading)
    yield from _ordinals(reading)


def _values(reading: Reading) -> Iterator[Clash]:
    """Yield quantities that the sentence gives otherwise and its setting nowhere as asserted."""
    asking, sentence = reading.asking, reading.statement
    for value in asking.values:
        asked = places(asking.tokens, value.span)
        if not asked or not _firm(value, asking) or _given(value, sentence):
            continue
        for other in sentence.values:
            if any(compatible(other, each) or _alike(other, each) for each in asking.values):
                continue  # the question says itself what else there is
            there = places(sentence.tokens, other.span)
            strength = _unlike(value, other, asked, there, reading) if there else 0.0
            if strength:
                yield Clash("value", frozenset(asked), there[0], there[-1], strength, value)


def _firm(value: Value, asking: Asking) -> bool:
    """Tell whether a quantity is one thing's own: no factor, no bound in time, no interval."""
    if value.kind == "date":
        counted = _COUNTED_AFTER.match(asking.key, value.span.end)
        counted = counted or _COUNTED_BEFORE.search(asking.key[: value.span.start])
        return not (value.hedge or value.unit in _SPANS or counted)
    factor = value.kind == "percent" and not value.unit
    between = value.kind == "duration" and _RELATIVE.match(asking.key, value.span.end)
    return not (factor or between)


def _given(value: Value, sentence: Statement) -> bool:
    """Tell whether a quantity, or its bare number, stands in a sentence or in its setting."""
    around = (other for other in sentence.setting.values if other.hedge != "several")
    if any(compatible(value, other) for other in (*sentence.values, *around)):
        return True
    number = _number(value)
    said = any(_number(other) == number for other in sentence.values)
    return said or any(token.lemma == number for token in sentence.tokens)


def _alike(value: Value, other: Value) -> bool:
    """Tell whether a bare number of a question is the number of a quantity: two years, ten."""
    return not other.unit and _number(value) == _number(other)


def _number(value: Value) -> str:
    """Return the number of a quantity, or the year of a date, in digits."""
    return str(value.amount[0] if isinstance(value.amount, tuple) else value.amount).lstrip("-")


def _unlike(
    value: Value, other: Value, asked: Sequence[int], there: Sequence[int], reading: Reading
) -> float:
    """Return how surely two quantities measure the same thing unlike, 0 if they do not."""
    if value.kind == "date" and other.hedge in _BOUNDS:
        return 0.0
    if disagree(value, other):
        return CERTAIN
    units = {value.unit, other.unit}
    loose = value.kind == other.kind == "count" and ("" in units or units <= THINGS)
    return LIKELY if loose and _same_noun(reading, asked, there) else 0.0


def _same_noun(reading: Reading, asked: Sequence[int], there: Sequence[int]) -> bool:
    """Tell whether the noun behind a bare number of the question stands by one of the sentence."""
    beside = slice(max(there[0] - _BESIDE, 0), there[-1] + _BESIDE + 2)
    return any(
        asked[-1] < topic.place <= asked[-1] + _BESIDE
        and max(row[beside], default=0.0) >= SHARES_KANJI
        for topic, row in zip(reading.asking.topics, reading.said, strict=True)
    )


def _ordinals(reading: Reading) -> Iterator[Clash]:
    """Yield 第三期生 against 第一期生: numbers of no quantity, with the same word behind."""
    asking, sentence = reading.asking, reading.statement
    measured = {place for value in asking.values for place in places(asking.tokens, value.span)}
    for place, number, word, nth in _numbered(asking.tokens):
        given = any(token.lemma == number for token in sentence.tokens)
        if place in measured or given or f"{number}{word}" in sentence.setting.key:
            continue
        for there, other, noun, other_nth in _numbered(sentence.tokens):
            if (noun, other_nth) == (word, nth) and other != number:
                asked = frozenset((place, place + 1))
                yield Clash("value", asked, there, there + 1, WEAK)


def _numbered(tokens: Sequence[Token]) -> Iterator[tuple[int, str, str, bool]]:
    """Yield the place of each number, the number, the word behind it, and whether 第 precedes."""
    for place, token in enumerate(tokens[:-1]):
        word = tokens[place + 1]
        if token.lemma.isdecimal() and is_content(word) and not word.lemma.isdecimal():
            yield place, token.lemma, word.surface, place > 0 and tokens[place - 1].lemma == "第"
