"""The date that begins at one place of a text in figures, if any; pure."""

from __future__ import annotations

import re
from fractions import Fraction

from service.measures import Date, Reading

_MONTH = "(?P<month>1[0-2]|0?[1-9])"
_DAY = "(?P<day>3[01]|[12][0-9]|0?[1-9])"
_YEAR = re.compile(
    "(?P<year>[0-9]{1,4})年(?![0-9]*年)(?!間|目|生|代|来|頭|越)度?"
    rf"(?:(?:\([^()]{{1,12}}\))?の?{_MONTH}月(?!間|額)(?:の?{_DAY}日(?!間|連続|本))?)?"
)
_MONTH_DAY = re.compile(f"{_MONTH}月(?!間|額|面|曜|光|食)(?:の?{_DAY}日(?!間|連続|本))?")
# A lone day: 10日間 and 10日後 are spans of time, and 1日 is mostly "a day".
_LONE_DAY = re.compile(
    "(?P<day>3[01]|[12][0-9]|[2-9])日(?![間後前目分本連もご数]|以[内上下]|ぶり|かけ|あたり|当たり|ほど)"
)
_ISO = re.compile(f"(?P<year>[12][0-9]{{3}})([-/.]){_MONTH}\\2{_DAY}(?![0-9])")
_ISO_MONTH = re.compile("(?P<year>[12][0-9]{3})[-/](?P<month>1[0-2]|0[1-9])(?![-/.0-9])")
_DECADE = re.compile("([0-9]{1,3}0)(?:年代|'?s(?![a-z0-9]))")
_CENTURY = re.compile("([0-9]{1,2}) ?(?:世紀(?!間)|(?:st|nd|rd|th)[ -]centur(?:y|ies)(?![a-z]))")
_LASTS = re.compile(
    "間|以上|余|もの|近く|越し|ぶり|を?超|前(?![半期後年])|後(?![半期年])|も(?![、のっ])"
)
# The 2008 crisis, but 2000 engineers.
_ROUND = 100
_BARE_YEAR = re.compile(
    "([12][0-9]{3})(?![0-9a-z%/]|[.,][0-9]|-[a-z]|-(?![12][0-9]{3}(?![0-9]))[0-9])"
)
_YEAR_WORD_BEFORE = re.compile(
    r"(?:(?P<first>\A[^0-9a-z]*)|(?<![a-z])(?:in|since|by|until|till|from|during|before|after|early|late|mid|"
    r"year|spring|summer|autumn|fall|winter)[ -]|between )\Z"
)
_THE = re.compile(r"(?<![a-z])the \Z")
_YEAR_WORD_AFTER = re.compile(
    r"[^0-9a-z]*\Z|(?:[-~]|から| (?:to|or|and) )[12][0-9]{3}(?![0-9])| (?:bce?|b\.c\.|ad)(?![a-z])"
)
_BEFORE_CHRIST = re.compile(r"紀元前 ?\Z")
_BC = re.compile(r" ?(?:bce?(?![a-z])|b\.c\.)")
_BARE_BC = re.compile(r"([0-9]{1,4}) ?(?:bce?(?![a-z])|b\.c\.)")
_ERA_NAMED = re.compile(r"(?:西暦|紀元) ?\Z")
_LEFT = 8
# The first year of each era of the Edo period; their months are the moon's.
_LUNAR_ERAS = {
    era: int(first)
    for era, first in (
        pair.split(":")
        for pair in (
            "慶長:1596 元和:1615 寛永:1624 正保:1644 慶安:1648 承応:1652 明暦:1655 "
            "万治:1658 寛文:1661 延宝:1673 天和:1681 貞享:1684 元禄:1688 宝永:1704 "
            "正徳:1711 享保:1716 元文:1736 寛保:1741 延享:1744 寛延:1748 宝暦:1751 "
            "明和:1764 安永:1772 天明:1781 寛政:1789 享和:1801 文化:1804 文政:1818 "
            "天保:1830 弘化:1844 嘉永:1848 安政:1854 万延:1860 文久:1861 元治:1864 "
            "慶応:1865"
        ).split()
    )
}
_CLOCK_JA = re.compile(
    "([01]?[0-9]|2[0-4])時(?!間|点|期|代|空|給|速|折|計|差|刻)(?:([0-5]?[0-9])分|(半))?"
)
_CLOCK_EN = re.compile(r"([01]?[0-9]|2[0-4])(?::([0-5][0-9]))?(?: ?([ap])\.?m\b\.?)?")
_HALF_DAY = re.compile(r"(午前|午後)の? ?\Z")


def date_at(text: str, start: int) -> Reading | None:
    """Return the date, decade, century or time of day that begins at ``start`` of folded text."""
    for read in (_iso, _calendar, _decade, _century, _before_christ, _clock):
        if reading := read(text, start):
            return reading
    return None


def bare_year_at(text: str, start: int) -> Reading | None:
    """Return four digits as a year where their neighbours, or being alone, make them one."""
    match = _BARE_YEAR.match(text, start)
    if match is None or not 1000 <= int(match[1]) < 2200:
        return None
    if _THE.search(text, max(start - _LEFT, 0), start):
        is_year = int(match[1]) % _ROUND and 1900 <= int(match[1]) < 2100
        return _year(match) if is_year else None
    led = _YEAR_WORD_BEFORE.search(text, max(start - 2 * _LEFT, 0), start)
    if led is None or (led["first"] is not None and not _YEAR_WORD_AFTER.match(text, match.end())):
        return None
    return _year(match)


def _year(match: re.Match[str]) -> Reading:
    return Reading("date", (int(match[1]), None, None), "", match.start(), match.end())


def _number(match: re.Match[str], name: str) -> int | None:
    found = match.groupdict().get(name)
    return int(found) if found else None


def _dated(match: re.Match[str], *, year: int | None) -> Reading:
    date: Date = (year, _number(match, "month"), _number(match, "day"))
    return Reading("date", date, "", match.start(), match.end())


def _iso(text: str, start: int) -> Reading | None:
    match = _ISO.match(text, start) or _ISO_MONTH.match(text, start)
    return match and _dated(match, year=int(match["year"]))


def _calendar(text: str, start: int) -> Reading | None:
    match = _YEAR.match(text, start)
    if match is None:
        match = _MONTH_DAY.match(text, start) or _LONE_DAY.match(text, start)
        return match and _dated(match, year=None)
    year = int(match["year"])
    if sign := _BEFORE_CHRIST.search(text, max(start - _LEFT, 0), start):
        date: Date = (-year, _number(match, "month"), _number(match, "day"))
        return Reading("date", date, "", sign.start(), match.end())
    digits = len(match["year"])
    if digits < 3 and (first := _LUNAR_ERAS.get(text[max(start - 2, 0) : start])):
        return Reading("date", (first + year - 1, None, None), "", start - 2, match.end())
    if match["month"]:
        # 23年10月 is 2023 or an era's 23rd year: only the month is sure.
        return _dated(match, year=year if digits > 2 else None)
    named = _ERA_NAMED.search(text, max(start - _LEFT, 0), start)
    lasts = digits < 3 or year >= 2200 or _LASTS.match(text, match.end())
    return None if lasts and not named else _dated(match, year=year)


def _decade(text: str, start: int) -> Reading | None:
    match = _DECADE.match(text, start)
    if match is None or len(match[1]) < 3 and not match[0].endswith("代"):
        return None
    # 90年代 is said of the last century.
    year = int(match[1]) + (1900 if len(match[1]) < 3 else 0)
    return Reading("date", (year, None, None), "decade", start, match.end())


def _century(text: str, start: int) -> Reading | None:
    match = _CENTURY.match(text, start)
    if match is None or not int(match[1]):
        return None
    number, end = int(match[1]), match.end()
    sign, bc = _BEFORE_CHRIST.search(text, max(start - _LEFT, 0), start), _BC.match(text, end)
    first = -100 * number if sign or bc else 100 * (number - 1) + 1
    return Reading(
        "date",
        (first, None, None),
        "century",
        sign.start() if sign else start,
        bc.end() if bc else end,
    )


def _before_christ(text: str, start: int) -> Reading | None:
    match = _BARE_BC.match(text, start)
    return match and Reading("date", (-int(match[1]), None, None), "", start, match.end())


def _clock(text: str, start: int) -> Reading | None:
    ja = _CLOCK_JA.match(text, start)
    en = _CLOCK_EN.match(text, start) if ja is None else None
    match = ja or en
    if match is None or (en and not (en[2] or en[3])):
        return None
    half_day = _HALF_DAY.search(text, max(start - _LEFT, 0), start) if ja else None
    hours = Fraction(match[1]) + Fraction(int(match[2] or 0), 60)
    hours += Fraction(1, 2) if ja and ja[3] else 0
    after_noon = (half_day and half_day[1] == "午後") or (en and en[3] == "p")
    if after_noon and hours < 12:
        hours += 12
    first = half_day.start() if half_day else start
    return Reading("count", hours, "clock", first, match.end())
