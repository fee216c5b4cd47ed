"""Which Japanese unit translates which English one: IBM Model 1 in both directions.

Brown et al. 1993, "The mathematics of statistical machine translation"; the two directions are
symmetrised by the geometric mean of their expected link counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NULL = 0
"""The unit that words without a counterpart align to; real units are numbered from 1."""


@dataclass(frozen=True, slots=True)
class Links:
    """Expected link counts of (English, Japanese) unit pairs, each pair once: three (n,) arrays."""

    english: Ints
    japanese: Ints
    counts: Floats


@dataclass(frozen=True, slots=True)
class _Cells:
    """All pairs of units of all sentence pairs.

    ``pair`` is the row of the distinct pair, ``english_slot`` and ``japanese_slot`` number the
    occurrences of units in sentences, ``weight`` is the sentence pair's.
    """

    pair: Ints
    english_slot: Ints
    japanese_slot: Ints
    weight: Floats
    english: Ints
    japanese: Ints


def align(
    english: Sequence[Ints], japanese: Sequence[Ints], weights: Sequence[float], rounds: int = 5
) -> Links:
    """Return the links of sentence pairs, given as unit numbers >= 1, with a weight each.

    Pairs with a NULL are left out. Counts are in weighted occurrences.
    """
    cells = _cells(english, japanese, weights)
    forward = _expected(cells, cells.japanese_slot, cells.english, rounds)
    backward = _expected(cells, cells.english_slot, cells.japanese, rounds)
    real = (cells.english != NULL) & (cells.japanese != NULL)
    counts = np.sqrt(forward * backward)[real]
    return Links(cells.english[real], cells.japanese[real], counts)


def _cells(english: Sequence[Ints], japanese: Sequence[Ints], weights: Sequence[float]) -> _Cells:
    left, right, left_slot, right_slot, weight = [], [], [], [], []
    left_start = right_start = 0
    for ours, theirs, value in zip(english, japanese, weights, strict=True):
        ours, theirs = np.append(ours, NULL), np.append(theirs, NULL)
        m, n = len(ours), len(theirs)
        left.append(np.repeat(ours, n))
        right.append(np.tile(theirs, m))
        left_slot.append(np.repeat(np.arange(left_start, left_start + m), n))
        right_slot.append(np.tile(np.arange(right_start, right_start + n), m))
        weight.append(np.full(m * n, value))
        left_start, right_start = left_start + m, right_start + n
    size = 1 + max(int(theirs.max(initial=0)) for theirs in japanese)
    codes = np.concatenate(left) * size + np.concatenate(right)
    distinct, pair = np.unique(codes, return_inverse=True)
    slots = np.concatenate(left_slot), np.concatenate(right_slot)
    return _Cells(pair, *slots, np.concatenate(weight), distinct // size, distinct % size)


def _expected(cells: _Cells, slot: Ints, given: Ints, rounds: int) -> Floats:
    """Return (pairs,) expected counts when each occurrence in ``slot`` picks one unit opposite.

    ``given`` (pairs,) is the unit that the translation probabilities are conditioned on.
    """
    probability = np.ones(len(given))
    counts = probability
    for _ in range(rounds):
        share = probability[cells.pair]
        total = np.bincount(slot, weights=share)
        counts = np.bincount(
            cells.pair, weights=cells.weight * share / total[slot], minlength=len(given)
        )
        probability = np.maximum(counts / np.bincount(given, weights=counts)[given], 1e-12)
    return counts
