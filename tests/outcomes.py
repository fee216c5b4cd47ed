"""Outcomes of a gold run that one can make up in a line."""

from __future__ import annotations

from typing import Literal

from eval.evaluate import Outcome
from eval.gold.questions import Kind, Question, Split
from eval.record import Row
from eval.scores import gold_rows
from service.records import Answer, Reply, SearchResult, Status


def outcome(
    kind: Kind = "fact",
    status: Status = "answered",
    *,
    right: bool = False,
    confidence: float = 0.5,
    text: str = "答え",
    lang: Literal["ja", "en"] = "ja",
    split: Split = "test",
) -> Outcome:
    """Return what came of one question; nothing was found, and the answer is ``text``.

    Its id is ``q``, or ``u`` for an unanswerable one.
    """
    support = () if kind == "unanswerable" else ("根拠",)
    name = "u" if kind == "unanswerable" else "q"
    question = Question(name, lang, "問い", "*", support, ("答え",), kind, split)
    answer = None if status == "not_in_corpus" else Answer(text, text, None)
    reply = Reply(question.q, lang, status, answer, confidence, (), "g")
    return Outcome(
        question=question,
        found=SearchResult(question.q, lang, (), (), "g", ()),
        relevant=frozenset(),
        reply=reply,
        valid=True,
        supported=False,
        right=right,
        exact_span=0.0,
        span_f1=0.0,
        seconds=0.0,
    )


def rows_of(*outcomes: Outcome) -> tuple[Row, ...]:
    """Return the rows of outcomes."""
    return gold_rows(outcomes)
