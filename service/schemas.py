"""What the service gives over HTTP: the JSON of every reply.

All offsets are Unicode code points into the document's text as stored, end exclusive.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from service.records import Language, Status


class Schema(BaseModel):
    """The base of every reply: frozen, and nothing beside the fields it names."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class IndexOut(Schema):
    """The index generation that was read."""

    generation: str


class TimingsOut(Schema):
    """How long the reply took, in milliseconds."""

    total: Annotated[FiniteFloat, Field(ge=0)]


class PartOut(Schema):
    """What one feature of a passage adds to its raw score."""

    value: FiniteFloat
    adds: FiniteFloat


class InteractionOut(Schema):
    """What features add to the raw score of a passage only together."""

    adds: FiniteFloat


class ExplanationOut(Schema):
    """The raw score of a passage, higher is better; what the ``parts`` add sums up to it."""

    score: FiniteFloat
    parts: dict[str, PartOut | InteractionOut]


class HitOut(Schema):
    """A passage that was found: ``text`` is the document's text from ``start`` to ``end``.

    ``score`` is the probability that it is relevant, lowered to that of the hit before where the
    fusion of the legs, which orders all but the first hits, has it behind one that is less likely.
    ``explain`` is there only where it was asked for.
    """

    doc_id: str
    title: str
    section: str
    start: int
    end: int
    text: str
    score: FiniteFloat
    explain: Annotated[ExplanationOut | None, Field(exclude_if=lambda value: value is None)] = None


class SeeingLeg(Schema):
    """A retrieval leg that saw something in the query."""

    blind: Literal[False] = False


class BlindLeg(Schema):
    """A retrieval leg that saw nothing in the query and was left out, and why."""

    blind: Literal[True] = True
    reason: str


class SearchOut(Schema):
    """The passages found, best first."""

    query: str
    language: Language
    hits: list[HitOut]
    legs: dict[str, SeeingLeg | BlindLeg]
    index: IndexOut
    timings_ms: TimingsOut


class AnswerOut(Schema):
    """A short answer in the source's words, and the sentence of the source it stands in."""

    text: Annotated[
        str,
        Field(
            description="A word or a phrase; for why, how, whether and lists, and where no phrase "
            "stands out, clauses of about 60 code points at most. Always a part of the sentence."
        ),
    ]
    sentence: Annotated[str, Field(description="What the first citation quotes.")]
    gloss: Annotated[
        str | None,
        Field(
            description="The text in English, word by word, for a question in English. Null for a "
            "question in Japanese, and where the text is not in Japanese or cannot be rendered."
        ),
    ]


class PassageOut(Schema):
    """The passage around a quote."""

    start: int
    end: int
    text: str


class CitationOut(Schema):
    """The ground of an answer: ``quote`` is the document's text from ``start`` to ``end``."""

    n: Annotated[int, Field(ge=1)]
    doc_id: str
    title: str
    start: int
    end: int
    quote: str
    passage: PassageOut
    score: Annotated[
        FiniteFloat, Field(description="The estimated probability that the quote has the answer.")
    ]


Resolved = Annotated[
    str | None,
    Field(
        exclude_if=lambda value: value is None,
        description="The question that was answered: the one asked, completed from the history "
        "where it follows it up. There only where a history was given.",
    ),
]


class AskOut(Schema):
    """The answer with its citations; null, with the nearest evidence, when there is none."""

    question: str
    language: Language
    status: Annotated[
        Status,
        Field(
            description="answered: as sure as the setting RISK asks. partial: an answer that is "
            "less sure than that. conflicting: the sources disagree; the first two citations are "
            "the two sides, and the answer is that of the first. premise_contradicted: the first "
            "citation denies what the question asserts; the answer is what it says instead. "
            "not_in_corpus: no answer; the citations are the nearest evidence."
        ),
    ]
    answer: AnswerOut | None
    confidence: Annotated[
        FiniteFloat,
        Field(
            ge=0,
            le=1,
            description="The calibrated probability that the text of the answer is right; with "
            "premise_contradicted, that the source denies what is asserted; with not_in_corpus, "
            "that the best answer, which is held back, would have been right.",
        ),
    ]
    citations: list[CitationOut]
    index: IndexOut
    timings_ms: TimingsOut
    resolved: Resolved = None


class StatusOut(Schema):
    """What a stream begins with: how things stand with the answer that follows."""

    status: Status
    confidence: Annotated[FiniteFloat, Field(ge=0, le=1)]
    question: str
    language: Language
    resolved: Resolved = None


class TokenOut(Schema):
    """A piece of the answer's text; the pieces of a stream make up all of it."""

    text: str


class DocumentEntry(Schema):
    """One line of the list of documents; ``length`` is in code points."""

    id: str
    title: str
    length: int
    sections: int


class DocumentsOut(Schema):
    """Every document of the index, ordered by id."""

    documents: list[DocumentEntry]
    index: IndexOut


class SectionOut(Schema):
    """A stretch of a document under one heading; the sections tile the text."""

    heading: str
    start: int
    end: int


class DocumentOut(Schema):
    """A document as stored."""

    id: str
    title: str
    text: str
    sections: list[SectionOut]
    index: IndexOut


class HealthOut(Schema):
    """The process lives."""

    status: Literal["ok"] = "ok"


class ReadyOut(Schema):
    """The index is open and can be asked."""

    status: Literal["ready"] = "ready"
    index: IndexOut


class ProblemOut(Schema):
    """An error as RFC 9457 has it; the log has the same ``request_id``."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    request_id: str
