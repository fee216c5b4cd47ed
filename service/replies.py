"""The core's records -> the JSON replies, each span checked against the stored text on the way."""

from __future__ import annotations

from collections.abc import Callable

from indexer.errors import DocumentNotFound, KonkyoError
from indexer.records import Document, Hit, Span
from service.records import Answer, Citation, Explanation, Leg, Part, Reply, SearchResult
from service.schemas import (
    AnswerOut,
    AskOut,
    BlindLeg,
    CitationOut,
    DocumentEntry,
    DocumentOut,
    DocumentsOut,
    ExplanationOut,
    HitOut,
    IndexOut,
    InteractionOut,
    PartOut,
    PassageOut,
    SearchOut,
    SectionOut,
    SeeingLeg,
    StatusOut,
    TimingsOut,
)

Lookup = Callable[[str], Document]


def search_reply(result: SearchResult, lookup: Lookup, elapsed: Callable[[], float]) -> SearchOut:
    """Convert ``result``; ``elapsed`` gives the milliseconds spent so far.

    Raises KonkyoError when a hit's text is not what its document holds at its span.
    """
    explanations = result.explanations or (None,) * len(result.hits)
    hits = [
        _hit(hit, title, explanation, lookup)
        for hit, title, explanation in zip(result.hits, result.titles, explanations, strict=True)
    ]
    return SearchOut(
        query=result.query,
        language=result.language,
        hits=hits,
        legs={leg.name: _leg(leg) for leg in result.legs},
        index=IndexOut(generation=result.generation),
        timings_ms=TimingsOut(total=elapsed()),
    )


def status_reply(reply: Reply, question: str, resolved: str | None) -> StatusOut:
    """Tell how things stand; ``question`` is as asked, ``resolved`` None without a history."""
    return StatusOut(
        status=reply.status,
        confidence=reply.confidence,
        question=question,
        language=reply.language,
        resolved=resolved,
    )


def citation_reply(citation: Citation, lookup: Lookup) -> CitationOut:
    """Convert ``citation``.

    Raises KonkyoError when its quote is not what its document holds at its span.
    """
    passage = citation.passage
    _verify(citation.doc_id, citation.span, citation.quote, lookup)
    _verify(citation.doc_id, Span(passage.start, passage.end), passage.text, lookup)
    return CitationOut(
        n=citation.n,
        doc_id=citation.doc_id,
        title=citation.title,
        start=citation.span.start,
        end=citation.span.end,
        quote=citation.quote,
        passage=PassageOut(start=passage.start, end=passage.end, text=passage.text),
        score=citation.score,
    )


def ask_reply(
    reply: Reply, status: StatusOut, citations: list[CitationOut], elapsed: Callable[[], float]
) -> AskOut:
    """Convert ``reply``, whose ``status`` and ``citations`` are converted already.

    ``elapsed`` gives the milliseconds spent so far.
    """
    return AskOut(
        question=status.question,
        language=status.language,
        status=status.status,
        answer=_answer(reply.answer),
        confidence=status.confidence,
        citations=citations,
        index=IndexOut(generation=reply.generation),
        timings_ms=TimingsOut(total=elapsed()),
        resolved=status.resolved,
    )


def documents_reply(documents: tuple[Document, ...], generation: str) -> DocumentsOut:
    """List ``documents`` in the order given."""
    entries = [
        DocumentEntry(id=d.id, title=d.title, length=len(d.text), sections=len(d.sections))
        for d in documents
    ]
    return DocumentsOut(documents=entries, index=IndexOut(generation=generation))


def document_reply(document: Document, generation: str) -> DocumentOut:
    """Give ``document`` whole, its sections with the text of their headings."""
    sections = [
        SectionOut(heading=s.heading.of(document.text), start=s.span.start, end=s.span.end)
        for s in document.sections
    ]
    return DocumentOut(
        id=document.id,
        title=document.title,
        text=document.text,
        sections=sections,
        index=IndexOut(generation=generation),
    )


def _hit(hit: Hit, title: str, explanation: Explanation | None, lookup: Lookup) -> HitOut:
    passage = hit.passage
    _verify(passage.doc_id, Span(passage.start, passage.end), passage.text, lookup)
    return HitOut(
        doc_id=passage.doc_id,
        title=title,
        section=passage.section,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        score=hit.score,
        explain=None if explanation is None else _explanation(explanation),
    )


def _explanation(explanation: Explanation) -> ExplanationOut:
    parts = {part.name: _part(part) for part in explanation.parts}
    return ExplanationOut(score=explanation.score, parts=parts)


def _part(part: Part) -> PartOut | InteractionOut:
    if part.value is None:
        return InteractionOut(adds=part.adds)
    return PartOut(value=part.value, adds=part.adds)


def _answer(answer: Answer | None) -> AnswerOut | None:
    if answer is None:
        return None
    return AnswerOut(text=answer.text, sentence=answer.sentence, gloss=answer.gloss)


def _leg(leg: Leg) -> SeeingLeg | BlindLeg:
    return BlindLeg(reason=leg.reason) if leg.blind else SeeingLeg()


def _verify(doc_id: str, span: Span, quote: str, lookup: Lookup) -> None:
    try:
        text = lookup(doc_id).text
    except DocumentNotFound as error:
        # The reader asked for no document: a 404 would blame the wrong side.
        raise KonkyoError(f"a reply cites {doc_id!r}, which the index does not hold") from error
    if not 0 <= span.start < span.end <= len(text) or span.of(text) != quote:
        raise KonkyoError(
            f"a reply quotes {doc_id!r} at {span.start}:{span.end}, but the text there differs; "
            "rebuild the index with `python -m indexer build`"
        )
