"""Questions over paragraphs, with the sentence that answers; questions written for this project."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import TrainingError
from training.data import Pair, clean, open_lines

WRITTEN = Path(__file__).resolve().parent / "questions"
BOUNDARY = re.compile("(?<=[。！？\n])")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the paragraph that answers it, its article, and the sentence of the answer."""

    id: str
    question: str
    sentence: str
    paragraph: str
    title: str


@dataclass(frozen=True, slots=True)
class Written:
    """An English question and, unless it is empty, a reworded Japanese one, for JaQuAD's ``id``."""

    id: str
    english: str
    japanese: str

    @property
    def texts(self) -> tuple[str, ...]:
        """The questions there are, English first."""
        return (self.english, self.japanese) if self.japanese else (self.english,)


def answer_sentence(context: str, start: int) -> str:
    """Return the sentence of ``context`` that holds the character ``start``."""
    end = 0
    for part in BOUNDARY.split(context):
        end += len(part)
        if start < end:
            return part
    raise TrainingError(f"an answer at {start} of a paragraph of {len(context)} characters")


def read_asked(path: Path) -> list[Asked]:
    """Return the questions of a JaQuAD file in order.

    Raises:
        TrainingError: the file is missing, or an answer begins outside its paragraph.
    """
    return [
        Asked(
            qa["id"],
            clean(qa["question"]),
            clean(answer_sentence(row["context"], qa["answers"][0]["answer_start"])),
            clean(row["context"]),
            row["title"],
        )
        for row in map(json.loads, open_lines(path))
        for qa in row["qas"]
    ]


def read_written(name: str, folder: Path = WRITTEN) -> list[Written]:
    """Return the written questions of the file ``name``, by id.

    Raises:
        TrainingError: the file is missing, or its ids are not sorted and distinct.
    """
    path = folder / f"{name}.jsonl"
    if not path.is_file():
        raise TrainingError(f"written questions {path} are missing: they are part of the source")
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    found = [Written(row["id"], row["en"], row.get("ja", "")) for row in rows]
    ids = [item.id for item in found]
    if ids != sorted(set(ids)):
        raise TrainingError(f"{path}: ids are not sorted and distinct; sort the lines by id")
    return found


def join(asked: Iterable[Asked], written: Iterable[Written]) -> Iterator[tuple[Written, Asked]]:
    """Yield each written question with the one that it rewords.

    Raises:
        TrainingError: a written question is about no question of ``asked``.
    """
    known = {item.id: item for item in asked}
    for item in written:
        if item.id not in known:
            raise TrainingError(f"written question {item.id} is about no question of JaQuAD")
        yield item, known[item.id]


def paragraph_pairs(asked: Sequence[Asked]) -> tuple[Pair, ...]:
    """Return each question with its paragraph, grouped by article."""
    return tuple(Pair(item.question, item.paragraph, "jaquad", item.title) for item in asked)


def sentence_pairs(asked: Sequence[Asked]) -> tuple[Pair, ...]:
    """Return each question with the sentence that holds its answer, grouped by article."""
    return tuple(Pair(item.question, item.sentence, "jaquad", item.title) for item in asked)


def written_pairs(
    asked: Sequence[Asked], written: Sequence[Written]
) -> dict[str, tuple[Pair, ...]]:
    """Return the written questions with the "paragraph", "sentence" and "question" they go with."""
    pairs: dict[str, list[Pair]] = {"paragraph": [], "sentence": [], "question": []}
    for item, about in join(asked, written):
        targets = (about.paragraph, about.sentence, about.question)
        for kind, target in zip(pairs, targets, strict=True):
            pairs[kind] += [Pair(text, target, "written", about.title) for text in item.texts]
    return {kind: tuple(found) for kind, found in pairs.items()}
