"""What a build stores, and what it does with an index that is damaged or a build that fails."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from builds import (
    CHANGED,
    CONFIG,
    LONG,
    A,
    B,
    C,
    answers,
    assert_equal_to_a_full_build,
    content,
    files,
    three_built,
)
from fakes import (
    CharacterAnalyser,
    CountingEmbedder,
    built,
    corpus,
    document,
    open_files,
)
from numpy.typing import NDArray

from indexer.analysis import Analysis
from indexer.corpus import Corpus, read_corpus
from indexer.errors import IndexCorrupt, ModelError
from indexer.records import Document, Section, Span
from indexer.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return three_built(tmp_path / "index")


def test_the_manifest_says_what_was_made(store: Store) -> None:
    manifest = store.check()
    assert (manifest.documents, manifest.dim, manifest.config) == (3, 4, CONFIG)
    assert manifest.passages == len(content(store)) >= 10


def test_rows_are_ordered_by_document_and_place(store: Store) -> None:
    with closing(store.open()) as generation:
        found = generation.passages(range(generation.manifest.passages))
    places = [(item.doc_id, item.start) for item in found]
    assert places == sorted(places)
    assert {item.doc_id for item in found} == {"a", "b", "c"}


def test_wordings_are_of_the_sentences_of_their_passages(tmp_path: Path) -> None:
    store, text = Store(tmp_path / "index"), f"{LONG}\n終わり。"
    built(store, corpus(document("a", text)))
    with closing(store.open()) as generation:
        rows = range(generation.manifest.passages)
        assert len(rows) > 2
        for item, found in zip(generation.passages(rows), generation.wordings(rows), strict=True):
            sentences = [span.of(text) for span in item.sentences]
            assert found.pieces.tolist() == [ord(each) for each in "".join(sentences)]
            assert found.piece_sentences.tolist() == [
                number for number, sentence in enumerate(sentences) for _ in sentence
            ]
            assert found.lemma_sentences.tolist() == [
                number for number, part in enumerate(sentences) for c in part if c.isalnum()
            ]


def remove_dense(store: Store) -> None:
    (store.current() / "dense.faiss").unlink()


def flip_corpus(store: Store) -> None:
    path = store.current() / "corpus.sqlite"
    whole = bytearray(path.read_bytes())
    whole[-1] ^= 1
    path.write_bytes(whole)


def change_cells(store: Store) -> None:
    with closing(sqlite3.connect(store.current() / "corpus.sqlite")) as database, database:
        database.execute("UPDATE passages SET wording = x'00', readings = '山' WHERE row = 0")


def empty_pointer(store: Store) -> None:
    (store.folder / "CURRENT").write_text("", encoding="ascii")


@pytest.mark.parametrize("damage", [remove_dense, flip_corpus, change_cells, empty_pointer])
@pytest.mark.parametrize("given", [corpus(A, B, C), corpus(A)], ids=["same", "other"])
def test_a_damaged_index_is_built_again_from_nothing(
    store: Store, tmp_path: Path, damage: Callable[[Store], None], given: Corpus
) -> None:
    damage(store)
    with pytest.raises(IndexCorrupt):
        store.open()
    report = built(store, given)
    assert report.analysed == len(given.documents)
    assert_equal_to_a_full_build(store, given, tmp_path / "full")
    assert [path.name for path in (store.folder / "generations").iterdir()] == [
        store.current().name
    ]


def test_the_order_of_the_input_does_not_matter(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": item.id, "title": item.title, "text": item.text}, ensure_ascii=False)
        for item in (A, B, C)
    ]
    stores = []
    for order in ((0, 1, 2), (2, 0, 1)):
        path = tmp_path / f"{order[0]}.jsonl"
        path.write_text("\n".join(lines[place] for place in order), encoding="utf-8")
        stores.append(Store(tmp_path / f"index{order[0]}"))
        built(stores[-1], read_corpus(path))
    assert content(stores[0]) == content(stores[1])
    assert answers(stores[0]) == answers(stores[1])
    assert stores[0].current().name == stores[1].current().name


class BrokenEmbedder(CountingEmbedder):
    def documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise ModelError("broken")


class BrokenAnalyser(CharacterAnalyser):
    def analyse(self, text: str, sentences: Sequence[Span]) -> Analysis:
        raise ModelError("broken")


@pytest.mark.parametrize("part", [{"embedder": BrokenEmbedder()}, {"analyser": BrokenAnalyser()}])
def test_a_build_that_fails_leaves_the_live_index(store: Store, part: dict[str, object]) -> None:
    before = files(store)
    with pytest.raises(ModelError, match="broken") as failed:
        built(store, corpus(A, CHANGED), **part)
    assert failed.tb is not None  # what the frames hold is still held
    assert open_files(store.folder) == []
    assert files(store) == before
    assert built(store, corpus(A, CHANGED)).analysed == 1


def test_an_index_of_no_passages(tmp_path: Path) -> None:
    store, blank = Store(tmp_path / "index"), document("blank", " \n")
    built(store, corpus(blank))
    assert content(store) == []
    assert answers(store)[:6] == [[]] * 6
    assert built(store, corpus(blank, C)).manifest.passages == 1
    assert_equal_to_a_full_build(store, corpus(blank, C), tmp_path / "full")


def test_many_passages_are_embedded_in_batches_of_their_own_order(tmp_path: Path) -> None:
    text = "\n".join(
        f"{n}番目の{'山' * (n % 7)}{'川' * (n % 5)}を見た日の長い話です。" for n in range(600)
    )
    store, embedder = Store(tmp_path / "index"), CountingEmbedder()
    told: list[tuple[str, int, int]] = []
    built(
        store,
        corpus(document("long", text)),
        embedder=embedder,
        progress=lambda step, done, total: told.append((step, done, total)),
    )
    assert len(embedder.batches) > 1
    assert max(map(len, embedder.batches)) <= 256
    for item, _, vector in content(store):
        (expected,) = CountingEmbedder().documents([item.text])
        assert vector == tuple(expected.tolist())
    for step in ("documents", "vectors"):
        counts = [(done, total) for name, done, total in told if name == step]
        assert counts == sorted(counts)
        assert counts[-1][0] == counts[-1][1] > 0


def test_sections_and_metadata_are_stored(tmp_path: Path) -> None:
    item = Document(
        "d",
        "題",
        "見出し\n山は高い。",
        (Section(Span(0, 3), Span(0, 9)),),
        (("年", "2025"),),
    )
    store = Store(tmp_path / "index")
    built(store, corpus(item))
    with closing(store.open()) as generation:
        assert generation.document("d") == item
        assert {part.section for part in generation.passages([0])} == {"見出し"}
