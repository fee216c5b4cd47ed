"""Generations whose parts do not fit are not opened."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from fakes import open_files
from generations import DOCUMENTS, PASSAGES, analysis, manifest, passage, write

from indexer.dense import DenseIndex
from indexer.errors import IndexCorrupt
from indexer.generation import Generation, write_corpus
from indexer.lexical import LexicalIndex
from indexer.manifest import (
    CORPUS_FILE,
    DENSE_FILE,
    LEXICAL_FOLDER,
)
from indexer.records import Document


@pytest.mark.parametrize("leg", ["lexical", "dense", "corpus"])
def test_parts_of_different_lengths_are_refused(tmp_path: Path, leg: str) -> None:
    sizes = {"lexical": 2, "dense": 2, "corpus": 2, leg: 3}
    item = Document("一", "題", "山川海")
    passages = [passage(item, place, place + 1) for place in range(3)]
    analyses = [analysis(part) for part in passages]
    analysed = list(zip(passages, analyses, strict=True))[: sizes["corpus"]]
    write_corpus(tmp_path / CORPUS_FILE, [(item, "c")], analysed)
    terms = [item.terms for item in analyses[: sizes["lexical"]]]
    LexicalIndex.write(tmp_path / LEXICAL_FOLDER, terms)
    DenseIndex.write(tmp_path / DENSE_FILE, np.zeros((sizes["dense"], 4), dtype=np.float32))
    with pytest.raises(
        IndexCorrupt, match=f"{sizes['corpus']} passages stored.*build again"
    ) as refused:
        Generation(tmp_path, manifest(4))
    assert refused.tb is not None  # what the frames hold is still held
    assert not any(path.endswith(CORPUS_FILE) for path in open_files(tmp_path))


@pytest.mark.parametrize("content", [None, b"", "山".encode() * 1000])
def test_a_database_that_is_none_is_refused(tmp_path: Path, content: bytes | None) -> None:
    write(tmp_path, DOCUMENTS, PASSAGES)
    (tmp_path / CORPUS_FILE).unlink()
    if content is not None:
        (tmp_path / CORPUS_FILE).write_bytes(content)
    with pytest.raises(IndexCorrupt, match=CORPUS_FILE):
        Generation(tmp_path, manifest(4))
