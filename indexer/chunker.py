"""Documents cut into passages: consecutive sentences of one section, of even length.

The cuts minimise the sum of squared unused code points over the passages of a section, as a
typesetter breaks a paragraph into lines (Knuth and Plass, "Breaking paragraphs into lines",
Software: Practice and Experience 11, 1981), so that no short tail is left over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.errors import ConfigError
from indexer.records import Document, Passage, Section, Span
from indexer.sentences import sentence_spans

# A sentence longer than this share of a passage is not repeated in the next one.
_MAX_OVERLAP_SHARE = 3


@dataclass(frozen=True, slots=True)
class _Piece:
    """Sentences ``first`` up to but not including ``after``, of which ``own`` starts the new."""

    first: int
    own: int
    after: int


def chunk(
    document: Document, passage_chars: int = 320, overlap_sentences: int = 1
) -> tuple[Passage, ...]:
    """Return the passages of ``document`` in order; together they hold every non-blank character.

    A passage holds consecutive sentences of one section, of at most ``passage_chars`` code points
    from its first to its last; only a single longer sentence, or a heading with the sentence
    under it, exceeds that. Up to ``overlap_sentences`` sentences, each at most a third of a
    passage long, are repeated from the passage before in the same section where they fit.
    A heading opens the first passage of its section and names all of them. Raises ConfigError
    when ``passage_chars`` is below 1 or ``overlap_sentences`` below 0.
    """
    if passage_chars < 1 or overlap_sentences < 0:
        raise ConfigError(
            f"cannot cut passages of {passage_chars} code points with {overlap_sentences} "
            "sentences of overlap: set passage_chars to 1 or more and overlap_sentences to 0 or "
            "more (320 and 1 are the defaults)"
        )
    whole = Section(Span(0, 0), Span(0, len(document.text)))
    passages: list[Passage] = []
    for section in document.sections or (whole,):
        sentences = sentence_spans(document.text, section.span.start, section.span.end)
        heading = _heading_sentences(section, sentences)
        for piece in _pieces(sentences, heading, passage_chars, overlap_sentences):
            chosen = sentences[piece.first : piece.after]
            passages.append(_passage(document, section, chosen))
    return tuple(passages)


def _passage(document: Document, section: Section, sentences: tuple[Span, ...]) -> Passage:
    span = Span(sentences[0].start, sentences[-1].end)
    return Passage(
        doc_id=document.id,
        start=span.start,
        end=span.end,
        text=span.of(document.text),
        section=section.heading.of(document.text),
        sentences=sentences,
    )


def _heading_sentences(section: Section, sentences: tuple[Span, ...]) -> int:
    """Return how many of the section's first sentences are its heading."""
    if section.heading.start == section.heading.end:
        return 0
    return sum(1 for sentence in sentences if sentence.start < section.heading.end)


def _pieces(sentences: tuple[Span, ...], heading: int, limit: int, overlap: int) -> list[_Piece]:
    """Return the cheapest way to cut the sentences; ties go to the longest last piece."""
    costs = [0]
    best: list[_Piece] = []
    for after in range(1, len(sentences) + 1):
        options = _endings(sentences, heading, after, limit, overlap)
        cost, piece = min(
            ((costs[p.own] + _cost(sentences, p, limit, overlap), p) for p in options),
            key=lambda option: (option[0], option[1].own),
        )
        costs.append(cost)
        best.append(piece)
    return _trace(best)


def _endings(
    sentences: tuple[Span, ...], heading: int, after: int, limit: int, overlap: int
) -> Iterator[_Piece]:
    """Yield every piece that may end before sentence ``after``."""
    if after <= heading + 1:
        yield _Piece(0, 0, after)
        return
    own = after - 1
    yield _overlapped(sentences, heading, own, after, limit, overlap)
    while own > 0 and sentences[after - 1].end - sentences[own - 1].start <= limit:
        own = own - 1 if own - 1 > heading else 0
        if sentences[after - 1].end - sentences[own].start <= limit:
            yield _overlapped(sentences, heading, own, after, limit, overlap)


def _overlapped(
    sentences: tuple[Span, ...], heading: int, own: int, after: int, limit: int, overlap: int
) -> _Piece:
    """Return the piece with as much of the overlap as fits; a heading is not repeated."""
    first = own
    end = sentences[after - 1].end
    for before in range(own - 1, max(own - overlap, heading) - 1, -1):
        if not _repeatable(sentences[before], limit) or end - sentences[before].start > limit:
            break
        first = before
    return _Piece(first, own, after)


def _repeatable(sentence: Span, limit: int) -> bool:
    return (sentence.end - sentence.start) * _MAX_OVERLAP_SHARE <= limit


def _cost(sentences: tuple[Span, ...], piece: _Piece, limit: int, overlap: int) -> int:
    """Return the squared room left, and a quarter of a passage squared for a lost overlap."""
    used = sentences[piece.after - 1].end - sentences[piece.first].start
    lost = overlap > 0 and 0 < piece.own == piece.first
    lost = lost and _repeatable(sentences[piece.own - 1], limit)
    return max(0, limit - used) ** 2 + lost * (limit // 2) ** 2


def _trace(best: list[_Piece]) -> list[_Piece]:
    """Follow the best pieces back from the last sentence; return them in order."""
    pieces: list[_Piece] = []
    after = len(best)
    while after > 0:
        pieces.append(best[after - 1])
        after = best[after - 1].own
    return pieces[::-1]
