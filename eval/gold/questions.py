"""Gold questions: read from JSONL, checked against the corpus they are about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, fields
from pathlib import Path
from typing import Literal, get_args

from eval.metrics import comparable
from eval.sets.fields import Raw, once, read_objects
from indexer.errors import GoldError
from indexer.records import Document
from service.query import LONGEST_QUESTION

Kind = Literal["fact", "how", "why", "list", "conflict", "false-premise", "unanswerable"]
Split = Literal["dev", "test"]
ANYWHERE, NOWHERE = "*", "-"
SEEDS_GOLD = Path(__file__).resolve().parent / "seeds.jsonl"
"""The gold questions about the seeds."""
OFF_TOPIC = SEEDS_GOLD.with_name("off_topic.jsonl")
"""Questions that nobody asks of the seeds: small talk, the time, general knowledge, other work."""
DRAFT = "draft"
"""The field of a question that nobody has accepted yet."""


@dataclass(frozen=True, slots=True)
class Question:
    """One gold question.

    ``support`` are strings of the source, any of which grounds the answer; ``accept`` are short
    answers, any of which counts; ``doc`` is the document's id, ``*`` for several, ``-`` for none;
    ``pair`` is shared by the same question in both languages, ``""`` when it has no twin.
    """

    id: str
    lang: Literal["ja", "en"]
    q: str
    doc: str
    support: tuple[str, ...]
    accept: tuple[str, ...]
    kind: Kind
    split: Split = "test"
    pair: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the corpus holds an answer."""
        return self.kind != "unanswerable"


def read_gold(path: Path) -> tuple[Question, ...]:
    """Read a gold file; raises GoldError naming the line that is wrong and why."""
    seen: dict[str, str] = {}
    questions = []
    for place, raw in read_objects(path):
        question = _question(raw, place)
        once(seen, question.id, place)
        questions.append(question)
    if not questions:
        raise GoldError(f"{path}: holds no question")
    return tuple(questions)


def grounds(question: Question, doc_id: str, text: str) -> bool:
    """Tell whether ``text``, a part of document ``doc_id``, holds a support string."""
    right_place = question.doc in (ANYWHERE, doc_id)
    return right_place and any(support in text for support in question.support)


def check_support(questions: Iterable[Question], documents: Sequence[Document]) -> None:
    """Raise GoldError for a question whose document or support string the corpus does not have."""
    texts = {document.id: document.text for document in documents}
    for question in questions:
        if told := unsupported(question, texts):
            raise GoldError(
                f"{question.id}: {told}; "
                "mend the question or evaluate the corpus it was written for"
            )


def unsupported(question: Question, texts: Mapping[str, str]) -> str:
    """Return which document or support string the corpus does not have; ``""`` when it has all.

    ``texts`` are the sources by document id.
    """
    if question.doc in (ANYWHERE, NOWHERE) and not question.answerable:
        return ""
    if question.doc != ANYWHERE and question.doc not in texts:
        return f"the corpus has no document {question.doc!r}"
    sources = texts.values() if question.doc == ANYWHERE else (texts[question.doc],)
    for text in question.support:
        if not any(text in source for source in sources):
            return f"the support {text!r} is not in {question.doc}"
    return ""


def to_line(question: Question) -> str:
    """Return a question as the line of a gold file, without its line feed."""
    return json.dumps(asdict(question), ensure_ascii=False)


def _question(raw: Raw, place: str) -> Question:
    _check_names(raw, place)
    question = Question(
        **{name: _value(name, value, place) for name, value in raw.items()}  # type: ignore[arg-type]
    )
    _check_values(question, place)
    return question


def _check_names(raw: Raw, place: str) -> None:
    if DRAFT in raw:
        raise GoldError(
            f"{place}: still a draft; read it beside its source, mend it, and take "
            f'"{DRAFT}" out of the line, or remove the line'
        )
    known = {field.name: field.default is MISSING for field in fields(Question)}
    for name, required in known.items():
        if required and name not in raw:
            raise GoldError(f"{place}: {name} is missing")
    for name in raw:
        if name not in known:
            raise GoldError(f"{place}: {name!r} is no field; there are {', '.join(known)}")


def _value(name: str, value: object, place: str) -> str | tuple[str, ...]:
    if name in ("support", "accept"):
        if isinstance(value, list):
            strings = tuple(item for item in value if isinstance(item, str) and item.strip())
            if len(strings) == len(value):
                return strings
        raise GoldError(f"{place}: {name} must be a list of strings that are not blank")
    if not isinstance(value, str):
        raise GoldError(f"{place}: {name} must be a string")
    return value


def _check_values(question: Question, place: str) -> None:
    allowed = {"lang": ("ja", "en"), "kind": get_args(Kind), "split": get_args(Split)}
    for name, values in allowed.items():
        if getattr(question, name) not in values:
            raise GoldError(f"{place}: {name} is {getattr(question, name)!r}, not one of {values}")
    for name in ("id", "q", "doc"):
        if not getattr(question, name).strip():
            raise GoldError(f"{place}: {name} is blank")
    if len(question.q) > LONGEST_QUESTION:
        raise GoldError(
            f"{place}: q has {len(question.q)} characters; at most {LONGEST_QUESTION} can be asked"
        )
    if question.answerable != bool(question.support):
        raise GoldError(f"{place}: answerable questions have support strings, and only they")
    for item in question.accept:
        if not comparable(item):
            # It would stand inside every answer.
            raise GoldError(f"{place}: accept holds {item!r}, which is nothing but punctuation")
