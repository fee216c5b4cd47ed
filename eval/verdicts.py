"""A comparison with the baseline -> plain text: verdicts, and the questions that changed."""

from __future__ import annotations

from collections.abc import Sequence

from eval.baseline import Compared, Comparison
from eval.changes import Change
from eval.record import Row

# Lines of each kind of change, and characters of a question in one.
MOST = 20
LONGEST = 60


def comparison_text(comparison: Comparison) -> str:
    """Return what became of the figures and of the questions since the baseline.

    Figures that moved beyond noise, and those with a bar that moved at all, have a line each; the
    others are counted. Of the questions that are broken, fixed and changed, and of the ids of those
    that cite what is not valid, are new or are gone, the first 20 of each are listed.
    """
    parts = ["\n".join([_head(comparison), *_table(comparison.compared)])]
    if comparison.invalid:
        parts.append(f"a citation is not valid: {_counted(comparison.invalid)}")
    for kind in ("broken", "fixed", "changed"):
        lines = [change_line(each) for each in comparison.changes if each.kind == kind]
        if lines:
            parts.append("\n".join([f"{kind}: {len(lines)}", *_first(lines)]))
    for said, ids in (("new", comparison.only_after), ("gone", comparison.only_before)):
        if ids:
            parts.append(f"questions {said} since the baseline: {_counted(ids)}")
    return "\n\n".join(parts)


def change_line(change: Change) -> str:
    """Return one changed question in one line: id, what changed, and its text."""
    return f"{change.after.id}  {summary(change)}  {one_line(change.after.q, LONGEST)}"


def summary(change: Change) -> str:
    """Return what became of a question in one line, without its text."""
    before, after = change.before, change.after
    status = after.status if before.status == after.status else f"{before.status} → {after.status}"
    moves = [
        f"{name} {'rose' if after.measures[name] > before.measures[name] else 'fell'}"
        for name in change.measures
    ]
    return f"{change.kind}: {status} ({', '.join(moves) or 'no measure moved'})"


def reply_line(row: Row) -> str:
    """Return the status, the answer and the citations of a reply in one line."""
    said = "no answer" if row.answer is None else f"“{one_line(row.answer, 2 * LONGEST)}”"
    return f"{row.status}, {said}, cites {', '.join(row.cited) or 'nothing'}"


def one_line(text: str, longest: int) -> str:
    """Return ``text`` with every run of blanks as one space, cut to ``longest`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _head(comparison: Comparison) -> str:
    verdicts = [each.verdict for each in comparison.compared]
    counted = [f"{verdicts.count(name)} {name}" for name in ("better", "worse", "within noise")]
    still = sum(not _moved(each) for each in comparison.compared)
    return f"against the baseline: {', '.join(counted)}, of which {still} as they were"


def _table(compared: Sequence[Compared]) -> list[str]:
    told = [
        each for each in compared if each.verdict != "within noise" or (each.held and _moved(each))
    ]
    width = max((len(each.name) for each in told), default=0)
    return [f"{each.name:{width}}  {each.told()}" for each in told]


def _moved(compared: Compared) -> bool:
    """Tell whether any question moved: what moves both ways alike has an interval around 0."""
    return (compared.low, compared.high) != (0.0, 0.0) or compared.before != compared.after


def _first(lines: Sequence[str]) -> list[str]:
    more = len(lines) - MOST
    return [*lines[:MOST], *([f"… and {more} more"] if more > 0 else [])]


def _counted(ids: Sequence[str]) -> str:
    return f"{len(ids)} ({', '.join(_first(ids))})"
