"""External sets: SQuAD-style questions over paragraphs, and sentence pairs."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

from indexer.corpus import Corpus
from indexer.errors import GoldError
from indexer.records import Document

SQUAD = {"jsquad-valid": "jsquad-valid.jsonl.gz", "jaquad-dev": "jaquad-dev.jsonl.gz"}
PAIRS = {"wmt22-en-ja": "wmt22-en-ja.jsonl.gz"}
SETS = (*SQUAD, *PAIRS)


@dataclass(frozen=True, slots=True)
class SetQuestion:
    """A question and the id of the one document that answers it; ``answers`` may be empty."""

    id: str
    text: str
    doc_id: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A corpus of paragraphs or sentences, and questions about it."""

    corpus: Corpus
    questions: tuple[SetQuestion, ...]


def load_set(name: str, data: Path) -> QuestionSet:
    """Load a set by name from the folder ``data``; raises GoldError when it is not there.

    A set without a question is refused too.
    """
    if name not in SETS:
        raise GoldError(f"no set {name!r}; there are {', '.join(SETS)}")
    path = data / {**SQUAD, **PAIRS}[name]
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
    except (OSError, ValueError) as error:
        raise GoldError(f"{path}: cannot be read ({error}); give its folder by --data") from error
    found = _squad(lines) if name in SQUAD else _pairs(lines)
    if not found.questions:
        raise GoldError(f"{path}: holds no question; give another folder by --data")
    return found


def _squad(lines: list[dict[str, object]]) -> QuestionSet:
    documents, questions = [], []
    for number, line in enumerate(lines):
        doc_id = f"{number:06d}"
        documents.append(Document(doc_id, "", str(line["context"])))
        for item in _objects(line["qas"]):
            answers = tuple(str(answer["text"]) for answer in _objects(item["answers"]))
            questions.append(SetQuestion(str(item["id"]), str(item["question"]), doc_id, answers))
    return QuestionSet(Corpus(tuple(documents), ()), tuple(questions))


def _pairs(lines: list[dict[str, object]]) -> QuestionSet:
    # Equal texts are one document: of two, no ranking could tell which one is asked for.
    ids: dict[str, str] = {}
    questions = []
    for number, line in enumerate(lines):
        doc_id = ids.setdefault(str(line["ja"]), f"{number:06d}")
        questions.append(SetQuestion(f"q{number:06d}", str(line["en"]), doc_id, ()))
    documents = tuple(Document(doc_id, "", text) for text, doc_id in ids.items())
    return QuestionSet(Corpus(documents, ()), tuple(questions))


def _objects(value: object) -> list[dict[str, object]]:
    return value if isinstance(value, list) else []
