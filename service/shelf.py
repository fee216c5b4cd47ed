"""The passages of a generation with what ranking reads of each, those used last kept at hand."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np

from indexer.generation import Generation
from indexer.records import Passage
from service.matching import Ready, ready

# At about 6 KB each.
KEPT = 2048


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A passage, the same ready to be matched, and the logarithm of its length."""

    passage: Passage
    ready: Ready
    length: float


class Shelf:
    """Gives candidates by row; safe to use from many threads.

    Good passages come up for one question after another, and to read one and make it ready takes
    longer than to match it.
    """

    def __init__(self, generation: Generation, most: int = KEPT) -> None:
        """Keep up to ``most`` candidates of ``generation``."""
        self._generation = generation
        self._most = most
        self._kept: OrderedDict[int, Candidate] = OrderedDict()
        self._lock = Lock()

    def candidates(self, rows: Sequence[int]) -> tuple[Candidate, ...]:
        """Return the candidates of the given rows, in the order asked for."""
        with self._lock:
            found = {row: self._kept[row] for row in rows if row in self._kept}
        missing = [row for row in rows if row not in found]
        if missing:
            found.update(zip(missing, self._read(missing), strict=True))
        self._keep(found)
        return tuple(found[row] for row in rows)

    def _read(self, rows: Sequence[int]) -> list[Candidate]:
        passages, wordings = self._generation.passages(rows), self._generation.wordings(rows)
        return [
            Candidate(passage, ready(passage.text, wording), float(np.log1p(len(passage.text))))
            for passage, wording in zip(passages, wordings, strict=True)
        ]

    def _keep(self, candidates: dict[int, Candidate]) -> None:
        with self._lock:
            self._kept.update(candidates)
            for row in candidates:
                self._kept.move_to_end(row)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
