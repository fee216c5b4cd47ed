"""A run -> workflow commands of GitHub Actions, which mark a check with what went wrong.

The syntax is that of GitHub's documentation, "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from eval.baseline import Comparison
from eval.changes import all_valid
from eval.record import Run
from eval.verdicts import one_line, summary

Level = Literal["error", "warning", "notice"]
# GitHub shows the first ten of each level of a step, and drops what follows without a word.
MOST = 10
# Characters of a question that stand in an annotation.
LONGEST = 120


def workflow_commands(run: Run, comparison: Comparison | None = None) -> tuple[str, ...]:
    """Return the lines to print: errors, warnings, then one notice that sums the run up.

    Errors are missed bars, figures with a bar that became worse beyond noise, and questions with a
    citation that is not valid; warnings are the questions broken since the baseline. At most ten
    of each; the notice counts them all.
    """
    errors = [*_missed(run), *_worse(comparison), *_invalid(run)]
    warnings = _broken(comparison)
    return (
        *[command("error", title, told) for title, told in errors[:MOST]],
        *[command("warning", title, told) for title, told in warnings[:MOST]],
        command("notice", f"konkyo {run.set}", _sum(errors, warnings, comparison)),
    )


def command(level: Level, title: str, message: str) -> str:
    """Return one workflow command, in one line whatever ``title`` and ``message`` hold."""
    return f"::{level} title={_property(title)}::{_data(message)}"


def _missed(run: Run) -> list[tuple[str, str]]:
    return [
        ("bar missed", f"{figure.name} is {figure.value:.4f}, the bar {figure.bar}")
        for figure in run.figures
        if not figure.passed
    ]


def _worse(comparison: Comparison | None) -> list[tuple[str, str]]:
    regressions = comparison.regressions if comparison else ()
    return [("worse than the baseline", f"{each.name} {each.told()}") for each in regressions]


def _invalid(run: Run) -> list[tuple[str, str]]:
    return [
        ("citation not valid", f"{row.id}: {one_line(row.q, LONGEST)}")
        for row in run.rows
        if not all_valid(row)
    ]


def _broken(comparison: Comparison | None) -> list[tuple[str, str]]:
    return [
        (f"question {change.after.id}", f"{one_line(change.after.q, LONGEST)}: {summary(change)}")
        for change in (comparison.broken if comparison else ())
    ]


def _sum(
    errors: Sequence[object], warnings: Sequence[object], comparison: Comparison | None
) -> str:
    told = f"{len(errors)} errors, {len(warnings)} broken questions"
    shown = min(len(errors), MOST) + min(len(warnings), MOST)
    if shown < len(errors) + len(warnings):
        told += f", of which {shown} are shown"
    return told if comparison else f"{told}; no baseline was given"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
