"""Learns when a sentence answers a question: `python -m training.judgement`.

Prints the logistic models that `service/judgement.py` holds. Every sentence of the passages found
for a dev question is an example, right when it holds the known ground. Questions without an
answer (unanswerable gold ones, and JaQuAD ones with their own paragraph taken away) have wrong
sentences only: that is what makes the probability one of answering at all.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from sklearn.linear_model import LogisticRegression

from eval.gold import Question, grounds, read_gold
from eval.run import SEEDS_GOLD, index_set
from eval.sets import QuestionSet, SetQuestion, load_set
from service.answer import Answerer
from service.evidence import Evidence, Features, unknown_share
from service.judgement import Judge
from service.open import open_engine
from training.written import question_set

DEPTH = 5
JAQUAD_QUESTIONS = 1500
# The corpus at hand counts as much as the many questions of the other one.
GOLD_WEIGHT = 10.0
# Of the answerable dev questions one in twenty may be refused: so many as too unlikely.
MOST_REFUSED = 0.04
# And so many as about something else.
MOST_OFF_TOPIC = 0.01

FOLDS = 8
# Moves a score below all others.
APART = 1000.0
STATEMENT = [field.name for field in fields(Features)].index("statement")

Grounds = Callable[[Evidence], bool]


@dataclass(frozen=True, slots=True)
class Example:
    """The sentences offered for one question: features (n, 6), whether right (n,), its weight.

    ``unknown`` is the share of the question that the corpus never mentions.
    """

    features: np.ndarray
    right: np.ndarray
    weight: float
    answerable: bool
    unknown: float


def example(
    engine: Answerer, text: str, grounds: Grounds, weight: float, without: str = ""
) -> Example | None:
    """Return the sentences found for a question, those of document ``without`` left out."""
    searcher = engine.searcher
    query = searcher.prepare(text)
    hits = [
        hit
        for hit in searcher.search(query, 2 * DEPTH).hits
        if not without or hit.passage.doc_id != without
    ]
    evidence = engine.evidence(query, hits[:DEPTH])
    if not evidence:
        return None
    return Example(
        features=np.array([astuple(item.features) for item in evidence]),
        right=np.array([grounds(item) for item in evidence]),
        weight=weight,
        answerable=not without,
        unknown=unknown_share(query, searcher),
    )


def fit(own: Sequence[Example], others: Sequence[Example]) -> Judge:
    """Fit which sentence is right, how often the best one is, and the threshold.

    ``own`` are the questions of the language and corpus at hand, ``others`` help to weigh the
    features only. The second step is Platt scaling (Platt 1999) of the best sentence of each own
    question, scored by a model that has not seen it; being linear it is folded into the weights.
    """
    tops, hits = [], []
    for fold in range(FOLDS):
        model = _model([*_without(own, fold), *others])
        for item in own[fold::FOLDS]:
            best = _best(model, item)
            tops.append(model.decision_function(item.features[best : best + 1])[0])
            hits.append(bool(item.right[best]))
    scaling = LogisticRegression(C=1.0).fit(np.array(tops)[:, None], hits)
    scale, offset = float(scaling.coef_[0, 0]), float(scaling.intercept_[0])
    model = _model([*own, *others])
    learned = [scale * float(value) for value in model.coef_[0]]
    bias = scale * float(model.intercept_[0]) + offset
    judge = Judge(*(round(value, 3) for value in (*learned, bias, 0.0, 1.0)))
    answerable = [
        scale * top + offset
        for top, item in zip(tops, _by_fold(own), strict=True)
        if item.answerable
    ]
    return replace(judge, threshold=_threshold(answerable), most_unknown=_most_unknown(own))


def _model(examples: Sequence[Example]) -> LogisticRegression:
    features = np.vstack([item.features for item in examples])
    right = np.concatenate([item.right for item in examples])
    weights = np.concatenate([np.full(len(item.right), item.weight) for item in examples])
    return LogisticRegression(C=1.0, max_iter=2000).fit(features, right, weights)


def _best(model: LogisticRegression, item: Example) -> int:
    """Return which sentence would be the answer: what states nothing comes last."""
    scores = model.decision_function(item.features)
    return int(np.where(item.features[:, STATEMENT] > 0, scores, scores - APART).argmax())


def _without(own: Sequence[Example], fold: int) -> list[Example]:
    return [item for place, item in enumerate(own) if place % FOLDS != fold]


def _by_fold(own: Sequence[Example]) -> list[Example]:
    return [item for fold in range(FOLDS) for item in own[fold::FOLDS]]


def _most_unknown(own: Sequence[Example]) -> float:
    """Return the least share of unknown words above which MOST_OFF_TOPIC of the answerable lie."""
    shares = [item.unknown for item in own if item.answerable]
    return math.ceil(float(np.quantile(shares, 1 - MOST_OFF_TOPIC)) * 1000) / 1000


def _threshold(logits: Sequence[float]) -> float:
    """Return the highest threshold that refuses at most MOST_REFUSED of the answerable."""
    cut = float(np.quantile(logits, MOST_REFUSED))
    return math.floor(1000 / (1 + math.exp(-cut))) / 1000


def _gold_examples(engine: Answerer, lang: str) -> list[Example]:
    questions = [q for q in read_gold(SEEDS_GOLD) if q.split == "dev" and q.lang == lang]
    found = [
        (question, example(engine, question.q, _holds_support(question), GOLD_WEIGHT))
        for question in questions
    ]
    return [
        replace(item, answerable=question.answerable)
        for question, item in found
        if item is not None
    ]


def _jaquad_examples(engine: Answerer, questions: Sequence[SetQuestion]) -> list[Example]:
    examples = []
    for place, question in enumerate(questions):
        # Every third question loses its paragraph and becomes unanswerable.
        without = question.doc_id if place % 3 == 2 else ""
        examples.append(example(engine, question.text, _holds_answer(question), 1.0, without))
    return [item for item in examples if item is not None]


def _holds_support(question: Question) -> Grounds:
    """Right is what holds a support, and what is part of one that runs over several sentences."""
    return lambda item: (
        grounds(question, item.hit.passage.doc_id, item.text)
        or any(item.text in support for support in question.support)
    )


def _holds_answer(question: SetQuestion) -> Grounds:
    return lambda item: (
        item.hit.passage.doc_id == question.doc_id
        and any(text in item.text for text in question.answers)
    )


def _of_set(questions: QuestionSet) -> list[Example]:
    with tempfile.TemporaryDirectory() as folder:
        with closing(index_set(questions, Path(folder))) as engine:
            return _jaquad_examples(engine, questions.questions[:JAQUAD_QUESTIONS])


def main(
    data: Annotated[Path, typer.Option(help="The folder of training and dev data.")],
    index: Annotated[Path, typer.Option(help="The index of the seeds.")] = Path("index"),
) -> None:
    """Fit and print the judges of both languages."""
    with closing(open_engine(index)) as engine:
        japanese, english = _gold_examples(engine, "ja"), _gold_examples(engine, "en")
    others = {"ja": load_set("jaquad-dev", data), "en": question_set(data, "dev", "en")}
    for lang, own in (("ja", japanese), ("en", english)):
        judge = fit(own, _of_set(others[lang]))
        typer.echo(f'"{lang}": {judge},')


if __name__ == "__main__":
    typer.run(main)
