"""The evaluation that CI runs: `python eval/run.py`.

Exit 0 when no figure fell below its bar, 1 when one did, 2 on bad input.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from eval.evaluate import Outcome, ask_gold, rank_documents, rank_gold
from eval.gold import check_support, read_gold
from eval.legs import EVERY_LEG, LEGS
from eval.output import require_writable, write_text
from eval.report import Figure, as_text, gold_figures, ranking_figures, read_bars, set_figures
from eval.sets import SETS, QuestionSet, load_set
from indexer.analysis import PassageAnalyser
from indexer.build import build
from indexer.config import IndexConfig
from indexer.embedder import Embedder
from indexer.errors import GoldError, KonkyoError
from indexer.lexicon import Lexicon
from indexer.store import Store
from indexer.terms import Analyser
from indexer.tokens import Tokenizer
from indexer.wordvectors import WordVectors
from service.answer import Answerer
from service.open import open_engine
from service.query import Tools
from service.records import Language
from service.rerank import Scorer, load_scorers

SEEDS_GOLD = Path(__file__).resolve().parent / "gold" / "seeds.jsonl"
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def run(
    index: Annotated[Path, typer.Option(envvar="INDEX", help="The index to ask.")] = Path("index"),
    gold: Annotated[
        Path, typer.Option(help="Gold questions, JSONL.", show_default="eval/gold/seeds.jsonl")
    ] = SEEDS_GOLD,
    set_name: Annotated[
        str, typer.Option("--set", help=f"Instead of gold questions: {', '.join(SETS)}.")
    ] = "",
    data: Annotated[Path, typer.Option(help="The folder that holds the sets.")] = Path("data"),
    legs: Annotated[
        str, typer.Option(help=f"Which parts of the search: {', '.join(LEGS)}.")
    ] = EVERY_LEG,
    json_out: Annotated[Path | None, typer.Option("--json", help="Write all outcomes.")] = None,
    failures: Annotated[
        bool, typer.Option("--failures", help="List the gold questions that failed.")
    ] = False,
) -> None:
    """Evaluate and print every figure beside its bar."""
    _check_options(set_name, legs, failures)
    if json_out is not None:
        require_writable(json_out)
    outcomes: tuple[Outcome, ...] = ()
    if set_name:
        figures = _run_set(set_name, data, legs)
    elif legs != EVERY_LEG:
        figures = _rank_gold(index, gold, legs)
    else:
        outcomes, figures = _run_gold(index, gold)
    typer.echo(as_text(figures))
    if failures:
        _list_failures(outcomes)
    if json_out is not None:
        write_text(json_out, _as_json(figures, outcomes))
    if not all(figure.passed for figure in figures):
        raise typer.Exit(1)


def _check_options(set_name: str, legs: str, failures: bool) -> None:
    if legs not in LEGS:
        raise GoldError(f"--legs {legs}: choose one of {', '.join(LEGS)}")
    if failures and (set_name or legs != EVERY_LEG):
        raise GoldError("--failures lists answers to gold questions; leave out --set and --legs")


def _run_gold(index: Path, gold: Path) -> tuple[tuple[Outcome, ...], list[Figure]]:
    questions = read_gold(gold)
    with closing(open_engine(index)) as engine:
        check_support(questions, engine.documents())
        outcomes = ask_gold(engine, questions)
    bars = read_bars("seeds") if gold.resolve() == SEEDS_GOLD else {}
    return outcomes, gold_figures(outcomes, bars)


def _rank_gold(index: Path, gold: Path, legs: str) -> list[Figure]:
    """Rank only: answers are judged with the whole search."""
    questions = read_gold(gold)
    with closing(open_engine(index)) as engine:
        check_support(questions, engine.documents())
        return ranking_figures(rank_gold(engine.searcher, questions, legs))


def _run_set(name: str, data: Path, legs: str) -> list[Figure]:
    questions = load_set(name, data)
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(index_set(questions, Path(folder))) as engine,
    ):
        rankings = rank_documents(engine.searcher, questions, legs)
    relevant = {question.id: {question.doc_id} for question in questions.questions}
    return set_figures(
        relevant, rankings, read_bars(name if legs == EVERY_LEG else f"{name}.{legs}")
    )


def index_set(
    questions: QuestionSet, folder: Path, scorers: Mapping[Language, Scorer] | None = None
) -> Answerer:
    """Build an index of a set's corpus in the empty ``folder`` and open it; close it after use.

    ``scorers`` are the bundled reranker's unless given.
    """
    config, store, vectors = IndexConfig(), Store(folder), WordVectors.open()
    analyser = PassageAnalyser(Analyser(Tokenizer()), vectors)
    embedder = Embedder(config.model)
    chosen = load_scorers() if scorers is None else scorers
    build(questions.corpus, store, config, analyser, embedder)
    return Answerer(store.open(), Tools(analyser, embedder, Lexicon.open(), vectors, chosen))


def _list_failures(outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        question = outcome.question
        refused = outcome.reply.status == "not_in_corpus"
        rank = next((n for n, i in enumerate(outcome.ranking, 1) if i in outcome.relevant), 0)
        wrong = refused if question.answerable else not refused
        if wrong or (question.answerable and not (1 <= rank <= 5 and outcome.supported)):
            typer.echo(
                f"{question.id} {question.split} {question.kind} rank {rank} "
                f"{outcome.reply.status} {outcome.reply.confidence:.2f} "
                f"{'cited' if outcome.supported else ''}: {question.q}"
            )


def _as_json(figures: Sequence[Figure], outcomes: Sequence[Outcome]) -> str:
    rows = [
        {
            "id": outcome.question.id,
            "ranking": outcome.ranking,
            "relevant": sorted(outcome.relevant),
            "status": outcome.reply.status,
            "answer": outcome.reply.answer.text if outcome.reply.answer else None,
            "confidence": round(outcome.reply.confidence, 6),
            "valid": outcome.valid,
            "supported": outcome.supported,
            "right": outcome.right,
            "timings_ms": {"total": round(outcome.seconds * 1000, 3)},
        }
        for outcome in outcomes
    ]
    figures_out = [{**asdict(figure), "verdict": figure.verdict} for figure in figures]
    return json.dumps({"figures": figures_out, "questions": rows}, ensure_ascii=False, indent=1)


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
