"""A span that cuts a figure in two or holds half a pair of quotes, made whole; pure."""

from __future__ import annotations

import re

from indexer.brackets import BRACKETS, bracket_pairs
from indexer.records import Span

_DIGITS = "0-9０-９〇一二三四五六七八九十百千万億兆"
_NUMBER = rf"[{_DIGITS}数何](?:[{_DIGITS}]|[.,．，](?=[0-9０-９]))*"
# 2028年から2030年, 60人に1人; 1~2, 8億から10億, 数百億, 3分の2
_FIGURE = re.compile(
    rf"{_NUMBER}(?P<unit>[^\s、。から{_DIGITS}]{{1,5}})(?:から|に){_NUMBER}(?P=unit)"
    rf"|{_NUMBER}(?:(?:分の|から|[~〜～–-]){_NUMBER})*"
)
_STRAIGHT = '"'  # opens and closes alike


def whole(text: str, span: Span) -> Span:
    """Return ``span`` of ``text`` with all of the figures that it holds a part of.

    Quotes and brackets at its ends are left out where their other half stands outside; where that
    of one between them does, all that they hold is taken in. The words of a sentence are found one
    by one, so that a span may begin or end within 1~2年, 数百億ドル or 「何年も必要」と.
    """
    start, end = span.start, span.end
    for match in _FIGURE.finditer(text):
        if match.start() < span.end and match.end() > span.start:
            start, end = min(start, match.start()), max(end, match.end())
    closed = _closed(text, _unquoted(text, Span(start, end)))
    return _unquoted(text, closed)


def _unquoted(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    paired = {at for pair in bracket_pairs(text, start, end) for at in (pair.start, pair.end - 1)}

    def lone(at: int) -> bool:
        if text[at] == _STRAIGHT:
            return text.count(_STRAIGHT, start, end) % 2 == 1
        return text[at] in BRACKETS and at not in paired

    while start < end - 1 and lone(start):
        start += 1
    while start < end - 1 and lone(end - 1):
        end -= 1
    return Span(start, end)


def _closed(text: str, span: Span) -> Span:
    """Return ``span`` with the other half of every pair that it cuts; inner pairs come first."""
    start, end = span.start, span.end
    for pair in sorted(bracket_pairs(text, 0, len(text)), key=lambda pair: pair.end - pair.start):
        halves = (start <= pair.start < end, start < pair.end <= end)
        if any(halves) and not all(halves):
            start, end = min(start, pair.start), max(end, pair.end)
    return Span(start, end)
