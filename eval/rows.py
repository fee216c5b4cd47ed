"""What a run found, as JSON: its figures, and a row for every question."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from eval.evaluate import Outcome
from eval.figures import Figure
from eval.reading import SetReply, character_f1, exact_match
from eval.shares import replied_rightly


def gold_json(figures: Sequence[Figure], outcomes: Sequence[Outcome]) -> str:
    """Return the JSON of a gold run: ``figures``, and ``questions`` in order."""
    return _as_json(figures, [_outcome_row(outcome) for outcome in outcomes])


def set_json(figures: Sequence[Figure], replies: Sequence[SetReply]) -> str:
    """Return the JSON of a run over a set; ``questions`` are those that were asked for answers."""
    return _as_json(figures, [_reply_row(reply) for reply in replies])


def _as_json(figures: Sequence[Figure], questions: Sequence[dict[str, object]]) -> str:
    figures_out = [{**asdict(figure), "verdict": figure.verdict} for figure in figures]
    return json.dumps(
        {"figures": figures_out, "questions": questions}, ensure_ascii=False, indent=1
    )


def _outcome_row(outcome: Outcome) -> dict[str, object]:
    return {
        "id": outcome.question.id,
        "kind": outcome.question.kind,
        "ranking": outcome.ranking,
        "relevant": sorted(outcome.relevant),
        "status": outcome.reply.status,
        "answer": outcome.reply.answer.text if outcome.reply.answer else None,
        "confidence": round(outcome.reply.confidence, 6),
        "valid": outcome.valid,
        "supported": outcome.supported,
        "right": outcome.right,
        "replied_rightly": replied_rightly(outcome),
        "timings_ms": _timings(outcome.seconds),
    }


def _reply_row(reply: SetReply) -> dict[str, object]:
    return {
        "id": reply.question.id,
        "status": reply.status,
        "answer": None if reply.refused else reply.answer,
        "confidence": round(reply.confidence, 6),
        "right": reply.right,
        "EM": exact_match(reply.answer, reply.question.answers),
        "F1": character_f1(reply.answer, reply.question.answers),
        "timings_ms": _timings(reply.seconds),
    }


def _timings(seconds: float) -> dict[str, float]:
    return {"total": round(seconds * 1000, 3)}
