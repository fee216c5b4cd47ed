"""Tokens of several passages end to end, summed up by sentence and by passage; pure NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Numbers = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where sentences and passages begin among tokens laid end to end.

    ``starts`` (s,): the first token of each sentence; ``owners`` (s,): its passage, below
    ``count``; ``numbers`` (s,): its number in the passage; ``present`` (p,): the passages that
    have tokens; ``first`` (p,): their first sentence. Sums and maxima are over the last axis;
    passages without tokens get 0.
    """

    starts: Numbers
    owners: Numbers
    numbers: Numbers
    present: Numbers
    first: Numbers
    size: int
    count: int

    @classmethod
    def of(cls, sentences: Sequence[NDArray[np.uint16]]) -> Layout:
        """Lay out passages by the sentence number of each of their tokens, never falling."""
        lengths = np.array([len(numbers) for numbers in sentences], dtype=np.intp)
        joined = np.concatenate([*sentences, np.zeros(0, dtype=np.uint16)])
        owners = np.repeat(np.arange(len(sentences)), lengths)
        begins = np.ones(len(joined), dtype=bool)
        begins[1:] = (joined[1:] != joined[:-1]) | (owners[1:] != owners[:-1])
        starts = np.flatnonzero(begins)
        present, first = np.unique(owners[starts], return_index=True)
        numbers = joined[starts].astype(np.intp)
        return cls(starts, owners[starts], numbers, present, first, len(joined), len(sentences))

    def sentence_best(self, values: Floats) -> Floats:
        """Return (…, s): the largest of (…, tokens) ``values`` in each sentence."""
        return np.asarray(np.maximum.reduceat(values, self.starts, axis=-1))

    def sentence_sum(self, values: Floats) -> Floats:
        """Return (…, s): the sum of (…, tokens) ``values`` over each sentence."""
        return np.asarray(np.add.reduceat(values, self.starts, axis=-1))

    def best(self, values: Floats) -> Floats:
        """Return (…, count): the largest of (…, s) ``values`` in each passage."""
        return self._spread(np.maximum.reduceat(values, self.first, axis=-1))

    def total(self, values: Floats) -> Floats:
        """Return (…, count): the sum of (…, s) ``values`` over each passage."""
        return self._spread(np.add.reduceat(values, self.first, axis=-1))

    def with_next(self, values: Floats) -> Floats:
        """Return (…, s): the larger of a sentence's value and that of the next in its passage."""
        found = values.copy()
        same = np.flatnonzero(self.owners[1:] == self.owners[:-1])
        found[..., same] = np.maximum(values[..., same], values[..., same + 1])
        return found

    def places(self) -> Numbers:
        """Return (s,): one number for each sentence's passage and place, equal in all layouts."""
        return (self.owners << 16) + self.numbers

    def _spread(self, values: Floats) -> Floats:
        spread = np.zeros((*values.shape[:-1], self.count), dtype=np.float32)
        spread[..., self.present] = values
        return spread
