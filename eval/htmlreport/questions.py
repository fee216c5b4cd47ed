"""What the report shows of each question, from its row, its detail and its change; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from eval.changes import Change, is_right
from eval.confusion import expected_status
from eval.details import Detail, HitDetail
from eval.htmlreport.highlight import Piece, excerpt, occurrences, pieces
from eval.record import Row
from indexer.records import Span
from service.records import Citation

# Characters shown on both sides of a quote, and of the middle of a passage that was found.
AROUND_QUOTE = 60
AROUND_HIT = 50
# Hits that are shown with their text, and those with reasons; of those below, the relevant ones.
SHOWN_TEXTS = 5
SHOWN_REASONS = 3
REASONS = 4
# A reason's share of the strongest reason of its question, in steps of its small bar.
STEPS = 40


@dataclass(frozen=True, slots=True)
class Reason:
    """What a feature adds to a score; ``length`` is 0 to 40, of the strongest one's 40."""

    name: str
    adds: float
    length: int


@dataclass(frozen=True, slots=True)
class FoundView:
    """A passage that was found; where only its place is shown, there is no text and no reason."""

    rank: int
    place: str
    title: str
    score: float
    relevant: bool
    text: tuple[Piece, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class CitationView:
    """A citation: its quote in its passage, support and answer marked."""

    n: int
    place: str
    title: str
    text: tuple[Piece, ...]
    supports: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the baseline had otherwise."""

    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as the report shows it."""

    row: Row
    right: bool
    expected: str
    accept: tuple[str, ...]
    support: tuple[str, ...]
    sentence: tuple[Piece, ...]
    gloss: str | None
    citations: tuple[CitationView, ...]
    hits: tuple[FoundView, ...]
    change: Literal["fixed", "broken", "changed", "same"]
    differences: tuple[Difference, ...]


def question_views(
    rows: Sequence[Row],
    details: Sequence[Detail],
    changes: Sequence[Change],
) -> tuple[QuestionView, ...]:
    """Return a view for each row, in order.

    A row without a detail, as external sets have them, shows what the row holds.
    """
    known = {detail.row.id: detail for detail in details}
    changed = {change.after.id: change for change in changes}
    return tuple(_view(known.get(row.id, _bare(row)), row, changed.get(row.id)) for row in rows)


def differences(change: Change) -> tuple[Difference, ...]:
    """Return what a change consists of: reply, ranking and measures, only what differs."""
    before, after = change.before, change.after
    said = [
        Difference("status", before.status, after.status),
        Difference("answer", before.answer or "–", after.answer or "–"),
        Difference("confidence", f"{before.confidence:.2f}", f"{after.confidence:.2f}"),
        Difference("first relevant", _rank(before), _rank(after)),
        Difference("cited", "\n".join(before.cited) or "–", "\n".join(after.cited) or "–"),
    ]
    said += [
        Difference(name, f"{before.measures[name]:.3f}", f"{after.measures[name]:.3f}")
        for name in change.measures
    ]
    return tuple(each for each in said if each.before != each.after)


def _view(detail: Detail, row: Row, change: Change | None) -> QuestionView:
    answer = (row.answer,) if row.answer else ()
    strongest = max((abs(adds) for hit in detail.hits for _, adds in hit.reasons), default=0.0)
    sentence = detail.sentence or ""
    return QuestionView(
        row=row,
        right=is_right(row),
        expected=expected_status(row.kind) if row.status else "",
        accept=detail.accept,
        support=detail.support,
        sentence=pieces(sentence, {"answer": occurrences(sentence, answer)}),
        gloss=detail.gloss,
        citations=tuple(_citation(each, detail.support, answer) for each in detail.citations),
        hits=tuple(_hit(n, hit, detail.support, strongest) for n, hit in enumerate(detail.hits, 1)),
        change=change.kind if change else "same",
        differences=differences(change) if change else (),
    )


def _citation(citation: Citation, support: Sequence[str], answer: Sequence[str]) -> CitationView:
    passage = citation.passage
    quote = Span(citation.span.start - passage.start, citation.span.end - passage.start)
    marks = {
        "quote": (quote,),
        "support": occurrences(passage.text, support),
        "answer": tuple(
            Span(quote.start + span.start, quote.start + span.end)
            for span in occurrences(citation.quote, answer)
        ),
    }
    return CitationView(
        citation.n,
        f"{citation.doc_id}:{citation.span.start}-{citation.span.end}",
        citation.title,
        excerpt(passage.text, marks, quote, AROUND_QUOTE),
        any(each in citation.quote for each in support),
    )


def _hit(rank: int, hit: HitDetail, support: Sequence[str], strongest: float) -> FoundView:
    marked = occurrences(hit.text, support)
    text = excerpt(hit.text, {"support": marked}, marked[0] if marked else None, AROUND_HIT)
    reasons = tuple(
        Reason(name, adds, round(STEPS * abs(adds) / strongest) if strongest else 0)
        for name, adds in hit.reasons[:REASONS]
    )
    return FoundView(
        rank=rank,
        place=f"{hit.start}–{hit.end}" if hit.title else f"{hit.doc_id}:{hit.start}–{hit.end}",
        title=hit.title,
        score=hit.score,
        relevant=hit.relevant,
        text=text if hit.relevant or rank <= SHOWN_TEXTS else (),
        reasons=reasons if hit.relevant or rank <= SHOWN_REASONS else (),
    )


def _bare(row: Row) -> Detail:
    return Detail(row, (), (), None, None, (), ())


def _rank(row: Row) -> str:
    return f"rank {row.rank}" if row.rank else "not found"
