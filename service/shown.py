"""What of a sentence is shown as the answer: the span that was read, or clauses; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.records import Span
from service.evidence import Evidence
from service.forms import form
from service.judgement import Judged
from service.phrases import LONGEST, clauses_around
from service.records import Language
from service.values import equal_answers

EXACT_SHARE: Mapping[Language, float] = {"ja": 0.5, "en": 0.98}
"""A span with less of its sentence's probability is no more than a hint: clauses are shown. The
reader is surer of itself than it should be of English questions: on dev every step up to here had
more answers right, since a clause has more than a span that is wrong. Japanese answers would be
right more often too, from .9 up, but half as many of them exact."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A short answer: ``span`` in the document; ``share`` as in `Evidence`, None for clauses."""

    span: Span
    text: str
    share: float | None


def shown(question: str, language: Language, item: Evidence) -> Shown:
    """Return the answer to ``question`` in a sentence.

    The span that the reader found where the question asks for one and the reader is not in two
    minds; else the clauses around it, at most `LONGEST` code points.
    """
    answer, origin = item.answer, item.span.start
    size = answer.end - answer.start
    if form(question) == "word" and item.share >= EXACT_SHARE[language] and size <= LONGEST:
        return Shown(answer, item.answer_text, item.share)
    inner = Span(answer.start - origin, answer.end - origin)
    clauses = clauses_around(item.text, inner)
    span = Span(clauses.start + origin, clauses.end + origin)
    return Shown(span, clauses.of(item.text), None)


def lead(ranked: Sequence[Judged], answer: str) -> float:
    """Return how far the first score leads that of the first sentence with another answer.

    0 where there is none.
    """
    others = (one for one in ranked[1:] if not equal_answers(one.item.answer_text, answer))
    other = next(others, None)
    return ranked[0].score - other.score if other else 0.0
