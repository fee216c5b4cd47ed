"""Gold questions: read from JSONL, checked against the corpus they are about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from indexer.errors import GoldError
from indexer.records import Document

Kind = Literal["fact", "how", "why", "list", "conflict", "false-premise", "unanswerable"]
Split = Literal["dev", "test"]
ANYWHERE, NOWHERE = "*", "-"


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
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: cannot be read ({error})") from error
    questions = tuple(
        _question(line, f"{path}:{number}")
        for number, line in enumerate(lines, start=1)
        if line.strip()
    )
    if not questions:
        raise GoldError(f"{path}: holds no question")
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise GoldError(f"{path}: id {question.id} stands twice; ids are unique")
        seen.add(question.id)
    return questions


def check_support(questions: Iterable[Question], documents: Sequence[Document]) -> None:
    """Raise GoldError for a question whose document or support string the corpus does not have."""
    texts = {document.id: document.text for document in documents}
    for question in questions:
        for text in question.support:
            if not any(text in source for source in _sources(question, texts)):
                raise GoldError(
                    f"{question.id}: the support {text!r} is not in {question.doc}; "
                    "mend the question or evaluate the corpus it was written for"
                )


def _sources(question: Question, texts: Mapping[str, str]) -> Iterable[str]:
    if question.doc == ANYWHERE:
        return texts.values()
    return [texts[question.doc]] if question.doc in texts else []


def _question(line: str, place: str) -> Question:
    try:
        raw = json.loads(line)
        question = Question(
            **{**raw, "support": tuple(raw["support"]), "accept": tuple(raw["accept"])}
        )
    except (ValueError, TypeError, KeyError) as error:
        raise GoldError(f"{place}: not a gold question ({error})") from error
    for name, allowed in (
        ("lang", ("ja", "en")),
        ("kind", get_args(Kind)),
        ("split", get_args(Split)),
    ):
        if getattr(question, name) not in allowed:
            raise GoldError(f"{place}: {name} is {getattr(question, name)!r}, not one of {allowed}")
    if question.answerable != bool(question.support):
        raise GoldError(f"{place}: answerable questions have support strings, and only they")
    return question
