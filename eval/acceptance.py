"""A run becomes the accepted baseline of its set, unless something got worse for no reason."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from eval.baseline import Comparison, compare
from eval.changes import all_valid
from eval.history import append_history, past_of
from eval.output import require_writable, unwritable
from eval.record import Run, from_json, to_json
from indexer.errors import BaselineRefused, GoldError

HISTORY = "history.jsonl"
OPTION = "--update-baseline"
# Faults that the refusal names; the others are counted.
NAMED = 5


def read_baseline(path: Path) -> Run:
    """Read a stored run; raises GoldError when it cannot be read or is none."""
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(
            f"--baseline {path}: cannot be read ({error}); "
            "name a file that --json or --update-baseline wrote"
        ) from error
    return from_json(text, f"--baseline {path}")


def update_baseline(path: Path, run: Run, reason: str = "") -> Comparison | None:
    """Make ``run`` the baseline at ``path`` and note it in the history beside it.

    Returns the comparison with the baseline before, None when there was none. Raises
    BaselineRefused, and leaves all as it was, when something is worse than before and no
    ``reason`` is given, and GoldError for a file that cannot be used.
    """
    comparison = compare(read_baseline(path), run) if path.exists() else None
    found = faults(run, comparison)
    if found and not reason.strip():
        raise BaselineRefused(
            f"{OPTION} {path}: refused, since {_listed(found)}; "
            "mend it, or say why it is right with --reason"
        )
    _replace(path, to_json(run) + "\n")
    append_history(path.parent / HISTORY, past_of(run, " ".join(reason.split())))
    return comparison


def require_replaceable(path: Path) -> None:
    """Raise GoldError when a baseline, or the history beside it, cannot be written at ``path``."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(path, OPTION, error) from error
    for each in (path, path.parent / HISTORY):
        require_writable(each, OPTION)


def faults(run: Run, comparison: Comparison | None) -> list[str]:
    """Return what speaks against accepting ``run``, a line each: the gravest first.

    Citations that are not valid, figures of any group that became worse beyond noise, and
    questions that the run no longer asks.
    """
    found = [f"{row.id} has a citation that is not valid" for row in run.rows if not all_valid(row)]
    if comparison is not None:
        worse = sorted(comparison.worse, key=lambda each: not each.held)
        found += [f"{each.name} is worse ({each.told()})" for each in worse]
        found += [f"question {item} is gone" for item in comparison.only_before]
    return found


def _listed(found: Sequence[str]) -> str:
    more = len(found) - NAMED
    return "; ".join([*found[:NAMED], *([f"and {more} more"] if more > 0 else [])])


def _replace(path: Path, text: str) -> None:
    """Write ``path`` whole or not at all."""
    beside = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8", newline="\n")
        os.replace(beside, path)
    except OSError as error:
        raise unwritable(path, OPTION, error) from error
