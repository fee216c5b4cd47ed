from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from indexer.errors import TrainingError
from training.asked import WRITTEN
from training.near_misses import Unanswered, near_misses, near_misses_of, read_unanswered

KANA = re.compile("[\u3041-\u30fa]")
NAMES = ("jaquad-train", "jaquad-dev")
ROWS = (
    {"id": "a", "kind": "near-miss", "ja": "誰か", "en": "Who?"},
    {"id": "a", "kind": "false-premise", "ja": "なぜ", "en": "Why?", "denied": "そうでない"},
    {"id": "b", "kind": "near-miss", "ja": "何か", "en": "What?"},
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = [json.dumps(row, ensure_ascii=False) for row in ROWS]
    (tmp_path / "few-unanswered.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def test_questions_are_read_in_order_of_the_file(folder: Path) -> None:
    assert read_unanswered("few", folder) == [
        Unanswered("a", "near-miss", "誰か", "Who?", ""),
        Unanswered("a", "false-premise", "なぜ", "Why?", "そうでない"),
        Unanswered("b", "near-miss", "何か", "What?", ""),
    ]


def test_false_premises_are_no_near_misses(folder: Path) -> None:
    assert near_misses("few", "ja", folder) == ["誰か", "何か"]
    assert near_misses("few", "en", folder) == ["Who?", "What?"]
    assert near_misses_of("few", folder) == {"a": ("誰か", "Who?"), "b": ("何か", "What?")}


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="more-unanswered.jsonl are missing"):
        read_unanswered("more", tmp_path)


@pytest.mark.parametrize("name", NAMES)
def test_the_written_questions_are_whole(name: str) -> None:
    found = read_unanswered(name)
    assert {item.kind for item in found} == {"near-miss", "false-premise"}
    for item in found:
        assert item.id.startswith("tr-" if name == "jaquad-train" else "de-")
        assert item.japanese.strip() and item.english.strip()
        assert bool(item.denied) == (item.kind == "false-premise"), item.id


@pytest.mark.parametrize("name", NAMES)
def test_each_language_is_in_its_place(name: str) -> None:
    for item in read_unanswered(name):
        assert KANA.search(item.japanese) and not KANA.search(item.english), item.id


@pytest.mark.parametrize("name", NAMES)
def test_a_paragraph_has_one_question_of_a_kind_at_most(name: str) -> None:
    """`near_misses_of` would lose a second one."""
    keys = [(item.id, item.kind) for item in read_unanswered(name)]
    assert keys == sorted(set(keys))
    assert len(near_misses_of(name)) == len(near_misses(name, "ja"))


def test_a_row_has_nothing_more() -> None:
    known = {"id", "kind", "ja", "en", "denied"}
    for name in NAMES:
        text = (WRITTEN / f"{name}-unanswered.jsonl").read_text(encoding="utf-8")
        for line in text.splitlines():
            assert set(json.loads(line)) - {"denied"} == known - {"denied"}
