"""The tools for gold questions: `python -m eval.gold check|suggest|pool|merge`.

Exit 0 when all is well, 1 when `check` finds something wrong, 2 on bad input.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from eval.gold.balance import balance_table
from eval.gold.check import findings
from eval.gold.drafts import SEED, drafts, to_draft_line
from eval.gold.pool import DEPTH, WAYS, merged, pool, to_line
from eval.gold.questions import SEEDS_GOLD, read_gold
from eval.gold.questions import to_line as question_line
from eval.output import require_new, write_text
from indexer.errors import KonkyoError
from indexer.store import Store
from indexer.tokens import Tokenizer
from service.gloss import Glosser
from service.open import open_engine

OUT = "--out"
app = typer.Typer(
    help="Check and write gold questions.", no_args_is_help=True, pretty_exceptions_enable=False
)
Index = Annotated[Path, typer.Option(envvar="INDEX", help="The index that is asked.")]
Gold = Annotated[
    Path, typer.Option(help="Gold questions, JSONL.", show_default="eval/gold/seeds.jsonl")
]
Out = Annotated[Path, typer.Option(help="The new file to write.")]


@app.command()
def check(index: Index = Path("index"), gold: Gold = SEEDS_GOLD) -> None:
    """Check support, derivable answers, repeats, leaks between splits, and balance."""
    questions = read_gold(gold)
    with closing(Store(index).open()) as generation:
        passages = generation.passages(range(generation.manifest.passages))
        found = findings(questions, generation.documents(), passages, Glosser.open().gloss)
        documents = generation.document_ids()
    for finding in found:
        typer.echo(str(finding))
    counts = Counter(finding.severity for finding in found)
    typer.echo(f"{balance_table(questions, documents)}\n")
    typer.echo(f"{len(questions)} questions: {counts['wrong']} wrong, {counts['look']} to look at")
    if counts["wrong"]:
        raise typer.Exit(1)


@app.command()
def suggest(
    out: Out,
    index: Index = Path("index"),
    number: Annotated[int, typer.Option("--n", min=1, help="How many drafts at most.")] = 50,
    seed: Annotated[int, typer.Option(help="Another seed, other drafts.")] = SEED,
) -> None:
    """Draft questions over all documents, for a person to mend and accept."""
    require_new(out, OUT)
    with closing(Store(index).open()) as generation:
        found = drafts(generation.documents(), Tokenizer().tokens, number, seed)
    _write(out, map(to_draft_line, found))
    typer.echo(
        f'{out}: {len(found)} drafts; mend each beside its source and take its "draft" out, or '
        "remove the line"
    )


@app.command("pool")
def pool_command(
    out: Out,
    index: Index = Path("index"),
    gold: Gold = SEEDS_GOLD,
    depth: Annotated[int, typer.Option(min=1, help="Hits of each way to search.")] = DEPTH,
) -> None:
    """Collect the best hits of several ways to search that nobody has judged yet."""
    require_new(out, OUT)
    questions = read_gold(gold)
    with closing(open_engine(index)) as engine:
        found = pool(engine.searcher, questions, depth)
    _write(out, map(to_line, found))
    typer.echo(
        f'{out}: {len(found)} passages by {", ".join(WAYS)}; set "relevant" to true or false, and '
        'copy into "support" what grounds the answer; then: python -m eval.gold merge'
    )


@app.command()
def merge(
    out: Out,
    judged: Annotated[Path, typer.Option("--pool", help="The judged passages.")],
    gold: Gold = SEEDS_GOLD,
) -> None:
    """Write the gold questions with the support strings that the judged passages add."""
    require_new(out, OUT)
    before = read_gold(gold)
    after, waiting = merged(before, judged)
    _write(out, map(question_line, after))
    widened = sum(one != other for one, other in zip(before, after, strict=True))
    typer.echo(f"{out}: {widened} questions have more support; {waiting} passages not judged yet")


def _write(out: Path, lines: Iterable[str]) -> None:
    write_text(out, OUT, "".join(f"{line}\n" for line in lines))


def main() -> int:
    """Run the command line; exits by itself, but for our own errors: 2 and a line on stderr."""
    try:
        app()
    except KonkyoError as error:
        typer.echo(f"error: {error}", err=True)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
