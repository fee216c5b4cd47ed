from __future__ import annotations

import gzip
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from indexer.records import Document
from service.answer import Answerer
from service.query import LONGEST_QUESTION
from service.records import Language
from service.rerank import Scorer
from tests.tiny import tiny_engine
from training import devsets
from training.devsets import DevSet, dev_sets
from training.written import question_set

SEED = "003_d7826f4cac7e6a05.txt"
LEVY = "チップ売上の15%を米国政府が徴収する"
PARAGRAPHS = [
    {
        "context": "梅は二月に咲く。",
        "qas": [{"id": "de-1", "question": "梅が咲くのは何月?", "answers": [{"text": "二月"}]}],
    },
    {
        "context": "桜は四月に咲く。",
        "qas": [{"id": "de-2", "question": "桜が咲くのは何月?", "answers": [{"text": "四月"}]}],
    },
]
WRITTEN = [
    {"id": "de-1", "en": "When do plums bloom?"},
    {"id": "de-2", "en": "When do cherries bloom?", "ja": "お花見の季節は?"},
]
PARALLEL = [
    {"en": "Good morning.", "ja": "おはよう。", "src": "wmt23"},
    {"en": "Trained on.", "ja": "学習する。", "src": "kftt"},
    {"en": "Morning!", "ja": "おはよう。", "src": "wmt23"},
    {"en": "x" * (LONGEST_QUESTION + 1), "ja": "長すぎる。", "src": "wmt23"},
    {"en": "Good night.", "ja": "おやすみ。", "src": "wmt23"},
]
GOLD = [
    {"id": "g1", "lang": "ja", "q": "何の15%?", "doc": SEED, "support": [LEVY], "split": "dev"},
    {"id": "g2", "lang": "ja", "q": "何が徴収?", "doc": SEED, "support": [LEVY], "split": "test"},
    {"id": "g3", "lang": "en", "q": "15% of what?", "doc": "*", "support": [LEVY], "split": "dev"},
    {"id": "g4", "lang": "en", "q": "Who is it?", "doc": "-", "support": [], "split": "dev"},
]


def lines(rows: Sequence[Mapping[str, object]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two paragraphs, five sentence pairs, and questions; indexes are tiny."""
    for name, rows in (("jaquad-dev", PARAGRAPHS), ("parallel", PARALLEL)):
        (tmp_path / f"{name}.jsonl.gz").write_bytes(gzip.compress(lines(rows).encode()))
    (tmp_path / "jaquad-dev.jsonl").write_text(lines(WRITTEN), encoding="utf-8")
    kinds = [{**row, "accept": [], "kind": "fact" if row["support"] else "unanswerable"}
             for row in GOLD]  # fmt: skip
    (tmp_path / "gold.jsonl").write_text(lines(kinds), encoding="utf-8")
    monkeypatch.setattr(devsets, "question_set", partial(question_set, written=tmp_path))
    monkeypatch.setattr(devsets, "SEEDS_GOLD", tmp_path / "gold.jsonl")
    monkeypatch.setattr(devsets, "indexed", partial(indexed, tmp_path))
    monkeypatch.setattr(devsets, "open_engine", open_engine)
    return tmp_path


@contextmanager
def indexed(
    folder: Path, documents: Sequence[Document], scorers: Mapping[Language, Scorer]
) -> Iterator[Answerer]:
    with TemporaryDirectory(dir=folder) as index:
        with closing(tiny_engine(Path(index), documents, scorers)) as engine:
            yield engine


def open_engine(index: Path, scorers: Mapping[Language, Scorer]) -> Answerer:
    documents = (Document("other", "", f"米国。{LEVY}。"), Document(SEED, "", f"日本。{LEVY}。"))
    return tiny_engine(index, documents, scorers)


def asked(part: DevSet) -> dict[str, list[str]]:
    """Return by question the texts of the passages that are right for it."""
    generation = part.searcher.generation
    passages = generation.passages(range(len(generation.lexical)))
    return {text: [p.text for p in passages if right(p)] for text, right in part.questions}


JAPANESE = {
    "jaquad": {
        "梅が咲くのは何月?": ["梅は二月に咲く。"],
        "桜が咲くのは何月?": ["桜は四月に咲く。"],
    },
    "reworded": {"お花見の季節は?": ["桜は四月に咲く。"]},
    "gold": {"何の15%?": [f"日本。{LEVY}。"]},
}
ENGLISH = {
    "written": {
        "When do plums bloom?": ["梅は二月に咲く。"],
        "When do cherries bloom?": ["桜は四月に咲く。"],
    },
    "wmt23": {
        "Good morning.": ["おはよう。"],
        "Morning!": ["おはよう。"],
        "Good night.": ["おやすみ。"],
    },
    "gold": {"15% of what?": [f"日本。{LEVY}。", f"米国。{LEVY}。"]},
}


@pytest.mark.parametrize(("language", "expected"), [("ja", JAPANESE), ("en", ENGLISH)])
def test_every_dev_question_comes_with_its_right_passages(
    data: Path, language: Language, expected: dict[str, dict[str, list[str]]]
) -> None:
    found = {part.name: asked(part) for part in dev_sets(language, data, data / "index")}
    assert found == expected
    assert list(found) == list(expected)


def test_a_dev_set_is_read_without_a_reranker_and_closed_after_use(data: Path) -> None:
    used = []
    for part in dev_sets("ja", data, data / "index"):
        assert part.searcher.tools.scorers == {}
        assert part.searcher.generation.document_ids()
        used.append(part.searcher.generation)
        for before in used[:-1]:
            with pytest.raises(sqlite3.ProgrammingError, match="closed"):
                before.document_ids()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        used[-1].document_ids()
