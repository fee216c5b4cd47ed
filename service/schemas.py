"""What the service takes and gives over HTTP: the JSON of every request and reply.

All offsets are Unicode code points into the document's text as stored, end exclusive.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    FiniteFloat,
    ValidationError,
)

from indexer.errors import QueryError
from service.records import Language, Status
from service.search import LONGEST_QUESTION

MAX_K = 50
BODY_HINT = 'send a JSON object such as {"q": "…", "k": 5}'


def check_question(q: str) -> str:
    """Return ``q`` unchanged, or raise ValueError saying what to do about it.

    NFKC can make a text up to 18 times as long, so the length is checked on both sides of it.
    """
    if len(q) > LONGEST_QUESTION:
        raise ValueError(f"is {len(q)} characters long; shorten it to at most {LONGEST_QUESTION}")
    if "\0" in q:
        raise ValueError("holds a NUL character; remove it")
    if any("\ud800" <= c <= "\udfff" for c in q):
        raise ValueError("holds half of a surrogate pair; send whole characters")
    if "\ufffd" in q:
        raise ValueError("holds U+FFFD, which stands for bytes that were not UTF-8; send UTF-8")
    folded = unicodedata.normalize("NFKC", q)
    if len(folded) > LONGEST_QUESTION:
        raise ValueError(
            f"is {len(folded)} characters long after NFKC; shorten it to at most {LONGEST_QUESTION}"
        )
    if not any(c.isprintable() and not c.isspace() for c in folded):
        raise ValueError("is blank; write a question")
    return q


def _plain_digits(value: object) -> object:
    # pydantic would also read "5.0" and "1_0" from a query string as numbers.
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,9}", value):
        raise ValueError(f"must be a whole number from 1 to {MAX_K}")
    return value


Question = Annotated[
    str,
    AfterValidator(check_question),
    Field(description="The question, in Japanese or English.", json_schema_extra={"minLength": 1}),
]
Count = Annotated[int, Field(ge=1, le=MAX_K), BeforeValidator(_plain_digits)]
ReturnedPassages = Annotated[Count, Field(description="How many passages to return at most.")]
ReadPassages = Annotated[
    Count, Field(description="How many passages to read at most; at most three are cited.")
]


class SearchQuery(BaseModel):
    """What to look for, and how many passages to return at most."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: Question
    k: ReturnedPassages = 10


class AskQuery(BaseModel):
    """A question, and how many passages to read for its answer at most."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: Question
    k: ReadPassages = 5


AnyQuery = TypeVar("AnyQuery", SearchQuery, AskQuery)


def parse_query(model: type[AnyQuery], body: bytes) -> AnyQuery:
    """Read a JSON body strictly (no ``"5"`` for 5); raises QueryError saying what to do."""
    try:
        return model.model_validate_json(body, strict=True)
    except ValidationError as error:
        raise QueryError(advice(error.errors(include_url=False, include_input=False))) from None


def advice(errors: Sequence[Mapping[str, object]]) -> str:
    """Turn pydantic's list of errors into one line that says how to mend the request."""
    return "; ".join(dict.fromkeys(_advise(error) for error in errors))


def _advise(error: Mapping[str, object]) -> str:
    loc = error["loc"]
    field = str(loc[-1])[:40] if isinstance(loc, tuple) and loc else ""
    kind = str(error["type"])
    if kind == "json_invalid":
        # The parser's words for a \ud800 without its other half, and for nothing else.
        if "hex escape" in str(error["msg"]):
            return "the body holds half of a surrogate pair; send whole characters"
        return f"the body is not valid JSON; {BODY_HINT}"
    if kind in {"model_type", "model_attributes_type"}:
        return f"the body is not a JSON object; {BODY_HINT}"
    if kind == "missing":
        return f"{field} is missing; give a question in q"
    if kind == "extra_forbidden":
        return f"{field!r} is not a field here; give only q and k"
    if kind == "value_error":
        return f"{field} {str(error['msg']).removeprefix('Value error, ')}"
    return f"{field} must be " + ("text" if field == "q" else f"a whole number from 1 to {MAX_K}")


class Schema(BaseModel):
    """The base of every reply: frozen, and nothing beside the fields it names."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class IndexOut(Schema):
    """The index generation that was read."""

    generation: str


class TimingsOut(Schema):
    """How long the reply took, in milliseconds."""

    total: Annotated[FiniteFloat, Field(ge=0)]


class HitOut(Schema):
    """A passage that was found: ``text`` is the document's text from ``start`` to ``end``."""

    doc_id: str
    title: str
    section: str
    start: int
    end: int
    text: str
    score: FiniteFloat


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
    """The answer in the source's words, and the sentence of the source it stands in."""

    text: str
    sentence: str
    gloss: Annotated[
        str | None,
        Field(description="Reserved: the answer in the question's language; null until then."),
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
    score: FiniteFloat


class AskOut(Schema):
    """The answer with its citations; null, with the nearest evidence, when there is none."""

    question: str
    language: Language
    status: Annotated[
        Status,
        Field(
            description="answered or not_in_corpus; partial, conflicting and premise_contradicted "
            "are reserved and not produced yet."
        ),
    ]
    answer: AnswerOut | None
    confidence: Annotated[FiniteFloat, Field(ge=0, le=1)]
    citations: list[CitationOut]
    index: IndexOut
    timings_ms: TimingsOut


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
