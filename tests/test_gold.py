from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.gold import check_support, read_gold
from indexer.errors import GoldError
from indexer.records import Document

GOOD: dict[str, object] = {
    "id": "g1",
    "lang": "ja",
    "q": "税率は?",
    "doc": "a.txt",
    "support": ["15%を徴収"],
    "accept": ["15%"],
    "kind": "fact",
}
DOCUMENTS = [Document("a.txt", "A", "売上の15%を徴収する。"), Document("b.txt", "B", "別の話。")]


def write(tmp_path: Path, *rows: object) -> Path:
    path = tmp_path / "gold.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_good_line_is_read(tmp_path: Path) -> None:
    (question,) = read_gold(write(tmp_path, GOOD))
    assert (question.id, question.support, question.accept) == ("g1", ("15%を徴収",), ("15%",))
    assert question.answerable
    assert (question.split, question.pair) == ("test", "")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["{"], "gold.jsonl:1"),
        (["[]"], "gold.jsonl:1"),
        ([GOOD, {**GOOD, "id": "g2", "kind": "riddle"}], "gold.jsonl:2: kind is 'riddle'"),
        ([{**GOOD, "lang": "fr"}], "lang is 'fr'"),
        ([{**GOOD, "split": "train"}], "split is 'train'"),
        ([{**GOOD, "colour": "red"}], "colour"),
        ([{k: v for k, v in GOOD.items() if k != "accept"}], "accept"),
        ([{**GOOD, "support": []}], "support strings"),
        ([{**GOOD, "kind": "unanswerable"}], "support strings"),
        ([GOOD, GOOD], "id g1 stands twice"),
        ([], "holds no question"),
    ],
)
def test_bad_gold_is_refused_with_its_place(tmp_path: Path, rows: list[object], said: str) -> None:
    with pytest.raises(GoldError, match=said.replace(".", r"\.")):
        read_gold(write(tmp_path, *rows))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="cannot be read"):
        read_gold(tmp_path / "none.jsonl")


@pytest.mark.parametrize(
    ("change", "fine"),
    [
        ({}, True),
        ({"doc": "*"}, True),
        ({"doc": "b.txt"}, False),
        ({"doc": "c.txt"}, False),
        ({"support": ["16%を徴収"]}, False),
        ({"support": ["15%を徴収", "無い"]}, False),
        ({"doc": "-", "support": [], "accept": [], "kind": "unanswerable"}, True),
    ],
)
def test_support_must_be_in_the_corpus(
    tmp_path: Path, change: dict[str, object], fine: bool
) -> None:
    questions = read_gold(write(tmp_path, {**GOOD, **change}))
    if fine:
        check_support(questions, DOCUMENTS)
    else:
        with pytest.raises(GoldError, match="g1: the support"):
            check_support(questions, DOCUMENTS)
