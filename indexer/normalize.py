"""Text -> search key: equal things written differently become equal, and map back to the source.

Documents and questions go through the same steps. Stored text is never touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from indexer import dates, english, kana, numbers, units
from indexer.folding import folded
from indexer.searchkey import Edit, SearchKey

__all__ = ["SearchKey", "search_key"]

# In order: repeated characters are written out before numerals are read, and numbers are plain
# before units and dates look for them.
_STEPS: tuple[Callable[[str], Iterator[Edit]], ...] = (
    kana.kanji_iteration_marks,
    kana.kana_iteration_marks,
    kana.dashes,
    kana.long_vowels,
    kana.small_ka,
    dates.era_years,
    numbers.numbers,
    english.spelled_numbers,
    english.magnitudes,
    units.percents,
    units.signed_amounts,
    units.named_amounts,
    dates.english_dates,
)
# One step can make room for another (3 thousand million); two rounds are enough for real text.
_MOST_ROUNDS = 6
# Questions, sentences and short answers come up again and again, within one question too. A key
# can be many times as long as its text.
_SHORT, _KEPT = 256, 2048


def search_key(text: str) -> SearchKey:
    """Return the normal form of any text with a map to its source; never raises, linear.

    Folded are width, case, look-alike characters, long vowels and iteration marks, numbers
    (``45万7329`` -> ``457329``), percent, dollars, yen and euros, Japanese eras (``令和7年`` ->
    ``2025年``) and English dates. A key is its own key.
    """
    return _short_key(text) if len(text) <= _SHORT else _key(text)


def _key(text: str) -> SearchKey:
    key = folded(text)
    for _ in range(_MOST_ROUNDS):
        before = key
        for step in _STEPS:
            key = key.edited(step(key.text))
        if key is before:
            break
    return key


_short_key = lru_cache(maxsize=_KEPT)(_key)
