from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from eval.sets import load_set
from indexer.errors import GoldError


def write(path: Path, rows: list[object]) -> None:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))


def test_squad_style(tmp_path: Path) -> None:
    qas = [{"id": "q1", "question": "いつ?", "answers": [{"text": "春", "answer_start": 0}]}]
    rows: list[object] = [
        {"context": "春に咲く。", "qas": qas},
        {"context": "秋に散る。", "qas": []},
    ]
    write(tmp_path / "jsquad-valid.jsonl.gz", rows)
    found = load_set("jsquad-valid", tmp_path)
    assert [(d.id, d.text) for d in found.corpus.documents] == [
        ("000000", "春に咲く。"),
        ("000001", "秋に散る。"),
    ]
    (question,) = found.questions
    assert (question.id, question.text, question.doc_id) == ("q1", "いつ?", "000000")
    assert question.answers == ("春",)


def test_sentence_pairs(tmp_path: Path) -> None:
    write(tmp_path / "wmt22-en-ja.jsonl.gz", [{"id": "w", "en": "Hello.", "ja": "こんにちは。"}])
    found = load_set("wmt22-en-ja", tmp_path)
    assert found.corpus.documents[0].text == "こんにちは。"
    assert (found.questions[0].text, found.questions[0].doc_id) == ("Hello.", "000000")


def test_equal_sentences_are_one_document(tmp_path: Path) -> None:
    rows = [{"en": en, "ja": ja} for en, ja in (("A", "甲"), ("B", "乙"), ("C", "甲"), ("D", "丁"))]
    write(tmp_path / "wmt22-en-ja.jsonl.gz", [dict(row) for row in rows])
    found = load_set("wmt22-en-ja", tmp_path)
    assert [(document.id, document.text) for document in found.corpus.documents] == [
        ("000000", "甲"),
        ("000001", "乙"),
        ("000003", "丁"),
    ]
    assert [(question.text, question.doc_id) for question in found.questions] == [
        ("A", "000000"),
        ("B", "000001"),
        ("C", "000000"),
        ("D", "000003"),
    ]


def test_an_unknown_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="no set 'msmarco'; there are jsquad-valid"):
        load_set("msmarco", tmp_path)


@pytest.mark.parametrize("name", ["jsquad-valid", "wmt22-en-ja"])
def test_a_set_without_questions_is_refused(tmp_path: Path, name: str) -> None:
    write(tmp_path / f"{name}.jsonl.gz", [])
    with pytest.raises(GoldError, match="holds no question"):
        load_set(name, tmp_path)


def test_a_missing_folder_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="--data"):
        load_set("jaquad-dev", tmp_path / "nowhere")
