"""One spelling for dates: 令和7年 -> 2025年, October 2023 -> 2023年10月; text -> edits of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.numerals import DIGITS, decimal_of
from indexer.searchkey import Edit

# Era -> the Gregorian year before its first one, and its last year.
_ERAS = {
    "明治": (1867, 45),
    "大正": (1911, 15),
    "昭和": (1925, 64),
    "平成": (1988, 31),
    "令和": (2018, 99),
}
# 昭和50年代 is ten years from 1975 on, not the 1975s.
_ERA_YEAR = re.compile(f"({'|'.join(_ERAS)}) ?(元|[0-9]{{1,2}}|[{DIGITS}十]{{1,3}}) ?年(?!代)")

_MONTHS = (
    "january february march april may june july august september october november december"
).split()
_MONTH_NUMBERS = {name[:3]: number for number, name in enumerate(_MONTHS, start=1)}
_MONTH = f"(?P<month>{'|'.join(_MONTHS)}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\\.?)"
_YEAR = "(?P<year>[12][0-9]{3})(?![0-9]|[.,][0-9])"
_DAY = "(?P<day>[12][0-9]|3[01]|[1-9])(?:st|nd|rd|th)?(?![0-9a-z%]|[.,:][0-9])"
_DAY_AFTER = _DAY.replace("day", "day_after")
_ENGLISH_DATE = re.compile(
    f"(?<![a-z0-9.,])(?:{_DAY} (?:of )?)?{_MONTH}(?![a-z])(?: {_DAY_AFTER})?(?:,? (?:of )?{_YEAR})?"
)
# These are verbs too, and short forms are parts of names: they need a year to be a date.
_PLAIN_MONTHS = frozenset(_MONTHS) - {"march", "may"}


def era_years(text: str) -> Iterator[Edit]:
    """Write years of the Japanese eras since 1868 as Gregorian ones: ``平成元年`` -> ``1989年``."""
    for match in _ERA_YEAR.finditer(text):
        offset, last = _ERAS[match[1]]
        year = int("1" if match[2] == "元" else decimal_of(match[2]) or 0)
        if 1 <= year <= last:
            yield match.start(), match.end(), f"{offset + year}年"


def english_dates(text: str) -> Iterator[Edit]:
    """Write English dates in Japanese: ``October 5, 2023`` -> ``2023年10月5日``.

    A month's name alone stays, and so does one with two days.
    """
    for match in _ENGLISH_DATE.finditer(text):
        name, year = match["month"], match["year"]
        days = [day for day in (match["day"], match["day_after"]) if day]
        if len(days) < 2 and (year or (days and name in _PLAIN_MONTHS)):
            parts = [f"{year}年"] if year else []
            parts += [f"{_MONTH_NUMBERS[name[:3]]}月", *(f"{day}日" for day in days)]
            yield match.start(), match.end(), "".join(parts)
