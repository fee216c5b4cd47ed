"""Over-long sentences cut at clause ends: speech recognised without full stops."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from indexer.lines import trimmed
from indexer.records import Span

MAX_SENTENCE_CHARS = 300
MIN_PIECE_CHARS = 40
_PIECE_CHARS = 200

# Best place first; a cut falls after the match.
_PLACES = (
    re.compile(r"[。．｡！？!?][」』｣”）)]*"),
    re.compile(
        r"(?:です|ます|でした|ました|ません|でしょう|った|ない|[るだ])(?:が|けど|けれども|ので|から|し)、"
        r"|(?:です|ます|でした|ました|ません|でしょう)(?![がかけのしねよたと。、」』）])"
    ),
    re.compile(r"[、,，;；]"),
    re.compile(r"\s"),
)


def clause_spans(text: str, sentence: Span) -> Iterator[Span]:
    """Yield ``sentence``, or when it is longer than 300 code points pieces of it of 40 to 300.

    The pieces are in order, without blanks at their ends, and hold every non-blank character.
    A cut falls, in this order of preference, after an inner full stop, a polite or conjunctive
    clause end, a comma, a blank, and failing all after 200 code points.
    """
    rest = sentence
    while rest.end - rest.start > MAX_SENTENCE_CHARS:
        cut = _cut(text, rest)
        yield trimmed(text, rest.start, cut)
        rest = trimmed(text, cut, rest.end)
    if rest.start < rest.end:
        yield rest


def _cut(text: str, rest: Span) -> int:
    """Return the best offset to cut at, leaving 40 code points or more on either side."""
    length = rest.end - rest.start
    wanted = rest.start + length // -(-length // _PIECE_CHARS)
    first = rest.start + MIN_PIECE_CHARS
    last = min(rest.start + MAX_SENTENCE_CHARS, rest.end - MIN_PIECE_CHARS)
    for place in _PLACES:
        # The blanks that look-ahead needs stand beyond ``last``, so matches are bounded by hand.
        found = [
            m.end() for m in place.finditer(text, first - 1, last + 1) if first <= m.end() <= last
        ]
        if found:
            return min(found, key=lambda at: (abs(at - wanted), at))
    return _unaccented(text, wanted, last)


def _unaccented(text: str, cut: int, last: int) -> int:
    """Move a forced cut past combining marks, so that no letter loses its accent."""
    while cut < last and unicodedata.combining(text[cut]):
        cut += 1
    return cut
