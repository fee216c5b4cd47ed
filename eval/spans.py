"""Do citations point at the right characters: cited spans against the spans of the support."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from eval.gold.questions import ANYWHERE, Question
from indexer.records import Span

Places = Mapping[str, tuple[Span, ...]]
"""Spans by the id of their document."""

# A span with the full stop and one without it are the same.
_AT_THE_ENDS = "。．.!?！？、,「」 　\n\t"


def occurrences(part: str, text: str) -> Iterator[Span]:
    """Yield every place of ``text`` where ``part`` stands, code point by code point, in order."""
    start = text.find(part)
    while start >= 0:
        yield Span(start, start + len(part))
        start = text.find(part, start + 1)


def overlap(a: Span, b: Span) -> bool:
    """Tell whether two spans of one text share a character."""
    return a.start < b.end and b.start < a.end


def support_places(question: Question, texts: Mapping[str, str]) -> Places:
    """Return every place of a question's support strings; ``texts`` are the sources by id."""
    sources = texts if question.doc == ANYWHERE else {question.doc: texts.get(question.doc, "")}
    found = {
        doc_id: tuple(span for support in question.support for span in occurrences(support, text))
        for doc_id, text in sources.items()
    }
    return {doc_id: spans for doc_id, spans in found.items() if spans}


def exact_span(
    cited: Sequence[tuple[str, Span]], places: Places, texts: Mapping[str, str]
) -> float:
    """Return 1 when a cited (document id, span) is that of a support string, else 0.

    Blanks and punctuation at either end do not count.
    """
    wanted = {
        (doc_id, _bare(span, texts[doc_id])) for doc_id, spans in places.items() for span in spans
    }
    found = {(doc_id, _bare(span, texts.get(doc_id, ""))) for doc_id, span in cited}
    return float(bool(wanted & found))


def overlap_f1(cited: Sequence[tuple[str, Span]], places: Places) -> float:
    """Return the best F1, 0 to 1, of the characters of a cited span over those of a support's.

    Rajpurkar et al. 2016, "SQuAD", with the characters of the source by their place for words.
    """
    pairs = ((span, right) for doc_id, span in cited for right in places.get(doc_id, ()))
    return max((_f1(span, right) for span, right in pairs), default=0.0)


def _bare(span: Span, text: str) -> Span:
    said = span.of(text)
    left = len(said) - len(said.lstrip(_AT_THE_ENDS))
    return Span(span.start + left, span.start + left + len(said.strip(_AT_THE_ENDS)))


def _f1(a: Span, b: Span) -> float:
    common = max(0, min(a.end, b.end) - max(a.start, b.start))
    lengths = (a.end - a.start) + (b.end - b.start)
    return 2 * common / lengths if lengths else 0.0
