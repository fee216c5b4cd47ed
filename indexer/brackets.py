"""Which brackets of a stretch of text pair up, however badly it was typed or transcribed."""

from __future__ import annotations

from collections import Counter

from indexer.records import Span

_CLOSER_OF = dict(zip("「『（(［[【〔〈《“", "」』）)］]】〕〉》”", strict=True))
BRACKETS = frozenset([*_CLOSER_OF, *_CLOSER_OF.values()])


def bracket_pairs(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Return the matched pairs in ``text[start:end]``, brackets included, ordered by start.

    A bracket that has no partner is ignored, so that one left open hides nothing after it. Takes
    time linear in ``end - start``, but for the sorting.
    """
    open_at: list[tuple[int, str]] = []
    waiting: Counter[str] = Counter()
    pairs = []
    for i in range(start, end):
        char = text[i]
        if char in _CLOSER_OF:
            open_at.append((i, _CLOSER_OF[char]))
            waiting[_CLOSER_OF[char]] += 1
        elif waiting[char]:
            pairs.append(Span(_close(open_at, waiting, char), i + 1))
    return tuple(sorted(pairs))


def _close(open_at: list[tuple[int, str]], waiting: Counter[str], closer: str) -> int:
    """Take back to the latest opener that ``closer`` fits and return where it stands."""
    while True:
        at, wanted = open_at.pop()
        waiting[wanted] -= 1
        if wanted == closer:
            return at
