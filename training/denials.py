"""Learns what tells a false premise: `python -m training.denials`.

Prints the weights of service/denials.py. The dev half of the documents written for this project is
asked: what takes for granted what its document denies, what it answers, and what it does not say;
and the dev split of the gold questions about the seeds, of which each counts for several.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from eval.gold.questions import SEEDS_GOLD, read_gold
from eval.indexing import indexed
from service.answer import Answerer
from service.denials import Features, features
from service.disputes import clash
from service.finding import CONSIDERED
from service.forms import form
from service.judgement import Judge, load_judges
from service.open import open_engine
from service.records import Language
from service.units import units
from training.documents import Written, read_documents
from training.folds import chance, folds_of, threshold, unseen
from training.logistic import logistic

LANGUAGES: tuple[Language, ...] = ("ja", "en")
# One in so many of the questions that assert nothing false is asked; odd: both languages are.
STEP = 3
# What a gold question counts beside one about a written document.
GOLD_WEIGHT = 8.0
FALSE_ALARMS = (0.01, 0.02, 0.03, 0.05)


@dataclass(frozen=True, slots=True)
class Question:
    """A question in one language, and whether the evidence denies what it takes for granted.

    ``about`` is the event that its document tells of, or the pair of a gold question; ``weight``
    is what it counts.
    """

    text: str
    language: Language
    about: str
    denied: bool
    weight: float


@dataclass(frozen=True, slots=True)
class Example:
    """The features of a question, and as of it."""

    features: Features
    about: str
    denied: bool
    weight: float


def questions(written: Sequence[Written]) -> list[Question]:
    """Return the denied questions in both languages, and every STEPth of the others.

    These count for all of their kind.
    """
    denied, others = [], []
    for one in written:
        denied += [(one.event, each.wording) for each in one.denied]
        plain = (*(each.wording for each in one.answered), *one.near)
        others += [(one.event, wording) for wording in plain]
    told = [(*each, language) for each in denied for language in LANGUAGES]
    rest = [(*each, language) for each in others for language in LANGUAGES][::STEP]
    return [
        Question(wording.of(language), language, event, right, 1.0 if right else STEP)
        for part, right in ((told, True), (rest, False))
        for event, wording, language in part
    ]


def gold_questions() -> list[Question]:
    """Return the gold questions about the seeds of the dev split."""
    return [
        Question(one.q, one.lang, one.pair or one.id, one.kind == "false-premise", GOLD_WEIGHT)
        for one in read_gold(SEEDS_GOLD)
        if one.split == "dev"
    ]


def example(engine: Answerer, judge: Judge, question: Question) -> Example | None:
    """Return what speaks for a denial; None where nothing is found, or nothing is asserted."""
    query = engine.searcher.prepare(question.text)
    if form(query.folded) == "whether":
        return None
    ranked = judge.ranked(engine.evidence(query, engine.hits(query, CONSIDERED)))
    if not ranked:
        return None
    about = units(query, engine.searcher.generation.lexical)
    told = clash(query, about, ranked, engine.searcher.tools.analyser)
    found = features(told, ranked, english=query.language == "en")
    return Example(found, question.about, question.denied, question.weight)


def fit(examples: Sequence[Example]) -> tuple[float, ...]:
    """Return the weights of `Features` and a bias."""
    rows = np.array([astuple(one.features) for one in examples])
    weights = np.array([one.weight for one in examples])
    return logistic(rows, np.array([one.denied for one in examples]), weights)


def held_out(examples: Sequence[Example]) -> list[float]:
    """Return the chance of a denial by models that have not seen what a question is about."""
    folds = folds_of([one.about for one in examples])
    models = unseen(fit, examples, folds)
    return [chance(model, one.features) for model, one in zip(models, examples, strict=True)]


def thresholds(told: Sequence[tuple[float, bool]]) -> Iterator[tuple[float, float, float]]:
    """Yield for each of FALSE_ALARMS what is above it, and what share of the denials is too."""
    plain = [chance for chance, denied in told if not denied]
    chances = np.array([chance for chance, denied in told if denied])
    for share in FALSE_ALARMS:
        least = threshold(plain, int(share * len(plain)))
        yield share, least, float((chances > least).mean())


def collect(engine: Answerer, asked: Iterable[Question]) -> list[Example]:
    """Return the examples of every question that asserts anything and finds evidence."""
    judges = load_judges()
    found = (example(engine, judges[one.language], one) for one in asked)
    return [one for one in found if one is not None]


def main(
    index: Annotated[Path, typer.Option(help="The index of the seeds.")] = Path("index"),
) -> None:
    """Fit and print the weights, and what thresholds would find among questions not seen."""
    written = read_documents("dev")
    with closing(open_engine(index)) as engine:
        gold = collect(engine, gold_questions())
    with indexed([one.document for one in written]) as engine:
        examples = [*gold, *collect(engine, questions(written))]
    told = list(zip(held_out(examples), (one.denied for one in examples), strict=True))
    for name, part in (("seeds", told[: len(gold)]), ("documents", told[len(gold) :])):
        for share, least, found in thresholds(part):
            typer.echo(f"{name}, {share}: above {least:.4f}, {found:.3f} of the denials")
    typer.echo(fit(examples))


if __name__ == "__main__":
    typer.run(main)
