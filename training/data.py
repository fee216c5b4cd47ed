"""Training and dev texts, read from the data folder into pairs of texts that mean the same."""

from __future__ import annotations

import gzip
import html
import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import TrainingError

DEV_SOURCE = "wmt23"
"""The rows of parallel.jsonl.gz that are tuned on and never trained on."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that mean the same, or a question and its passage.

    ``query`` is in English or Japanese, ``target`` always in Japanese; ``source`` names the data.
    Pairs of one ``group`` are about one thing: hard negatives of each other.
    """

    query: str
    target: str
    source: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A Japanese paragraph and the questions that it answers."""

    text: str
    questions: tuple[str, ...]


def open_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a gzipped UTF-8 file, without their line ends.

    Raises:
        TrainingError: the file is not there.
    """
    if not path.is_file():
        raise TrainingError(f"training data {path} is missing: give its folder with --data")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n")


def clean(text: str) -> str:
    """Return ``text`` without HTML entities, NUL, lone surrogates and runs of blanks."""
    kept = html.unescape(text).replace("\0", " ").encode("utf-8", "ignore").decode("utf-8")
    return " ".join(kept.split())


def text_key(text: str) -> str:
    """Return the NFKC lower-case letters and digits of ``text``: what two equal texts share."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(char for char in folded if char.isalnum())


def distinct(pairs: Iterable[Pair]) -> list[Pair]:
    """Return the pairs whose query and target are both new and not empty, in order."""
    queries: set[str] = set()
    targets: set[str] = set()
    kept = []
    for pair in pairs:
        query, target = text_key(pair.query), text_key(pair.target)
        if query and target and query not in queries and target not in targets:
            queries.add(query)
            targets.add(target)
            kept.append(pair)
    return kept


def read_parallel(data: Path) -> list[Pair]:
    """Return the English-Japanese pairs, wmt23 included, each with its ``src``."""
    rows = (json.loads(line) for line in open_lines(data / "parallel.jsonl.gz"))
    return [Pair(clean(row["en"]), clean(row["ja"]), row["src"]) for row in rows]


def read_sections(data: Path, *, limit: int) -> list[Pair]:
    """Return headings, English where there is one as well as Japanese, against their section.

    ``limit`` is the number of characters of the section that are kept.
    """
    pairs = []
    for line in open_lines(data / "sections.jsonl.gz"):
        row = json.loads(line)
        body = clean(row["body_ja"])[:limit]
        pairs.append(Pair(clean(row["heading_ja"]), body, "sections-ja"))
        if row.get("heading_en"):
            pairs.append(Pair(clean(row["heading_en"]), body, "sections-en"))
    return pairs


def read_paragraphs(path: Path) -> list[Paragraph]:
    """Return the paragraphs of a JaQuAD or JSQuAD file with their questions, in order."""
    rows = (json.loads(line) for line in open_lines(path))
    return [
        Paragraph(clean(row["context"]), tuple(clean(qa["question"]) for qa in row["qas"]))
        for row in rows
    ]


def question_pairs(paragraphs: Iterable[Paragraph], source: str) -> list[Pair]:
    """Return each question with the paragraph that answers it."""
    return [
        Pair(question, paragraph.text, source)
        for paragraph in paragraphs
        for question in paragraph.questions
    ]


def read_wmt22(data: Path) -> list[Pair]:
    """Return the English sentences of WMT22 with their Japanese: for reports only."""
    rows = (json.loads(line) for line in open_lines(data / "wmt22-en-ja.jsonl.gz"))
    return [Pair(row["en"], row["ja"], "wmt22") for row in rows]
