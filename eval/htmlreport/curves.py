"""Rows of a run -> the points that its plots draw; pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.calibration import Forecast
from eval.metrics import mean
from eval.record import Row
from eval.trust import MOST_BINS

PARITY = ("Success@5", "answer accepted", "support cited")
# Standard deviations of a 95 % interval of the normal distribution.
Z = 1.959964
BUCKETS = 24


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of like confidence: their mean confidence, and the share that is right.

    ``low`` and ``high`` bound the share at 95 %; all 0 to 1. ``count`` is above 0.
    """

    confidence: float
    accuracy: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class Parity:
    """The mean of a measure over the same ``count`` questions, asked in Japanese and in English."""

    measure: str
    japanese: float
    english: float
    count: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many questions took from ``start`` to below ``end`` milliseconds."""

    start: float
    end: float
    count: int


def reported(rows: Sequence[Row]) -> tuple[str, tuple[Row, ...]]:
    """Return which split the plots are of, with its rows: ``test``, or ``""`` for all rows.

    What was tuned on the dev split must not pass for what is reached.
    """
    held_out = tuple(row for row in rows if row.split == "test")
    return ("test", held_out) if held_out else ("", tuple(rows))


def reliability(given: Sequence[Forecast]) -> tuple[Bin, ...]:
    """Return bins of about equally many answers, least confident first.

    As many bins as the calibration error has: the cube root of the answers, up to 15.
    """
    count = min(MOST_BINS, max(1, round(len(given) ** (1 / 3))))
    ordered = sorted(given, key=lambda each: (each.confidence, each.right))
    edges = [round(n * len(ordered) / count) for n in range(count + 1)]
    parts = [ordered[a:b] for a, b in zip(edges, edges[1:], strict=False)]
    return tuple(_bin(part) for part in parts if part)


def wilson(right: int, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of ``right`` among ``count`` > 0.

    Wilson 1927, "Probable inference, the law of succession, and statistical inference": unlike
    the normal approximation it stays in 0 to 1 and suits small counts.
    """
    share, square = right / count, Z * Z
    middle = (share + square / (2 * count)) / (1 + square / count)
    spread = math.sqrt(share * (1 - share) / count + square / (4 * count * count))
    half = Z * spread / (1 + square / count)
    return max(0.0, middle - half), min(1.0, middle + half)


def parity(rows: Sequence[Row]) -> tuple[Parity, ...]:
    """Return the means over questions asked in both languages, for each measure they have."""
    pairs: dict[str, dict[str, Row]] = {}
    for row in rows:
        if row.pair:
            pairs.setdefault(row.pair, {})[row.lang] = row
    both = [pair for pair in pairs.values() if len(pair) == 2]
    found = (_parity(name, both) for name in PARITY)
    return tuple(each for each in found if each.count)


def buckets(milliseconds: Sequence[float]) -> tuple[Bucket, ...]:
    """Return 24 equally wide buckets from 0 to the longest time; none without times above 0."""
    most = max(milliseconds, default=0.0)
    if most <= 0:
        return ()
    counts = [0] * BUCKETS
    for each in milliseconds:
        counts[min(BUCKETS - 1, int(each / most * BUCKETS))] += 1
    width = most / BUCKETS
    return tuple(Bucket(n * width, (n + 1) * width, count) for n, count in enumerate(counts))


def _bin(part: Sequence[Forecast]) -> Bin:
    right = sum(each.right for each in part)
    low, high = wilson(right, len(part))
    confidence = mean([each.confidence for each in part])
    return Bin(confidence, right / len(part), low, high, len(part))


def _parity(measure: str, pairs: Sequence[Mapping[str, Row]]) -> Parity:
    judged = [
        pair
        for pair in pairs
        if {"ja", "en"} == set(pair) and all(measure in row.measures for row in pair.values())
    ]
    return Parity(
        measure,
        mean([pair["ja"].measures[measure] for pair in judged]),
        mean([pair["en"].measures[measure] for pair in judged]),
        len(judged),
    )
