"""Whether answers come from the corpus: `python -m eval.grounding --corpus seeds`.

Builds an index of the corpus and of four changed copies of it in a temporary folder, and asks the
gold questions of them. Exit 0 when no figure fell below its bar, 1 when one did, 2 on bad input.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from eval.adversarial.figures import failure_lines, grounding_figures, grounding_json
from eval.adversarial.grounding import measure
from eval.figures import read_bars
from eval.gold.questions import OFF_TOPIC, SEEDS_GOLD, check_support, read_gold
from eval.indexing import indexed
from eval.output import require_writable, write_text
from eval.tables import as_text
from indexer.corpus import read_corpus
from indexer.errors import KonkyoError
from indexer.terms import Analyser
from indexer.tokens import Tokenizer

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def run(
    corpus: Annotated[Path, typer.Option(help="The documents that the questions are about.")],
    gold: Annotated[
        Path, typer.Option(help="Gold questions, JSONL.", show_default="eval/gold/seeds.jsonl")
    ] = SEEDS_GOLD,
    json_out: Annotated[Path | None, typer.Option("--json", help="Write all outcomes.")] = None,
    seed: Annotated[int, typer.Option(help="What the changes are drawn from.")] = 0,
    failures: Annotated[
        bool, typer.Option("--failures", help="List the questions for which a change told.")
    ] = False,
) -> None:
    """Change questions and corpus, ask again, and print how much held, beside its bars."""
    if json_out is not None:
        require_writable(json_out, "--json")
    questions, documents = read_gold(gold), read_corpus(corpus).documents
    check_support(questions, documents)
    tokenizer = Tokenizer()
    analyser = Analyser(tokenizer)
    own = gold.resolve() == SEEDS_GOLD
    results = measure(
        questions,
        documents,
        indexed,
        tokenizer.tokens,
        lambda text: analyser.terms(text).lemma,
        seed,
        read_gold(OFF_TOPIC) if own else (),
    )
    figures = grounding_figures(results, read_bars("grounding") if own else {})
    typer.echo("\n".join([as_text(figures), *(failure_lines(results) if failures else [])]))
    if json_out is not None:
        write_text(json_out, "--json", grounding_json(figures, results))
    if not all(figure.passed for figure in figures):
        raise typer.Exit(1)


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
