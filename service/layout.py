"""Tokens of several passages end to end, summed up by sentence and by passage; pure NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Numbers = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """The ``size`` tokens of one passage: where each sentence begins, and its number."""

    starts: Numbers
    numbers: Numbers
    size: int

    @classmethod
    def of(cls, sentences: NDArray[np.uint16]) -> Stretch:
        """Return the stretch of tokens whose sentence numbers are given, never falling."""
        begins = np.ones(len(sentences), dtype=bool)
        begins[1:] = sentences[1:] != sentences[:-1]
        starts = np.flatnonzero(begins)
        return cls(starts, sentences[starts].astype(np.intp), len(sentences))


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
    def of(cls, stretches: Sequence[Stretch]) -> Layout:
        """Lay out the stretches of passages in order."""
        sizes = np.array([each.size for each in stretches], dtype=np.intp)
        counts = np.array([len(each.starts) for each in stretches], dtype=np.intp)
        owners, none = np.repeat(np.arange(len(stretches)), counts), np.zeros(0, dtype=np.intp)
        starts = np.concatenate([none, *(each.starts for each in stretches)])
        starts += (np.cumsum(sizes) - sizes)[owners]
        numbers = np.concatenate([none, *(each.numbers for each in stretches)])
        present = np.flatnonzero(counts)
        first = (np.cumsum(counts) - counts)[present]
        return cls(starts, owners, numbers, present, first, int(sizes.sum()), len(stretches))

    def sentence_best(self, values: Floats) -> Floats:
        """Return (…, s): the largest of (…, tokens) ``values`` in each sentence."""
        return np.asarray(np.maximum.reduceat(values, self.starts, axis=-1))

    def sentence_any(self, values: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return (s,): whether any of (tokens,) ``values`` is true in each sentence."""
        return np.asarray(np.logical_or.reduceat(values, self.starts))

    def sentences_of(self, tokens: Numbers, values: Floats) -> Floats:
        """Return (n, s): the largest of (n, t) ``values`` of (t,) ``tokens`` in each sentence.

        ``tokens`` ascend; a sentence without any gets 0.
        """
        found = np.zeros((len(values), len(self.starts)), dtype=np.float32)
        if len(tokens):
            sentences = np.searchsorted(self.starts, tokens, "right") - 1
            leads = np.flatnonzero(np.diff(sentences, prepend=-1))
            found[:, sentences[leads]] = np.maximum.reduceat(values, leads, axis=1)
        return found

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
        here, following = found[..., :-1], values[..., 1:]
        np.maximum(here, following, out=here, where=self.owners[1:] == self.owners[:-1])
        return found

    def places(self) -> Numbers:
        """Return (s,): one number for each sentence's passage and place, equal in all layouts."""
        return (self.owners << 16) + self.numbers

    def _spread(self, values: Floats) -> Floats:
        if len(self.present) == self.count:
            return values
        spread = np.zeros((*values.shape[:-1], self.count), dtype=np.float32)
        spread[..., self.present] = values
        return spread
