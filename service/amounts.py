"""The quantities said in a text: figures and units -> values with their spans; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from indexer.characters import KATAKANA
from indexer.records import Span
from service.dates import bare_year_at
from service.hedges import Hedge, hedge_after, hedge_before
from service.measures import Date, Kind, Reading, sign_before
from service.numberwords import NO_VAGUE, Figures
from service.readings import number_at, reading_at

_NUMBER_STARTS = re.compile("(?<![0-9])(?<![0-9][.,])[0-9]")
# gpt-4 and h100 are names, mid-2023 is a date.
_IN_NAME = re.compile(r"(?:[a-z][0-9]*[-.]?|[0-9]-?[a-z]+|#|(?<![a-z])no\. )\Z")
_DATE_PREFIX = re.compile(r"(?<![a-z])(?:mid|pre|post|early|late|non)-\Z")
_NAME_BEFORE = re.compile(rf"(?:[{KATAKANA}ー第]|(?<![a-z])[a-z][a-z0-9-]* ?)\Z")
_PLAIN_WORD_BEFORE = re.compile(
    r"(?<![a-z])(?:about|around|only|over|under|than|least|most|to|of|in|the|is|are|was|were|had|"
    r"has|have|and|or|by|with|for|from|up|some|nearly|almost|roughly|approximately|at|between|all|"
    r"its|their|just|these|those|exactly|reached|numbered|years?|us) \Z"
)
_NAME_AFTER = re.compile("-?[a-z]|[-/:][0-9]")
_RANGE = re.compile(r" (?P<and>and) | ?(?:[~-]|から|to(?= )|(?P<list>、)) ?")
_JOINT = re.compile(r" ?(?:[~-]|から|to|(?P<and>and)|(?P<or>or)) ?")
_BETWEEN = re.compile(r"(?<![a-z])between ?\Z")
_MINUS = re.compile(r"(?:マイナス|(?<![a-z])minus |▲|△|(?:\A|(?<=[ (「、。]))-)\Z")
_VAGUE = re.compile(f"{NO_VAGUE}[数幾]\\Z|何\\Z")
_ONE_OF = re.compile(r"(?:の|もう|ただ)\Z")
# 第5世代 is not five generations; the rest of what 第 numbers (章, 条, 次) are names.
_ORDINALS = {"番目": "番目", "回": "番目", "世代": "世代目", "世代目": "世代目"}
# 3度 is three times, 30度 a temperature or an angle.
_FEW = frozenset(map(Fraction, range(1, 10)))
_COLD = re.compile("(?:摂氏|気温|温度|零下|氷点下|マイナス|傾き|角度)は?\\Z")
_WINDOW = 24
# The source's letter case tells 5 g from 5G, 5 m from 5M, 671B from bits.
_LETTERS = {"b": "B", "g": "g", "m": "m", "l": "lL", "w": "W", "v": "V", "t": "t"}


@dataclass(frozen=True, slots=True)
class Value:
    """One quantity of a text.

    ``amount`` is exact: of ``unit`` for money, durations and counts; a share of the whole for
    "percent" (15% is 3/20, and so is 1割5分); a factor for "multiple"; for a date (year, month,
    day) with None for what is not said and years before Christ negative. ``unit`` is a key of
    `measures.UNITS`; for "percent" "%" or, written as a fraction, ""; for a date "decade" or
    "century" (``amount`` holds its first year) or ""; "clock" for a time of day in hours; "" when
    nothing says what is counted. ``hedge`` is one of `hedges.Hedge`. ``span`` covers the words
    that say all this, hedge and unit included.
    """

    kind: Kind
    amount: Fraction | Date
    unit: str
    hedge: Hedge
    span: Span


_Hedged = tuple[Hedge, Reading]


@lru_cache(maxsize=4096)
def values(text: str) -> tuple[Value, ...]:
    """Return the quantities that a Japanese or English text says, in order, not overlapping.

    Left out are numbers inside words and names (一方, 三菱, GPT-4), most ordinals of 第, and times
    told from now (昨年). Never raises; linear in the length of the text.
    """
    figures = Figures(text)
    found: list[Value] = []
    for hedge, reading in _ranged(figures.text, tuple(_hedged(figures, text))):
        span = figures.source(reading.start, reading.end)
        if not found or found[-1].span.end <= span.start:
            found.append(Value(reading.kind, reading.amount, reading.unit, hedge, span))
    return tuple(found)


def _hedged(figures: Figures, source: str) -> Iterator[_Hedged]:
    """Yield every reading with its hedge, its place widened over the hedge."""
    text, floor = figures.text, 0
    for match in _NUMBER_STARTS.finditer(text):
        start = match.start()
        if start < floor or _in_name(text, start):
            continue
        reading = _said(figures, source, start) or _lent(text, start) or _bare(text, start)
        if reading is not None:
            hedge, widened = _with_hedge(text, floor, _with_sign(text, floor, reading))
            floor = widened.end
            yield hedge, widened


def _in_name(text: str, start: int) -> bool:
    named = _ends(_IN_NAME, text, start) and not _ends(_DATE_PREFIX, text, start)
    return named and sign_before(text, start) is None


def _ends(pattern: re.Pattern[str], text: str, end: int) -> bool:
    """Tell whether the pattern, which is anchored at its end, matches what ends at ``end``."""
    return bool(pattern.search(text, max(end - _WINDOW, 0), end))


def _said(figures: Figures, source: str, start: int) -> Reading | None:
    """Read a number with its unit, unless the unit's letter case tells something else."""
    text = figures.text
    reading = reading_at(text, start)
    if reading is None or reading.kind != "count":
        return reading
    letter = text[reading.end - 1]
    if letter in _LETTERS and not text[reading.end - 2].isalpha():
        if figures.source(reading.end - 1, reading.end).of(source) not in _LETTERS[letter]:
            return None
    if text[start - 1 : start] == "第":
        unit = _ORDINALS.get(reading.unit)
        return replace(reading, unit=unit, start=start - 1) if unit else None
    if reading.unit == "度" and reading.amount in _FEW and not _ends(_COLD, text, start):
        return replace(reading, unit="回")
    one_of = reading.unit in "つ人" and reading.amount == 1 and _ends(_ONE_OF, text, start)
    return None if one_of else reading


def _lent(text: str, start: int) -> Reading | None:
    """Read the lower end of a range whose unit stands after the upper end: 3~5%, 2、3割."""
    low = number_at(text, start)
    joint = _RANGE.match(text, low[1]) if low else None
    if low is None or joint is None:
        return None
    high, upper = number_at(text, joint.end()), reading_at(text, joint.end())
    if high is None or upper is None or upper.start != joint.end() or low[0] >= high[0]:
        return None
    if (joint["list"] and low[0] + 1 != high[0]) or (
        joint["and"] and not _ends(_BETWEEN, text, start)
    ):
        return None
    amount = _as_much(upper, low[0], high[0])
    return Reading(upper.kind, amount, upper.unit, start, low[1]) if amount is not None else None


def _as_much(upper: Reading, low: Fraction, high: Fraction) -> Fraction | Date | None:
    if isinstance(upper.amount, Fraction):
        return low * upper.amount / high if upper.unit != "clock" else None
    if low.denominator != 1 or high not in upper.amount:
        return None
    # The first part that is said is the one that the ranges shares.
    place = upper.amount.index(int(high))
    year, month, day = (int(low) if part == place else None for part in range(3))
    return year, month, day


def _bare(text: str, start: int) -> Reading | None:
    """Read a number without a unit, unless it is part of a name."""
    if year := bare_year_at(text, start):
        return year
    number = number_at(text, start)
    if number is None or _NAME_AFTER.match(text, number[1]):
        return None
    if _ends(_NAME_BEFORE, text, start) and not _ends(_PLAIN_WORD_BEFORE, text, start):
        return None
    return Reading("count", number[0], "", start, number[1])


def _with_sign(text: str, floor: int, reading: Reading) -> Reading:
    sign = _MINUS.search(text, max(floor, reading.start - _WINDOW), reading.start)
    if sign is None or not isinstance(reading.amount, Fraction):
        return reading
    return replace(reading, amount=-reading.amount, start=sign.start())


def _with_hedge(text: str, floor: int, reading: Reading) -> _Hedged:
    is_date = reading.kind == "date"
    vague = _VAGUE.search(text, max(floor, reading.start - 2), reading.start)
    start = vague.start() if vague else reading.start
    before, start = hedge_before(text, floor, start, date=is_date)
    after, end = hedge_after(text, reading.end, date=is_date)
    # 約100人以上: what bounds is stronger than what loosens.
    hedge = after if before in ("", "about") and after else before
    return "several" if vague else hedge, replace(reading, start=start, end=end)


def _ranged(text: str, found: tuple[_Hedged, ...]) -> tuple[_Hedged, ...]:
    """Mark the two ends of every range, and give the upper one the unit of the lower."""
    result = list(found)
    for place, (lower, upper) in enumerate(zip(found, found[1:], strict=False)):
        joint = _JOINT.fullmatch(text, lower[1].end, upper[1].start)
        between = _ends(_BETWEEN, text, lower[1].start)
        if joint is None or (joint["and"] and not between):
            continue
        low, high = lower[1], _with_unit(upper[1], lower[1])
        result[place + 1] = (upper[0], high)
        if not joint["or"] and _rises(low, high):
            result[place : place + 2] = [("from", low), ("to", high)]
    return tuple(result)


def _with_unit(upper: Reading, lower: Reading) -> Reading:
    if upper.unit or upper.kind != "count" or not isinstance(upper.amount, Fraction):
        return upper
    if lower.kind == "money":
        return replace(upper, kind="money", unit=lower.unit)
    if lower.kind == "date" and upper.amount.denominator == 1 and upper.amount >= 1000:
        return replace(upper, kind="date", amount=(int(upper.amount), None, None))
    return upper


def _rises(low: Reading, high: Reading) -> bool:
    if low.kind != high.kind or low.unit != high.unit:
        return False
    return _order(low.amount) < _order(high.amount)


def _order(amount: Fraction | Date) -> tuple[Fraction, ...]:
    """Return what sorts amounts of one kind."""
    if isinstance(amount, Fraction):
        return (amount,)
    return tuple(Fraction(part or 0) for part in amount)
