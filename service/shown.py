"""What of a sentence is shown as the answer: the span that was read, or clauses; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.records import Span
from service.evidence import Evidence, inside
from service.forms import form
from service.judgement import Judged
from service.phrases import LONGEST, clauses_around
from service.records import Language
from service.values import equal_answers

SURELY: Mapping[Language, float] = {"ja": 0.6, "en": 0.9}
"""What is shown holds the answer with this part of its sentence's probability. The reader is surer
of itself than it should be of English questions. On dev more answers are right at every step up,
since more is shown, and fewer of them exact; beyond these, none more of those about the seeds."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A short answer: ``span`` in the document; ``share`` as in `Evidence`, None for clauses."""

    span: Span
    text: str
    share: float | None


def shown(question: str, language: Language, item: Evidence) -> Shown:
    """Return the answer to ``question`` in a sentence.

    Where the question asks for one, the shortest stretch that the answer stands in SURELY: mostly
    the span that the reader found; both of two that compete; the longer of two ends of one answer
    that are about as likely. Otherwise, or where that is too long, the clauses around the span, at
    most `LONGEST` code points.
    """
    held = _held(item, SURELY[language]) if form(question) == "word" else None
    if held is not None and held.end - held.start <= LONGEST:
        return Shown(held, _of(item, held), item.share)
    origin = item.span.start
    clauses = clauses_around(item.text, item.answer_inside)
    span = Span(clauses.start + origin, clauses.end + origin)
    return Shown(span, clauses.of(item.text), None)


def _held(item: Evidence, share: float) -> Span | None:
    """Return the shortest stretch that the answer stands in so surely; None where none is found."""
    stretch = item.spread.shortest(share) if item.spread else None
    return inside(item.span, item.text, stretch) if stretch else None


def _of(item: Evidence, span: Span) -> str:
    return item.text[span.start - item.span.start : span.end - item.span.start]


def lead(ranked: Sequence[Judged], answer: str) -> float:
    """Return how far the first score leads that of the first sentence with another answer.

    0 where there is none.
    """
    others = (one for one in ranked[1:] if not equal_answers(one.item.answer_text, answer))
    other = next(others, None)
    return ranked[0].score - other.score if other else 0.0
