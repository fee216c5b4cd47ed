"""One spelling for percent and for the currencies $, ¥, € and £: text -> edits of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.searchkey import Edit

_PERCENT = re.compile("(?<=[0-9])(?: ?(?:パーセント|per ?cent(?![a-z]))| %)")
_NUMBER = "[0-9]+(?:\\.[0-9]+)?"
_SIGNS = {"$": "ドル", "¥": "円", "€": "ユーロ", "£": "ポンド"}
_SIGN_FIRST = re.compile(f"(?:(?<![a-z])us ?|(?<![a-z]))([$¥€£]) ?({_NUMBER})")
_NAMES = {
    "ドル": "米ドル| ドル| ?(?:us |u\\.s\\. )?dollars?(?![a-z])| ?usd(?![a-z])",
    "円": " 円| ?(?:japanese )?yen(?![a-z])| ?jpy(?![a-z])",
    "ユーロ": " ユーロ| ?euros?(?![a-z])| ?eur(?![a-z])",
    "ポンド": " ポンド| ?pounds?(?![a-z])| ?gbp(?![a-z])",
}
_NAME_AFTER = re.compile(
    "(?<=[0-9])(?:" + "|".join(f"({names})" for names in _NAMES.values()) + ")"
)


def percents(text: str) -> Iterator[Edit]:
    """Write every percent after a number as ``%``: ``15 percent``, ``15パーセント`` -> ``15%``."""
    for match in _PERCENT.finditer(text):
        yield match.start(), match.end(), "%"


def signed_amounts(text: str) -> Iterator[Edit]:
    """Write the currency's Japanese name after the number: ``$250`` -> ``250ドル``."""
    for match in _SIGN_FIRST.finditer(text):
        yield match.start(), match.end(), match[2] + _SIGNS[match[1]]


def named_amounts(text: str) -> Iterator[Edit]:
    """Write a currency named after a number in Japanese: ``250 dollars`` -> ``250ドル``."""
    names = tuple(_NAMES)
    for match in _NAME_AFTER.finditer(text):
        yield match.start(), match.end(), names[(match.lastindex or 1) - 1]
