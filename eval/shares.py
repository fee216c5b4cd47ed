"""Of which outcomes a share is taken, and what is counted: every share of a gold run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from eval.confusion import expected_status, fits
from eval.evaluate import Outcome

# Characters that a short answer may have.
SHORT = 60


@dataclass(frozen=True, slots=True)
class Share:
    """The share of the outcomes that are ``among`` which also ``hold``."""

    name: str
    among: Callable[[Outcome], bool]
    hold: Callable[[Outcome], bool]

    def of(self, outcome: Outcome) -> float | None:
        """Return 1 or 0, or None for an outcome that the share is not about."""
        return float(self.hold(outcome)) if self.among(outcome) else None


def is_short(outcome: Outcome) -> bool:
    """Tell whether an accepted answer stands in a text of at most 60 code points."""
    answer = outcome.reply.answer
    return outcome.right and answer is not None and len(answer.text) <= SHORT


def replied_rightly(outcome: Outcome) -> bool:
    """Tell whether the reply is what a question of its kind asks for.

    A refusal of what the corpus cannot answer; ``premise_contradicted`` for a false premise; for
    a conflict ``conflicting``, or an accepted side of it; an accepted answer for all others.
    """
    if not outcome.question.answerable:
        return outcome.refused
    if outcome.question.kind == "false-premise":
        return outcome.reply.status == "premise_contradicted"
    told = outcome.question.kind == "conflict" and outcome.reply.status == "conflicting"
    return told or outcome.right


def _answerable(outcome: Outcome) -> bool:
    return outcome.question.answerable


def _unanswerable(outcome: Outcome) -> bool:
    return not outcome.question.answerable


def _refused(outcome: Outcome) -> bool:
    return outcome.refused


def _conflict(outcome: Outcome) -> bool:
    return outcome.question.kind == "conflict"


def _false_premise(outcome: Outcome) -> bool:
    return outcome.question.kind == "false-premise"


def _conflicting(outcome: Outcome) -> bool:
    return outcome.reply.status == "conflicting"


def _contradicted(outcome: Outcome) -> bool:
    return outcome.reply.status == "premise_contradicted"


def _fits(outcome: Outcome) -> bool:
    return fits(expected_status(outcome.question.kind), outcome.reply.status)


SHARES = (
    Share("support cited", _answerable, lambda outcome: outcome.supported),
    Share("answer accepted", _answerable, lambda outcome: outcome.right),
    Share(f"accepted within {SHORT} characters", _answerable, is_short),
    Share("answerable answered", _answerable, lambda outcome: not outcome.refused),
    Share("answerable wrongly refused", _answerable, _refused),
    Share("unanswerable refused", _unanswerable, _refused),
    Share("replied rightly", lambda _: True, replied_rightly),
    Share("status right", lambda _: True, _fits),
    Share("conflict told", _conflict, _conflicting),
    Share("conflict told by mistake", lambda outcome: not _conflict(outcome), _conflicting),
    Share("false premise told", _false_premise, _contradicted),
    Share(
        "false premise told by mistake", lambda outcome: not _false_premise(outcome), _contradicted
    ),
    Share("valid", lambda _: True, lambda outcome: outcome.valid),
)
