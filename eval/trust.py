"""Can confidences be trusted: statistics of many samples of forecasts at once.

A forecast is (confidence, right, given): 0 to 1, and 1 or 0 for whether an accepted answer was
given, and whether any was. Every function takes (b, n, 3) and returns (b,), one value a sample.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Guo et al. 2017, "On calibration of modern neural networks", over thousands of samples.
MOST_BINS = 15
# Share of wrong answers that `coverage at 5% risk` tolerates.
TOLERATED_RISK = 0.05

Floats = NDArray[np.float64]
_Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Ordered:
    """Forecasts, the surest first, what was not given last; all arrays are (b, n).

    ``start`` and ``end`` bound the level of each: the places of all forecasts of its confidence,
    and of all that was not given.
    """

    confidence: Floats
    right: Floats
    given: NDArray[np.bool_]
    start: _Places
    end: _Places

    @property
    def wrong(self) -> Floats:
        """(b, n + 1): how many of the first are wrong; what was not given is."""
        counts = np.cumsum(1 - self.right * self.given, axis=1)
        return np.concatenate([np.zeros((len(counts), 1)), counts], axis=1)


def calibration_errors(forecasts: Floats) -> Floats:
    """Return the mean distance, 0 to 1, of confidence from accuracy in bins, of what was given.

    Naeini et al. 2015, "Obtaining well calibrated probabilities using Bayesian binning". The bins
    hold equally many forecasts (Nguyen and O'Connor 2015), equal confidences always in one bin,
    and there are as many as the cube root of the forecasts, rounded, up to 15: the order that
    keeps the bias least (Futami and Fujisawa 2024). The customary 15 bins of equal width suit
    thousands of forecasts: of 150 they leave each ten or none, and a perfectly calibrated engine
    of evenly spread confidences measures .10 by chance alone; in 5 bins of 30 it measures .065.
    No forecasts have the error 0.
    """
    ranked = _ordered(forecasts)
    given = np.maximum(ranked.given.sum(axis=1, keepdims=True), 1)
    bins = np.clip(np.rint(np.cbrt(given)), 1, MOST_BINS)
    # The bin of a level is that of its middle: no order among equals decides anything.
    middle = (ranked.start + ranked.end) / 2
    chosen = np.minimum((bins * middle / given).astype(np.int64), MOST_BINS - 1)
    cells = chosen + MOST_BINS * np.arange(len(forecasts))[:, None]
    gaps = np.where(ranked.given, ranked.confidence - ranked.right, 0.0)
    total = np.bincount(cells.ravel(), gaps.ravel(), minlength=MOST_BINS * len(forecasts))
    return np.asarray(np.abs(total).reshape(-1, MOST_BINS).sum(axis=1) / given[:, 0])


def calibration_errors_with_refusals(forecasts: Floats) -> Floats:
    """Return `calibration_errors` of everything, a refusal being a forecast that is not right."""
    every = forecasts.copy()
    every[:, :, 2] = 1
    return calibration_errors(every)


def areas_under_risk_coverage(forecasts: Floats) -> Floats:
    """Return AURC, 0 to 1, lower is better: the mean risk of the n surest, over all n; 0 for none.

    Geifman, Uziel and El-Yaniv 2019, "Bias-reduced uncertainty estimation for deep neural
    classifiers". Among equal confidences it is the mean over their orders. What was not given
    comes last and counts as wrong, so that the curve covers every question: else an engine that
    refused all but its surest answer would be the best one.
    """
    ranked = _ordered(forecasts)
    if not forecasts.shape[1]:
        return np.zeros(len(forecasts))
    before, after = _wrong_by(ranked)
    place = np.arange(1, forecasts.shape[1] + 1)
    share = (place - ranked.start) / (ranked.end - ranked.start)
    return np.asarray(((before + (after - before) * share) / place).mean(axis=1))


def coverages_at_risk(forecasts: Floats) -> Floats:
    """Return the greatest share, 0 to 1, of all questions that can be answered at 5 % risk."""
    ranked = _ordered(forecasts)
    if not forecasts.shape[1]:
        return np.zeros(len(forecasts))
    _, after = _wrong_by(ranked)
    tolerated = ranked.given & (after / ranked.end <= TOLERATED_RISK)
    return np.asarray(np.where(tolerated, ranked.end / forecasts.shape[1], 0.0).max(axis=1))


def _wrong_by(ranked: _Ordered) -> tuple[Floats, Floats]:
    """Return how many are wrong before the level of each forecast, and by its end."""
    wrong = ranked.wrong
    return (
        np.take_along_axis(wrong, ranked.start, axis=1),
        np.take_along_axis(wrong, ranked.end, axis=1),
    )


def _ordered(forecasts: Floats) -> _Ordered:
    """Order forecasts; those that are equal stay as they are, and form one level."""
    b, n, _ = forecasts.shape
    key = np.where(forecasts[:, :, 2] > 0, forecasts[:, :, 0], -1.0)
    order = np.argsort(-key, axis=1, kind="stable")
    ranked = np.take_along_axis(forecasts, order[:, :, None], axis=1)
    key = np.take_along_axis(key, order, axis=1)
    places = np.broadcast_to(np.arange(n), (b, n))
    first = np.ones((b, n), dtype=bool)
    first[:, 1:] = key[:, 1:] != key[:, :-1]
    last = np.ones((b, n), dtype=bool)
    last[:, :-1] = first[:, 1:]
    ends = np.where(last, places + 1, n)[:, ::-1]
    return _Ordered(
        confidence=ranked[:, :, 0],
        right=ranked[:, :, 1],
        given=ranked[:, :, 2] > 0,
        start=np.maximum.accumulate(np.where(first, places, 0), axis=1),
        end=np.minimum.accumulate(ends, axis=1)[:, ::-1],
    )
