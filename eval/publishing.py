"""What is made of a run: files, lines for CI, and its comparison with a baseline."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import typer

from eval.acceptance import HISTORY, read_baseline, update_baseline
from eval.annotations import workflow_commands
from eval.baseline import Comparison, compare
from eval.history import read_history
from eval.html.render import render
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

    def check(self) -> None:
        """Raise GoldError for a file that cannot be written or read, before the run."""
        for option, path in (("--json", self.json), ("--html", self.html), ("--junit", self.junit)):
            if path is not None:
                require_writable(path, option)
        if self.reason and not self.update:
            raise GoldError("--reason says why a baseline is replaced; give --update-baseline too")
        if self.baseline is not None and (self.baseline.exists() or not self.update):
            read_baseline(self.baseline)


def publish(evaluated: Evaluated, outputs: Outputs) -> bool:
    """Print the run, write what is asked for, and tell whether the run passes.

    It does not where a figure misses its bar, and where one that has a bar is worse than in the
    baseline beyond noise, unless the run becomes the baseline. Raises GoldError when it may not.
    """
    run = evaluated.run
    baseline = outputs.baseline or BASELINES / f"{run.set}.json"
    comparison = _comparison(run, baseline, outputs)
    typer.echo(evaluated.text)
    if comparison is not None:
        typer.echo("\n" + comparison_text(comparison))
    if os.environ.get("GITHUB_ACTIONS") == "true":
        for line in workflow_commands(run, comparison):
            typer.echo(line)
    _write(evaluated, comparison, baseline, outputs)
    if outputs.update:
        update_baseline(baseline, run, outputs.reason)
    kept = all(figure.passed for figure in run.figures)
    return kept and (outputs.update or comparison is None or not comparison.regressed)


def _comparison(run: Run, baseline: Path, outputs: Outputs) -> Comparison | None:
    if outputs.baseline is None and not outputs.update:
        return None
    if outputs.update and not baseline.exists():
        return None
    return compare(read_baseline(baseline), run)


def _write(
    evaluated: Evaluated, comparison: Comparison | None, baseline: Path, outputs: Outputs
) -> None:
    run = evaluated.run
    if outputs.json is not None:
        write_text(outputs.json, "--json", to_json(run))
    if outputs.junit is not None:
        write_text(outputs.junit, "--junit", junit(run, comparison))
    if outputs.html is not None:
        history = read_history(baseline.parent / HISTORY, run.set)
        write_text(outputs.html, "--html", render(run, evaluated.details, comparison, history))
