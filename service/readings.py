"""What the number at one place of a text in figures says: its kind, amount and unit; pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from indexer.numerals import DIGITS, decimal_of
from service.dates import date_at
from service.measures import UNITS, Measure, Reading, measure_after, sign_before

# Bounded, so that exact arithmetic stays cheap; 1.2.3 is no number.
NUMBER = r"[0-9]{1,20}(?:\.[0-9]{1,10})?(?![0-9]|\.[0-9])"
_NUMBER = re.compile(NUMBER)
_FRACTION = re.compile(rf"([0-9]{{1,9}})分の({NUMBER})")
_SLASHED = re.compile(r"([0-9]{1,3})[/⁄]([0-9]{1,4})(?![0-9/⁄.])")
_SLASHED_WHOLES = frozenset({2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 100, 1000})
_ONE_IN = re.compile("([0-9]{1,9})人に([0-9]{1,9})人")
_PERCENT = re.compile(rf"({NUMBER}) ?%(?!ポイント| points?)")
_DIGIT = f"[0-9{DIGITS}]"
_TENTHS = re.compile(rf"({NUMBER})割(?!り)(?:({_DIGIT})分)?(?:({_DIGIT})厘)?(半)?")
_TIMES = re.compile(
    rf"({NUMBER})(?:倍(?![率数速])(?P<half>半)?|(?P<times> times(?![a-z]))|[ -]?fold(?![a-z])"
    "|x(?![a-z0-9]))"
)
_PER = re.compile(" (?:a|per|every|each|in|during|over)(?![a-z])")
_HALF = re.compile("半(?![分年月日期導径])")
_AND = re.compile(" ?(?:と|and|,)? ?")
_SMALLER = frozenset({("year", "month"), ("hour", "minute"), ("minute", "second")})


def reading_at(text: str, start: int) -> Reading | None:
    """Return the quantity whose number begins at ``start`` of folded text, if its unit is said."""
    for read in _READERS:
        if reading := read(text, start):
            return reading
    return None


def number_at(text: str, start: int) -> tuple[Fraction, int] | None:
    """Return the plain number at ``start`` of folded text, and where it ends."""
    match = _NUMBER.match(text, start)
    return (Fraction(match[0]), match.end()) if match else None


def _fraction(text: str, start: int) -> Reading | None:
    match = _FRACTION.match(text, start)
    if match is None or not int(match[1]):
        return None
    return Reading("percent", Fraction(match[2]) / int(match[1]), "", start, match.end())


def _slashed(text: str, start: int) -> Reading | None:
    """Read 1/10, but not a date or a name: 9/11, 24/7."""
    match = _SLASHED.match(text, start)
    if match is None or int(match[2]) not in _SLASHED_WHOLES:
        return None
    share = Fraction(int(match[1]), int(match[2]))
    return Reading("percent", share, "", start, match.end()) if 0 < share < 1 else None


def _one_in(text: str, start: int) -> Reading | None:
    match = _ONE_IN.match(text, start)
    if match is None or not 0 < int(match[2]) < int(match[1]):
        return None
    return Reading("percent", Fraction(int(match[2]), int(match[1])), "", start, match.end())


def _percent(text: str, start: int) -> Reading | None:
    match = _PERCENT.match(text, start)
    return match and Reading("percent", Fraction(match[1]) / 100, "%", start, match.end())


def _tenths(text: str, start: int) -> Reading | None:
    match = _TENTHS.match(text, start)
    if match is None:
        return None
    amount = Fraction(match[1]) / 10 + (Fraction(1, 20) if match[4] else 0)
    for digit, size in ((match[2], 100), (match[3], 1000)):
        amount += Fraction(decimal_of(digit) or 0) / size if digit else 0
    return Reading("percent", amount, "%", start, match.end())


def _times(text: str, start: int) -> Reading | None:
    match = _TIMES.match(text, start)
    if match is None:
        return None
    amount = Fraction(match[1]) + (Fraction(1, 2) if match["half"] else 0)
    if match["times"] and _PER.match(text, match.end()):
        return Reading("count", amount, "回", start, match.end())
    return Reading("multiple", amount, "", start, match.end())


def _signed_money(text: str, start: int) -> Reading | None:
    sign, number = sign_before(text, start), number_at(text, start)
    if sign is None or number is None:
        return None
    return Reading("money", number[0], sign[0], sign[1], number[1])


def _measured(text: str, start: int) -> Reading | None:
    found = _amount_at(text, start)
    if found is None:
        return None
    amount, measure, end = found
    kind = UNITS[measure.unit].kind
    if kind != "duration":
        return Reading(kind, amount * measure.factor, measure.unit, start, end)
    if half := _HALF.match(text, end):
        amount, end = amount + Fraction(1, 2), half.end()
    amount *= measure.factor
    return _with_smaller(text, amount, measure.unit, end, start)


def _amount_at(text: str, start: int) -> tuple[Fraction, Measure, int] | None:
    number = number_at(text, start)
    found = measure_after(text, number[1]) if number else None
    return (number[0], *found) if number and found else None


def _with_smaller(text: str, amount: Fraction, unit: str, end: int, start: int) -> Reading:
    """Add the smaller unit that follows: 3時間30分 is 3.5 hours, 1年3か月 15 months."""
    joint = _AND.match(text, end)
    found = _amount_at(text, joint.end()) if joint else None
    if found is None or (unit, found[1].unit) not in _SMALLER:
        return Reading("duration", amount, unit, start, end)
    per = UNITS[unit].size / UNITS[found[1].unit].size
    total = amount * per + found[0]
    if (10 * total / per).denominator == 1:
        return Reading("duration", total / per, unit, start, found[2])
    return Reading("duration", total, found[1].unit, start, found[2])


_READERS: tuple[Callable[[str, int], Reading | None], ...] = (
    _signed_money,
    _fraction,
    _slashed,
    date_at,
    _one_in,
    _percent,
    _tenths,
    _times,
    _measured,
)
