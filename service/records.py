"""The records that pass between the service's modules: frozen, slotted, each defined once.

All offsets are Unicode code points into ``Document.text`` as stored, end exclusive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from indexer.records import Hit, Passage, Span

Language = Literal["ja", "en"]
Status = Literal["answered", "partial", "conflicting", "premise_contradicted", "not_in_corpus"]

RISK = 0.05
"""The share of wrong answers that may be among the sure ones, unless a setting says otherwise."""


@dataclass(frozen=True, slots=True)
class Leg:
    """What one retrieval leg saw in a query.

    A ``blind`` leg found nothing of its own in the query and was left out of the fusion;
    ``reason`` says why, and is ``""`` when the leg saw something.
    """

    name: str
    blind: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Part:
    """What one feature of a passage adds to the passage's raw score.

    ``value`` is the feature's; None for what features add together.
    """

    name: str
    value: float | None
    adds: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """What speaks for a hit: its raw score, which orders those that were reranked, in parts.

    What the ``parts`` add sums up to ``score``, but for the rounding of float32.
    """

    score: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The hits of one query, best first, and what each leg saw.

    ``titles[i]`` is the title of the document that ``hits[i]`` stands in;
    ``generation`` names the index generation that was read;
    ``explanations[i]`` explains ``hits[i]``: there are none unless they were asked for.
    """

    query: str
    language: Language
    hits: tuple[Hit, ...]
    legs: tuple[Leg, ...]
    generation: str
    titles: tuple[str, ...]
    explanations: tuple[Explanation, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that a question asks about.

    ``weight`` is its inverse document frequency, above 0, less for a word that nobody knows;
    ``words`` are the `word_key` of lemmas that say it, with how well, in (0, 1]; ``kind`` is one
    of `indexer.wording`'s.
    """

    weight: float
    words: Mapping[int, float]
    kind: int


@dataclass(frozen=True, slots=True)
class Citation:
    """The ground of an answer: ``quote == document.text[span.start:span.end]``.

    ``n`` counts from 1 in reading order; ``passage`` holds the quote; ``score`` is higher for
    better evidence.
    """

    n: int
    doc_id: str
    title: str
    span: Span
    quote: str
    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """A short answer in the source's words, and the sentence of the source it stands in.

    ``gloss`` is the answer in the question's language where that differs, or None.
    """

    text: str
    sentence: str
    gloss: str | None


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said to one question.

    ``answer`` is None when ``status`` is ``not_in_corpus``; the citations are then the nearest
    evidence. ``confidence`` is the calibrated probability, 0 to 1, that the answer is right.
    """

    question: str
    language: Language
    status: Status
    answer: Answer | None
    confidence: float
    citations: tuple[Citation, ...]
    generation: str
