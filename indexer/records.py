"""The records that pass between modules: frozen, slotted, each defined once.

All offsets are Unicode code points into ``Document.text`` as stored, end exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points; ``0 <= start <= end``."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of ``text`` that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document under one heading.

    ``heading`` is the heading's own span (empty for text before the first heading); ``span``
    runs from the heading to the next one, so that the sections of a document, in order, tile it.
    """

    heading: Span
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """A source text exactly as read, with what was found in it.

    ``id`` is the file name or the JSONL ``id``; ``sections`` are ordered and tile ``text``;
    ``metadata`` holds further JSONL fields as (name, JSON value) pairs, sorted by name.
    """

    id: str
    title: str
    text: str
    sections: tuple[Section, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """One MeCab token with eagerly copied features; ``text[start:end] == surface``.

    ``lemma`` is UniDic's lemma without its disambiguating suffix (the surface when unknown);
    ``origin`` the Latin spelling UniDic gives for a loanword, lower case, or ``""``;
    ``pos`` the first two part-of-speech levels joined by ``/`` (``名詞/普通名詞``);
    ``kana`` UniDic's reading of the surface in katakana, ``""`` when unknown; ``detail`` the
    further levels (``人名/姓``, ``地名/国``), ``""`` where there are none.
    """

    surface: str
    lemma: str
    origin: str
    pos: str
    start: int
    end: int
    kana: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A few consecutive sentences of one section of one document.

    ``text == document.text[start:end]``; ``sentences`` are absolute spans inside it, in order;
    ``section`` is the heading's text, ``""`` before the first heading.
    """

    doc_id: str
    start: int
    end: int
    text: str
    section: str
    sentences: tuple[Span, ...]

    @property
    def inner(self) -> tuple[Span, ...]:
        """The sentences as spans of ``text``."""
        return tuple(Span(s.start - self.start, s.end - self.start) for s in self.sentences)


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage; ``id`` is its row in the generation, ``score`` higher is better."""

    id: int
    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Skipped:
    """An input that was not indexed: where it stood and why."""

    source: str
    reason: str
