from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from eval.gold.questions import Question, check_support, grounds, read_gold
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
UNANSWERABLE: dict[str, object] = {"support": [], "accept": [], "kind": "unanswerable"}
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
        (["{"], "gold.jsonl:1: not JSON"),
        (["[]"], "gold.jsonl:1: not a JSON object"),
        (["", "null"], "gold.jsonl:2: not a JSON object"),
        ([GOOD, {**GOOD, "id": "g2", "kind": "riddle"}], "gold.jsonl:2: kind is 'riddle'"),
        ([{**GOOD, "lang": "fr"}], "lang is 'fr'"),
        ([{**GOOD, "split": "train"}], "split is 'train'"),
        ([{**GOOD, "colour": "red"}], "'colour' is no field"),
        *[
            ([{k: v for k, v in GOOD.items() if k != name}], f"gold.jsonl:1: {name} is missing")
            for name in GOOD
        ],
        *[
            ([{**GOOD, name: value}], f"gold.jsonl:1: {name} must be a list of strings")
            for name in ("support", "accept")
            for value in ("15%", None, {"15%": 1}, [15], ["15%", " "], [["15%"]], [""])
        ],
        *[
            ([{**GOOD, name: value}], f"gold.jsonl:1: {name} must be a string")
            for name in ("id", "q", "doc", "lang", "kind", "split", "pair")
            for value in (7, None, ["a"])
        ],
        *[([{**GOOD, name: " \u3000"}], f"{name} is blank") for name in ("id", "q", "doc")],
        ([{**GOOD, "q": "あ" * 1001}], "q has 1001 characters; at most 1000"),
        ([{**GOOD, "accept": ["15%", "。、"]}], "accept holds '。、'"),
        ([{**GOOD, "support": []}], "support strings"),
        ([{**GOOD, "kind": "unanswerable"}], "support strings"),
        ([GOOD, GOOD], "id 'g1' stands at"),
        ([], "holds no question"),
    ],
)
def test_bad_gold_is_refused_with_its_place(tmp_path: Path, rows: list[object], said: str) -> None:
    with pytest.raises(GoldError, match=re.escape(said)):
        read_gold(write(tmp_path, *rows))


def test_the_longest_question_is_read(tmp_path: Path) -> None:
    (question,) = read_gold(write(tmp_path, {**GOOD, "q": "あ" * 1000}))
    assert len(question.q) == 1000


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\u0085", "\x7f"])
def test_only_a_line_feed_ends_a_line(tmp_path: Path, odd: str) -> None:
    text = f"売上{odd}の15%"
    line = json.dumps(GOOD, ensure_ascii=False).replace("15%を徴収", text)
    path = tmp_path / "gold.jsonl"
    path.write_bytes(f"{line}\r\n\r\n".encode())
    assert [question.support for question in read_gold(path)] == [(text,)]


@pytest.mark.parametrize(
    ("doc", "doc_id", "text", "expected"),
    [
        ("a.txt", "a.txt", "売上の15%を徴収する。", True),
        ("*", "b.txt", "売上の15%を徴収する。", True),
        ("a.txt", "b.txt", "売上の15%を徴収する。", False),
        ("a.txt", "a.txt", "売上の16%を徴収する。", False),
        ("a.txt", "a.txt", "二割を払う", True),
        ("-", "a.txt", "15%を徴収", False),
    ],
)
def test_grounds(doc: str, doc_id: str, text: str, expected: bool) -> None:
    question = Question("g", "ja", "税率は?", doc, ("15%を徴収", "二割"), ("15%",), "fact")
    assert grounds(question, doc_id, text) is expected


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="cannot be read"):
        read_gold(tmp_path / "none.jsonl")


@pytest.mark.parametrize(
    "change", [{}, {"doc": "*"}, {**UNANSWERABLE, "doc": "-"}, {**UNANSWERABLE, "doc": "b.txt"}]
)
def test_support_in_the_corpus_is_fine(tmp_path: Path, change: dict[str, object]) -> None:
    check_support(read_gold(write(tmp_path, {**GOOD, **change})), DOCUMENTS)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"doc": "b.txt"}, "the support '15%を徴収' is not in b.txt"),
        ({"doc": "c.txt"}, "the corpus has no document 'c.txt'"),
        ({"doc": "-"}, "the corpus has no document '-'"),
        ({**UNANSWERABLE, "doc": "c.txt"}, "the corpus has no document 'c.txt'"),
        ({"support": ["16%を徴収"]}, "the support '16%を徴収'"),
        ({"support": ["15%を徴収", "無い"]}, "the support '無い'"),
    ],
)
def test_support_must_be_in_the_corpus(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    questions = read_gold(write(tmp_path, {**GOOD, **change}))
    with pytest.raises(GoldError, match=f"g1: {re.escape(said)}"):
        check_support(questions, DOCUMENTS)
