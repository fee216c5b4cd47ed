"""A run from its questions to its figures: gold questions asked or only ranked, external sets."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from eval.details import Detail, gold_details, set_details
from eval.evaluate import ask_gold, rank_documents, rank_gold
from eval.figures import Bars, Figure, read_bars
from eval.gold.questions import check_support, read_gold
from eval.indexing import indexed
from eval.legs import EVERY_LEG
from eval.reading import ask_set, read_paragraphs
from eval.record import Row, Run
from eval.report import (
    end_to_end_figures,
    gold_figures,
    ranking_figures,
    reading_figures,
    set_figures,
)
from eval.scores import gold_rows, ranking_rows, set_rows
from eval.sets import SETS, QuestionSet, load_set, set_name
from eval.tables import as_text, failure_lines, gold_text
from eval.timings import timings, timings_text
from indexer.errors import GoldError
from service.open import open_engine


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A run, what stands behind its rows, and all of it as text."""

    run: Run
    details: tuple[Detail, ...]
    text: str


def run_gold(
    index: Path, gold: Path, name: str, bars: Bars, *, failures: bool = False, explain: bool = False
) -> Evaluated:
    """Ask the gold questions of a file; the run is over the set ``name``.

    ``failures`` adds a line for each question that failed to the text; ``explain`` has the details
    say why passages were ranked so. Raises GoldError and StoreError.
    """
    begun = time.perf_counter()
    questions = read_gold(gold)
    with closing(open_engine(index)) as engine:
        check_support(questions, engine.documents())
        outcomes = ask_gold(engine, questions, explain)
        generation = engine.generation
    rows = gold_rows(outcomes)
    figures = gold_figures(rows, bars)
    found = _run(name, generation, figures, rows, begun)
    listed = failure_lines(rows) if failures else []
    text = "\n".join([gold_text(figures, rows), "", timings_text(found.timings), *listed])
    return Evaluated(found, gold_details(outcomes, rows), text)


def rank_gold_only(index: Path, gold: Path, name: str, legs: str) -> Evaluated:
    """Rank only, by some parts of the search; the run is over the set ``name``.

    Answers are judged with the whole search.
    """
    begun = time.perf_counter()
    questions = read_gold(gold)
    with closing(open_engine(index)) as engine:
        check_support(questions, engine.documents())
        rows = ranking_rows(rank_gold(engine.searcher, questions, legs))
        generation = engine.generation
    figures = ranking_figures(rows)
    found = _run(name, generation, figures, rows, begun)
    return Evaluated(found, (), as_text(figures))


def run_set(name: str, data: Path, legs: str, answers: bool) -> Evaluated:
    """Index a set and search for its questions; ``answers`` has them asked as well.

    Raises GoldError for a set that is not there, and where ``answers`` are to be judged that the
    set does not have.
    """
    begun = time.perf_counter()
    questions = load_set(name, data)
    if answers and not questions.has_answers:
        raise GoldError(f"--answers: the questions of {name} have no answers; leave it out")
    with indexed(questions.corpus.documents) as engine:
        rankings = rank_documents(engine.searcher, questions, legs)
        replies = ask_set(engine, questions) if answers else ()
        read = read_paragraphs(questions, engine.read) if answers else {}
        generation = engine.generation
    rows = set_rows(questions.questions, rankings, replies, read)
    section = name if legs == EVERY_LEG else f"{name}.{legs}"
    figures = _set_figures(rows, section if name in SETS else "", answers)
    found = _run(run_name(name, legs, answers), generation, figures, rows, begun)
    text = "\n".join([as_text(figures), timings_text(found.timings), *_left_out(questions)])
    return Evaluated(found, set_details(questions.questions, rows), text)


def _set_figures(rows: Sequence[Row], section: str, answers: bool) -> list[Figure]:
    figures = set_figures(rows, _bars(section))
    if answers:
        figures += reading_figures(rows, _bars(section, ".read"))
        figures += end_to_end_figures(rows, _bars(section, ".answers"))
    return figures


def _bars(section: str, part: str = "") -> Bars:
    return read_bars(section + part) if section else {}


def run_name(name: str, legs: str, answers: bool) -> str:
    """Return what the set of a run is called: runs of one name can be compared."""
    parts = [set_name(name), *([legs] if legs != EVERY_LEG else []), *(["answers"] * answers)]
    return ".".join(parts)


def _left_out(questions: QuestionSet) -> list[str]:
    count = questions.unjudged
    return [f"left out, without a relevant document: {count} queries"] if count else []


def _run(
    name: str, generation: str, figures: Sequence[Figure], rows: Sequence[Row], begun: float
) -> Run:
    taken: Mapping[str, float] = timings(rows, time.perf_counter() - begun)
    return Run(name, version("konkyo"), generation, tuple(figures), tuple(rows), taken)
