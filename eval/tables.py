"""Figures and outcomes -> plain text: a line for each figure, tables over groups of questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.calibration import RiskPoint, risk_coverage
from eval.evaluate import Outcome
from eval.figures import Figure
from eval.report import grouped
from eval.shares import forecast

WIDTH = 12
# Rows of the risk table: this share of the questions is answered, the surest first.
COVERAGES = tuple(tenth / 10 for tenth in range(1, 11))


def as_text(figures: Sequence[Figure]) -> str:
    """Return the figures, one a line, with their bars."""
    width = max((len(figure.name) for figure in figures), default=0)
    return "\n".join(
        f"{figure.name:{width}}  {figure.value:.4f}  n={figure.count:<5}{_beside_bar(figure)}"
        for figure in figures
    )


def gold_text(figures: Sequence[Figure], outcomes: Sequence[Outcome]) -> str:
    """Return the report of a gold run.

    What is measured of languages and of whole splits stands in a table, a column for each group,
    and has a line of its own only where it has a bar. A table of risk and coverage follows.
    """
    groups = grouped(outcomes)
    tabled = _tabled(figures, groups)
    cells = {cell for row in tabled.values() for cell in row.values()}
    lines = [figure for figure in figures if figure.bar is not None or figure not in cells]
    table = [
        _row(name, groups, {g: _cell(f) for g, f in row.items()}) for name, row in tabled.items()
    ]
    parts = [as_text(lines)]
    if table:
        parts.append("\n".join([_row("value/questions", groups, {g: g for g in groups}), *table]))
    if groups:
        parts.append(risk_table(groups))
    return "\n\n".join(parts)


def failure_lines(outcomes: Sequence[Outcome]) -> list[str]:
    """Return a line for every outcome that ranks, cites or refuses otherwise than it should."""
    lines = []
    for outcome in outcomes:
        question = outcome.question
        rank = next((n for n, i in enumerate(outcome.ranking, 1) if i in outcome.relevant), 0)
        wrong = outcome.refused == question.answerable
        if wrong or (question.answerable and not (1 <= rank <= 5 and outcome.supported)):
            lines.append(
                f"{question.id} {question.split} {question.kind} rank {rank} "
                f"{outcome.reply.status} {outcome.reply.confidence:.2f} "
                f"{'cited' if outcome.supported else ''}: {question.q}"
            )
    return lines


def risk_table(groups: Mapping[str, Sequence[Outcome]]) -> str:
    """Return what answering more and more of each group's questions risks, a line each tenth.

    A cell holds the share of wrong answers and the confidence asked for; ``-`` where the engine
    refuses too much to cover so many questions.
    """
    curves = {name: _curve(group) for name, group in groups.items()}
    header = _row("answering  (risk, confidence)", groups, {name: name for name in groups})
    return "\n".join([header, *(_risk_row(coverage, curves) for coverage in COVERAGES)])


def _curve(group: Sequence[Outcome]) -> tuple[RiskPoint, ...]:
    given = [forecast(outcome) for outcome in group if not outcome.refused]
    return risk_coverage(given, len(group) - len(given))


def _risk_row(coverage: float, curves: Mapping[str, Sequence[RiskPoint]]) -> str:
    reached = {
        name: next((point for point in curve if point.coverage >= coverage), None)
        for name, curve in curves.items()
    }
    cells = {
        name: f"{point.risk:.2f} {point.threshold:.3f}" if point else "-"
        for name, point in reached.items()
    }
    return _row(f"the surest {coverage:.0%}", curves, cells)


def _tabled(
    figures: Sequence[Figure], groups: Mapping[str, object]
) -> dict[str, dict[str, Figure]]:
    """Return, by measure and group, the figures of what is measured of languages and of splits."""
    rows: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        group, _, measure = figure.name.rpartition(".")
        if group in groups:
            rows.setdefault(measure, {})[group] = figure
    # Whether a group's name has a dot: a split has none, a language of it has one.
    return {name: row for name, row in rows.items() if len({"." in group for group in row}) == 2}


def _cell(figure: Figure) -> str:
    return f"{figure.value:.3f}/{figure.count}"


def _row(name: str, groups: Mapping[str, object], cells: Mapping[str, str]) -> str:
    return f"{name:30}" + "".join(f"{cells.get(group, '-'):>{WIDTH}}" for group in groups)


def _beside_bar(figure: Figure) -> str:
    if figure.bar is None:
        return ""
    goal = "reached" if figure.bar.reached(figure.value) else "open"
    return f" bar {figure.bar} {figure.verdict}, goal {figure.bar.goal:.3f} {goal}"
