"""One spelling for the long vowel mark, iteration marks and small ヶ: text -> edits of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from indexer.characters import HIRAGANA, KANJI, KATAKANA
from indexer.searchkey import Edit

# A dash after katakana is a long vowel if the word goes on or ends there. Before a kanji, a letter,
# a digit or a blank it may separate two words, and stays. A wave dash is one only near the front.
_DASH_AS_VOWEL = re.compile(
    f"(?<=[{KATAKANA}])-(?=[{KATAKANA}ー{HIRAGANA}、。,.!?・」』)\\]】〉》/:;\n]|\\Z)"
    f"|(?<![{KATAKANA}ー][{KATAKANA}])(?<=[{KATAKANA}])~(?=[{KATAKANA}])"
    f"|(?<![{KATAKANA}ー][{KATAKANA}]{{2}})(?<=[{KATAKANA}]{{2}})~(?=[{KATAKANA}])"
)
_VOWEL_RUN = re.compile("(?<=[0-9a-z])ー+(?=[0-9a-z])|ーー+")
_KANJI_MARKS = re.compile("々+")
_KANJI_RUN = re.compile(f"[{KANJI}]+")
_KANA_MARKS = re.compile(f"(?<=[{HIRAGANA}{KATAKANA}])[ゝゞヽヾ]+")
_VOICED_MARKS = "ゞヾ"
_DAKUTEN = "\u3099"
_SMALL_KA = re.compile("(?<=[0-9数何〇一二三四五六七八九十百千万])[ヶヵケカ箇](?=[月国所年条村])")


def dashes(text: str) -> Iterator[Edit]:
    """Tell long vowels from dashes by what stands around them: ``サ－バ`` -> ``サーバ``."""
    for match in _DASH_AS_VOWEL.finditer(text):
        yield match.start(), match.end(), "ー"


def long_vowels(text: str) -> Iterator[Edit]:
    """Write ー once, and as - between two letters or digits: ``すごーーい``, ``2020ー21``."""
    for match in _VOWEL_RUN.finditer(text):
        before = text[match.start() - 1] if match.start() else ""
        after = text[match.end() : match.end() + 1]
        between_latin = (
            before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
        )
        yield match.start(), match.end(), "-" if between_latin else "ー"


def kanji_iteration_marks(text: str) -> Iterator[Edit]:
    """Write repeated kanji out: ``人々`` -> ``人人``."""
    for match in _KANJI_MARKS.finditer(text):
        start, end = match.span()
        before = text[max(0, 2 * start - end) : start]
        if len(before) == end - start and _KANJI_RUN.fullmatch(before):
            yield start, end, before
        elif _KANJI_RUN.fullmatch(before[-1:]):
            yield start, end, before[-1] * (end - start)


def kana_iteration_marks(text: str) -> Iterator[Edit]:
    """Write repeated kana out: ``こゝろ`` -> ``こころ``, ``いすゞ`` -> ``いすず``."""
    for match in _KANA_MARKS.finditer(text):
        kana = text[match.start() - 1]
        for place in range(*match.span()):
            kana = _repeated(kana, voiced=text[place] in _VOICED_MARKS)
            if len(kana) > 1:
                # This kana has no voiced form: the marks mean something else.
                break
            yield place, place + 1, kana


def small_ka(text: str) -> Iterator[Edit]:
    """Write the ヶ of counting as か: ``3ヶ月``, ``3カ月``, ``3箇月`` -> ``3か月``."""
    for match in _SMALL_KA.finditer(text):
        yield match.start(), match.end(), "か"


def _repeated(kana: str, *, voiced: bool) -> str:
    base = unicodedata.normalize("NFD", kana)[0]
    return unicodedata.normalize("NFC", base + _DAKUTEN) if voiced else base
