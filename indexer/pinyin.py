"""Kanji -> how Chinese is read, in pinyin without tones; the only importer of pypinyin."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# What pypinyin gets wrong in names, or reads as another character than the one that the Japanese
# form stands for: 浜 is 濱 there, 芸 is 藝.
_IN_NAMES = {
    "曽": "zeng", "曾": "zeng", "長": "chang", "厦": "xia", "廈": "xia", "価": "jia", "仮": "jia",
    "囲": "wei", "浜": "bin", "豊": "feng", "払": "fu", "糸": "si", "缶": "guan", "芸": "yi",
}  # fmt: skip
_SURNAMES = {"単": "shan", "單": "shan", "解": "xie", "区": "ou", "區": "ou", "仇": "qiu"}
_PLACES = {"重慶": ("chong", "qing")}
_WADE = {"tsing": "qing", "lyu": "lu", "nyu": "nu"}
_MARKS = str.maketrans("", "", "'\u2019-")


@lru_cache(maxsize=1 << 14)
def pinyin(name: str) -> tuple[str, ...]:
    """Return the syllables of a name in kanji, ``xi jin ping``: a to z only, ``ü`` as ``u``.

    Simplified, traditional and Japanese forms are read alike. Empty if a character has no reading.
    """
    # Imported where it is used: its dictionary takes 50 MB, and only building an index reads it.
    from pypinyin import lazy_pinyin

    if name in _PLACES:
        return _PLACES[name]
    read = lazy_pinyin(name, errors="ignore")
    if len(read) != len(name):
        return ()
    found = [_IN_NAMES.get(char, sound) for char, sound in zip(name, read, strict=True)]
    if len(name) > 1:
        found[0] = _SURNAMES.get(name[0], found[0])
    # Nothing in pinyin is spelled with v but ü, where that is hard to type.
    return tuple(sound.replace("v", "u") for sound in found)


@lru_cache(maxsize=1 << 12)
def pinyin_key(word: str) -> str:
    """Return a Latin word as syllables of pinyin are joined: no case, marks or accents.

    Of older spellings Tsinghua's is known. Empty if it has other letters than a to z.
    """
    key = _letters(word.lower().translate(_MARKS))
    for old, new in _WADE.items():
        if key.startswith(old):
            key = new + key[len(old) :]
    return key if key.isascii() and key.isalpha() else ""


def _letters(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(char for char in decomposed if not unicodedata.combining(char))
