"""Risk against coverage: what comes of answering only what is surest.

A forecast is an answer that was given, with the confidence it was given with. What was refused has
no answer to be right, so it is no forecast; it lowers coverage, never risk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from eval.record import Row
from eval.samples import given, right
from indexer.errors import KonkyoError

# Where curves are read off in tables: this share of the questions is answered, the surest first.
COVERAGES = tuple(tenth / 10 for tenth in range(1, 11))


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


def forecasts(rows: Sequence[Row]) -> tuple[Forecast, ...]:
    """Return the confidence of each answer given and whether it is an accepted one."""
    return tuple(Forecast(row.confidence, right(row)) for row in rows if given(row))


def risk_curve(rows: Sequence[Row]) -> tuple[RiskPoint, ...]:
    """Return risk against coverage, the surest answers first; empty without an answer."""
    answers = forecasts(rows)
    return risk_coverage(answers, len(rows) - len(answers))


def at_coverage(curve: Sequence[RiskPoint], coverage: float) -> RiskPoint | None:
    """Return the first point that covers so many questions; None where too much is refused."""
    return next((point for point in curve if point.coverage >= coverage), None)


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


def _levels(forecasts: Sequence[Forecast]) -> list[_Level]:
    counts = Counter(forecast.confidence for forecast in forecasts)
    wrong = Counter(forecast.confidence for forecast in forecasts if not forecast.right)
    return [_Level(value, counts[value], wrong[value]) for value in sorted(counts, reverse=True)]
