"""Quantities and short answers compared by value: 2億5000万ドル is $250 million; pure."""

from __future__ import annotations

import re
from fractions import Fraction

from indexer.characters import HIRAGANA, KANJI, KATAKANA
from indexer.normalize import search_key
from service.amounts import Value, values
from service.measures import UNITS, Date

__all__ = ["THINGS", "Value", "compatible", "disagree", "equal_answers", "parts", "same", "values"]

_Interval = tuple[Fraction | None, Fraction | None]
# 約10倍 and 9倍 say the same.
_ABOUT = Fraction(15, 100)
_UPWARDS = frozenset({"more", "least", "from"})
_DOWNWARDS = frozenset({"less", "upto", "to"})
THINGS = frozenset({"", "個", "つ", "台", "枚", "本", "件", "基", "隻", "機", "点"})
"""Counters of things in general: which one is used depends on the thing's shape."""
_YEARS_IN = {"decade": 10, "century": 100}


def same(a: Value, b: Value) -> bool:
    """Tell whether two values are exactly equal, whatever their script and unit.

    25%, 2割5分 and a quarter are; so are 3 km and 3000 m, and a count of things with another
    counter or none. Hedges only matter where they are opposite: 100 or more, less than 100.
    """
    if a.kind == b.kind == "date":
        return a.amount == b.amount and a.unit == b.unit and not _opposed(a, b)
    return _countable_alike(a, b) and _size(a) == _size(b) and not _opposed(a, b)


def compatible(a: Value, b: Value) -> bool:
    """Tell whether two values of one dimension may both hold: 2023年10月 and 2023年, 約30% and 33%.

    A figure is compatible with its rounding to two digits or more (1.39 and 1.4 trillion).
    """
    if a.kind == b.kind == "date":
        return _dates_meet(a, b)
    if not _countable_alike(a, b):
        return False
    return _meet(_interval(a), _interval(b)) or _rounded(a, b) or _rounded(b, a)


def disagree(a: Value, b: Value) -> bool:
    """Tell whether two values measure the same dimension and cannot both hold.

    False for different kinds, for different counters, and for counts of nobody knows what.
    """
    if a.kind == b.kind == "date":
        return not _dates_meet(a, b)
    if not _countable_alike(a, b) or (a.kind == "count" and _dimension(a) != _dimension(b)):
        return False
    return bool(a.unit or a.kind != "count") and not compatible(a, b)


def _dimension(value: Value) -> str:
    """Return what two amounts must share to be compared: a factor and a fraction do."""
    if value.kind == "multiple" or (value.kind == "percent" and not value.unit):
        return "ratio"
    return UNITS[value.unit].dimension if value.unit in UNITS else value.kind + value.unit


def _countable_alike(a: Value, b: Value) -> bool:
    kinds = {a.kind, b.kind}
    if "date" in kinds:
        return False
    if kinds == {"percent"} or _dimension(a) == _dimension(b):
        return True
    if kinds == {"count"}:
        units = {a.unit, b.unit}
        return units <= THINGS or ("" in units and bool(units & _COUNTERS))
    # English "3 times" is 3回 as well as 3倍.
    return kinds == {"count", "multiple"} and "回" in (a.unit, b.unit)


_COUNTERS = frozenset(unit for unit, known in UNITS.items() if known.dimension == unit)


def _size(value: Value) -> Fraction:
    """Return the amount in the base unit of its dimension; zero for a date."""
    if not isinstance(value.amount, Fraction):
        return Fraction(0)
    known = UNITS.get(value.unit)
    return value.amount * known.size if known else value.amount


def _opposed(a: Value, b: Value) -> bool:
    return (a.hedge in _UPWARDS and b.hedge in _DOWNWARDS) or (
        a.hedge in _DOWNWARDS and b.hedge in _UPWARDS
    )


def _interval(value: Value) -> _Interval:
    """Return the least and greatest amount that is meant, in base units; None is unbounded."""
    size = _size(value)
    if value.hedge in _UPWARDS:
        return size, None
    if value.hedge in _DOWNWARDS:
        return None, size
    if value.hedge == "several":
        return size, 10 * size
    slack = abs(size) * _ABOUT if value.hedge == "about" else Fraction(0)
    return size - slack, size + slack


def _meet(a: _Interval, b: _Interval) -> bool:
    return _begins_by(a, b) and _begins_by(b, a)


def _begins_by(a: _Interval, b: _Interval) -> bool:
    return a[0] is None or b[1] is None or a[0] <= b[1]


def _rounded(exact: Value, short: Value) -> bool:
    """Tell whether ``short`` is ``exact`` rounded to its own two or more digits."""
    size, step = _size(short), Fraction(1)
    if not size or exact.hedge or short.hedge:
        return False
    while (size / step).denominator != 1 and step > Fraction(1, 10**12):
        step /= 10
    while (size / (10 * step)).denominator == 1:
        step *= 10
    return abs(size) >= 10 * step and abs(_size(exact) - size) <= step / 2


def parts(value: Value) -> Date:
    """Return the year, month and day of a date, each None where it is not said."""
    return (None, None, None) if isinstance(value.amount, Fraction) else value.amount


def _dates_meet(a: Value, b: Value) -> bool:
    """Tell whether two dates may be one: what both say is equal, within decades and bounds."""
    if parts(a)[0] is None or parts(b)[0] is None:
        said = zip(parts(a), parts(b), strict=True)
        return all(x is None or y is None or x == y for x, y in said)
    return _meet(_days(a), _days(b))


def _days(value: Value) -> _Interval:
    """Return the first and the last day of a date with a year, as numbers in calendar order."""
    year, month, day = parts(value)
    first = Fraction(372 * (year or 0) + 31 * ((month or 1) - 1) + (day or 1) - 1)
    length = 1 if day else 31 if month else 372 * _YEARS_IN.get(value.unit, 1)
    slack = length if value.hedge == "about" and not value.unit else 0
    lower, upper = first - slack, first + length - 1 + slack
    if value.hedge in _UPWARDS:
        return lower, None
    return (None, upper) if value.hedge in _DOWNWARDS else (lower, upper)


def equal_answers(a: str, b: str) -> bool:
    """Tell whether two short answers, in one language each, say the same.

    By value when both say quantities, and then what else they say must be equal or said by one
    only (2025年, 2025年初頭); otherwise by folded text without particles and punctuation, or when
    one contains the other as whole words (トランプ大統領, トランプ) and nothing negates it.
    """
    in_a, in_b = values(a), values(b)
    if not (in_a and in_b):
        return _equal_texts(_content(a), _content(b))
    if len(in_a) != len(in_b) or not all(map(same, in_a, in_b)):
        return False
    rest_a, rest_b = _rest(a, in_a), _rest(b, in_b)
    return not rest_a or not rest_b or _equal_texts(rest_a, rest_b)


_PUNCTUATION = re.compile(r"[^\w\s%°+./-]|(?<![0-9])[./+-]|[./+-](?![0-9])")
_FILLERS = re.compile(
    r"(?<![a-z])(?:an?|the|of|in|on|at|by|to|from|for|between|and|or|is|was|were|are|it)(?![a-z])"
)
_ENDING = re.compile(
    "(?:です|でした|である|であった|だった|だ|とされる|という|といわれる)?(?:は|が|を|に|へ|で|と|も|の|や|から|まで|より)*$"
)
_LINK = re.compile(f"(?<=[{KANJI}{KATAKANA}ーa-z0-9])の(?=[{KANJI}{KATAKANA}a-z0-9])")
_BLANKS = re.compile(r"\s+")
_LOOSE_BLANK = re.compile(r"(?<![a-z0-9]) | (?![a-z0-9])")
_CLASSES = re.compile(
    f"([{KANJI}々]+)|([{KATAKANA}ー]+)|([{HIRAGANA}]+)|([a-z]+)|([0-9.]+)", re.IGNORECASE
)
_TITLES = re.compile(
    "(?:[都府県市区町村州省社氏国人様]|大統領|首相|会長|社長|議員|教授|博士|大臣|長官|政府|企業|会社|株式会社)"
)
_NEGATION = re.compile(
    "ない|なく|なかっ|ません|ずに|以外|(?<![a-z])(?:not?|non|never|without|except|former)(?![a-z])"
)
# 反トランプ and 南アメリカ are something else.
_OTHER = re.compile("[反非不脱未無元前南北東西新旧]$")


def _content(text: str) -> str:
    """Return folded text without punctuation, articles, the links の and a last particle."""
    key = _PUNCTUATION.sub(" ", search_key(text).text)
    key = _BLANKS.sub(" ", _FILLERS.sub(" ", key)).strip()
    return _LINK.sub("", _LOOSE_BLANK.sub("", _ENDING.sub("", key)))


def _rest(text: str, found: tuple[Value, ...]) -> str:
    """Return the content of what a text says beside its quantities."""
    ends = [0, *(value.span.end for value in found)]
    starts = [*(value.span.start for value in found), len(text)]
    pieces = (text[end:start] for end, start in zip(ends, starts, strict=True))
    return " ".join(filter(None, map(_content, pieces)))


def _equal_texts(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    if short == long or len(short) < 2:
        return bool(short) and short == long
    place = long.find(short)
    if place < 0:
        return False
    before, after = long[:place], long[place + len(short) :]
    if _NEGATION.search(before) or _NEGATION.search(after) or _OTHER.search(before):
        return False
    return _is_edge(long, place) and (
        _is_edge(long, place + len(short)) or bool(_TITLES.fullmatch(after))
    )


def _is_edge(text: str, place: int) -> bool:
    """Tell whether a word may begin or end at ``place``: the script changes there."""
    return not any(run.start() < place < run.end() for run in _CLASSES.finditer(text))
