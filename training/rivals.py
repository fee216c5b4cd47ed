"""Learns what tells disputed answers from wrong ones: `python -m training.rivals`.

Prints the weights of service/rivals.py. The dev half of the documents written for this project
tells of some events twice and disagrees: the sentences of both sides are a dispute, every other
pair is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass

import numpy as np
import typer

from eval.indexing import indexed
from eval.metrics import comparable
from service.answer import Answerer
from service.disputes import asked_of
from service.finding import CONSIDERED
from service.judgement import Judge, Judged, load_judges
from service.records import Language
from service.rivals import Features, pairs
from training.documents import Disputed, Written, read_documents
from training.folds import chance, folds_of, threshold, unseen
from training.logistic import logistic

LANGUAGES: tuple[Language, ...] = ("ja", "en")
# One in so many of the undisputed questions is asked; odd, so that both languages are.
STEP = 5
FALSE_ALARMS = (0.005, 0.01, 0.02)


@dataclass(frozen=True, slots=True)
class Example:
    """The pairs of one question with their features, and which are a dispute.

    ``about`` is the first document that tells of what is asked about.
    """

    about: str
    disputed: bool
    features: tuple[Features, ...]
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question about a document; ``dispute`` is None where nothing disagrees."""

    text: str
    language: Language
    document: Written
    dispute: Disputed | None


def questions(written: Sequence[Written]) -> list[Question]:
    """Return the disputed questions in both languages, and every STEPth of the others."""
    told = [
        Question(dispute.wording.of(language), language, one, dispute)
        for one in written
        for dispute in one.disputed
        for language in LANGUAGES
    ]
    plain = [
        Question(asked.wording.of(language), language, one, None)
        for one in written
        for asked in one.answered
        for language in LANGUAGES
    ]
    return [*told, *plain[::STEP]]


def example(engine: Answerer, judge: Judge, question: Question) -> Example | None:
    """Return the pairs of a question; None where it has none."""
    query = engine.searcher.prepare(question.text)
    ranked = judge.ranked(engine.evidence(query, engine.hits(query, CONSIDERED)))
    found = pairs(asked_of(query, engine.searcher), ranked) if ranked else {}
    if not found:
        return None
    sides = {number: _side(ranked[number], question) for number in (0, *found)}
    right = tuple({sides[0], sides[number]} == {"here", "there"} for number in found)
    return Example(
        question.document.event, question.dispute is not None, tuple(found.values()), right
    )


def _side(one: Judged, question: Question) -> str:
    """Return whether a sentence is what the document says, what its sister says, or neither."""
    text, doc_id = comparable(one.item.text), one.item.hit.passage.doc_id
    dispute, written = question.dispute, question.document
    if dispute is None:
        return ""
    if doc_id == written.document.id and comparable(dispute.here) in text:
        return "here"
    return "there" if doc_id == written.sister and comparable(dispute.there) in text else ""


def fit(examples: Sequence[Example]) -> tuple[float, ...]:
    """Return the weights of `Features` and a bias."""
    rows = np.array([astuple(one) for item in examples for one in item.features])
    right = np.array([one for item in examples for one in item.right])
    return logistic(rows, right, np.ones(len(rows)))


def held_out(examples: Sequence[Example]) -> list[tuple[float, bool, bool]]:
    """Return what models say that have not seen what a question is about, in order.

    The chance of its surest pair, whether that is a dispute, and whether the question has one.
    """
    found = []
    models = unseen(fit, examples, folds_of([one.about for one in examples]))
    for model, one in zip(models, examples, strict=True):
        chances = [chance(model, features) for features in one.features]
        place = int(np.argmax(chances))
        found.append((chances[place], one.right[place], one.disputed))
    return found


def thresholds(
    told: Sequence[tuple[float, bool, bool]], asked: int
) -> Iterator[tuple[float, float, int]]:
    """Yield for each of FALSE_ALARMS, the share of ``asked`` undisputed questions, a threshold.

    With the threshold the number of disputes that are told from there on.
    """
    plain = [chance for chance, _, disputed in told if not disputed]
    for share in FALSE_ALARMS:
        least = threshold(plain, int(share * asked))
        yield share, least, sum(chance > least and right for chance, right, _ in told)


def main() -> None:
    """Fit and print the weights, and what thresholds would find among questions not seen."""
    written = read_documents("dev")
    judges = load_judges()
    asked = questions(written)
    with indexed([one.document for one in written]) as engine:
        found = [example(engine, judges[one.language], one) for one in asked]
    examples = [one for one in found if one is not None]
    plain = sum(one.dispute is None for one in asked)
    for share, least, told in thresholds(held_out(examples), plain):
        typer.echo(f"{share}: from {least:.3f}, {told} of {len(asked) - plain} disputes")
    typer.echo(fit(examples))


if __name__ == "__main__":
    typer.run(main)
