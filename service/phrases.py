"""The clauses of a sentence around a span: a short answer where a span is too little; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.brackets import bracket_pairs
from indexer.records import Span

LONGEST = 60
"""How many code points a short answer has at most."""

# Neither the comma of 1,000 nor the blank of a Latin name ends a clause.
_CLAUSE = re.compile(
    r"(?:[、;；]|(?<![0-9０-９])[，,]|[，,](?![0-9０-９]))\s*"
    r"|(?<=[^\sA-Za-z0-9])\s+(?=\S)|(?<=[A-Za-z0-9])\s+(?=[^\sA-Za-z0-9])"
)
_EDGES = " \t\n\u3000、，,;；。．"


def clauses_around(sentence: str, span: Span, longest: int = LONGEST) -> Span:
    """Return the clauses of ``sentence`` that hold ``span``, and more while they fit.

    The whole sentence where it fits, but for blanks, commas and the full stop at its ends; clauses
    are added in reading order after the span, then before it. Where the clauses of ``span`` alone
    have more than ``longest`` code points, a part of the sentence about it. At most ``longest``
    code points, unless ``span`` has more.
    """
    pieces = _pieces(sentence)
    held = [
        n for n, piece in enumerate(pieces) if piece.end > span.start and piece.start < span.end
    ]
    if not held:
        return span
    first, last = held[0], held[-1]
    grown = True
    while grown:
        grown = False
        for more_first, more_last in ((first, last + 1), (first - 1, last)):
            if more_first >= 0 and more_last < len(pieces):
                bare = _trimmed(sentence, pieces[more_first].start, pieces[more_last].end)
                if bare.end - bare.start <= longest:
                    first, last, grown = more_first, more_last, True
                    break
    found = _trimmed(sentence, pieces[first].start, pieces[last].end)
    fits = found.end - found.start <= longest
    return found if fits else _window(sentence, span, longest)


def _pieces(sentence: str) -> Sequence[Span]:
    """Return the clauses, which tile the sentence; brackets stay whole."""
    inside = bracket_pairs(sentence, 0, len(sentence))
    cuts = [
        match.end()
        for match in _CLAUSE.finditer(sentence)
        if not any(pair.start < match.start() < pair.end for pair in inside)
    ]
    ends = sorted({*cuts, len(sentence)})
    return [Span(start, end) for start, end in zip([0, *ends], ends, strict=False) if start < end]


def _trimmed(sentence: str, start: int, end: int) -> Span:
    while start < end and sentence[start] in _EDGES:
        start += 1
    while end > start and sentence[end - 1] in _EDGES:
        end -= 1
    return Span(start, end)


def _window(sentence: str, span: Span, longest: int) -> Span:
    """Return a long clause's part about ``span``: more of what follows, since verbs come last."""
    room = max(longest - (span.end - span.start), 0)
    end = min(span.end + room * 2 // 3, len(sentence))
    start = max(end - max(longest, span.end - span.start), 0)
    start = min(start, span.start)
    return _trimmed(sentence, start, max(end, span.end))
