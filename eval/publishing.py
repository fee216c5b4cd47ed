"""What is made of a run: files, lines for CI, and its comparison with a baseline."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import typer

from eval.acceptance import HISTORY, read_baseline, require_replaceable, update_baseline
from eval.annotations import workflow_commands
from eval.baseline import Comparison, compare, require_comparable, require_shared
from eval.history import read_history
from eval.htmlreport.render import render
from eval.junit import junit
from eval.output import require_writable, write_text
from eval.record import Run, to_json
from eval.running import Evaluated
from eval.verdicts import comparison_text
from indexer.errors import GoldError

BASELINES = Path(__file__).resolve().parent / "baselines"


@dataclass(frozen=True, slots=True)
class Outputs:
    """What is asked for beside the text; None where a file is not.

    ``baseline`` is what the run is compared with; ``update`` makes the run the baseline, of its
    set where no file is named, and ``reason`` says why although something got worse.
    """

    json: Path | None = None
    html: Path | None = None
    junit: Path | None = None
    baseline: Path | None = None
    update: bool = False
    reason: str = ""

    def check(self, name: str) -> None:
        """Raise GoldError, before the run over the set ``name``, for what would fail after it.

        That is a file that cannot be written or read or is named twice, and a baseline of another
        set.
        """
        if self.reason and not self.update:
            raise GoldError("--reason says why a baseline is replaced; give --update-baseline too")
        self.before(name)
        if self.update:
            require_replaceable(self.place(name))
        if self.update or self.html is not None:
            read_history(self.place(name).parent / HISTORY, name)
        self._check_written(self.place(name))

    def place(self, name: str) -> Path:
        """Return where the baseline of the set ``name`` is, or would be."""
        return self.baseline or BASELINES / f"{name}.json"

    def before(self, name: str) -> Run | None:
        """Return the baseline to compare a run over the set ``name`` with, None for none."""
        if not (self.place(name).exists() if self.update else self.baseline):
            return None
        found = read_baseline(self.place(name))
        require_comparable(found, name)
        return found

    def _check_written(self, place: Path) -> None:
        taken = {place.resolve(): "--baseline"}
        for option, path in (("--json", self.json), ("--html", self.html), ("--junit", self.junit)):
            if path is None:
                continue
            other = taken.setdefault(path.resolve(), option)
            if other != option:
                raise GoldError(f"{option} {path}: {other} names it too; name another file")
            require_writable(path, option)


def publish(evaluated: Evaluated, outputs: Outputs) -> bool:
    """Print the run, write what is asked for, and tell whether the run passes.

    It does not where a figure misses its bar, and where one that has a bar is worse than in the
    baseline beyond noise, unless the run becomes the baseline. Raises BaselineRefused when it may
    not, and GoldError where nothing can be compared: both once all else is printed and written.
    """
    run = evaluated.run
    typer.echo(evaluated.text)
    try:
        comparison = _compared(run, outputs)
    except GoldError:  # the run may have taken minutes, and is good without a baseline
        _give(evaluated, None, outputs)
        raise
    _give(evaluated, comparison, outputs)
    if outputs.update:
        update_baseline(outputs.place(run.set), run, outputs.reason)
    kept = all(figure.passed for figure in run.figures)
    return kept and (outputs.update or comparison is None or not comparison.regressed)


def _compared(run: Run, outputs: Outputs) -> Comparison | None:
    before = outputs.before(run.set)
    if before is None:
        return None
    if not outputs.update:  # a baseline may be replaced by one of other questions, for a reason
        require_shared(before, run)
    return compare(before, run)


def _give(evaluated: Evaluated, comparison: Comparison | None, outputs: Outputs) -> None:
    """Print what the comparison says and what CI reads, and write the files."""
    if comparison is not None:
        typer.echo("\n" + comparison_text(comparison))
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for line in workflow_commands(evaluated.run, comparison):
            typer.echo(line)
    _write(evaluated, comparison, outputs)


def _write(evaluated: Evaluated, comparison: Comparison | None, outputs: Outputs) -> None:
    run = evaluated.run
    if outputs.json is not None:
        write_text(outputs.json, "--json", to_json(run))
    if outputs.junit is not None:
        write_text(outputs.junit, "--junit", junit(run, comparison))
    if outputs.html is not None:
        history = read_history(outputs.place(run.set).parent / HISTORY, run.set)
        write_text(outputs.html, "--html", render(run, evaluated.details, comparison, history))
