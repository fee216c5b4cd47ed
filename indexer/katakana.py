"""Kana -> one katakana spelling: what is written several ways and read one way meets."""

from __future__ import annotations

import re

from indexer.characters import HIRAGANA

_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_NOT_KANA = re.compile("[^\u30a1-\u30f4ー]")
_HIRAGANA = re.compile(f"[{HIRAGANA}]")
_SMALL = {"ァ": "ア", "ィ": "イ", "ゥ": "ウ", "ェ": "エ", "ォ": "オ"}
# Written either way by one and the same writer: foreign v, old kana, and ジ or ズ by origin.
_SAME = {f"ヴ{small}": mora for small, mora in zip("ァィェォ", "バビベボ", strict=True)} | {
    "ヴ": "ブ",
    "ヂ": "ジ",
    "ヅ": "ズ",
    "ヲ": "オ",
    "ヰ": "イ",
    "ヱ": "エ",
    "ヮ": "ァ",
}
_SAME_SPELLING = re.compile("|".join(_SAME))

VOWELS = {
    "a": "アカガサザタダナハバパマヤラワァャ",
    "i": "イキギシジチニヒビピミリィ",
    "u": "ウクグスズツヌフブプムユルゥュ",
    "e": "エケゲセゼテデネヘベペメレェ",
    "o": "オコゴソゾトドノホボポモヨロォョ",
}
"""The kana that end in each vowel, once spelled by `spelling`; ン and ッ end in none."""

_LENGTHENING = {"a": "アァ", "i": "イィ", "u": "ウゥ", "e": "エェイ", "o": "オォウ"}
_LENGTHENED = re.compile(
    "|".join(
        f"(?<=[{VOWELS[vowel]}])[{long}](?![ァィェォ])" for vowel, long in _LENGTHENING.items()
    )
)


def katakana(text: str) -> str:
    """Return ``text`` with hiragana as katakana; all else stays."""
    return text.translate(_TO_KATAKANA) if _HIRAGANA.search(text) else text


def spelling(kana: str) -> str:
    """Return the one spelling of a kana word: only katakana and ー are left.

    Long vowels are ー however written (エイ, オウ, アア), ヴ is ブ, ヂ is ジ, and a final ー is
    dropped: サーバー and サーバ, ヴェスパ and ベスパ, ディープ・シーク and ディープシーク meet.
    """
    return _spelled(kana).strip("ー")


def ends_long(kana: str) -> bool:
    """Tell whether a kana word ends in a long vowel, which `spelling` does not keep."""
    return _spelled(kana).endswith("ー")


def _spelled(kana: str) -> str:
    bare = _NOT_KANA.sub("", katakana(kana))
    same = _SAME_SPELLING.sub(lambda match: _SAME[match[0]], bare)
    return re.sub("ー+", "ー", _LENGTHENED.sub("ー", same))


def large(kana: str) -> str:
    """Return ``kana`` with small kana as full ones: ファ -> フア, シャ -> シヤ."""
    return kana.translate(_LARGE)


_LARGE = {ord(small): big for small, big in _SMALL.items()} | {
    ord(small): big for small, big in zip("ャュョ", "ヤユヨ", strict=True)
}
