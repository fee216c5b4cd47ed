"""Where the support of a gold question stands in the corpus."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eval.gold.questions import Question
from eval.spans import overlap, support_places
from indexer.records import Span

NEAR = 300
"""So many code points before and after a support string count as near it."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of a document."""

    doc_id: str
    span: Span

    def overlaps(self, other: Place) -> bool:
        """Tell whether both are of one document and share a character."""
        return self.doc_id == other.doc_id and overlap(self.span, other.span)


def places(question: Question, texts: Mapping[str, str]) -> tuple[Place, ...]:
    """Return every place of every support string, sorted; ``texts`` are by document id."""
    found = support_places(question, texts).items()
    return tuple(sorted(Place(name, span) for name, spans in found for span in spans))


def surroundings(question: Question, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Return each support string with what stands near it, in the order of `places`."""
    return tuple(
        texts[place.doc_id][max(0, place.span.start - NEAR) : place.span.end + NEAR]
        for place in places(question, texts)
    )
