"""Learns how sure an answer is: `python -m training.judgement`.

Writes service/models/judge/judges.json. Every sentence of the passages found for a dev question is
an example, right when it holds the known ground. Questions without an answer have wrong sentences
only: gold ones, written near misses, others with what answers them taken away, those about other
documents, and what nobody asks of documents.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from eval.indexing import indexed
from eval.sets import SetQuestion
from service.answer import Answerer
from service.evidence import Evidence
from service.finding import CONSIDERED
from service.judgement import FILE, Judge, signs, topic
from service.layout import Floats
from service.open import open_engine
from service.records import Language
from service.rerank import LANGUAGES
from service.shown import lead, shown
from service.unknown import unknown_share
from training.dev_questions import (
    Asked,
    dev_set,
    of_documents,
    of_elsewhere,
    of_gold,
    of_near_misses,
    of_off_topic,
    of_set,
)
from training.documents import read_documents
from training.folds import FOLDS, quantile, unseen_chances
from training.judges_file import write_judges
from training.logistic import choice_odds, logistic
from training.topic import learn_topic

QUESTIONS = 1200
# So many questions about other documents are asked of the seeds.
ELSEWHERE = 300
# About so many of the answerable dev questions may be refused.
MOST_REFUSED = 0.05
RISKS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
# What an unanswerable question counts when it is learnt how sure an answer is: one in eight is
# that, as among the gold questions. To learn when to refuse, it takes more of them.
UNANSWERABLE = 0.5
# So many passages are searched for, so that enough are left where some are taken away.
DEEP = 2 * CONSIDERED
# The log odds of what is true of every question.
SURE = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """The sentences offered for one question: ``features`` (n, f), ``right`` (n,), ``answers``.

    ``accepted`` (n,): whether the answer shown out of each would be right; ``evidence``: the
    sentences; ``question``: as `service.query.fold` has it; ``first`` and ``unknown``: as in
    SIGNS; ``weight``: what it counts;
    ``gold``: whether it is about the seeds; ``aside``: whether about nothing of the corpus.
    """

    question: str
    language: Language
    evidence: tuple[Evidence, ...]
    features: Floats
    right: NDArray[np.bool_]
    accepted: NDArray[np.bool_]
    first: float
    unknown: float
    answerable: bool
    weight: float
    gold: bool = False
    aside: bool = False


def example(engine: Answerer, asked: Asked) -> Example | None:
    """Return the sentences found for a question; None where there are none."""
    query = engine.searcher.prepare(asked.text)
    hits = engine.hits(query, DEEP)
    found = engine.evidence(query, [hit for hit in hits if not asked.hides(hit.passage)])
    evidence = [item for item in found if item.features.statement]
    if not evidence:
        return None
    told = asked.answerable
    answers = [shown(query.folded, query.language, item).text for item in evidence]
    return Example(
        question=query.folded,
        language=query.language,
        evidence=tuple(evidence),
        features=np.array([astuple(item.features) for item in evidence], dtype=np.float32),
        right=np.array([told and asked.grounds(item) for item in evidence], dtype=bool),
        accepted=np.array([told and asked.accepts(text) for text in answers], dtype=bool),
        first=found[0].features.answered,
        unknown=unknown_share(query, engine.searcher),
        answerable=told,
        weight=asked.weight,
        gold=asked.gold,
        aside=asked.aside,
    )


@dataclass(frozen=True, slots=True)
class Best:
    """The answer to a question by a model that has not seen it: its SIGNS, whether it is right."""

    signs: tuple[float, ...]
    accepted: bool
    answerable: bool
    weight: float
    gold: bool = False


def fit(examples: Sequence[Example]) -> Judge:
    """Fit which sentence is right, when the answer shown out of the best is, and when any is there.

    The last two models are fitted to the best sentence of each question by one of the first kind
    that has not seen it; the limits are measured on what models say that have not seen it either.
    What is ``aside`` only teaches what is off the topic.
    """
    off_topic = _topic(examples)
    examples = [item for item in examples if not item.aside]
    folds = _folds(examples)
    tops = [
        (fold, _top(sentence, item))
        for fold in range(FOLDS)
        for sentence in [_sentence([x for x, f in zip(examples, folds, strict=True) if f != fold])]
        for item, own in zip(examples, folds, strict=True)
        if own == fold
    ]
    right, sure = _learned(tops, [top.accepted for _, top in tops], UNANSWERABLE)
    held, told = _learned(tops, [top.answerable for _, top in tops])
    # As `Judge.answerable` has it.
    asked = [(max(chance, own), top) for (chance, top), (own, _) in zip(told, sure, strict=True)]
    own = [pair for pair in asked if pair[1].gold]
    least = min(_least(part) for part in (asked, own) if part)
    given = [one for one, (chance, _) in zip(sure, asked, strict=True) if chance >= least]
    return Judge(_sentence(examples), right, held, least, _risks(given), *off_topic)


def _folds(examples: Sequence[Example]) -> list[int]:
    """By fours: every fourth question is without an answer, and those would all be of one fold."""
    return [n // FOLDS % FOLDS for n in range(len(examples))]


def _topic(examples: Sequence[Example]) -> tuple[tuple[float, ...], float]:
    """Return what tells the answerable questions from those ``aside``, and the limit for it."""
    told = [item for item in examples if item.answerable or item.aside]
    return learn_topic(
        np.array([topic([e.features for e in item.evidence], item.unknown) for item in told]),
        np.array([item.answerable for item in told]),
        np.array([item.weight for item in told]),
        np.array([item.gold for item in told]),
        np.array(_folds(told)),
    )


def _learned(
    tops: Sequence[tuple[int, Best]], true: Sequence[bool], unanswerable: float = 1.0
) -> tuple[tuple[float, ...], list[tuple[float, Best]]]:
    """Return the weights of SIGNS that tell what is ``true`` of the ``tops``, and a bias.

    Then each top with the probability of it by a model that has not seen its fold. ``unanswerable``
    questions count so many times their weight.
    """
    rows = np.array([top.signs for _, top in tops])
    counts = [top.weight * (1.0 if top.answerable else unanswerable) for _, top in tops]
    weights, told = np.array(counts), np.array(true)
    folds = np.array([fold for fold, _ in tops])
    chances = unseen_chances(
        lambda seen: _model(rows[seen], told[seen], weights[seen]), rows, folds
    )
    scored = [(float(chance), top) for chance, (_, top) in zip(chances, tops, strict=True)]
    return _model(rows, told, weights), scored


def _model(
    rows: NDArray[np.floating], true: NDArray[np.bool_], weights: NDArray[np.floating]
) -> tuple[float, ...]:
    """Return the weights of the rows' columns, and a bias; only that where all rows are alike."""
    if true.all() or not true.any():
        return (*([0.0] * rows.shape[1]), SURE if true.all() else -SURE)
    return logistic(rows, true, weights)


def _sentence(examples: Sequence[Example]) -> tuple[float, ...]:
    """Return the weights that choose a right sentence among those of its question, and a bias.

    See `choice_odds`: scores of different questions compare.
    """
    weights, bias = choice_odds(
        [item.features for item in examples],
        [item.right for item in examples],
        [item.weight for item in examples],
    )
    return (*(round(float(value), 4) for value in weights), bias)


def _top(sentence: tuple[float, ...], item: Example) -> Best:
    ranked = Judge(sentence, (), (), 0.0, ()).ranked(item.evidence)
    answer = shown(item.question, item.language, ranked[0].item)
    place = item.evidence.index(ranked[0].item)
    gap = lead(ranked, answer.text)
    told = signs(ranked[0].item.features, gap, answer.share, item.unknown, item.first)
    return Best(told, bool(item.accepted[place]), item.answerable, item.weight, item.gold)


def _least(scored: Sequence[tuple[float, Best]]) -> float:
    """Return the threshold that refuses about MOST_REFUSED of the answerable."""
    own = [(chance, top.weight) for chance, top in scored if top.answerable]
    return quantile([chance for chance, _ in own], [weight for _, weight in own], MOST_REFUSED)


def _risks(scored: Sequence[tuple[float, Best]]) -> tuple[tuple[float, float], ...]:
    """Return for each of RISKS that the answers given can keep the least confidence that does."""
    sure = np.array([confidence for confidence, _ in scored])
    weights = np.array([top.weight for _, top in scored])
    wrong = weights * np.array([not top.accepted for _, top in scored])
    # Shares are measured at the thousandths that are written, since equal confidences pass as one.
    cuts = np.unique(np.floor(sure * 1000) / 1000)
    passed = sure >= cuts[:, None] - 1e-9
    shares = (passed @ wrong) / (passed @ weights)
    kept = [(risk, cuts[shares <= risk]) for risk in RISKS]
    return tuple((risk, float(least[0])) for risk, least in kept if len(least))


def collect(engine: Answerer, asked: Iterable[Asked]) -> list[Example]:
    """Return the sentences found for every question that finds any."""
    found = (example(engine, question) for question in asked)
    return [item for item in found if item is not None]


def main(
    data: Annotated[Path, typer.Option(help="The folder of training and dev data.")],
    index: Annotated[Path, typer.Option(help="The index of the seeds.")] = Path("index"),
    out: Annotated[Path, typer.Option(help="Where to write the judge.")] = FILE,
) -> None:
    """Fit and write the judges of both languages."""
    written = read_documents("dev")
    judges = {}
    for language in LANGUAGES:
        questions = dev_set(data, language)
        elsewhere = of_elsewhere(_some(questions.questions, ELSEWHERE))
        with closing(open_engine(index, judges={})) as engine:
            examples = collect(engine, of_gold(language))
            aside = collect(engine, [*elsewhere, *of_off_topic(language)])
        asked = [*of_set(_some(questions.questions, QUESTIONS)), *of_near_misses(language)]
        with indexed(questions.corpus.documents, judges={}) as engine:
            examples += collect(engine, asked)
        with indexed([one.document for one in written], judges={}) as engine:
            examples += collect(engine, of_documents(written, language))
        judges[language] = fit([*examples, *aside])
        typer.echo(f"{language}: {judges[language].least} {judges[language].risks}")
    write_judges(out, judges)


def _some(questions: Sequence[SetQuestion], most: int) -> Sequence[SetQuestion]:
    """Return up to ``most`` questions, from all over."""
    return questions[:: math.ceil(len(questions) / most)]


if __name__ == "__main__":
    typer.run(main)
