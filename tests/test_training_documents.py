"""Documents written for this project: read as they stand, asked about in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from indexer.errors import TrainingError
from indexer.records import Span
from tests.tiny_judge import evidence_of
from training import documents
from training.dev_questions import DOCUMENTS_WEIGHT, UNANSWERED_WEIGHT, of_documents
from training.documents import Answered, Denied, Disputed, Part, Wording, read_documents
from training.reading import Task, document_tasks

ROWS: list[dict[str, Any]] = [
    {"id": "a", "style": "talk", "title": "犬", "text": "犬は3歳。猫も3歳。鳥は5歳。",
     "questions": [
         {"kind": "howmany", "ja": "猫の年は?", "en": "How old is the cat?", "answer": "3歳",
          "sentence": "猫も3歳。"},
         {"kind": "howmany", "ja": "鳥の年は?", "en": "How old is the bird?", "answer": "5歳"},
     ],
     "near": [{"ja": "馬の年は?", "en": "How old is the horse?"}],
     "premise": [{"ja": "なぜ鳥は2歳?", "en": "Why is it two?", "denied_by": "5歳"}],
     "sister": None, "conflict": []},
    {"id": "b", "style": "local", "title": "鳥", "text": "鳥は6歳だという。", "questions": [],
     "near": [], "premise": [], "sister": "a",
     "conflict": [{"ja": "鳥は何歳?", "en": "How old is it?", "here": "6歳", "there": "5歳"}]},
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = [json.dumps(row, ensure_ascii=False) for row in ROWS]
    (tmp_path / "documents-dev.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_a_document_is_read_with_what_is_asked_about_it(folder: Path) -> None:
    first, second = read_documents("dev", folder)
    assert (first.document.id, first.document.title, first.style) == ("a", "犬", "talk")
    assert first.answered == (
        Answered(Wording("猫の年は?", "How old is the cat?"), "howmany", Span(7, 9)),
        Answered(Wording("鳥の年は?", "How old is the bird?"), "howmany", Span(12, 14)),
    )
    assert first.near == (Wording("馬の年は?", "How old is the horse?"),)
    assert first.denied == (Denied(Wording("なぜ鳥は2歳?", "Why is it two?"), Span(12, 14)),)
    assert (first.sister, first.disputed) == ("", ())
    assert second.sister == "a"
    assert second.disputed == (Disputed(Wording("鳥は何歳?", "How old is it?"), "6歳", "5歳"),)


def test_a_missing_file_and_a_missing_answer_are_told(folder: Path) -> None:
    with pytest.raises(TrainingError, match="documents-train.jsonl are missing"):
        read_documents("train", folder)
    lines = json.dumps({**ROWS[0], "text": "鳥"})
    (folder / "documents-train.jsonl").write_text(lines, encoding="utf-8")
    with pytest.raises(TrainingError, match="a: '猫も3歳。' does not stand"):
        read_documents("train", folder)


def test_the_reader_learns_every_question_in_both_languages(folder: Path) -> None:
    tasks = document_tasks(read_documents("dev", folder))
    assert tasks == [
        Task("猫の年は?", "a", "reworded", Span(7, 9), ("3歳",), "b"),
        Task("How old is the cat?", "a", "english", Span(7, 9), ("3歳",), "b"),
        Task("鳥の年は?", "a", "reworded", Span(12, 14), ("5歳",), "b"),
        Task("How old is the bird?", "a", "english", Span(12, 14), ("5歳",), "b"),
        Task("馬の年は?", "a", "near-miss", None, (), "b"),
        Task("How old is the horse?", "a", "near-miss", None, (), "b"),
        Task("なぜ鳥は2歳?", "a", "denied", Span(12, 14), ("5歳",), "b"),
        Task("Why is it two?", "a", "denied", Span(12, 14), ("5歳",), "b"),
    ]


def test_the_judge_learns_from_answers_near_misses_and_what_is_hidden(folder: Path) -> None:
    (first, *_), written = read_documents("dev", folder), read_documents("dev", folder)
    asked = of_documents([first, first], "en")
    assert [(one.text, one.answerable, one.weight) for one in asked] == [
        ("How old is the cat?", True, DOCUMENTS_WEIGHT),
        ("How old is the bird?", True, DOCUMENTS_WEIGHT),
        ("How old is the cat?", True, DOCUMENTS_WEIGHT),
        ("How old is the bird?", False, UNANSWERED_WEIGHT * DOCUMENTS_WEIGHT),
        *[("How old is the horse?", False, UNANSWERED_WEIGHT * DOCUMENTS_WEIGHT)] * 2,
    ]
    bird = evidence_of("鳥は5歳。", doc_id="a")
    assert asked[1].grounds(bird) and asked[1].accepts("5歳です")
    assert asked[1].accepts("五歳") and not asked[1].accepts("6歳") and not asked[1].accepts("歳")
    assert not asked[1].grounds(evidence_of("鳥は5歳。", doc_id="c"))
    assert not asked[0].grounds(bird)
    assert asked[3].hides(bird.hit.passage) and not asked[1].hides(bird.hit.passage)
    assert of_documents(written, "ja")[0].text == "猫の年は?"


@pytest.mark.parametrize("part", ["train", "dev", "test"])
def test_what_is_kept_is_whole(part: Part) -> None:
    """Every disputed and denied stretch stands where it is told to, and sisters are there."""
    found = {one.document.id: one for one in documents.read_documents(part)}
    assert found
    for one in found.values():
        text = one.document.text
        assert all(denied.by.of(text) for denied in one.denied)
        assert not one.sister or one.sister in found
        for item in one.disputed:
            assert item.here in text and item.there in found[one.sister].document.text
