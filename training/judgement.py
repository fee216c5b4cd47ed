"""Learns how sure an answer is: `python -m training.judgement`.

Writes service/models/judge/judges.json. Every sentence of the passages found for a dev question is
an example, right when it holds the known ground. Questions without an answer (gold ones, written
near misses, and JaQuAD ones with their paragraph taken away) have wrong sentences only.
"""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from eval.gold.questions import SEEDS_GOLD, Question, grounds, read_gold
from eval.indexing import index_set
from eval.metrics import comparable
from eval.sets import QuestionSet, SetQuestion, load_set
from service.answer import READ, Answerer
from service.evidence import Evidence, unknown_share
from service.judgement import FEATURES, FILE, SIGNS, Judge, signs
from service.layout import Floats
from service.open import open_engine
from service.records import Language
from service.shown import lead, shown
from training.logistic import choice, logistic
from training.near_misses import near_misses
from training.written import question_set

QUESTIONS = 1200
# What a gold question counts beside one of the other corpus.
GOLD_WEIGHT = 4.0
# What a question that its set does not answer counts: so that one in five is of that kind.
UNANSWERED_WEIGHT = 0.25
# So many of the answerable dev questions may be refused, and so many as off the topic.
MOST_REFUSED, MOST_OFF_TOPIC = 0.05, 0.01
RISKS = (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
FOLDS = 4

Grounds = Callable[[Evidence], bool]
Accepts = Callable[[str], bool]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """The sentences offered for one question: ``features`` (n, f), ``right`` (n,), ``answers``.

    ``accepted`` (n,): whether the answer shown out of each would be right; ``evidence``: the
    sentences; ``question``: as `service.query.fold` has it; ``unknown``: the share of it that the
    corpus never mentions; ``weight``: what it counts.
    """

    question: str
    language: Language
    evidence: tuple[Evidence, ...]
    features: Floats
    right: NDArray[np.bool_]
    accepted: NDArray[np.bool_]
    unknown: float
    answerable: bool
    weight: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A dev question, what grounds and what answers it; the document ``without`` is taken away."""

    text: str
    grounds: Grounds
    accepts: Accepts
    weight: float
    answerable: bool
    without: str = ""


def example(engine: Answerer, asked: Asked) -> Example | None:
    """Return the sentences found for a question; None where there are none."""
    query = engine.searcher.prepare(asked.text)
    hits = [
        hit
        for hit in engine.searcher.search(query, 2 * READ).hits
        if not asked.without or hit.passage.doc_id != asked.without
    ]
    evidence = [item for item in engine.evidence(query, hits[:READ]) if item.features.statement]
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
        unknown=unknown_share(query, engine.searcher),
        answerable=told,
        weight=asked.weight,
    )


@dataclass(frozen=True, slots=True)
class Best:
    """The answer to a question by a model that has not seen it: its SIGNS, whether it is right."""

    signs: tuple[float, ...]
    accepted: bool
    answerable: bool
    weight: float


def fit(examples: Sequence[Example]) -> Judge:
    """Fit which sentence is right, how often the answer shown out of the best one is, and when.

    The second model is fitted to the best sentence of each question by one of the first kind that
    has not seen it.
    """
    tops = [
        _top(sentence, item)
        for fold in range(FOLDS)
        for sentence in [_sentence([x for n, x in enumerate(examples) if n % FOLDS != fold])]
        for item in examples[fold::FOLDS]
    ]
    answer = logistic(
        np.array([top.signs for top in tops]),
        np.array([top.accepted for top in tops]),
        np.array([top.weight for top in tops]),
    )
    judge = Judge(_sentence(examples), answer, 0.0, ())
    scored = [(judge.confidence(top.signs), top) for top in tops]
    own = [pair for pair in scored if pair[1].weight == GOLD_WEIGHT]
    least = min(_least(part) for part in (scored, own) if part)
    seeds = [x for x in examples if x.answerable and x.weight == GOLD_WEIGHT] or examples
    most = math.ceil(np.quantile([x.unknown for x in seeds], 1 - MOST_OFF_TOPIC) * 1000) / 1000
    return replace(judge, least=least, risks=_risks(scored), most_unknown=most)


def _sentence(examples: Sequence[Example]) -> tuple[float, ...]:
    """Return the weights that choose a right sentence among those of its question, and a bias.

    Conditional logit (McFadden 1974) over the questions that have a right one, then a Platt
    scaling over all sentences (Platt 1999), so that scores of different questions compare.
    """
    known = [item for item in examples if item.right.any()]
    chosen = choice(
        [item.features for item in known],
        [item.right for item in known],
        [item.weight for item in known],
    )
    rows = np.concatenate([item.features for item in examples])
    slope, bias = logistic(
        (rows @ chosen)[:, None],
        np.concatenate([item.right for item in examples]),
        np.concatenate([np.full(len(item.right), item.weight) for item in examples]),
    )
    return (*(round(float(value), 4) for value in slope * chosen), bias)


def _top(sentence: tuple[float, ...], item: Example) -> Best:
    ranked = Judge(sentence, (), 0.0, ()).ranked(item.evidence)
    answer = shown(item.question, item.language, ranked[0].item)
    told = signs(ranked[0].item.features, lead(ranked, answer.text), answer.share, item.unknown)
    place = item.evidence.index(ranked[0].item)
    return Best(told, bool(item.accepted[place]), item.answerable, item.weight)


def _least(scored: Sequence[tuple[float, Best]]) -> float:
    """Return the highest threshold that refuses at most MOST_REFUSED of the answerable."""
    own = sorted((c, top.weight) for c, top in scored if top.answerable)
    total, passed = sum(weight for _, weight in own), 0.0
    for value, weight in own:
        passed += weight
        if passed > MOST_REFUSED * total:
            return math.floor(value * 1000) / 1000
    return 0.0


def _risks(scored: Sequence[tuple[float, Best]]) -> tuple[tuple[float, float], ...]:
    """Return for each of RISKS that can be kept the least confidence that keeps it."""
    sure = np.array([confidence for confidence, _ in scored])
    weights = np.array([top.weight for _, top in scored])
    wrong = weights * np.array([not top.accepted for _, top in scored])
    # Shares are measured at the thousandths that are written, since equal confidences pass as one.
    cuts = np.unique(np.floor(sure * 1000) / 1000)
    passed = sure >= cuts[:, None] - 1e-9
    shares = (passed @ wrong) / (passed @ weights)
    kept = [(risk, cuts[shares <= risk]) for risk in RISKS]
    return tuple((risk, float(least[0])) for risk, least in kept if len(least))


def _gold(lang: Language) -> list[Asked]:
    return [
        Asked(q.q, _holds_support(q), _says_one_of(q.accept), GOLD_WEIGHT, q.answerable)
        for q in read_gold(SEEDS_GOLD)
        if q.split == "dev" and q.lang == lang
    ]


def _of_set(questions: Sequence[SetQuestion]) -> list[Asked]:
    """Return the questions of a set; every fourth loses its paragraph and becomes unanswerable."""
    return [
        Asked(
            item.text,
            _holds_answer(item),
            _says_one_of(item.answers),
            1.0 if place % 4 < 3 else UNANSWERED_WEIGHT,
            place % 4 < 3,
            item.doc_id if place % 4 == 3 else "",
        )
        for place, item in enumerate(questions)
    ]


def _near_misses(lang: Language) -> list[Asked]:
    return [
        Asked(text, lambda _: False, lambda _: False, UNANSWERED_WEIGHT, False)
        for text in near_misses("jaquad-dev", lang)
    ]


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


def _says_one_of(answers: Sequence[str]) -> Accepts:
    wanted = [comparable(answer) for answer in answers]
    return lambda text: any(answer in comparable(text) for answer in wanted)


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
    sets: dict[Language, QuestionSet] = {
        "ja": load_set("jaquad-dev", data),
        "en": question_set(data, "dev", "en"),
    }
    judges = {}
    for language, questions in sets.items():
        with closing(open_engine(index, judges={})) as engine:
            examples = collect(engine, _gold(language))
        step = math.ceil(len(questions.questions) / QUESTIONS)
        asked = [*_of_set(questions.questions[::step]), *_near_misses(language)]
        judges[language] = fit([*examples, *_collect_set(questions, asked)])
        typer.echo(f"{language}: {judges[language].least} {judges[language].risks}")
    write_judges(out, judges)


def write_judges(path: Path, judges: Mapping[Language, Judge]) -> None:
    """Write the judges as JSON, a line each."""
    told = {
        language: {
            "sentence": judge.sentence,
            "answer": judge.answer,
            "least": [judge.least],
            "most_unknown": [judge.most_unknown],
            "risks": [value for pair in judge.risks for value in pair],
        }
        for language, judge in judges.items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"features": FEATURES, "signs": SIGNS, **told}, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def _collect_set(questions: QuestionSet, asked: Sequence[Asked]) -> list[Example]:
    with tempfile.TemporaryDirectory() as folder:
        with closing(index_set(questions, Path(folder), judges={})) as engine:
            return collect(engine, asked)


if __name__ == "__main__":
    typer.run(main)
