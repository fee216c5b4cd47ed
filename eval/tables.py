"""Figures and rows -> plain text: a line for each figure, tables over groups of questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.calibration import COVERAGES, RiskPoint, at_coverage, risk_curve
from eval.confusion import STATUSES, confusion
from eval.figures import Figure
from eval.groups import BREAKDOWNS, broken_down, grouped
from eval.intervals import needed
from eval.record import Row
from eval.samples import given

FIRST, WIDTH = 30, 12
# What the terminal shows of each kind, type and document; the JSON has more.
SHOWN = ("Success@5", "support cited", "answer accepted", "replied rightly")
WIDE = 17


def as_text(figures: Sequence[Figure]) -> str:
    """Return the figures, one a line, with their 95 % intervals and their bars."""
    width = max((len(figure.name) for figure in figures), default=0)
    return "\n".join(
        f"{figure.name:{width}}  {figure.value:.4f}{_interval(figure)}  n={figure.count:<5}"
        f"{_beside_bar(figure)}"
        for figure in figures
    )


def gold_text(figures: Sequence[Figure], rows: Sequence[Row]) -> str:
    """Return the report of a gold run.

    Figures with a bar, or the main ones where none has, and those of no table have a line each with
    their intervals. Tables follow: the measures with a
    column for each split and language, the kinds, types and documents of questions, the statuses
    given where others were expected, and what answering more questions risks.
    """
    groups = grouped(rows)
    known = {figure.name: figure for figure in figures}
    tables = [_measures(figures, groups), *(_breakdown(key, rows, known) for key in BREAKDOWNS)]
    tabled = {name for _, names in tables for name in names}
    held = any(figure.bar is not None for figure in figures)
    mains = () if held else [f"{group}.{name}" for group in groups for name in SHOWN]
    lines = [f for f in figures if f.bar is not None or f.name not in tabled or f.name in mains]
    parts = [as_text(lines), *(text for text, _ in tables)]
    if rows:
        parts += [confusion_table(rows), risk_table(groups)]
    return "\n\n".join(part for part in parts if part)


def failure_lines(rows: Sequence[Row]) -> list[str]:
    """Return a line for every question that ranks, cites or refuses otherwise than it should."""
    lines = []
    for row in rows:
        answerable, cited = row.kind != "unanswerable", row.measures.get("support cited") == 1.0
        wrong = given(row) != answerable
        if wrong or (answerable and not (1 <= row.rank <= 5 and cited)):
            lines.append(
                f"{row.id} {row.split} {row.kind} rank {row.rank} {row.status} "
                f"{row.confidence:.2f} {'cited' if cited else ''}: {' '.join(row.q.split())}"
            )
    return lines


def confusion_table(rows: Sequence[Row]) -> str:
    """Return how often each status was given where each was expected, a line for each expected."""
    lines = [_row("status expected, given", STATUSES, {name: name for name in STATUSES}, 22)]
    for expected, counts in confusion(rows).items():
        cells = {name: str(count) for name, count in counts.items()}
        lines.append(_row(expected, STATUSES, cells, 22))
    return "\n".join(lines)


def risk_table(groups: Mapping[str, Sequence[Row]]) -> str:
    """Return what answering more and more of each group's questions risks, a line each tenth.

    A cell holds the share of wrong answers and the confidence asked for; ``-`` where the engine
    refuses too much to cover so many questions.
    """
    curves = {name: risk_curve(group) for name, group in groups.items()}
    header = _row("answering  (risk, confidence)", list(groups), {name: name for name in groups})
    return "\n".join([header, *(_risk_row(coverage, curves) for coverage in COVERAGES)])


def _measures(
    figures: Sequence[Figure], groups: Mapping[str, Sequence[Row]]
) -> tuple[str, set[str]]:
    """Return a table with a row for what is measured of languages, and the names of its figures."""
    found: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        group, _, measure = figure.name.rpartition(".")
        if group in groups:
            found.setdefault(measure, {})[group] = figure
    # Whether a group's name has a dot: a split has none, a language of it has one.
    kept = {name: row for name, row in found.items() if any("." in group for group in row)}
    names = {figure.name for row in kept.values() for figure in row.values()}
    if not kept:
        return "", names
    header = _row("value/questions", list(groups), {group: group for group in groups})
    lines = [
        _row(name, list(groups), {group: _cell(figure) for group, figure in row.items()})
        for name, row in kept.items()
    ]
    return "\n".join([header, *lines]), names


def _breakdown(
    key: str, rows: Sequence[Row], figures: Mapping[str, Figure]
) -> tuple[str, set[str]]:
    """Return a table with a row for each group of one kind, and the names of all its figures."""
    names = {name for name in figures if name.startswith(f"{key}.")}
    if not names:
        return "", names
    lines = [_row(f"{key}, both splits", SHOWN, {name: name for name in SHOWN}, WIDE)]
    for group in broken_down(rows, key):
        cells = {
            name: _cell(figures[f"{group}.{name}"]) for name in SHOWN if f"{group}.{name}" in names
        }
        lines.append(_row(group.removeprefix(f"{key}.")[: FIRST - 2], SHOWN, cells, WIDE))
    return "\n".join(lines), names


def _risk_row(coverage: float, curves: Mapping[str, Sequence[RiskPoint]]) -> str:
    reached = {name: at_coverage(curve, coverage) for name, curve in curves.items()}
    cells = {
        name: f"{point.risk:.2f} {point.threshold:.3f}" if point else "-"
        for name, point in reached.items()
    }
    return _row(f"the surest {coverage:.0%}", list(curves), cells)


def _cell(figure: Figure) -> str:
    return f"{figure.value:.3f}/{figure.count}"


def _row(name: str, columns: Sequence[str], cells: Mapping[str, str], width: int = WIDTH) -> str:
    return f"{name:{FIRST}}" + "".join(f"{cells.get(each, '-'):>{width}}" for each in columns)


def _interval(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return f" [{figure.low:.3f}, {figure.high:.3f}]"


def _beside_bar(figure: Figure) -> str:
    if figure.bar is None:
        return ""
    goal = "reached" if figure.bar.reached(figure.value) else "open"
    return f" bar {figure.bar} {figure.verdict}{_sure(figure)}, goal {figure.bar.goal:.3f} {goal}"


def _sure(figure: Figure) -> str:
    """Return how many questions would tell the figure from its bar, where these do not."""
    if figure.bar is None or figure.low is None or figure.high is None:
        return ""
    distance = figure.bar.missed_by(figure.value)
    wanted = needed(round(distance, 9), figure.high - figure.low, figure.count)
    return f" ({wanted} would tell)" if wanted and wanted > figure.count else ""
