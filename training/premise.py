"""Learns what tells a denial from another fact: `python -m training.premise --data DATA`.

Prints the weights of service/premise.py. Questions over JaQuAD's training paragraphs are held
against the sentences found for them. A clash with the sentence that denies a false premise is
right; every clash of a question that assumes nothing false is wrong, and so is one of a question
that nothing answers. Other clashes of false premises count for nothing: they may be right.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Annotated, get_args

import numpy as np
import typer
from numpy.typing import NDArray

from eval.indexing import indexed
from service.answer import Answerer
from service.assertion import Kind, Reading, read
from service.disputes import held
from service.finding import CONSIDERED
from service.forms import form
from service.judgement import Judge, load_judges
from service.premise import DENIERS, Features, Weights, clashes, features
from service.records import Language
from service.units import units
from training.logistic import logistic
from training.near_misses import Unanswered, read_unanswered
from training.written import question_set

KINDS: tuple[Kind, ...] = get_args(Kind)
LANGUAGES: tuple[Language, ...] = ("ja", "en")
# So many of each language's answered questions, evenly over the paragraphs, are asked too, and one
# near miss in so many; each of their clashes counts so often.
ANSWERED, NEAR_MISSES, COUNTS = 200, 24, 4.0
# Which way each feature can speak, in the order of `Features`: 0 for either.
SIGNS = np.array([1, 1, 1, 1, 1, 1, 1, 1, 0, -1])


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; ``denied`` is the part of its paragraph that denies it, "" for none."""

    text: str
    denied: str


@dataclass(frozen=True, slots=True)
class Example:
    """A clash: its kind, its features, and whether it is a denial."""

    kind: Kind
    features: Features
    right: bool


def questions(unanswered: Iterable[Unanswered], language: Language) -> list[Asked]:
    """Return the questions without an answer in one language."""
    return [
        Asked(item.english if language == "en" else item.japanese, item.denied)
        for item in unanswered
    ]


def examples(asked: Asked, texts: Sequence[str], readings: Sequence[Reading]) -> Iterator[Example]:
    """Yield the clashes of a question with the first sentences of its evidence.

    ``texts`` are the sentences as they stand in the source, ``readings`` the question beside each.
    """
    for number, (text, reading) in enumerate(zip(texts[:DENIERS], readings, strict=False)):
        right = bool(asked.denied) and (asked.denied in text or text in asked.denied)
        if asked.denied and not right:
            continue
        others = [*readings[:number], *readings[number + 1 :]]
        for clash in clashes(reading):
            yield Example(clash.kind, features(reading, clash, others), right)


def fit(found: Sequence[Example]) -> dict[Kind, Weights]:
    """Return the weights of every kind that has both denials and others.

    A feature that would speak the other way than it can is left out: what others say as the
    question has it never speaks for a denial, and what a sentence says of it never against.
    """
    learned: dict[Kind, Weights] = {}
    for kind in KINDS:
        own = [one for one in found if one.kind == kind]
        right = np.array([one.right for one in own], dtype=bool)
        if right.any() and not right.all():
            learned[kind] = _signed(np.array([astuple(one.features) for one in own]), right)
    return learned


def _signed(rows: NDArray[np.float64], right: NDArray[np.bool_]) -> Weights:
    kept = np.ones(rows.shape[1])
    while True:
        *weights, bias = logistic(rows * kept, right, np.where(right, 1.0, COUNTS))
        wrong = (np.array(weights) * SIGNS < 0) & (kept > 0)
        if not wrong.any():
            return Weights(Features(*(round(float(one), 2) for one in weights * kept)), bias)
        kept[wrong] = 0.0


def collect(engine: Answerer, judge: Judge, asked: Iterable[Asked]) -> list[Example]:
    """Return the clashes of every question that asserts anything."""
    return [one for question in asked for one in _clashing(engine, judge, question)]


def _clashing(engine: Answerer, judge: Judge, asked: Asked) -> Iterator[Example]:
    query = engine.searcher.prepare(asked.text)
    if form(query.folded) == "whether":
        return
    ranked = judge.ranked(engine.evidence(query, engine.hits(query, CONSIDERED)))
    about = units(query, engine.searcher.generation.lexical)
    asking, sentences = held(query, about, ranked, engine.searcher.tools.analyser)
    texts = [one.item.text for one in ranked[: len(sentences)]]
    yield from examples(asked, texts, [read(asking, one) for one in sentences])


def main(
    data: Annotated[Path, typer.Option(help="The folder of training and dev data.")],
) -> None:
    """Fit and print the weights of every kind of denial."""
    found: list[Example] = []
    judges = load_judges()
    for language in LANGUAGES:
        known = question_set(data, "train", language)
        step = math.ceil(len(known.questions) / ANSWERED)
        asked = [Asked(item.text, "") for item in known.questions[::step]]
        unanswered = read_unanswered("jaquad-train")
        near = [item for item in unanswered if not item.denied][::NEAR_MISSES]
        asked += questions([*near, *(item for item in unanswered if item.denied)], language)
        with indexed(known.corpus.documents) as engine:
            found += collect(engine, judges[language], asked)
    for kind, weights in fit(found).items():
        typer.echo(f"{kind}: {weights}")


if __name__ == "__main__":
    typer.run(main)
