"""The head of the report: the verdict in a sentence, and a line for each main figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from eval.baseline import Compared, Comparison
from eval.figures import Figure
from eval.history import Past
from eval.htmlreport.marks import interval_drawing, sparkline
from eval.record import Run

# Names that a sentence lists before it goes on counting.
LISTED = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a run passes, in one sentence; ``passed`` is what the exit code says."""

    passed: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Line:
    """A figure with its drawings, and how it compares with the baseline where there is one."""

    figure: Figure
    drawing: Markup
    spark: Markup
    compared: Compared | None


def verdict(run: Run, comparison: Comparison | None) -> Verdict:
    """Return whether every bar is kept and, with a baseline, no barred figure is surely worse."""
    barred = [figure for figure in run.figures if figure.bar is not None]
    missed = [figure.name for figure in barred if not figure.passed]
    regressed = comparison is not None and comparison.regressed
    said = [_bars_said(len(barred), missed), *_baseline_said(comparison)]
    return Verdict(not missed and not regressed, " ".join(said))


def main_lines(
    run: Run, comparison: Comparison | None, history: Sequence[Past]
) -> tuple[Line, ...]:
    """Return the figures that have a bar, in order; all over whole splits where none has one."""
    barred = [figure for figure in run.figures if figure.bar is not None]
    compared = {each.name: each for each in comparison.compared} if comparison else {}
    past = [each for each in history if each.set == run.set]
    return tuple(
        Line(
            figure,
            interval_drawing(figure),
            sparkline([*_values(figure.name, past), figure.value]),
            compared.get(figure.name),
        )
        for figure in barred or run.figures
    )


def _values(name: str, past: Sequence[Past]) -> list[float]:
    return [each.figures[name] for each in past if name in each.figures]


def _bars_said(count: int, missed: Sequence[str]) -> str:
    if not count:
        return "No figure has a bar."
    if not missed:
        return f"All {count} bars are kept." if count > 1 else "The bar is kept."
    verb = "is" if len(missed) == 1 else "are"
    return f"{len(missed)} of {count} bars {verb} missed: {listed(missed)}."


def _baseline_said(comparison: Comparison | None) -> list[str]:
    if comparison is None:
        return ["There is no baseline to compare with."]
    # Of hundreds of figures one in twenty differs by chance: those held to a bar are few.
    held = [each for each in comparison.compared if each.held] or comparison.compared
    kinds = {
        kind: [each.name for each in held if each.verdict == kind] for kind in ("better", "worse")
    }
    told = [f"{len(names)} {kind} ({listed(names)})" for kind, names in kinds.items() if names]
    changed = {kind: 0 for kind in ("fixed", "broken", "changed")}
    for change in comparison.changes:
        changed[change.kind] += 1
    counts = ", ".join(f"{count} {kind}" for kind, count in changed.items())
    figures = ", ".join(told) if told else "none differs beyond noise"
    return [f"Main figures against the baseline: {figures}. Questions: {counts}."]


def listed(names: Sequence[str]) -> str:
    """Return the first names, and how many more there are."""
    more = len(names) - LISTED
    return ", ".join(names[:LISTED]) + (f" and {more} more" if more > 0 else "")
