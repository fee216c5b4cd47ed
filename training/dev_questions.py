"""The dev questions that the judges learn from, with what grounds and what answers each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.gold.questions import OFF_TOPIC, SEEDS_GOLD, Question, grounds, read_gold
from eval.metrics import comparable
from eval.sets import QuestionSet, SetQuestion, load_set
from indexer.records import Document, Passage
from service.evidence import Evidence
from service.records import Language
from service.values import equal_answers
from training.documents import Answered, Written
from training.near_misses import near_misses
from training.written import question_set

# What a gold question counts beside one of the other corpus.
GOLD_WEIGHT = 3.0
# What a question about the written documents counts: there are many, and in some of them more than
# one answer is right.
DOCUMENTS_WEIGHT = 0.15
# What a question that its set does not answer counts: so that one in five is of that kind.
UNANSWERED_WEIGHT = 0.25
# What a question counts that was written about other documents, so that of all they are a tenth;
# and one that is asked of no documents, of which there are few.
ELSEWHERE_WEIGHT, OFF_TOPIC_WEIGHT = 0.5, 1.0
# What a gold question counts whose supports are taken away, for the same reason.
HIDDEN_WEIGHT = 0.375

Grounds = Callable[[Evidence], bool]
Accepts = Callable[[str], bool]
Hides = Callable[[Passage], bool]


def nothing(_: object) -> bool:
    """Tell of anything that it does not count."""
    return False


@dataclass(frozen=True, slots=True)
class Asked:
    """A dev question, what grounds and what answers it; passages that it ``hides`` are not found.

    ``gold``: whether it is about the seeds; ``aside``: whether it is about nothing of the corpus.
    """

    text: str
    grounds: Grounds
    accepts: Accepts
    weight: float
    answerable: bool
    hides: Hides = nothing
    gold: bool = False
    aside: bool = False


def dev_set(data: Path, lang: Language) -> QuestionSet:
    """Return the dev set of encyclopedic questions: JaQuAD's own, or those written in English.

    Raises GoldError where ``data`` lacks it.
    """
    return load_set("jaquad-dev", data) if lang == "ja" else question_set(data, "dev", lang)


def of_gold(lang: Language) -> list[Asked]:
    """Return the gold questions of the dev split, then those with their supports taken away."""
    questions = [q for q in read_gold(SEEDS_GOLD) if q.split == "dev" and q.lang == lang]
    return [
        *(
            Asked(
                *(q.q, holds_support(q), says_one_of(q.accept), GOLD_WEIGHT, q.answerable),
                gold=True,
            )
            for q in questions
        ),
        *(_hidden(q) for q in questions if q.answerable),
    ]


def _hidden(question: Question) -> Asked:
    """Return a question that the corpus without all that supports or says its answer is asked."""
    says = says_one_of(question.accept)

    def hides(passage: Passage) -> bool:
        return grounds(question, passage.doc_id, passage.text) or says(passage.text)

    return Asked(question.q, nothing, nothing, HIDDEN_WEIGHT, False, hides, gold=True)


def of_elsewhere(questions: Sequence[SetQuestion]) -> list[Asked]:
    """Return questions that were written about other documents than are asked."""
    return [_aside(item.text, ELSEWHERE_WEIGHT) for item in questions]


def of_off_topic(lang: Language) -> list[Asked]:
    """Return what somebody may say who has not seen the documents: the dev split of OFF_TOPIC."""
    return [
        _aside(question.q, OFF_TOPIC_WEIGHT)
        for question in read_gold(OFF_TOPIC)
        if question.split == "dev" and question.lang == lang
    ]


def _aside(text: str, weight: float) -> Asked:
    return Asked(text, nothing, nothing, weight, False, aside=True)


def of_set(questions: Sequence[SetQuestion]) -> list[Asked]:
    """Return the questions of a set; every fourth loses what answers it and becomes unanswerable.

    Not its paragraph alone: another of the same article often says the same.
    """
    return [
        Asked(
            item.text,
            holds_answer(item),
            _gives_one_of(item.answers),
            1.0 if place % 4 < 3 else UNANSWERED_WEIGHT,
            place % 4 < 3,
            _telling(item) if place % 4 == 3 else nothing,
        )
        for place, item in enumerate(questions)
    ]


def of_near_misses(lang: Language) -> list[Asked]:
    """Return the questions written for the set's paragraphs that none of them answers."""
    return [
        Asked(text, nothing, nothing, UNANSWERED_WEIGHT, False)
        for text in near_misses("jaquad-dev", lang)
    ]


def of_documents(written: Sequence[Written], lang: Language) -> list[Asked]:
    """Return the questions about written documents; every fourth loses what answers it.

    Then those that nothing answers.
    """
    told = [(one, asked) for one in written for asked in one.answered]
    answered = [
        _told(one.document, asked, lang, hidden=place % 4 == 3)
        for place, (one, asked) in enumerate(told)
    ]
    near = [asked.of(lang) for one in written for asked in one.near]
    weight = UNANSWERED_WEIGHT * DOCUMENTS_WEIGHT
    return [*answered, *(Asked(text, nothing, nothing, weight, False) for text in near)]


def _told(document: Document, asked: Answered, lang: Language, *, hidden: bool) -> Asked:
    answer = asked.span.of(document.text)
    says = says_one_of([answer])
    return Asked(
        asked.wording.of(lang),
        lambda item: item.hit.passage.doc_id == document.id and says(item.text),
        _gives_one_of([answer]),
        DOCUMENTS_WEIGHT * (UNANSWERED_WEIGHT if hidden else 1.0),
        not hidden,
        (lambda passage: says(passage.text)) if hidden else nothing,
    )


def holds_support(question: Question) -> Grounds:
    """Right is what holds a support, and what is part of one that runs over several sentences."""
    return lambda item: (
        grounds(question, item.hit.passage.doc_id, item.text)
        or any(item.text in support for support in question.support)
    )


def holds_answer(question: SetQuestion) -> Grounds:
    """Right is what holds an answer in the question's document."""
    return lambda item: (
        item.hit.passage.doc_id == question.doc_id
        and any(text in item.text for text in question.answers)
    )


def says_one_of(answers: Sequence[str]) -> Accepts:
    """Right is a text that says one of the ``answers``, compared as `eval.metrics` does."""
    wanted = [comparable(answer) for answer in answers]
    return lambda text: any(answer in comparable(text) for answer in wanted)


def _gives_one_of(answers: Sequence[str]) -> Accepts:
    """Right is a text that says one of the ``answers``, or the same in other words."""
    says = says_one_of(answers)
    return lambda text: says(text) or any(equal_answers(text, answer) for answer in answers)


def _telling(item: SetQuestion) -> Hides:
    says = says_one_of(item.answers)
    return lambda passage: passage.doc_id == item.doc_id or says(passage.text)
