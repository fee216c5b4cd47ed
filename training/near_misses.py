"""Questions written for this project that their paragraph does not answer, or denies."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from indexer.errors import TrainingError
from service.records import Language
from training.asked import WRITTEN

Kind = Literal["near-miss", "false-premise"]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question in both languages about the paragraph of JaQuAD's question ``id``.

    ``denied`` is the part of the paragraph that denies what a "false-premise" asserts.
    """

    id: str
    kind: Kind
    japanese: str
    english: str
    denied: str


def read_unanswered(name: str, folder: Path = WRITTEN) -> list[Unanswered]:
    """Return the questions about the paragraphs of ``name``, in order of the file.

    Raises:
        TrainingError: the file is missing.
    """
    path = folder / f"{name}-unanswered.jsonl"
    if not path.is_file():
        raise TrainingError(f"written questions {path} are missing: they are part of the source")
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        Unanswered(row["id"], row["kind"], row["ja"], row["en"], row.get("denied", ""))
        for row in rows
    ]


def near_misses(name: str, language: Language, folder: Path = WRITTEN) -> list[str]:
    """Return the questions of one language that no paragraph of ``name`` answers."""
    both = near_misses_of(name, folder).values()
    return [english if language == "en" else japanese for japanese, english in both]


def near_misses_of(name: str, folder: Path = WRITTEN) -> dict[str, tuple[str, str]]:
    """Return the questions that no paragraph answers, in Japanese and English, by ``id``."""
    return {
        item.id: (item.japanese, item.english)
        for item in read_unanswered(name, folder)
        if item.kind == "near-miss"
    }
