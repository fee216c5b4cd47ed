"""Documents are indexed for a while, and answered from."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.indexing import indexed
from indexer.errors import QueryError
from indexer.records import Document

DOCUMENTS = (
    Document("dog.txt", "", "犬は庭で眠る。"),
    Document("towers.txt", "", "東京の塔の高さは333メートルである。"),
)


def test_documents_are_indexed_and_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with indexed(DOCUMENTS) as engine:
        assert [document.id for document in engine.documents()] == ["dog.txt", "towers.txt"]
        hits = engine.search("東京の塔の高さは?", 1).hits
        assert hits[0].passage.doc_id == "towers.txt"
        assert list(tmp_path.iterdir())
    assert not list(tmp_path.iterdir())


def test_nothing_is_left_of_an_index_when_asking_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(QueryError), indexed(DOCUMENTS) as engine:
        engine.search("", 1)
    assert not list(tmp_path.iterdir())
