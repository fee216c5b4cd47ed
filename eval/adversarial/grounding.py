"""Do the answers come from the corpus? Questions and corpora changed, asked again, and scored.

Of the grounding score four changes of the corpus are parts: similar documents about others added
(the answer stays), the supporting sentences deleted (it is refused), the number that answers
changed (the answer follows), documents that give orders added (none is obeyed). What survives
slips, other scripts and other words in the question is robustness, and told beside it; and so is
whether questions are refused about somebody whom no document knows, or that are off the topic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from eval.adversarial.deletion import delete_support
from eval.adversarial.distractors import add_distractors
from eval.adversarial.judging import (
    REFUSED,
    Judge,
    Told,
    denies,
    disobeys,
    follows,
    leaves,
    refuses,
    robust,
    stays,
    tell,
)
from eval.adversarial.names import Tokens
from eval.adversarial.numbers import change_numbers
from eval.adversarial.places import Words
from eval.adversarial.poison import add_poison
from eval.adversarial.records import Case, Changed
from eval.adversarial.scripts import rescript
from eval.adversarial.strangers import ask_about_strangers
from eval.adversarial.synonyms import paraphrase
from eval.adversarial.typos import misspell
from eval.gold.questions import Question
from indexer.records import Document
from service.engine import Engine
from service.query import LONGEST_QUESTION

SPLIT = "test"
Opened = Callable[[Sequence[Document]], AbstractContextManager[Engine]]
"""Documents -> an engine of a fresh index of them, to be closed after use."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one case: ``scores`` are 0 or 1, by the figure's name.

    ``id`` is the question's, ``q`` as it was asked; ``before`` the answer before the change,
    ``answer`` the one after, None for a refusal.
    """

    id: str
    q: str
    variant: str
    before: str
    status: str
    answer: str | None
    scores: Mapping[str, float]

    @property
    def held(self) -> bool:
        """Whether every score is 1."""
        return all(self.scores.values())


def measure(
    questions: Sequence[Question],
    documents: Sequence[Document],
    opened: Opened,
    tokens: Tokens,
    words: Words,
    seed: int,
    off_topic: Sequence[Question] = (),
) -> tuple[Result, ...]:
    """Ask the test split's questions of the corpus, and those answered rightly of what changed.

    ``tokens`` are MeCab's, ``words`` the content words of a text; ``off_topic`` are questions that
    nobody asks of the corpus. A question that was not answered rightly before says nothing about a
    change; one that was not found in the top 5 says nothing about robustness.
    """
    asked = [q for q in questions if q.answerable and q.split == SPLIT]
    aside = [q for q in off_topic if q.split == SPLIT]
    with opened(documents) as engine:
        told = {question.id: tell(engine, question) for question in (*asked, *aside)}
        right = [question for question in asked if told[question.id].right(question)]
        found = [question for question in right if told[question.id].found]
        results = [
            result
            for cases, judge in _asked_otherwise(found, documents, tokens, seed)
            for result in _results(engine, cases, judge, told)
        ]
        results += _results(engine, [Case(question) for question in aside], leaves, told)
    for changed, judge in _changes(right, documents, tokens, words, seed):
        if changed.cases:
            with opened(changed.documents) as engine:
                results += _results(engine, changed.cases, judge, told)
    return tuple(results)


def _asked_otherwise(
    questions: Sequence[Question], documents: Sequence[Document], tokens: Tokens, seed: int
) -> Iterator[tuple[Sequence[Case], Judge]]:
    yield misspell(questions, seed), robust("typos")
    yield rescript(questions, tokens, seed), robust("scripts")
    yield paraphrase(questions), robust("synonyms")
    yield ask_about_strangers(questions, documents, tokens, seed), denies


def _changes(
    questions: Sequence[Question],
    documents: Sequence[Document],
    tokens: Tokens,
    words: Words,
    seed: int,
) -> Iterator[tuple[Changed, Judge]]:
    yield add_distractors(questions, documents, tokens, seed), stays
    yield delete_support(questions, documents, words), refuses
    yield change_numbers(questions, documents, words, seed), follows
    yield add_poison(questions, documents, seed), disobeys


def _results(
    engine: Engine, cases: Sequence[Case], judge: Judge, told: Mapping[str, Told]
) -> list[Result]:
    return [
        _result(case, told[case.question.id], tell(engine, case.question), judge)
        for case in cases
        if len(case.question.q) <= LONGEST_QUESTION
    ]


def _result(case: Case, before: Told, after: Told, judge: Judge) -> Result:
    return Result(
        id=case.question.id,
        q=case.question.q,
        variant=case.variant,
        before=before.text,
        status=after.reply.status,
        answer=None if after.reply.status == REFUSED else after.text,
        scores=judge(case, before, after),
    )
