"""How sure a figure is: seeded percentile bootstrap over questions, alone and in pairs."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from eval.samples import Sample, Statistic
from eval.trust import Floats

RESAMPLES = 2000
SEED = 20
# Shares of the resampled values that lie below the two ends of a 95 % interval.
ENDS = (0.025, 0.975)
# Most values that are resampled at once: 16 MB.
_AT_ONCE = 2_000_000


def interval(sample: Sample) -> tuple[float, float]:
    """Return the ends of the 95 % interval of a sample's value.

    Efron 1979, "Bootstrap methods: another look at the jackknife": the percentiles of the
    statistic over samples drawn with replacement, 2,000 of them, equally seeded for every sample.
    Of what noise raises, such as a calibration error, they lie too high: each draw adds its own.
    Raises ValueError for a sample of nothing.
    """
    return _ends(resampled(sample.values, sample.statistic))


def paired(before: Sample, after: Sample) -> tuple[float, float]:
    """Return the ends of the 95 % interval of ``after.value - before.value``.

    Both samples draw the same questions each time (Efron and Tibshirani 1993, "An introduction to
    the bootstrap", for tests as Koehn 2004 has them), so that what is hard for both is no noise.
    Raises ValueError when they are not about the same questions in the same order.
    """
    if before.ids != after.ids:
        raise ValueError("the two samples are not about the same questions; take() those of both")
    return _ends(
        resampled(after.values, after.statistic) - resampled(before.values, before.statistic)
    )


def needed(difference: float, width: float, count: int) -> int | None:
    """Return how many questions it takes to tell ``difference`` from none; None where it is none.

    ``width`` is that of its 95 % interval over ``count`` questions: it shrinks with their square
    root (standard error of a mean), until half of it is no more than the difference.
    """
    if not difference:
        return None
    return max(1, math.ceil(round(count * (width / 2 / difference) ** 2, 6)))


def resampled(values: Floats, statistic: Statistic) -> Floats:
    """Return (RESAMPLES,) values of a statistic over (n, d) ``values`` drawn with replacement.

    Samples of equal length draw the same places. Raises ValueError for no values.
    """
    if not len(values):
        raise ValueError("nothing to draw from: a figure over no question has no interval")
    return np.concatenate([statistic(values[places]) for places in _draws(len(values))])


def _draws(n: int) -> Iterator[np.ndarray[tuple[int, int], np.dtype[np.int64]]]:
    """Yield blocks of (b, n) drawn places, RESAMPLES rows in all."""
    random = np.random.default_rng(SEED)
    block = max(1, min(RESAMPLES, _AT_ONCE // n))
    for begun in range(0, RESAMPLES, block):
        yield random.integers(0, n, size=(min(block, RESAMPLES - begun), n))


def _ends(values: Floats) -> tuple[float, float]:
    low, high = np.quantile(values, ENDS)
    return float(low), float(high)
