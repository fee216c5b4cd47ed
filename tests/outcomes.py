"""Outcomes of a gold run that one can make up in a line."""

from __future__ import annotations

from typing import Literal

from eval.evaluate import Outcome
from eval.gold import Kind, Question, Split
from service.records import Answer, Reply, Status


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
    """Return what came of one question; nothing was found, and the answer is ``text``."""
    support = () if kind == "unanswerable" else ("根拠",)
    question = Question("q", lang, "問い", "*", support, ("答え",), kind, split)
    answer = None if status == "not_in_corpus" else Answer(text, text, None)
    reply = Reply(question.q, lang, status, answer, confidence, (), "g")
    return Outcome(question, (), frozenset(), reply, True, False, right, 0.0)
