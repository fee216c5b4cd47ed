"""What the service takes over HTTP: the fields of every request, checked."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)
from pydantic.config import JsonDict

from indexer.errors import QueryError
from service.advice import (
    MAX_K,
    MOST_TURNS,
    advice,
    check_digits,
    check_flag,
    check_question,
    check_text,
)
from service.query import LONGEST_QUESTION

# What JSON Schema can say of `check_text` and `check_question`; they check it, with better advice.
_TEXT: JsonDict = {"maxLength": LONGEST_QUESTION, "pattern": "^[^\\u0000\\ufffd]*$"}
_SOME: JsonDict = {"minLength": 1}
Question = Annotated[
    str,
    AfterValidator(check_question),
    Field(description="The question, in Japanese or English.", json_schema_extra=_TEXT | _SOME),
]
Count = Annotated[int, Field(ge=1, le=MAX_K), BeforeValidator(check_digits)]
ReturnedPassages = Annotated[Count, Field(description="How many passages to return at most.")]
ReadPassages = Annotated[
    Count,
    Field(
        description="How many passages to read at most; more than five are never read, and at "
        "most four of their sentences are cited."
    ),
]
Explain = Annotated[
    bool,
    BeforeValidator(check_flag),
    Field(description="Whether to tell what makes up the score of each passage."),
]


class SearchQuery(BaseModel):
    """What to look for, how many passages to return at most, and whether to explain them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: Question
    k: ReturnedPassages = 10
    explain: Explain = False


class AskQuery(BaseModel):
    """A question, and how many passages to read for its answer at most."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    q: Question
    k: ReadPassages = 5


class TurnIn(BaseModel):
    """A question that was asked before, and the answer that was given to it, if any was."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: Question
    answer: Annotated[str, AfterValidator(check_text), Field(json_schema_extra=_TEXT)] | None = None


class ConversationQuery(AskQuery):
    """A question within a conversation: one that only follows up an earlier one is completed."""

    history: Annotated[
        tuple[TurnIn, ...],
        Field(max_length=MOST_TURNS, description="The turns before this question, oldest first."),
    ] = ()


AnyQuery = TypeVar("AnyQuery", SearchQuery, ConversationQuery)


def parse_query(model: type[AnyQuery], body: bytes) -> AnyQuery:
    """Read a JSON body strictly (no ``"5"`` for 5); raises QueryError saying what to do."""
    try:
        return model.model_validate_json(body, strict=True)
    except ValidationError as error:
        raise QueryError(advice(error.errors(include_url=False, include_input=False))) from None
