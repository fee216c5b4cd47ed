"""Where strings stand in a text, the text in marked pieces, and a window of it around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.spans import occurrences as places
from indexer.records import Span

ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, never empty, and the kinds of marks that cover it, sorted."""

    text: str
    marks: tuple[str, ...]


def occurrences(text: str, wanted: Iterable[str]) -> tuple[Span, ...]:
    """Return every place of ``text`` where one of ``wanted`` stands, overlapping ones too, sorted.

    An empty string stands nowhere. The match is exact, code point by code point.
    """
    return tuple(sorted({span for each in wanted if each for span in places(each, text)}))


def pieces(text: str, marks: Mapping[str, Sequence[Span]]) -> tuple[Piece, ...]:
    """Cut ``text`` wherever a mark begins or ends; ``marks`` are spans by kind.

    The pieces in order make up the text. What a span has beyond the text is ignored.
    """
    edges = {0, len(text)}
    for spans in marks.values():
        for span in spans:
            edges |= {min(span.start, len(text)), min(span.end, len(text))}
    cuts = sorted(edges)
    return tuple(
        Piece(text[start:end], _kinds(start, marks))
        for start, end in zip(cuts, cuts[1:], strict=False)
    )


def window(text: str, focus: Span | None, around: int) -> Span:
    """Return the span of ``focus`` with up to ``around`` characters on both sides.

    Without a focus it is the text's beginning, twice ``around`` long.
    """
    if focus is None:
        return Span(0, min(len(text), 2 * around))
    return Span(max(0, focus.start - around), min(len(text), focus.end + around))


def within(spans: Iterable[Span], part: Span) -> tuple[Span, ...]:
    """Return what lies of ``spans`` inside ``part``, counted from where the part begins."""
    cut = (Span(max(s.start, part.start), min(s.end, part.end)) for s in spans)
    return tuple(Span(s.start - part.start, s.end - part.start) for s in cut if s.start < s.end)


def excerpt(
    text: str, marks: Mapping[str, Sequence[Span]], focus: Span | None, around: int
) -> tuple[Piece, ...]:
    """Return the window of ``text`` around ``focus`` in pieces, an ellipsis where text is cut."""
    part = window(text, focus, around)
    inside = pieces(part.of(text), {kind: within(spans, part) for kind, spans in marks.items()})
    before = (Piece(ELLIPSIS, ()),) if part.start > 0 else ()
    after = (Piece(ELLIPSIS, ()),) if part.end < len(text) else ()
    return (*before, *inside, *after)


def _kinds(place: int, marks: Mapping[str, Sequence[Span]]) -> tuple[str, ...]:
    return tuple(
        sorted(
            kind
            for kind, spans in marks.items()
            if any(span.start <= place < span.end for span in spans)
        )
    )
