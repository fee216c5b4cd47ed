"""Numbers in English words as plain decimals: text -> edits of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.numerals import scaled
from indexer.searchkey import Edit

SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
VALUES = {word: value for value, word in enumerate(SMALL)} | {
    word: 10 * value for value, word in enumerate(TENS, start=2)
}
_EXPONENTS = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12, "bn": 9, "b": 9, "m": 6}
_MAGNITUDE = "thousand|million|billion|trillion|bn"
_FOLLOWER = re.compile(f"{_MAGNITUDE}|per ?cent")

_ONES = "|".join(SMALL[1:10])
_UNDER_HUNDRED = f"(?:(?:{'|'.join(TENS)})(?:[ -](?:{_ONES}))?|{'|'.join(SMALL)})"
_SPELLED = re.compile(
    f"(?<![a-z])(?:(?:a|{_ONES}) hundred(?: (?:and )?{_UNDER_HUNDRED})?|{_UNDER_HUNDRED})"
    f"(?=[ -](?:{_FOLLOWER.pattern})(?![a-z]))"
    f"|(?<![a-z])(?:half )?a(?= (?:{_MAGNITUDE})(?![a-z]))"
)
_FIXED = {"half a": "0.5", "a": "1"}
_WORD = re.compile("[a-z]+")
# Bounded, so that exact arithmetic stays cheap.
_NUMBER = "[0-9]{1,20}(?:\\.[0-9]{1,10})?"
_MAGNIFIED = re.compile(
    f"(?<![a-z0-9.,])({_NUMBER})[ -]?({_MAGNITUDE})(?![a-z0-9])"
    f"|(?<=[$¥€£])({_NUMBER})([bm])(?![a-z0-9])"
)


def spelled_numbers(text: str) -> Iterator[Edit]:
    """Write number words before a magnitude or percent in digits: ``fifteen percent``.

    Elsewhere they stay: ``one`` is mostly a pronoun.
    """
    if _FOLLOWER.search(text):
        for match in _SPELLED.finditer(text):
            yield match.start(), match.end(), _FIXED.get(match[0]) or str(_value(match[0]))


def magnitudes(text: str) -> Iterator[Edit]:
    """Multiply numbers out: ``1.3 million`` -> ``1300000``, ``$5bn`` -> ``$5000000000``."""
    for match in _MAGNIFIED.finditer(text):
        number, word = match[1] or match[3], match[2] or match[4]
        yield match.start(), match.end(), scaled(number, _EXPONENTS[word])


def _value(words: str) -> int:
    hundreds, has_hundred, rest = words.rpartition("hundred")
    value = sum(VALUES.get(word, 0) for word in _WORD.findall(rest))
    return value + 100 * VALUES.get(hundreds.strip(), 1) if has_hundred else value
