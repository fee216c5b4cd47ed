"""Kana words -> how alike they sound; pure.

A word is compared by its key, one character a mora, with an edit distance whose costs come from
consonant and vowel: a slip from ト to ソ or ド is cheaper than one to マ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from indexer.katakana import VOWELS, large, spelling

SHORT = 2
"""Keys of up to so many morae have no room for a slip: they must be spelled the same."""

_FAR = 1.0
_CHEAPEST = 0.2
_LONG_MARK_WORTH = 0.98
"""What equal keys of different spelling (ビル, ビール) are worth."""
_ROUNDING = 1e-9

_FOLDS = {
    "ティ": "チ",
    "ディ": "ジ",
    "テュ": "チュ",
    "デュ": "ジュ",
    "トゥ": "ツ",
    "ドゥ": "ズ",
    "スィ": "シ",
    "ズィ": "ジ",
    "ツィ": "チ",
    "ッ": "",
    "ー": "",
    # One mora each however written, for which katakana has these old letters.
    **dict.fromkeys(("ウィ", "ウイ"), "ヰ"),
    **dict.fromkeys(("ウェ", "ウエ"), "ヱ"),
    **dict.fromkeys(("ウォ", "ウオ"), "ヲ"),
}
_LENGTHENING = {"a": "ア", "i": "イ", "u": "ウ", "e": "エイ", "o": "オウ"}
_VOWELS = VOWELS | {"i": VOWELS["i"] + "ヰ", "e": VOWELS["e"] + "ヱ", "o": VOWELS["o"] + "ヲ"}
_FOLD = re.compile("|".join(_FOLDS))
_LONG = re.compile(
    "|".join(f"(?<=[{_VOWELS[vowel]}])[{long}]+" for vowel, long in _LENGTHENING.items())
)

_ROWS = {
    "": "アイウエオ",
    "k": "カキクケコ",
    "g": "ガギグゲゴ",
    "s": "サシスセソ",
    "z": "ザジズゼゾ",
    "t": "タチツテト",
    "d": "ダデド",
    "n": "ナニヌネノ",
    "h": "ハヒフヘホ",
    "b": "バビブベボ",
    "p": "パピプペポ",
    "m": "マミムメモ",
    "y": "ヤユヨ",
    "r": "ラリルレロ",
    "w": "ワヰヱヲ",
    "N": "ン",
}
_CONSONANT = {mora: row for row, morae in _ROWS.items() for mora in morae}
_VOWEL = {mora: vowel for vowel, morae in _VOWELS.items() for mora in morae}
# What one transliterator or listener writes for another's; others cost _FAR.
_NEAR = {
    "bp": 0.35, "kg": 0.35, "td": 0.35, "sz": 0.3, "tz": 0.4, "st": 0.4, "zd": 0.4, "hb": 0.5,
    "hp": 0.5, "mn": 0.5, "nN": 0.4, "mN": 0.4, "gz": 0.45, "ks": 0.5, "bw": 0.4, "w": 0.2,
    "y": 0.2, "yz": 0.5, "h": 0.5, "kh": 0.6, "gh": 0.6, "rd": 0.7,
}  # fmt: skip
_NEAR_VOWELS = {"ao": 0.25, "ae": 0.3, "ie": 0.25, "uo": 0.3, "iu": 0.35, "au": 0.3}
_OTHER_VOWEL = 0.4
_DROPPED = dict.fromkeys("アイウエオヤユヨ", 0.35) | dict.fromkeys("スズルクグトドツ", 0.65)
_DROPPED_NASAL = {"ン": 0.5}
_DROPPED_OTHER = 0.9


@dataclass(frozen=True, slots=True)
class Sound:
    """A kana word made ready to be compared: its one spelling and its key."""

    spelled: str
    key: str


def sound(kana: str) -> Sound:
    """Return the sound of a kana word."""
    spelled = spelling(kana)
    folded = _FOLD.sub(lambda match: _FOLDS[match[0]], spelled)
    return Sound(spelled, _LONG.sub("", large(folded)))


def sound_key(kana: str) -> str:
    """Return the key of a kana word, one full-size katakana a mora; ``""`` when it has no kana.

    Long marks, ッ and lengthening vowels are gone, foreign sounds written in the older way (ティ as
    チ), ウィ ウェ ウォ are ヰ ヱ ヲ, and other small kana stand full-size: ファーウェイ and
    フアウエイ are フアヱ. A key is for comparison, not to be read.
    """
    return sound(kana).key


def similarity(left: Sound, right: Sound, least: float = 0.0) -> float:
    """Return how alike two kana words sound: 0 to 1, higher is better, symmetric.

    One less the distance over two less than the morae of the longer key, so that long words may
    slip more. Words whose key has at most SHORT morae score 1 when spelled the same and else 0.
    What is under ``least`` may be given as 0.
    """
    longest = max(len(left.key), len(right.key))
    if min(len(left.key), len(right.key)) <= SHORT:
        return float(left.spelled == right.spelled and longest > 0)
    if left.key == right.key:
        return 1.0 if left.spelled == right.spelled else _LONG_MARK_WORTH
    most = (1.0 - least) * (longest - SHORT) + _ROUNDING
    apart = distance(left.key, right.key, most)
    return max(0.0, 1.0 - apart / (longest - SHORT)) if apart <= most else 0.0


def distance(left: str, right: str, most: float = float("inf")) -> float:
    """Return the weighted edit distance of two keys, or infinity when it exceeds ``most``.

    Levenshtein's (1966) with costs by mora; each is at most 1, and symmetric.
    """
    if len(set(left) - set(right)) * _CHEAPEST > most:
        return float("inf")
    before = [0.0]
    for mora in right:
        before.append(before[-1] + _dropped(mora))
    for mine in left:
        costs, gone = _costs(mine), _dropped(mine)
        after = [before[0] + gone]
        for place, theirs in enumerate(right):
            after.append(
                min(
                    before[place] + costs.get(theirs, _FAR),
                    before[place + 1] + gone,
                    after[place] + _dropped(theirs),
                )
            )
        if min(after) > most:
            return float("inf")
        before = after
    return before[-1] if before[-1] <= most else float("inf")


def _dropped(mora: str) -> float:
    return _DROP_COST.get(mora, _DROPPED_OTHER)


_DROP_COST = _DROPPED | _DROPPED_NASAL


@lru_cache(maxsize=128)
def _costs(mora: str) -> dict[str, float]:
    """Return what it costs to hear another mora for ``mora``, those under _FAR only."""
    costs = {other: _cost(mora, other) for other in _CONSONANT}
    return {other: cost for other, cost in costs.items() if cost < _FAR}


def _cost(mora: str, other: str) -> float:
    consonants = _consonant_cost(_CONSONANT.get(mora, "?"), _CONSONANT[other])
    left, right = _VOWEL.get(mora, ""), _VOWEL.get(other, "")
    if left == right:
        return consonants
    vowels = _NEAR_VOWELS.get(left + right, _NEAR_VOWELS.get(right + left, _OTHER_VOWEL))
    return min(_FAR, consonants + vowels)


def _consonant_cost(left: str, right: str) -> float:
    if left == right:
        return 0.0
    return _NEAR.get(left + right, _NEAR.get(right + left, 0.9))
