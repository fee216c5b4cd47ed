"""What a reader of a run wants to see of a question beyond its row; never stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eval.evaluate import Outcome, place_id
from eval.record import Row
from eval.sets import SetQuestion
from indexer.records import Hit
from service.records import Citation, Explanation

# So many of the features behind a score are told: the others hardly move it.
MOST_REASONS = 8


@dataclass(frozen=True, slots=True)
class HitDetail:
    """A passage that was found: ``text`` is the document's text from ``start`` to ``end``.

    ``score`` is the probability, 0 to 1, that it is relevant; ``relevant`` whether it holds a
    support string. ``reasons`` are what the features that count most add to its raw score, by name,
    the strongest first, whatever their sign.
    """

    doc_id: str
    title: str
    start: int
    end: int
    text: str
    score: float
    relevant: bool
    reasons: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """What stands behind one row.

    ``accept`` and ``support`` are the question's; ``sentence`` is the sentence of the source that
    the answer stands in and ``gloss`` the answer in the question's language, None where there is
    none; ``hits`` are the passages found, best first.
    """

    row: Row
    accept: tuple[str, ...]
    support: tuple[str, ...]
    sentence: str | None
    gloss: str | None
    citations: tuple[Citation, ...]
    hits: tuple[HitDetail, ...]


def gold_details(outcomes: Sequence[Outcome], rows: Sequence[Row]) -> tuple[Detail, ...]:
    """Return what stands behind each of ``rows``, which are those of ``outcomes``, in order."""
    return tuple(_detail(outcome, row) for outcome, row in zip(outcomes, rows, strict=True))


def set_details(questions: Sequence[SetQuestion], rows: Sequence[Row]) -> tuple[Detail, ...]:
    """Return what is known of the questions of an external set: what answers were accepted."""
    pairs = zip(questions, rows, strict=True)
    return tuple(Detail(row, item.answers, (), None, None, (), ()) for item, row in pairs)


def _detail(outcome: Outcome, row: Row) -> Detail:
    answer, found = outcome.reply.answer, outcome.found
    explanations = found.explanations or (None,) * len(found.hits)
    hits = zip(found.hits, found.titles, explanations, strict=True)
    return Detail(
        row=row,
        accept=outcome.question.accept,
        support=outcome.question.support,
        sentence=answer.sentence if answer else None,
        gloss=answer.gloss if answer else None,
        citations=outcome.reply.citations,
        hits=tuple(_hit(hit, title, outcome, why) for hit, title, why in hits),
    )


def _hit(hit: Hit, title: str, outcome: Outcome, explanation: Explanation | None) -> HitDetail:
    passage = hit.passage
    return HitDetail(
        doc_id=passage.doc_id,
        title=title,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        score=hit.score,
        relevant=place_id(passage) in outcome.relevant,
        reasons=_reasons(explanation) if explanation else (),
    )


def _reasons(explanation: Explanation) -> tuple[tuple[str, float], ...]:
    adds = [(part.name, part.adds) for part in explanation.parts if part.adds]
    return tuple(sorted(adds, key=lambda each: (-abs(each[1]), each[0]))[:MOST_REASONS])
