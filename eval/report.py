"""Rows -> figures: what is measured of which questions, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eval.figures import Bars, Figure, checked
from eval.groups import BREAKDOWNS, SPLITS, broken_down, grouped
from eval.intervals import interval
from eval.metrics import RANKING
from eval.record import Row
from eval.samples import PARITIES, TRUST, WITH_REFUSALS, Sample, sample_of
from eval.shares import SHARES

END_TO_END = "end to end"
VALID = "valid"
SEARCH = (*RANKING, *(f"document {name}" for name in RANKING))
ANSWERS = (
    *(share.name for share in SHARES if share.name != VALID),
    "EM",
    "F1",
    "value equal",
    "citation precision",
    "citation recall",
    "span exact",
    "span F1",
)
MEASURES = (*SEARCH, *ANSWERS, *TRUST)
"""What is measured of every split and language, in the order in which it is told."""

BROKEN_DOWN = (
    "Success@5",
    "nDCG@10",
    "support cited",
    "answer accepted",
    "F1",
    "replied rightly",
    "status right",
)
"""What is measured of the questions of each kind, type and document."""

READING = ("EM", "F1")


def gold_figures(rows: Sequence[Row], bars: Bars) -> list[Figure]:
    """Return the figures of a gold run.

    They are ``split.lang.measure``, ``split.measure`` over both languages, the parities of a split,
    ``kind.…``, ``type.…`` and ``document.…`` over both splits, and ``citations.valid`` over all.
    Figures over no question are left out; raises GoldError for a bar that stands beside none.
    """
    figures = []
    for name, group in grouped(rows).items():
        measures = (*MEASURES, *PARITIES) if name in SPLITS else MEASURES
        figures += _figures(name, measures, group, bars)
    for key in BREAKDOWNS:
        for name, group in broken_down(rows, key).items():
            figures += _figures(name, BROKEN_DOWN, group, bars)
    return checked([*figures, *_figures("citations", (VALID,), rows, bars)], bars)


def ranking_figures(rows: Sequence[Row]) -> list[Figure]:
    """Return the ranking figures of gold questions by split and language, without bars."""
    groups = {name: group for name, group in grouped(rows).items() if name not in SPLITS}
    figures = [_figures(name, SEARCH, group, {}) for name, group in groups.items()]
    return checked([figure for group in figures for figure in group], {})


def set_figures(rows: Sequence[Row], bars: Bars) -> list[Figure]:
    """Return the ranking figures of an external set; raises GoldError for a bar beside none."""
    return checked([figure_of(name, sample_of(name, rows), bars) for name in RANKING], bars)


def reading_figures(rows: Sequence[Row], bars: Bars) -> list[Figure]:
    """Return the figures of what was read in the documents that hold the answers.

    Raises GoldError for a bar that stands beside none.
    """
    names = [f"gold paragraph.{name}" for name in READING]
    return checked([figure_of(name, sample_of(name, rows), bars) for name in names], bars)


def end_to_end_figures(rows: Sequence[Row], bars: Bars) -> list[Figure]:
    """Return the figures of what was said to an external set's questions, a refusal being ``""``.

    Raises GoldError for a bar that stands beside none.
    """
    trust = (name for name in TRUST if name != WITH_REFUSALS)
    measures = (*READING, "answered", "answer accepted", "unanswerable refused", *trust)
    return checked(_figures(END_TO_END, measures, rows, bars), bars)


def _figures(group: str, measures: Iterable[str], rows: Sequence[Row], bars: Bars) -> list[Figure]:
    samples = ((f"{group}.{measure}", sample_of(measure, rows)) for measure in measures)
    return [figure_of(name, found, bars) for name, found in samples]


def figure_of(name: str, found: Sample, bars: Bars) -> Figure:
    """Return the figure of a sample with its interval; 0 over no question for a sample of none."""
    if not found.count:
        return Figure(name, 0.0, 0, bars.get(name))
    low, high = interval(found)
    return Figure(name, found.value, found.count, bars.get(name), low, high)
