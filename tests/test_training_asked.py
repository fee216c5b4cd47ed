"""Questions over paragraphs; the written ones must hold nothing of a dev or test set."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from indexer.errors import TrainingError
from training.asked import (
    Asked,
    Written,
    answer_sentence,
    join,
    paragraph_pairs,
    read_asked,
    read_written,
    sentence_pairs,
    written_pairs,
)
from training.leakage import make_guard, own_texts, protected_texts

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
GOLD, SEEDS = ROOT / "eval" / "gold", ROOT / "seeds"

CONTEXT = "犬は動物。\n猫も動物!\n\n鳥は?飛ぶ"
ASKED = Asked("tr-1", "犬は何か。", "犬は動物。", "犬は動物。 猫も動物!", "動物")


def leaking(written: list[Written], protected: list[str]) -> list[str]:
    """The ids of the written questions that repeat a protected text."""
    guard = make_guard(protected)
    return [item.id for item in written if any(map(guard.leaks, item.texts))]


@pytest.mark.parametrize(
    ("start", "sentence"),
    [
        (0, "犬は動物。"),
        (4, "犬は動物。"),
        (6, "猫も動物!\n"),
        (13, "鳥は?飛ぶ"),
        (17, "鳥は?飛ぶ"),
    ],
)
def test_the_sentence_of_an_answer_holds_its_first_character(start: int, sentence: str) -> None:
    assert answer_sentence(CONTEXT, start) == sentence


def test_an_answer_outside_its_paragraph_is_refused() -> None:
    with pytest.raises(TrainingError, match="at 99 of a paragraph of 18"):
        answer_sentence(CONTEXT, 99)


def test_a_file_is_read_question_by_question(tmp_path: Path) -> None:
    answers = [{"text": "動物", "answer_start": 2}]
    row = {
        "title": "動物",
        "context": CONTEXT,
        "qas": [{"id": "tr-1", "question": " 犬は何か。", "answers": answers}],
    }
    path = tmp_path / "jaquad.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(row, ensure_ascii=False).encode()))
    (found,) = read_asked(path)
    assert (found.id, found.question, found.sentence) == ("tr-1", "犬は何か。", "犬は動物。")
    assert (found.paragraph, found.title) == ("犬は動物。 猫も動物! 鳥は?飛ぶ", "動物")


def test_pairs_are_grouped_by_article() -> None:
    (paragraph,), (sentence,) = paragraph_pairs([ASKED]), sentence_pairs([ASKED])
    assert (paragraph.query, paragraph.target, paragraph.group) == (
        ASKED.question, ASKED.paragraph, "動物",
    )  # fmt: skip
    assert (sentence.target, sentence.group) == (ASKED.sentence, "動物")


def test_written_questions_go_with_paragraph_sentence_and_question() -> None:
    pairs = written_pairs([ASKED], [Written("tr-1", "What is a dog?", "犬とは?")])
    targets = {"paragraph": ASKED.paragraph, "sentence": ASKED.sentence, "question": ASKED.question}
    assert {kind: [(p.query, p.target) for p in found] for kind, found in pairs.items()} == {
        kind: [("What is a dog?", target), ("犬とは?", target)] for kind, target in targets.items()
    }
    assert len(written_pairs([ASKED], [Written("tr-1", "What?", "")])["question"]) == 1


def test_a_written_question_about_nothing_is_refused() -> None:
    with pytest.raises(TrainingError, match="tr-2 is about no question"):
        list(join([ASKED], [Written("tr-2", "What?", "")]))


def test_written_questions_are_sorted_and_distinct(tmp_path: Path) -> None:
    lines = [json.dumps({"id": key, "en": "What?"}) for key in ("tr-2", "tr-1")]
    (tmp_path / "q.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(TrainingError, match="not sorted and distinct"):
        read_written("q", tmp_path)
    with pytest.raises(TrainingError, match="are missing"):
        read_written("other", tmp_path)


def test_the_two_files_of_questions_are_about_different_paragraphs() -> None:
    train, dev = read_written("jaquad-train"), read_written("jaquad-dev")
    assert {item.id[:3] for item in train} == {"tr-"}
    assert {item.id[:3] for item in dev} == {"de-"}


@pytest.mark.parametrize(
    "text",
    [
        "Who was at the bank of the river when the old boat with the red sail came?",
        "Yes: who was at the bank of the river when the old boat with a sail came?",
        "昔の赤い船が川岸に着いたときに岸辺にいたのは誰ですか。",
    ],
)
def test_a_question_that_repeats_a_protected_text_is_found(text: str) -> None:
    protected = [
        "Who was at the bank of the river when the old boat with the red sail came?",
        "昔の赤い船が川岸に着いたときに岸辺にいたのは誰ですか。",
    ]
    written = [
        Written("tr-1", "Who?", text),
        Written("tr-2", text, ""),
        Written("tr-3", "Who?", ""),
    ]
    assert leaking(written, protected) == ["tr-1", "tr-2"]


def test_no_written_question_repeats_a_text_of_the_project() -> None:
    protected = list(own_texts(GOLD, SEEDS))
    assert any("?" in text for text in protected)
    assert leaking(read_written("jaquad-train"), protected) == []


@pytest.mark.skipif(not DATA.is_dir(), reason="the training data, ../shared/data, is not here")
def test_no_written_question_repeats_a_dev_or_test_text() -> None:
    protected = list(protected_texts(DATA, GOLD, SEEDS))
    dev = read_written("jaquad-dev")
    assert {text for item in dev for text in item.texts} <= set(protected)
    assert leaking(read_written("jaquad-train"), protected) == []
