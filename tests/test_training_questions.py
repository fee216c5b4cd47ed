"""Nothing that is tuned on or measured is among the questions that are trained on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from training.asked import WRITTEN
from training.leakage import Guard, make_guard

ROOT = Path(__file__).resolve().parent.parent
Rows = Sequence[Mapping[str, Any]]


def rows(path: Path) -> Rows:
    # Not splitlines: a JSON string may hold U+2028 and others as they are.
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def written(part: str) -> Rows:
    """Return the questions that their paragraphs answer, those that they do not, and documents."""
    names = (f"jaquad-{part}.jsonl", f"jaquad-{part}-unanswered.jsonl", f"documents-{part}.jsonl")
    return [row for name in names for row in rows(WRITTEN / name)]


def texts(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a row says, asks, quotes, denies and accepts, in every language."""
    for field in ("en", "ja", "q", "denied", "text"):
        if field in row:
            yield row[field]
    for field in ("support", "accept"):
        yield from row.get(field, ())
    for field in ("questions", "near", "premise", "conflict"):
        for asked in row.get(field, ()):
            yield from (asked["en"], asked["ja"])


def seeds() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]


def protect(found: Rows, others: Iterable[str] = ()) -> Guard:
    return make_guard([*(text for row in found for text in texts(row)), *others])


def leaks(train: Rows, dev: Rows, gold: Rows, documents: Sequence[str]) -> dict[str, list[str]]:
    """Return the ids of the training rows that give away something, by what they give away."""
    dev_ids, dev_guard, own_guard = (
        {row["id"] for row in dev},
        protect(dev),
        protect(gold, documents),
    )
    return {
        "id": [row["id"] for row in train if row["id"] in dev_ids],
        "dev": [row["id"] for row in train if any(map(dev_guard.leaks, texts(row)))],
        "gold": [row["id"] for row in train if any(map(own_guard.leaks, texts(row)))],
    }


@pytest.fixture(scope="module")
def train() -> Rows:
    return written("train")


@pytest.fixture(scope="module")
def dev() -> Rows:
    """What is tuned on, and the documents that nothing is tuned on."""
    return [*written("dev"), *rows(WRITTEN / "documents-test.jsonl")]


@pytest.fixture(scope="module")
def gold() -> Rows:
    return [row for path in sorted((ROOT / "eval" / "gold").glob("*.jsonl")) for row in rows(path)]


def test_the_training_questions_give_nothing_away(train: Rows, dev: Rows, gold: Rows) -> None:
    assert train and dev and gold and seeds()
    assert leaks(train, dev, gold, seeds()) == {"id": [], "dev": [], "gold": []}


def plant(kind: str, dev: Rows, gold: Rows) -> dict[str, str]:
    """Return a training row that gives something away."""
    english = next(row["en"] for row in dev if len(row.get("en", "").split()) >= 14)
    japanese = next(row["ja"] for row in dev if len(row.get("ja", "")) >= 30)
    answered = next(row for row in gold if row["lang"] == "ja" and row["support"])
    asked = answered["q"]
    document = next(row for row in dev if "text" in row)
    about = max((item["ja"] for item in document["questions"]), key=len)
    unanswered = [row for row in dev if "denied" in row]
    denied = max((row.get("denied", "") for row in dev), key=len)
    planted = {
        "dev id": {"id": dev[7]["id"], "en": "Who on earth would ask about this?"},
        "English dev question": {"id": "x", "en": f"  {english.upper()}"},
        "part of an English dev question": {"id": "x", "en": f"Tell me, {english}"},
        "Japanese dev question": {"id": "x", "en": "Who?", "ja": japanese},
        "part of a Japanese dev question": {"id": "x", "en": "Who?", "ja": f"では{japanese[:-4]}"},
        "gold question": {"id": "x", "en": "Who?", "ja": asked.replace("、", "")},
        "gold support": {"id": "x", "en": "Who?", "ja": f"{answered['support'][0]}のは?"},
        "seeds": {"id": "x", "en": "Who?", "ja": f"{seeds()[2][500:540]}とは?"},
        "unanswered dev question": {"id": "x", "en": unanswered[-1]["en"]},
        "dev document": {"id": "x", "text": f"前置き。{document['text'][200:300]}"},
        "question about a dev document": {"id": "x", "en": "Who?", "ja": about},
        "what a dev paragraph denies": {"id": "x", "en": "Who?", "denied": denied},
    }
    return planted[kind]


@pytest.mark.parametrize(
    ("kind", "caught"),
    [
        ("dev id", "id"),
        ("English dev question", "dev"),
        ("part of an English dev question", "dev"),
        ("Japanese dev question", "dev"),
        ("part of a Japanese dev question", "dev"),
        ("gold question", "gold"),
        ("gold support", "gold"),
        ("seeds", "gold"),
        ("unanswered dev question", "dev"),
        ("what a dev paragraph denies", "dev"),
        ("dev document", "dev"),
        ("question about a dev document", "dev"),
    ],
)
def test_a_planted_leak_is_caught(kind: str, caught: str, dev: Rows, gold: Rows) -> None:
    planted = plant(kind, dev, gold)
    found = leaks([planted], dev, gold, seeds())
    assert found == {name: [planted["id"]] if name == caught else [] for name in found}
