"""The evaluation that CI runs: `python eval/run.py`.

Exit 0 when no figure fell below its bar, 1 when one did, 2 on bad input.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from eval.evaluate import ask_gold, rank_documents, rank_gold
from eval.figures import Figure, read_bars
from eval.gold import check_support, read_gold
from eval.legs import EVERY_LEG, LEGS
from eval.output import require_writable, write_text
from eval.reading import ask_set, read_paragraphs
from eval.report import (
    end_to_end_figures,
    gold_figures,
    ranking_figures,
    reading_figures,
    set_figures,
)
from eval.rows import gold_json, set_json
from eval.sets import SETS, SQUAD, QuestionSet, load_set
from eval.tables import as_text, failure_lines, gold_text
from indexer.analysis import PassageAnalyser
from indexer.build import build
from indexer.config import IndexConfig
from indexer.corpus import Corpus
from indexer.embedder import Embedder
from indexer.errors import GoldError, KonkyoError
from indexer.generation import Generation
from indexer.lexicon import Lexicon
from indexer.store import Store
from indexer.terms import Analyser
from indexer.tokens import Tokenizer
from indexer.wordvectors import WordVectors
from service.answer import Answerer
from service.gloss import Glosser
from service.judgement import Judge, load_judges
from service.open import open_engine
from service.query import Tools
from service.reader.reader import Reader
from service.records import Language
from service.rerank import Scorer, load_scorers

SEEDS_GOLD = Path(__file__).resolve().parent / "gold" / "seeds.jsonl"
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found: its figures, and all of it as text and as JSON."""

    figures: list[Figure]
    text: str
    json: str


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
    answers: Annotated[
        bool,
        typer.Option("--answers", help="With --set: also ask every question; takes minutes more."),
    ] = False,
) -> None:
    """Evaluate and print every figure beside its bar."""
    _check_options(set_name, legs, failures, answers)
    if json_out is not None:
        require_writable(json_out)
    if set_name:
        report = _run_set(set_name, data, legs, answers)
    elif legs != EVERY_LEG:
        report = _rank_gold(index, gold, legs)
    else:
        report = _run_gold(index, gold, failures)
    typer.echo(report.text)
    if json_out is not None:
        write_text(json_out, report.json)
    if not all(figure.passed for figure in report.figures):
        raise typer.Exit(1)


def _check_options(set_name: str, legs: str, failures: bool, answers: bool) -> None:
    if legs not in LEGS:
        raise GoldError(f"--legs {legs}: choose one of {', '.join(LEGS)}")
    if failures and (set_name or legs != EVERY_LEG):
        raise GoldError("--failures lists answers to gold questions; leave out --set and --legs")
    if answers and (set_name not in SQUAD or legs != EVERY_LEG):
        raise GoldError(
            f"--answers judges answers to a set of questions; give --set {' or '.join(SQUAD)}, "
            "and leave out --legs"
        )


def _run_gold(index: Path, gold: Path, failures: bool) -> Report:
    questions = read_gold(gold)
    with closing(open_engine(index)) as engine:
        check_support(questions, engine.documents())
        outcomes = ask_gold(engine, questions)
    bars = read_bars("seeds") if gold.resolve() == SEEDS_GOLD else {}
    figures = gold_figures(outcomes, bars)
    listed = failure_lines(outcomes) if failures else []
    text = "\n".join([gold_text(figures, outcomes), *listed])
    return Report(figures, text, gold_json(figures, outcomes))


def _rank_gold(index: Path, gold: Path, legs: str) -> Report:
    """Rank only: answers are judged with the whole search."""
    questions = read_gold(gold)
    with closing(open_engine(index)) as engine:
        check_support(questions, engine.documents())
        figures = ranking_figures(rank_gold(engine.searcher, questions, legs))
    return Report(figures, as_text(figures), set_json(figures, ()))


def _run_set(name: str, data: Path, legs: str, answers: bool) -> Report:
    questions = load_set(name, data)
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(index_set(questions, Path(folder))) as engine,
    ):
        rankings = rank_documents(engine.searcher, questions, legs)
        replies = ask_set(engine, questions) if answers else ()
        read = read_paragraphs(questions, engine.read) if answers else {}
    relevant = {question.id: {question.doc_id} for question in questions.questions}
    bars = read_bars(name if legs == EVERY_LEG else f"{name}.{legs}")
    figures = set_figures(relevant, rankings, bars)
    if answers:
        figures += [
            *reading_figures(
                "gold paragraph", questions.questions, read, read_bars(f"{name}.read")
            ),
            *end_to_end_figures(replies, read_bars(f"{name}.answers")),
        ]
    return Report(figures, as_text(figures), set_json(figures, replies))


def index_set(
    questions: QuestionSet,
    folder: Path,
    scorers: Mapping[Language, Scorer] | None = None,
    judges: Mapping[Language, Judge] | None = None,
) -> Answerer:
    """Build an index of a set's corpus in the empty ``folder`` and open it; close it after use.

    ``scorers`` and ``judges`` are the bundled ones unless given.
    """
    generation, tools = index_corpus(questions.corpus, folder, scorers)
    reader = Reader.open(tools.analyser, tools.vectors)
    chosen = load_judges() if judges is None else judges
    return Answerer(generation, tools, reader, chosen, Glosser.open(vectors=tools.vectors))


def index_corpus(
    corpus: Corpus, folder: Path, scorers: Mapping[Language, Scorer] | None = None
) -> tuple[Generation, Tools]:
    """Build an index of a corpus in the empty ``folder``; return it open, and what searches it.

    ``scorers`` are the bundled reranker's unless given.
    """
    config, store, vectors = IndexConfig(), Store(folder), WordVectors.open()
    analyser = PassageAnalyser(Analyser(Tokenizer()), vectors)
    embedder = Embedder(config.model)
    chosen = load_scorers() if scorers is None else scorers
    build(corpus, store, config, analyser, embedder)
    tools = Tools(analyser, embedder, Lexicon.open(), vectors, chosen)
    return store.open(), tools


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
