"""Which Japanese unit translates which English one: IBM Model 1 in both directions.

Brown et al. 1993, "The mathematics of statistical machine translation"; the two directions are
symmetrised by the geometric mean of their expected link counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from training.bitext import Bags
from training.candidates import Scores

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

Unit = TypeVar("Unit", bound=Hashable)

LEAST_SENTENCES = 2
LEAST_LINK = 0.05
LEAST_PROBABILITY = 1e-12

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


def link_scores(bags: Bags) -> Scores:
    """Return the expected links of each English unit with Japanese ones, those above LEAST_LINK.

    Units of one sentence pair only are left out.
    """
    english, japanese = _numbered(bags.english), _numbered(bags.japanese)
    links = align(_numbers(bags.english, english), _numbers(bags.japanese, japanese), bags.weights)
    ours, theirs = list(english), list(japanese)
    scores: Scores = {}
    for row in np.flatnonzero(links.counts > LEAST_LINK):
        unit, lemmas = ours[links.english[row] - 1], theirs[links.japanese[row] - 1]
        scores.setdefault(unit, {})[lemmas] = float(links.counts[row])
    return scores


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
    left: list[Ints] = []
    right: list[Ints] = []
    left_slot: list[Ints] = []
    right_slot: list[Ints] = []
    weight: list[Floats] = []
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
    probability: Floats = np.ones(len(given))
    counts = probability
    for _ in range(rounds):
        share = probability[cells.pair]
        total = np.bincount(slot, weights=share)
        weights = cells.weight * share / total[slot]
        counts = np.bincount(cells.pair, weights, len(given)).astype(np.float64)
        totals = np.bincount(given, weights=counts)
        probability = np.maximum(counts / totals[given], LEAST_PROBABILITY)
    return counts


def _numbered(rows: Iterable[Iterable[Unit]]) -> dict[Unit, int]:
    """Return a number from 1 for each unit that enough rows have, in order of appearance."""
    counts = Counter(unit for row in rows for unit in dict.fromkeys(row))
    kept = (unit for unit, count in counts.items() if count >= LEAST_SENTENCES)
    return {unit: number for number, unit in enumerate(kept, start=1)}


def _numbers(rows: Iterable[Iterable[Unit]], vocabulary: Mapping[Unit, int]) -> list[Ints]:
    known = ([vocabulary[unit] for unit in row if unit in vocabulary] for row in rows)
    return [np.array(row, dtype=np.int64) for row in known]
