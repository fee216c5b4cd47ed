"""Is a confidence to be trusted: calibration error, and risk against coverage.

A forecast is an answer that was given, with the confidence it was given with. What was refused has
no answer to be right, so it is no forecast; it lowers coverage, never risk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.errors import KonkyoError

# Guo et al. 2017, "On calibration of modern neural networks", over thousands of samples.
MOST_BINS = 15
# Share of wrong answers that `coverage at 5% risk` tolerates.
TOLERATED_RISK = 0.05


@dataclass(frozen=True, slots=True)
class Forecast:
    """An answer's ``confidence``, 0 to 1, and whether it was right; raises KonkyoError beyond."""

    confidence: float
    right: bool

    def __post_init__(self) -> None:
        if not 0.0 <= self.confidence <= 1.0:
            raise KonkyoError(
                f"a confidence of {self.confidence} is no probability; "
                "the engine must give one from 0 to 1"
            )


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """What comes of giving only answers at least as confident as ``threshold``.

    ``coverage`` is the share of all questions that are then answered, in (0, 1]; ``risk`` the
    share of wrong ones among those answers, 0 to 1.
    """

    threshold: float
    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class _Level:
    """All forecasts of one confidence: how many there are, and how many of them are wrong."""

    confidence: float
    count: int
    wrong: int


def expected_calibration_error(forecasts: Sequence[Forecast]) -> float:
    """Return the mean distance, 0 to 1, of confidence from accuracy in bins; 0 for no forecasts.

    Naeini et al. 2015, "Obtaining well calibrated probabilities using Bayesian binning". The bins
    hold equally many forecasts (Nguyen and O'Connor 2015), equal confidences always in one bin,
    and there are as many as the cube root of the forecasts, rounded, up to 15: the order that
    keeps the bias least (Futami and Fujisawa 2024). The customary 15 bins of equal width suit
    thousands of forecasts: of 150 they leave each ten or none, and a perfectly calibrated engine
    of evenly spread confidences measures .10 by chance alone; in 5 bins of 30 it measures .065.
    """
    bins = min(MOST_BINS, max(1, round(len(forecasts) ** (1 / 3))))
    gaps = [0.0] * bins
    before = 0
    for level in _levels(forecasts):
        # The bin of a level is that of its middle: no order among equals decides anything.
        middle = before + level.count / 2
        gaps[int(bins * middle / len(forecasts))] += level.count * level.confidence - (
            level.count - level.wrong
        )
        before += level.count
    return sum(abs(gap) for gap in gaps) / max(1, len(forecasts))


def risk_coverage(forecasts: Sequence[Forecast], refused: int) -> tuple[RiskPoint, ...]:
    """Return a point for every confidence that occurs, highest first.

    El-Yaniv and Wiener 2010, "On the foundations of noise-free selective classification".
    ``refused`` counts the questions without an answer: they belong to what coverage is a share of.
    """
    points = []
    answered = wrong = 0
    for level in _levels(forecasts):
        answered += level.count
        wrong += level.wrong
        coverage = answered / (len(forecasts) + refused)
        points.append(RiskPoint(level.confidence, coverage, wrong / answered))
    return tuple(points)


def area_under_risk_coverage(forecasts: Sequence[Forecast], refused: int) -> float:
    """Return AURC, 0 to 1, lower is better: the mean risk of the n surest, over all n; 0 for none.

    Geifman, Uziel and El-Yaniv 2019, "Bias-reduced uncertainty estimation for deep neural
    classifiers". Among equal confidences it is the mean over their orders. The ``refused`` come
    last and count as wrong, so that the curve covers every question: else an engine that refused
    all but its surest answer would be the best one.
    """
    total = 0.0
    seen = wrong = 0
    for level in [*_levels(forecasts), _Level(0.0, refused, refused)]:
        for further in range(1, level.count + 1):
            total += (wrong + level.wrong * further / level.count) / (seen + further)
        seen += level.count
        wrong += level.wrong
    return total / max(1, seen)


def coverage_at_risk(points: Sequence[RiskPoint], most: float = TOLERATED_RISK) -> float:
    """Return the greatest coverage, 0 to 1, whose risk is at most ``most``; 0 when none is."""
    return max((point.coverage for point in points if point.risk <= most), default=0.0)


def _levels(forecasts: Sequence[Forecast]) -> list[_Level]:
    counts = Counter(forecast.confidence for forecast in forecasts)
    wrong = Counter(forecast.confidence for forecast in forecasts if not forecast.right)
    return [_Level(value, counts[value], wrong[value]) for value in sorted(counts, reverse=True)]
