"""The corpus's vocabulary by sound: kana or Latin in, the words of the corpus most like it out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from indexer.katakana import ends_long
from indexer.neighbours import Neighbours
from indexer.sound import SHORT, similarity, sound
from indexer.vocabulary import Kind, Reading

T = TypeVar("T")

LEAST = 0.85
"""The similarity from which two words are the same name; chosen on dictionary names."""

KEPT_NAMES = 4096
"""How many words are kept compared."""

# Most words that are compared mora by mora: those that share the most morae.
_COMPARED = 16
_MOST_LENGTH_DIFFERENCE = 2
# The consonants of a key, similar ones as one letter: what slips of vowels leave alone.
_SKELETON = str.maketrans(
    {
        mora: letter
        for letter, morae in {
            "": "アイウエオヤユヨ",
            "k": "カキクケコガギグゲゴ",
            "s": "サシスセソザジズゼゾ",
            "t": "タチツテトダデド",
            "n": "ナニヌネノ",
            "h": "ハヒフヘホ",
            "b": "バビブベボパピプペポ",
            "m": "マミムメモ",
            "r": "ラリルレロ",
            "w": "ワヰヱヲ",
            "x": "ン",
        }.items()
        for mora in morae
    }
)
_FEWEST_CONSONANTS = 4
_FEWEST_LETTERS = 5
_LONGEST_FEWEST = 6


@dataclass(frozen=True, slots=True)
class Match:
    """A word or name of the corpus as terms of the lemma view; ``similarity`` in (0, 1]."""

    lemmas: tuple[str, ...]
    similarity: float


class SoundIndex:
    """Readings, found by sound and by Latin spelling; immutable, safe to share between threads."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        """Index ``readings``, in the order of `vocabulary_readings`, which settles ties."""
        every = [(item, sound(item.kana)) for item in readings if item.kind is not Kind.HANZI]
        self._loans = [pair for pair in every if pair[0].kind is Kind.LOAN]
        self._keyed = _grouped((pair[1].key, pair) for pair in every)
        keys = [heard.key for _, heard in self._loans]
        self._skeletons = Neighbours([_skeleton(key) for key in keys], _FEWEST_CONSONANTS)
        self._sizes = np.array([len(key) for key in keys], np.int16)
        self._morae = _morae(keys)
        self._latin = _by_latin(item for item, _ in self._loans)
        self._pinyin = _grouped(
            (item.kana.replace(" ", ""), item) for item in readings if item.kind is Kind.HANZI
        )
        self._words = tuple(self._latin)
        self._letters = Neighbours(self._words, _FEWEST_LETTERS)
        # The names that people ask about are few, and comparing one takes longer than all else.
        self._found = lru_cache(maxsize=KEPT_NAMES)(self._nearest)

    def nearest(self, kana: str, k: int, least: float = LEAST) -> tuple[Match, ...]:
        """Return up to ``k`` katakana or Latin words most like ``kana``, best first, ties by term.

        Only similarities of at least ``least`` count; see `indexer.sound.similarity`.
        """
        return self._found(kana, k, least)

    def _nearest(self, kana: str, k: int, least: float) -> tuple[Match, ...]:
        best: dict[tuple[str, ...], float] = {}
        asked = sound(kana)
        for row in self._candidates(asked.key):
            item, heard = self._loans[row]
            alike = similarity(asked, heard, least)
            if alike > best.get(item.lemmas, 0.0):
                best[item.lemmas] = alike
        ranked = sorted(best.items(), key=lambda found: (-found[1], found[0]))
        return tuple(Match(lemmas, alike) for lemmas, alike in ranked[:k])

    def spelled(self, kana: str) -> tuple[Reading, ...]:
        """Return all readings spelled like ``kana``, the most frequent first.

        A final long vowel is free in a loanword (サーバー) but tells others apart (銭湯, 仙都).
        """
        asked, long = sound(kana), ends_long(kana)
        return _ranked(
            [
                item
                for item, heard in self._keyed.get(asked.key, ())
                if heard.spelled == asked.spelled
                and (item.kind is Kind.LOAN or ends_long(item.kana) == long)
            ]
        )

    def keyed(self, kana: str) -> tuple[Reading, ...]:
        """Return all readings with the sound key of ``kana``, the most frequent first."""
        return _ranked([item for item, _ in self._keyed.get(sound(kana).key, ())])

    def pinyin(self, joined: str) -> tuple[Reading, ...]:
        """Return the names in kanji whose syllables, joined, are these; the most frequent first."""
        return _ranked(self._pinyin.get(joined, ()))

    def latin(self, word: str) -> tuple[Reading, ...]:
        """Return the readings of the corpus's Latin word ``word``, lower case."""
        return tuple(self._latin.get(word, []))

    def latin_nearest(self, word: str, k: int) -> tuple[Match, ...]:
        """Return up to ``k`` Latin words one slip from ``word``, a to z; not ``word`` itself.

        Both begin alike, and the longer has at least six letters. Best first, ties by word.
        """
        found = [
            Match((other,), 1.0 - 1.0 / max(len(word), len(other)))
            for other in (self._words[row] for row in self._letters.of(word))
            if other != word and _is_slip(word, other)
        ]
        return tuple(sorted(found, key=lambda match: (-match.similarity, match.lemmas))[:k])

    def _candidates(self, key: str) -> NDArray[np.int32]:
        """Return the rows of the loans worth comparing with a key, at most _COMPARED."""
        if len(key) < SHORT:
            return np.zeros(0, np.int32)
        rows = self._skeletons.of(_skeleton(key))
        if not len(rows):
            return rows
        rows = rows[np.abs(self._sizes[rows] - len(key)) <= _MOST_LENGTH_DIFFERENCE]
        if len(rows) <= _COMPARED:
            return rows
        shared = np.bitwise_count(self._morae[rows] & _morae([key])).astype(np.int16)
        order = np.lexsort((np.abs(self._sizes[rows] - len(key)), -shared))
        return rows[order[:_COMPARED]]


def _skeleton(key: str) -> str:
    return key.translate(_SKELETON)


def _morae(keys: Sequence[str]) -> NDArray[np.uint64]:
    """Return which morae each key has, as bits; a few share one."""
    if not keys:
        return np.zeros(0, np.uint64)
    codes = np.frombuffer("\n".join([*keys, ""]).encode("utf-32-le"), np.uint32)
    bits = np.uint64(1) << (codes & 63).astype(np.uint64)
    ends = codes == ord("\n")
    bits[ends] = 0
    starts = np.concatenate([[0], np.flatnonzero(ends)[:-1] + 1])
    found: NDArray[np.uint64] = np.bitwise_or.reduceat(bits, starts)
    return found


def _is_slip(word: str, other: str) -> bool:
    """Tell whether one letter is wrong, missing, doubled or swapped."""
    short, long = sorted((word, other), key=len)
    if len(short) < _FEWEST_LETTERS or len(long) < _LONGEST_FEWEST or short[0] != long[0]:
        return False
    same = next((n for n, pair in enumerate(zip(short, long, strict=False)) if len(set(pair)) > 1),
                len(short))  # fmt: skip
    if len(long) > len(short):
        return len(long) == len(short) + 1 and short[same:] == long[same + 1 :]
    swapped = short[same : same + 2] == long[same : same + 2][::-1]
    return short[same + 1 :] == long[same + 1 :] or (
        swapped and short[same + 2 :] == long[same + 2 :]
    )


def _by_latin(loans: Iterable[Reading]) -> dict[str, list[Reading]]:
    words = (item for item in loans if len(item.lemmas) == 1 and item.lemmas[0].isascii())
    return _grouped((item.lemmas[0], item) for item in words if item.lemmas[0].isalpha())


def _grouped(items: Iterable[tuple[str, T]]) -> dict[str, list[T]]:
    groups: dict[str, list[T]] = {}
    for key, item in items:
        if key in groups:
            groups[key].append(item)
        else:
            groups[key] = [item]
    return groups


def _ranked(readings: Collection[Reading]) -> tuple[Reading, ...]:
    return tuple(sorted(readings, key=lambda item: (-item.count, item))) if readings else ()
