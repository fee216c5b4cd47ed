"""A misspelt word -> the words that it may have been: those one slip of the hand away; pure.

Of Latin letters a slip is one left out, doubled or put in, two swapped, or another key hit (Damerau
1964: four in five misspellings are one of these); the first letter is seldom wrong (Pollock and
Zamora 1984). Of kana it is two swapped, or a voicing mark, small sign or long vowel that is wrong.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from string import ascii_lowercase

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = "aeiou"
_MARKS = ("", "\u3099", "\u309a")
_SMALL, _FULL = "ァィゥェォッャュョぁぃぅぇぉっゃゅょ", "アイウエオツヤユヨあいうえおつやゆよ"
_SIZES = dict(zip(_SMALL + _FULL, _FULL + _SMALL, strict=True))
LONG = "ー"


def latin_words(word: str) -> Iterator[tuple[str, bool]]:
    """Yield what a word of letters a to z may have been, and whether a hand slips so easily.

    It does not where one letter stands for another whose key is elsewhere, unless both are vowels.
    The first letter stays; some words come twice.
    """
    for place in range(1, len(word) + 1):
        before, letter, after = word[:place], word[place : place + 1], word[place + 1 :]
        for other in ascii_lowercase:
            yield before + other + letter + after, True
            if letter and other != letter:
                yield before + other + after, _easily(letter, other)
        if letter:
            yield before + after, True
        if after:
            yield before + after[0] + letter + after[1:], True


def kana_words(word: str) -> Iterator[str]:
    """Yield what a word in katakana may have been, some words twice."""
    for place, kana in enumerate(word):
        before, after = word[:place], word[place + 1 :]
        for put in _instead(kana, after[:1]):
            yield before + put + after
        if after[:1] not in ("", kana):
            yield before + after[0] + kana + after[1:]


def hiragana_words(word: str) -> Iterator[str]:
    """Yield what a word in hiragana may have been, some words twice.

    Two signs swapped, a voicing mark left out, or a small sign written as a full one: nobody adds
    a mark, or makes a sign small, by mistake.
    """
    for place, kana in enumerate(word):
        before, after = word[:place], word[place + 1 :]
        if after[:1] not in ("", kana):
            yield before + after[0] + kana + after[1:]
        marked = (unicodedata.normalize("NFC", kana + mark) for mark in _MARKS[1:])
        yield from (before + each + after for each in marked if len(each) == 1)
        if kana in _FULL:
            yield before + _SIZES[kana] + after


def _instead(kana: str, following: str) -> Iterator[str]:
    """Yield what may have been meant by one kana."""
    if kana in (LONG, following):
        yield ""
    if LONG not in (kana, following):
        yield kana + LONG
    plain = unicodedata.normalize("NFD", kana)[0]
    marked = (unicodedata.normalize("NFC", plain + mark) for mark in _MARKS)
    yield from (each for each in marked if each != kana and len(each) == 1)
    if kana in _SIZES:
        yield _SIZES[kana]


def _easily(letter: str, other: str) -> bool:
    return other in _BESIDE[letter] or (letter in _VOWELS and other in _VOWELS)


def _beside() -> dict[str, str]:
    """Return the keys around each letter: those in its row, and in the rows above and below."""
    places = [(key, x + y / 2, y) for y, row in enumerate(_ROWS) for x, key in enumerate(row)]
    return {
        key: "".join(o for o, ox, oy in places if o != key and abs(ox - x) <= 1 >= abs(oy - y))
        for key, x, y in places
    }


_BESIDE = _beside()
