"""Short answers to SQuAD-style questions: exact match and F1, and how an engine's are had."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eval.metrics import accepted, comparable
from eval.sets import QuestionSet, SetQuestion
from service.engine import Engine
from service.records import Status

# As many passages as a question of the gold set may be answered from.
PASSAGES = 5


@dataclass(frozen=True, slots=True)
class SetReply:
    """What an engine said to one question of a set.

    ``answer`` is ``""`` for a refusal; ``right`` tells whether one of the question's answers stands
    inside it; ``seconds`` is the time it took.
    """

    question: SetQuestion
    status: Status
    answer: str
    confidence: float
    right: bool
    seconds: float

    @property
    def refused(self) -> bool:
        """Whether the engine gave no answer."""
        return self.status == "not_in_corpus"


def exact_match(answer: str, answers: Sequence[str]) -> float:
    """Return 1 when ``answer`` is one of ``answers``, both made comparable, else 0.

    Rajpurkar et al. 2016, "SQuAD". Where there is no accepted answer, saying nothing is right
    (Rajpurkar et al. 2018).
    """
    said = _form(answer)
    return float(any(_form(item) == said for item in answers or ("",)))


def character_f1(answer: str, answers: Sequence[str]) -> float:
    """Return the best F1, 0 to 1, of the characters of ``answer`` over the accepted ``answers``.

    Rajpurkar et al. 2016 with characters for words, as JGLUE does for Japanese (Kurihara et al.
    2022); nothing against nothing is 1.
    """
    return max(_f1(_form(answer), _form(item)) for item in answers or ("",))


def reading_measures(
    questions: Sequence[SetQuestion], answers: Mapping[str, str]
) -> dict[str, dict[str, float]]:
    """Return ``EM`` and ``F1``, 0 to 1, by measure and question id.

    ``answers`` are by question id; a question without one was answered by ``""``.
    """
    measures = {"EM": exact_match, "F1": character_f1}
    return {
        name: {item.id: measure(answers.get(item.id, ""), item.answers) for item in questions}
        for name, measure in measures.items()
    }


def read_paragraphs(questions: QuestionSet, read: Callable[[str, str], str]) -> dict[str, str]:
    """Return, by question id, what ``read`` answers from the document that holds the answer.

    ``read`` is given the question and the document's id: no search stands between. Questions that
    no document answers are left out.
    """
    asked = (item for item in questions.questions if item.answerable)
    return {item.id: read(item.text, item.doc_id) for item in asked}


def ask_set(engine: Engine, questions: QuestionSet) -> tuple[SetReply, ...]:
    """Ask ``engine``, whose index holds the whole set, every question in order."""
    return tuple(_ask(engine, question) for question in questions.questions)


def _ask(engine: Engine, question: SetQuestion) -> SetReply:
    begun = time.perf_counter()
    reply = engine.ask(question.text, PASSAGES)
    seconds = time.perf_counter() - begun
    answer = reply.answer.text if reply.answer else ""
    return SetReply(
        question=question,
        status=reply.status,
        answer=answer,
        confidence=reply.confidence,
        right=bool(answer) and _answers(answer, question.answers),
        seconds=seconds,
    )


def _answers(answer: str, answers: Sequence[str]) -> bool:
    # An answer of symbols is comparable to nothing, and nothing stands inside everything.
    words = [item for item in answers if comparable(item)]
    return accepted(answer, words) or exact_match(answer, answers) == 1.0


def _form(text: str) -> str:
    # Some questions ask for a symbol, which is all the answer there is.
    return comparable(text) or text.strip()


def _f1(said: str, right: str) -> float:
    if not said or not right:
        return float(said == right)
    common = (Counter(said) & Counter(right)).total()
    return 2 * common / (len(said) + len(right))
