"""Figures -> other plausible figures of the same length, seeded; pure.

Only the first digit that is not zero changes, so that a number stays the same number however it
is written: 300億 and 3000億 stay ten times each other, 15% and 1割5分 stay equal. Years and months
would be none any more: of them the whole figure changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from eval.adversarial.records import rng

_LEADING = re.compile("[1-9１-９]")
_RUN = re.compile("[0-9０-９]+")
# A figure of four digits in this range is taken for a year.
YEARS = range(1900, 2100)
# How far a year is moved: not so far that it is no year of the same story.
_YEARS_OFF = (3, 4, 5, 6, 7, -3, -4, -5, -6)
_MONTHS = range(1, 13)


def others(text: str, seed: int) -> Iterator[str]:
    """Yield ``text`` with one figure changed, in a seeded order; never ``text`` itself.

    Of a date first the year changes, then the month; nothing is yielded for a text without digits.
    """
    dated = [
        (run, numbers) for run in _RUN.finditer(text) if (numbers := _of_a_date(run, text, seed))
    ]
    for run, numbers in dated:
        for number in numbers:
            yield text[: run.start()] + _as(run[0], number) + text[run.end() :]
    if not dated:
        yield from _led(text, seed)


def _of_a_date(run: re.Match[str], text: str, seed: int) -> list[int]:
    """Return other years for a year, other months for a month, nothing for all else."""
    number = int(run[0])
    if len(run[0]) == 4 and number in YEARS:
        numbers = [number + off for off in _YEARS_OFF]
    elif number in _MONTHS and text[run.end() : run.end() + 1] == "月":
        numbers = [month for month in _MONTHS if month != number]
    else:
        return []
    rng(seed, text).shuffle(numbers)
    return numbers


def _led(text: str, seed: int) -> Iterator[str]:
    first = _LEADING.search(text)
    if first is None:
        return
    digits = [digit for digit in range(1, 10) if digit != int(first[0])]
    rng(seed, text).shuffle(digits)
    for digit in digits:
        yield text[: first.start()] + _as(first[0], digit) + text[first.end() :]


def _as(model: str, number: int) -> str:
    """Return ``number`` in the width of ``model``."""
    plain = str(number)
    return plain if model.isascii() else "".join(chr(ord(digit) + 0xFEE0) for digit in plain)
