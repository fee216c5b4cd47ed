"""Documents cut into passages: consecutive sentences of one section, of even length.

The cuts minimise the sum of squared unused code points over the passages of a section, as a
typesetter breaks a paragraph into lines (Knuth and Plass, "Breaking paragraphs into lines",
Software: Practice and Experience 11, 1981), so that no short tail is left over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from indexer.errors import ConfigError
from indexer.records import Document, Passage, Section, Span
from indexer.sentences import sentence_spans

# A sentence longer than this share of a passage is not repeated in the next one.
_OVERLAP_SHARE = 3
# A sentence shorter than this share stays with the next one; it also bounds the places to try.
_UNIT_SHARE = 16


@dataclass(frozen=True, slots=True)
class _Cutter:
    """The sentences of a section and the limits to cut them by.

    ``heading`` is how many of the sentences are the section's heading.
    """

    sentences: tuple[Span, ...]
    heading: int
    limit: int
    overlap: int

    def length(self, first: int, after: int) -> int:
        """Return the code points from sentence ``first`` up to the end of the one at after - 1."""
        return self.sentences[after - 1].end - self.sentences[first].start

    def repeatable(self, sentence: int) -> bool:
        """Tell whether a sentence is short enough to stand in two passages."""
        return self.length(sentence, sentence + 1) * _OVERLAP_SHARE <= self.limit

    def overlapped(self, own: int, after: int) -> int:
        """Return where a passage with the sentences own…after - 1 starts once overlap is added.

        A heading is never repeated: part of one would read as a sentence.
        """
        first = own
        for before in range(own - 1, max(own - self.overlap, self.heading) - 1, -1):
            if not self.repeatable(before) or self.length(before, after) > self.limit:
                break
            first = before
        return first

    def cost(self, own: int, after: int) -> int:
        """Return the squared room left, and a squared half passage where overlap found no room."""
        first = self.overlapped(own, after)
        room = max(0, self.limit - self.length(first, after))
        lost = self.overlap > 0 and own == first > 0 and self.repeatable(own - 1)
        return room**2 + lost * (self.limit // 2) ** 2


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
        cutter = _Cutter(sentences, heading, passage_chars, overlap_sentences)
        for own, after in pairwise(_cuts(cutter)):
            chosen = sentences[cutter.overlapped(own, after) : after]
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


def _cuts(cutter: _Cutter) -> list[int]:
    """Return the sentences at which the cheapest passages start, and the number of sentences.

    Among equally cheap ways the one whose last passages are longest is taken.
    """
    edges = _edges(cutter)
    costs = [0]
    starts = [0]
    for at in range(1, len(edges)):
        cost, start = min(
            (costs[back] + cutter.cost(edges[back], edges[at]), back)
            for back in _starts(cutter, edges, at)
        )
        costs.append(cost)
        starts.append(start)
    return _trace(edges, starts)


def _edges(cutter: _Cutter) -> list[int]:
    """Return the sentences before which a passage may start, and the number of sentences."""
    edges = [0]
    count = len(cutter.sentences)
    for sentence in range(max(1, cutter.heading + 1), count):
        short = cutter.length(edges[-1], sentence) * _UNIT_SHARE < cutter.limit
        if not short or cutter.length(edges[-1], sentence + 1) > cutter.limit:
            edges.append(sentence)
    return [*edges, count] if count else edges


def _starts(cutter: _Cutter, edges: list[int], at: int) -> Iterator[int]:
    """Yield the indices of the edges from which a passage may reach up to edge ``at``."""
    yield at - 1
    for back in range(at - 2, -1, -1):
        if cutter.length(edges[back], edges[at]) > cutter.limit:
            return
        yield back


def _trace(edges: list[int], starts: list[int]) -> list[int]:
    """Follow the cheapest starts back from the end; return the chosen edges in order."""
    at = len(edges) - 1
    chosen = [edges[at]]
    while at > 0:
        at = starts[at]
        chosen.append(edges[at])
    return chosen[::-1]
