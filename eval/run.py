"""The evaluation that CI runs: `python eval/run.py`.

Exit 0 when no figure fell below its bar or, with a baseline, got worse beyond noise, 1 when one
did or the run may not become the baseline, 2 on bad input.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from eval.figures import read_bars
from eval.gold.questions import SEEDS_GOLD
from eval.legs import EVERY_LEG, LEGS
from eval.publishing import Outputs, publish
from eval.running import rank_gold_only, run_gold, run_name, run_set
from eval.sets import SETS
from indexer.errors import BaselineRefused, GoldError, KonkyoError

SEEDS = "seeds"
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def run(
    index: Annotated[Path, typer.Option(envvar="INDEX", help="The index to ask.")] = Path("index"),
    gold: Annotated[
        Path, typer.Option(help="Gold questions, JSONL.", show_default="eval/gold/seeds.jsonl")
    ] = SEEDS_GOLD,
    set_name: Annotated[
        str,
        typer.Option(
            "--set",
            help=f"Instead of gold questions: {', '.join(SETS)}, a BEIR folder or a SQuAD file.",
        ),
    ] = "",
    data: Annotated[
        Path, typer.Option(envvar="DATA", help="The folder that holds the named sets.")
    ] = Path("data"),
    legs: Annotated[
        str, typer.Option(help=f"Which parts of the search: {', '.join(LEGS)}.")
    ] = EVERY_LEG,
    json_out: Annotated[
        Path | None, typer.Option("--json", help="Write figures and all questions.")
    ] = None,
    html_out: Annotated[
        Path | None, typer.Option("--html", help="Write a page to read, one file.")
    ] = None,
    junit_out: Annotated[
        Path | None, typer.Option("--junit", help="Write JUnit XML, a test case a question.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(help="Compare with a run that --json wrote.")
    ] = None,
    update_baseline: Annotated[
        bool,
        typer.Option(
            "--update-baseline",
            help="Make this run the baseline: --baseline's file, or eval/baselines/SET.json.",
        ),
    ] = False,
    reason: Annotated[
        str, typer.Option(help="With --update-baseline: why, although something got worse.")
    ] = "",
    failures: Annotated[
        bool, typer.Option("--failures", help="List the gold questions that failed.")
    ] = False,
    answers: Annotated[
        bool,
        typer.Option("--answers", help="With --set: also ask every question; takes minutes more."),
    ] = False,
) -> None:
    """Evaluate and print every figure beside its bar."""
    _check_options(set_name, legs, failures, answers)
    outputs = Outputs(json_out, html_out, junit_out, baseline, update_baseline, reason)
    name = run_name(set_name or _gold_name(gold), legs, answers)
    if set_name not in SETS and (set_name or gold.resolve() != SEEDS_GOLD):
        _check_own(name, set_name or str(gold))
    outputs.check(name)
    if set_name:
        evaluated = run_set(set_name, data, legs, answers)
    elif legs != EVERY_LEG:
        evaluated = rank_gold_only(index, gold, name, legs)
    else:
        bars = read_bars(SEEDS) if gold.resolve() == SEEDS_GOLD else {}
        explain = html_out is not None
        evaluated = run_gold(index, gold, name, bars, failures=failures, explain=explain)
    if not publish(evaluated, outputs):
        raise typer.Exit(1)


def _check_options(set_name: str, legs: str, failures: bool, answers: bool) -> None:
    if legs not in LEGS:
        raise GoldError(f"--legs {legs}: choose one of {', '.join(LEGS)}")
    if failures and (set_name or legs != EVERY_LEG):
        raise GoldError("--failures lists answers to gold questions; leave out --set and --legs")
    if answers and (not set_name or legs != EVERY_LEG):
        raise GoldError(
            "--answers judges answers to a set of questions; give --set, and leave out --legs"
        )


def _gold_name(gold: Path) -> str:
    """Return what a gold file is called: its own name, which ends in ``.jsonl`` or so."""
    return SEEDS if gold.resolve() == SEEDS_GOLD else gold.name


def _check_own(name: str, path: str) -> None:
    """Raise GoldError when a run over a set of one's own would be called as one over ours.

    Runs of one name are compared, and one of them becomes the baseline of both.
    """
    first, *rest = name.split(".")
    if first in (SEEDS, *SETS) and all(part in (*LEGS, "answers") for part in rest):
        ours = "leave out --set and --gold" if first == SEEDS else f"give --set {first}"
        raise GoldError(
            f"{path}: a run over it would be called {name!r}, as one over Konkyo's own {first}; "
            f"rename the folder or file, or {ours} for Konkyo's own"
        )


def main() -> int:
    """Run the command line; exits by itself, but for our own errors: a line on stderr, and 2.

    1 where a run may not become the baseline.
    """
    try:
        app()
    except BaselineRefused as refused:
        typer.echo(f"error: {refused}", err=True)
        return 1
    except KonkyoError as error:
        typer.echo(f"error: {error}", err=True)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
