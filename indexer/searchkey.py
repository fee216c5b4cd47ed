"""A search key: text made for matching, every character of which knows its source range."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field

from indexer.errors import ConfigError
from indexer.records import Span

Edit = tuple[int, int, str]
"""Replace ``text[start:end]`` (never empty) by a string; its characters all map to that range."""


@dataclass(frozen=True, slots=True)
class SearchKey:
    """Normalised text and, for each of its characters, the half-open source range behind it.

    ``starts`` and ``ends`` are as long as ``text``, never fall, and ``starts[i] < ends[i]``.
    Offsets are code points of the source; do not write to the arrays.
    """

    text: str
    starts: array[int] = field(repr=False)
    ends: array[int] = field(repr=False)

    @classmethod
    def identity(cls, text: str) -> SearchKey:
        """Return a key equal to its source."""
        size = len(text)
        return cls(text, array("I", range(size)), array("I", range(1, size + 1)))

    def source(self, start: int, end: int) -> Span:
        """Return the source range of ``text[start:end]``; an empty range maps to an empty one.

        Raises:
            ConfigError: Unless ``0 <= start <= end <= len(text)``.

        """
        if not 0 <= start <= end <= len(self.text):
            raise ConfigError(
                f"range {start}:{end} is not inside the search key of {len(self.text)} characters"
            )
        if start < end:
            return Span(self.starts[start], self.ends[end - 1])
        place = self.ends[start - 1] if start else 0
        return Span(place, place)

    def edited(self, edits: Iterable[Edit]) -> SearchKey:
        """Return the key with the edits made: given in order, not overlapping.

        A range replaced by ``""`` is dropped. Returns the key itself when there are no edits.
        """
        texts: list[str] = []
        starts, ends = array("I"), array("I")
        position = 0
        for start, end, replacement in edits:
            texts += (self.text[position:start], replacement)
            starts.extend(self.starts[position:start])
            ends.extend(self.ends[position:start])
            size = len(replacement)
            starts.extend(array("I", (self.starts[start],)) * size)
            ends.extend(array("I", (self.ends[end - 1],)) * size)
            position = end
        if not position:
            return self
        texts.append(self.text[position:])
        starts.extend(self.starts[position:])
        ends.extend(self.ends[position:])
        return SearchKey("".join(texts), starts, ends)
