"""Short strings -> those within about one edit: the deletion neighbourhood, in sorted arrays.

Two strings one substitution, insertion, deletion or swap apart share a string made of either by
leaving one symbol out (Mor and Fraenkel 1982; Garbe's SymSpell). Symbols take five bits, so twelve
fit into one integer, and arrays replace a table of millions of strings.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint64]
LENGTH = 12
"""Symbols that count; the rest of a longer string is not looked at."""

_BITS = 5
_MASK = (1 << _BITS) - 1


class Neighbours:
    """Strings by their deletion neighbourhoods; immutable once made."""

    def __init__(self, words: Sequence[str], fewest: int) -> None:
        """Index ``words`` (letters a to z); those under ``fewest`` letters stay whole."""
        codes, sizes = _packed(words)
        variants = [codes]
        rows = [np.arange(len(words), dtype=np.int32)]
        for place in range(LENGTH):
            chosen = np.flatnonzero((sizes > place) & (sizes >= fewest))
            variants.append(_without(codes[chosen], place))
            rows.append(chosen.astype(np.int32))
        every = np.concatenate(variants)
        order = np.argsort(every, kind="stable")
        self._codes = every[order]
        self._rows = np.concatenate(rows)[order]
        self._fewest = fewest

    def of(self, word: str) -> NDArray[np.int32]:
        """Return the rows, ascending, of the words within an edit of ``word``, and a few more.

        Those whose length or first twelve letters differ by up to two edits may be among them.
        """
        wanted = np.array(self._wanted(word), dtype=np.uint64)
        starts = np.searchsorted(self._codes, wanted, "left").tolist()
        ends = np.searchsorted(self._codes, wanted, "right").tolist()
        found = [self._rows[a:b] for a, b in zip(starts, ends, strict=True) if a < b]
        rows: NDArray[np.int32] = np.unique(np.concatenate(found)) if found else self._rows[:0]
        return rows

    def _wanted(self, word: str) -> list[int]:
        """Return the codes of ``word`` and its variants, ascending: as `_packed` and `_without`.

        Of one word they are sooner made as plain integers than as arrays.
        """
        code, size = 0, 0
        for place, symbol in enumerate(word[:LENGTH].encode("ascii")):
            code |= (symbol & _MASK) << (_BITS * place)
            size = place + 1
        variants = {code}
        for place in range(size if size >= self._fewest else 0):
            low = code & ((1 << (_BITS * place)) - 1)
            variants.add(low | code >> (_BITS * (place + 1)) << (_BITS * place))
        return sorted(variants)


def _packed(words: Sequence[str]) -> tuple[Codes, NDArray[np.int64]]:
    """Return the words' codes, first letter lowest, and their lengths, at most LENGTH."""
    if not words:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    letters = np.array([word[:LENGTH].encode("ascii") for word in words], f"S{LENGTH}")
    symbols = letters.view(np.uint8).reshape(len(words), LENGTH) & np.uint8(_MASK)
    codes = np.zeros(len(words), np.uint64)
    for place in range(LENGTH):
        codes |= symbols[:, place].astype(np.uint64) << np.uint64(_BITS * place)
    return codes, np.asarray((symbols > 0).sum(axis=1), np.int64)


def _without(codes: Codes, place: int) -> Codes:
    """Return the codes with the symbol at ``place`` left out."""
    low = np.uint64((1 << (_BITS * place)) - 1)
    above = (codes >> np.uint64(_BITS * (place + 1))) << np.uint64(_BITS * place)
    return (codes & low) | above
