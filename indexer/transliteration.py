"""Latin words -> how Japanese would write them in katakana; the only importer of kanalizer."""

from __future__ import annotations

import re
from functools import lru_cache

import kanalizer

from indexer.katakana import spelling
from indexer.romaji import as_spelled, letter_names, romaji

LONGEST_WORD = 24
_LONGEST_ACRONYM = 4
_WORD = re.compile(f"[a-z]{{2,{LONGEST_WORD}}}")
_VOWEL = re.compile("[aeiouy]")
# No English word begins so: the first letter is said by its name (Nvidia, MSNBC is one all over).
_NAMED_LETTER = re.compile("[nm](?=[bcdfghjklmnpqrstvwxz])|x(?=[bcdfghjklmnpqrstvwxz])")
_LONG_E = re.compile("e[bdglmnv][aeiou]")  # Elon, Edison, Evans


@lru_cache(maxsize=1 << 14)
def readings(word: str) -> tuple[str, ...]:
    """Return the katakana readings of a lower-case Latin word, likeliest first, each once.

    They are what the model makes of it, its letters read as in romaji, and letter names where it
    is short or cannot be said. Empty for what is not 2 to 24 letters a to z. Deterministic.
    """
    if not _WORD.fullmatch(word):
        return ()
    if not _VOWEL.search(word):
        return (letter_names(word),)
    found = [_sounded(word), romaji(word) or as_spelled(word)]
    if _LONG_E.match(word):
        found.append("イー" + (romaji(word[1:]) or as_spelled(word[1:])))
    if _NAMED_LETTER.match(word):
        found.insert(0, letter_names(word[0]) + _sounded(word[1:]))
    if len(word) <= _LONGEST_ACRONYM:
        found.append(letter_names(word))
    return tuple({spelling(kana): kana for kana in reversed(found) if kana}.values())[::-1]


def _sounded(word: str) -> str:
    """Return the model's katakana: decoded greedily, so always the same."""
    return kanalizer.convert(word, on_incomplete="ignore")
