from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from eval.sets import SetQuestion
from indexer.errors import TrainingError
from service.records import Language
from training.asked import WRITTEN, read_written
from training.written import Part, question_set

KANA = re.compile(r"[\u3041-\u30ff]")
JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
PARAGRAPHS = [
    {
        "context": "春に咲く。",
        "qas": [{"id": "tr-1", "question": "いつ咲く?", "answers": [{"text": "春"}]}],
    },
    {"context": "誰も問わない。", "qas": []},
    {
        "context": "秋に散る。",
        "qas": [
            {"id": "tr-2", "question": "いつ散る?", "answers": [{"text": "秋"}]},
            {"id": "tr-3", "question": "どうなる?", "answers": [{"text": "散る"}]},
        ],
    },
]
QUESTIONS = [
    {"id": "tr-1", "en": "When does it bloom?", "ja": "花の時期は?"},
    {"id": "tr-3", "en": "What falls?"},
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder of three paragraphs, and questions about two of them."""
    rows = "\n".join(json.dumps(row) for row in QUESTIONS)
    (tmp_path / "jaquad-train.jsonl").write_text(rows + "\n", encoding="utf-8")
    with gzip.open(tmp_path / "jaquad-train.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(json.dumps(row) for row in PARAGRAPHS))
    return tmp_path


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            (
                SetQuestion("tr-1", "When does it bloom?", "000000", ("春",)),
                SetQuestion("tr-3", "What falls?", "000002", ("散る",)),
            ),
        ),
        ("ja", (SetQuestion("tr-1", "花の時期は?", "000000", ("春",)),)),
    ],
)
def test_a_set_asks_about_all_paragraphs(
    data: Path, language: Language, expected: tuple[SetQuestion, ...]
) -> None:
    found = question_set(data, "train", language, data)
    assert [(document.id, document.text) for document in found.corpus.documents] == [
        ("000000", "春に咲く。"),
        ("000001", "誰も問わない。"),
        ("000002", "秋に散る。"),
    ]
    assert found.questions == expected


def test_a_question_about_no_paragraph_is_refused(data: Path) -> None:
    with (data / "jaquad-train.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"id": "tr-9", "en": "Who?"}))
    with pytest.raises(TrainingError, match=r"no paragraph of jaquad-train: \['tr-9'\]"):
        question_set(data, "train", "en", data)
    assert len(question_set(data, "train", "ja", data).questions) == 1


@pytest.mark.parametrize(
    ("part", "prefix", "count"), [("train", "tr-", 13098), ("dev", "de-", 1200)]
)
def test_the_written_questions_are_as_their_readme_says(
    part: Part, prefix: str, count: int
) -> None:
    lines = (WRITTEN / f"jaquad-{part}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    ids = [row["id"] for row in rows]
    assert len(ids) == count
    assert ids == sorted(set(ids))
    assert all(name.startswith(prefix) for name in ids)
    assert {tuple(row) for row in rows} == {("id", "en"), ("id", "en", "ja")}
    readme = (WRITTEN / "README.md").read_text(encoding="utf-8")
    assert f"`jaquad-{part}.jsonl` ({count:,})" in readme


@pytest.mark.parametrize("part", ["train", "dev"])
def test_written_questions_are_in_their_language(part: Part) -> None:
    found = read_written(f"jaquad-{part}")
    assert [i.id for i in found if i.japanese and not JAPANESE.search(i.japanese)] == []
    assert [i.id for i in found if KANA.search(i.english)] == []
