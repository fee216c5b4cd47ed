"""Documents written for this project, each with questions: prose that is no encyclopedia's.

Talks, translated news, opinions, interviews and reports, invented, with what they answer, what they
do not answer, what they deny, and in what a second report of the same contradicts them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from indexer.errors import TrainingError
from indexer.records import Document, Span
from service.records import Language
from training.asked import WRITTEN

Part = Literal["train", "dev", "test"]


@dataclass(frozen=True, slots=True)
class Wording:
    """One question in both languages."""

    ja: str
    en: str

    def of(self, language: Language) -> str:
        """Return the question in a language."""
        return self.en if language == "en" else self.ja


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, the ``span`` of the document's text that answers it, and what it asks for.

    ``kind`` is one of who, what, when, where, which, amount, share, howlong, howmany, why, how,
    list and other.
    """

    wording: Wording
    kind: str
    span: Span


@dataclass(frozen=True, slots=True)
class Denied:
    """A question that takes something for granted which the stretch ``by`` of the text denies."""

    wording: Wording
    by: Span


@dataclass(frozen=True, slots=True)
class Disputed:
    """A question that the document answers by ``here``, and its sister by ``there``."""

    wording: Wording
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Written:
    """A document, its ``style``, and what is asked about it.

    ``near`` are questions that it does not answer; ``sister`` is the id of the document that tells
    of the same, "" for none.
    """

    document: Document
    style: str
    answered: tuple[Answered, ...]
    near: tuple[Wording, ...]
    denied: tuple[Denied, ...]
    sister: str
    disputed: tuple[Disputed, ...]

    @property
    def event(self) -> str:
        """The id of the first document that tells of the same."""
        return self.sister or self.document.id


def read_documents(part: Part, folder: Path = WRITTEN) -> tuple[Written, ...]:
    """Return the documents of a part, in order of the file.

    Raises:
        TrainingError: the file is missing, or an answer does not stand in its document.
    """
    path = folder / f"documents-{part}.jsonl"
    if not path.is_file():
        raise TrainingError(f"written documents {path} are missing: they are part of the source")
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(_written(json.loads(line)) for line in lines)


def _written(row: Mapping[str, object]) -> Written:
    text, told = str(row["text"]), str(row["id"])
    return Written(
        document=Document(told, str(row["title"]), text),
        style=str(row["style"]),
        answered=tuple(
            Answered(_wording(one), one["kind"], _span(told, text, one))
            for one in _rows(row["questions"])
        ),
        near=tuple(map(_wording, _rows(row["near"]))),
        denied=tuple(
            Denied(_wording(one), _place(told, text, one["denied_by"]))
            for one in _rows(row["premise"])
        ),
        sister=str(row["sister"] or ""),
        disputed=tuple(
            Disputed(_wording(one), one["here"], one["there"]) for one in _rows(row["conflict"])
        ),
    )


def _rows(value: object) -> list[dict[str, str]]:
    return value if isinstance(value, list) else []


def _wording(row: Mapping[str, str]) -> Wording:
    return Wording(row["ja"], row["en"])


def _span(told: str, text: str, row: Mapping[str, str]) -> Span:
    """Return where the answer stands: in the sentence that is told, or where it stands first."""
    sentence = _place(told, text, row.get("sentence", ""))
    return _place(told, text, row["answer"], sentence.start)


def _place(told: str, text: str, part: str, begin: int = 0) -> Span:
    """Return where a part of a document's text stands first, from ``begin`` on."""
    start = text.find(part, begin)
    if start < 0:
        raise TrainingError(f"{told}: {part!r} does not stand in the document")
    return Span(start, start + len(part))
