"""What a figure is computed from: the values of each question, and the statistic over them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from eval.groups import in_group
from eval.record import Row
from eval.trust import (
    Floats,
    areas_under_risk_coverage,
    calibration_errors,
    calibration_errors_with_refusals,
    coverages_at_risk,
)

Statistic = Callable[[Floats], Floats]
"""(b, n, d) values of b samples -> (b,), a value each."""

PARITY = "parity"
_PARITIES = {
    PARITY: "Success@5",
    "parity answer accepted": "answer accepted",
    "parity support cited": "support cited",
}


@dataclass(frozen=True, slots=True)
class Sample:
    """The values that a figure is computed from.

    ``ids`` are the questions, or the pairs of questions, in order; ``values`` is (n, d) float64,
    a row each, and ``statistic`` what the figure is of them. ``counted`` tells of the values how
    many questions the figure is over.
    """

    ids: tuple[str, ...]
    values: Floats
    statistic: Statistic
    counted: Callable[[Floats], int] = len

    @property
    def count(self) -> int:
        """How many questions the figure is over."""
        return self.counted(self.values)

    @property
    def value(self) -> float:
        """The figure; raises ValueError for a sample of nothing."""
        if not self.count:
            raise ValueError("a figure over no question has no value")
        return float(self.statistic(self.values[None])[0])

    def take(self, ids: Sequence[str]) -> Sample:
        """Return the part about ``ids``, in their order; raises KeyError for an unknown one."""
        places = {name: place for place, name in enumerate(self.ids)}
        return replace(self, ids=tuple(ids), values=self.values[[places[name] for name in ids]])


def sample(name: str, rows: Sequence[Row]) -> Sample | None:
    """Return what the figure ``name`` is computed from, None where no question of ``rows`` counts.

    A name is a group's (`eval.groups`) and a measure's with a dot between; a measure whose own
    name has a dot is about all rows.
    """
    whole = mean_of(name, rows)
    if whole.count:
        return whole
    group, _, measure = name.rpartition(".")
    found = sample_of(measure, in_group(rows, group))
    return found if found.count else None


def sample_of(measure: str, rows: Sequence[Row]) -> Sample:
    """Return what a measure of ``rows`` is computed from: of those that it applies to."""
    if measure in _PARITIES:
        return _parity(_PARITIES[measure], rows)
    if measure in TRUST:
        return _trust(measure, rows)
    return mean_of(measure, rows)


def mean_of(measure: str, rows: Sequence[Row]) -> Sample:
    """Return the values of a row measure, a mean being taken of them."""
    known = [row for row in rows if measure in row.measures]
    values = np.array([row.measures[measure] for row in known], dtype=np.float64)
    return Sample(tuple(row.id for row in known), values.reshape(-1, 1), means)


def means(values: Floats) -> Floats:
    """Return the mean of the first of the d values, a sample each."""
    return np.asarray(values[:, :, 0].mean(axis=1))


ECE, WITH_REFUSALS = "ECE", "ECE with refusals"
TRUST: Mapping[str, Statistic] = {
    ECE: calibration_errors,
    WITH_REFUSALS: calibration_errors_with_refusals,
    "AURC": areas_under_risk_coverage,
    "coverage at 5% risk": coverages_at_risk,
}
"""Statistics of confidences by measure.

``ECE`` is over the answers given: of a refusal nobody can tell whether what was held back was
right, and to count only those surely wrong would blame a calibrated engine. ``ECE with refusals``
counts every refusal as not right, which is what its reader has of it.
"""
PARITIES = tuple(_PARITIES)


def given(row: Row) -> bool:
    """Tell whether an answer was given."""
    return row.status != "not_in_corpus"


def right(row: Row) -> bool:
    """Tell whether an accepted answer was given: never to what the corpus cannot answer."""
    return given(row) and row.measures.get("answer accepted") == 1.0


def _trust(measure: str, rows: Sequence[Row]) -> Sample:
    """Return the forecasts of all that was asked, so that two runs share their questions."""
    asked = [row for row in rows if row.status]
    whole = measure == WITH_REFUSALS
    values = [
        # Of a refusal only ECE with refusals asks how sure it was.
        [row.confidence, float(right(row)), float(given(row))] if whole or given(row) else [0, 0, 0]
        for row in asked
    ]
    array = np.array(values, dtype=np.float64).reshape(-1, 3)
    counted = _answers if measure == ECE else len
    return Sample(tuple(row.id for row in asked), array, TRUST[measure], counted)


def _answers(forecasts: Floats) -> int:
    return int(forecasts[:, 2].sum())


def _parity(measure: str, rows: Sequence[Row]) -> Sample:
    """Return 1 less what English loses against Japanese, on the questions asked in both."""
    pairs: dict[str, dict[str, float]] = {}
    for row in rows:
        if row.pair and measure in row.measures:
            pairs.setdefault(row.pair, {})[row.lang] = row.measures[measure]
    both = {name: pair for name, pair in pairs.items() if len(pair) == 2}
    lost = np.array([pair["ja"] - pair["en"] for pair in both.values()], dtype=np.float64)
    return Sample(tuple(both), lost.reshape(-1, 1), _parities)


def _parities(lost: Floats) -> Floats:
    return np.asarray(1 - np.maximum(means(lost), 0.0))
