from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes import (
    CharacterAnalyser,
    CountingEmbedder,
    built,
    corpus,
    document,
    open_files,
    plain,
)
from numpy.typing import NDArray

import indexer.build
from indexer.analysis import Analysis, PassageAnalyser
from indexer.build import check_match, fingerprints
from indexer.config import IndexConfig
from indexer.corpus import Corpus, read_corpus
from indexer.errors import IndexCorrupt, IndexMismatch, ModelError
from indexer.manifest import SCHEMA_VERSION, Fingerprints, Manifest
from indexer.records import Document, Passage, Section, Skipped, Span
from indexer.store import Store
from indexer.terms import Analyser
from indexer.tokens import Tokenizer
from tests.tiny import word_vectors

LONG = "山は高い。" * 10 + "\n" + "川は長くて山より古い。" * 8
A = document("a", f"一つ目。{LONG}")
B = document("b", f"二つ目の海。{LONG}空が見える。")
C = document("c", "三つ目の山と川と海。")
CONFIG = IndexConfig(model="fake", passage_chars=40, overlap_sentences=0)
Row = tuple[Passage, object, tuple[float, ...]]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "index")
    built(made, corpus(A, B, C))
    return made


def content(store: Store) -> list[Row]:
    """Everything a reader can see of each row: passage, analysis, vector."""
    with closing(store.open()) as generation:
        vectors = generation.dense.vectors()
        analysed = generation.analysed(range(len(vectors)))
        return [
            (passage, plain(analysis), tuple(vector))
            for (passage, analysis), vector in zip(analysed, vectors.tolist(), strict=True)
        ]


def answers(store: Store) -> list[object]:
    weights = {"lemma": 1.0, "bigram": 0.5, "chars": 0.3, "latin": 0.2}
    found: list[object] = []
    with closing(store.open()) as generation:
        for question in ("山", "川と海", "二つ目", "空が見える", "無"):
            terms = CharacterAnalyser().terms(question)
            (vector,) = CountingEmbedder().queries([question])
            found += [generation.lexical.search(terms, weights, k) for k in (1, 3, 50)]
            found += [generation.dense.search(vector, k) for k in (1, 3, 50)]
            found.append(generation.lexical.bound(terms, weights))
    return found


def assert_equal_to_a_full_build(store: Store, given: Corpus, place: Path) -> None:
    full = Store(place)
    built(full, given)
    assert content(store) == content(full)
    assert answers(store) == answers(full)
    with closing(store.open()) as one, closing(full.open()) as other:
        assert one.documents() == other.documents() == given.documents
        assert one.manifest.generation == other.manifest.generation
        assert one.readings() == other.readings()
        assert one.mean_length() == other.mean_length()


def files(store: Store) -> dict[Path, tuple[int, bytes]]:
    return {
        path: (path.stat().st_mtime_ns, path.read_bytes())
        for path in store.folder.rglob("*")
        if path.is_file()
    }


def passages_of(store: Store, doc_id: str) -> list[str]:
    with closing(store.open()) as generation:
        found = generation.passages(range(generation.manifest.passages))
    return [item.text for item in found if item.doc_id == doc_id]


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


def test_the_same_input_again_writes_nothing(store: Store) -> None:
    before, live = files(store), store.manifest()
    analyser, embedder = CharacterAnalyser(), CountingEmbedder()
    report = built(store, corpus(A, B, C), analyser=analyser, embedder=embedder)
    assert files(store) == before
    assert (analyser.texts, embedder.texts) == ([], [])
    assert (report.manifest, report.written) == (live, False)
    assert (report.reused, report.analysed, report.removed) == (3, 0, 0)
    assert open_files(store.folder) == []


CHANGED = replace(B, text=B.text + "空は青い。")
CHANGES: dict[str, tuple[Corpus, tuple[str, ...]]] = {
    "text changed": (corpus(A, CHANGED, C), ("b",)),
    "title changed": (corpus(A, replace(B, title="新題"), C), ("b",)),
    "section added": (
        corpus(A, replace(B, sections=(Section(Span(0, 6), Span(0, len(B.text))),)), C),
        ("b",),
    ),
    "first added": (corpus(A, B, C, document("0", "空と海。")), ("0",)),
    "last added": (corpus(A, B, C, document("z", "空と海。")), ("z",)),
    "removed": (corpus(A, C), ()),
    "renamed": (corpus(A, C, replace(B, id="9")), ()),
    "metadata changed": (corpus(A, replace(B, metadata=(("年", "2025"),)), C), ()),
    "one more file skipped": (corpus(A, B, C, skipped=(Skipped("x", "no text"),)), ()),
    "all at once": (corpus(replace(A, id="z"), CHANGED, document("d", "新しい空。")), ("b", "d")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_what_changed_is_worked_on_and_the_result_is_that_of_a_full_build(
    store: Store, tmp_path: Path, change: str
) -> None:
    given, worked_on = CHANGES[change]
    analyser, embedder = CharacterAnalyser(), CountingEmbedder()
    before = store.current()
    report = built(store, given, analyser=analyser, embedder=embedder)
    expected = [text for doc_id in worked_on for text in passages_of(store, doc_id)]
    assert sorted(analyser.texts) == sorted(expected)
    assert set(embedder.texts) == set(expected)
    assert len(embedder.texts) == len(set(expected))
    assert (report.analysed, report.reused) == (
        len(worked_on),
        len(given.documents) - len(worked_on),
    )
    assert report.removed == len({"a", "b", "c"} - {item.id for item in given.documents})
    assert store.current() != before
    assert store.manifest().skipped == given.skipped
    assert_equal_to_a_full_build(store, given, tmp_path / "full")


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


def test_real_analyses_that_are_reused_are_those_of_a_full_build(tmp_path: Path) -> None:
    analyser = PassageAnalyser(Analyser(Tokenizer()), word_vectors())
    texts = ("令和七年に関税は15%。NVIDIAのチップ。", "ディープシークが来た。", "東京タワー。")
    first, second, third = (document(str(n), text) for n, text in enumerate(texts))
    store, full = Store(tmp_path / "index"), Store(tmp_path / "full")
    built(store, corpus(first, second), analyser=analyser)
    given = corpus(first, replace(second, text="岸田氏が来た。"), third)
    assert built(store, given, analyser=analyser).reused == 1
    assert built(full, given, analyser=analyser).reused == 0
    assert content(store) == content(full)
    with closing(store.open()) as one, closing(full.open()) as other:
        assert one.readings() == other.readings()
        kana = {item.kana for item in one.readings()}
    assert {"カンゼイ", "チップ", "キシダ", "トウキョウ"} <= kana
    assert "ディープシーク" not in kana


def test_going_back_gives_the_first_generation_again(store: Store, tmp_path: Path) -> None:
    first = store.current().name
    built(store, corpus(A))
    built(store, corpus(A, B, C))
    assert store.current().name == first
    assert_equal_to_a_full_build(store, corpus(A, B, C), tmp_path / "full")


@pytest.mark.parametrize("known", [False, True])
def test_documents_of_equal_text_share_work_and_keep_their_ids(tmp_path: Path, known: bool) -> None:
    store, twin = Store(tmp_path / "index"), replace(C, id="twin")
    if known:
        built(store, corpus(C))
    analyser, embedder = CharacterAnalyser(), CountingEmbedder()
    report = built(store, corpus(C, twin), analyser=analyser, embedder=embedder)
    assert analyser.texts == embedder.texts == ([] if known else [C.text])
    assert report.analysed == (0 if known else 1)
    with closing(store.open()) as generation:
        assert [item.doc_id for item in generation.passages(range(2))] == ["c", "twin"]
        assert generation.document("twin") == twin
        found = generation.lexical.search(CharacterAnalyser().terms("三"), {"lemma": 1.0}, 9)
        assert [row for row, _ in found] == [0, 1]
    built(store, corpus(twin))
    with closing(store.open()) as generation:
        assert [item.doc_id for item in generation.passages(range(1))] == ["twin"]


REBUILDS: dict[str, tuple[dict[str, object], str]] = {
    "passage length": ({"config": replace(CONFIG, passage_chars=60)}, "chunker"),
    "overlap": ({"config": replace(CONFIG, overlap_sentences=1)}, "chunker"),
    "dictionary": ({"analyser": CharacterAnalyser("newer")}, "dictionary"),
    "model": ({"embedder": CountingEmbedder("newer")}, "model"),
}


@pytest.mark.parametrize("part", REBUILDS)
def test_another_means_rebuilds_everything(store: Store, part: str) -> None:
    changed, said = REBUILDS[part]
    old = store.manifest()
    analyser = changed.get("analyser", CharacterAnalyser())
    embedder = changed.get("embedder", CountingEmbedder())
    config = changed.get("config", CONFIG)
    assert isinstance(analyser, CharacterAnalyser)
    assert isinstance(embedder, CountingEmbedder)
    assert isinstance(config, IndexConfig)
    expected = fingerprints(config, analyser, embedder, old.fingerprints.corpus)
    with pytest.raises(IndexMismatch) as refused:
        check_match(expected, old, "make index")
    assert str(refused.value).endswith(f"with another {said}; rebuild it: make index")
    report = built(store, corpus(A, B, C), config=config, analyser=analyser, embedder=embedder)
    assert (report.analysed, report.reused) == (3, 0)
    assert len(analyser.texts) == report.manifest.passages
    assert set(embedder.texts) == set(analyser.texts)
    check_match(expected, store.manifest(), "make index")


@pytest.mark.parametrize("part", ["code", "stemmer"])
def test_another_analysis_rebuilds_everything(
    store: Store, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = {"code": "code_digest", "stemmer": "version"}[part]
    monkeypatch.setattr(indexer.build, name, lambda *given: "other")
    assert built(store, corpus(A, B, C)).analysed == 3


def test_a_model_that_moved_is_recorded_without_work(store: Store) -> None:
    embedder, config = CountingEmbedder(), replace(CONFIG, model="moved")
    report = built(store, corpus(A, B, C), config=config, embedder=embedder)
    assert store.manifest().config == config
    assert (report.analysed, embedder.texts) == (0, [])


def test_check_match_names_everything_that_differs() -> None:
    marks = Fingerprints("a", "b", "c", "d", "e")
    store_marks = Fingerprints("other corpus", "b", "x", "d", "y")
    manifest = replace(EMPTY, fingerprints=store_marks)
    with pytest.raises(IndexMismatch, match="another analysis and model; rebuild it: do it"):
        check_match(marks, manifest, "do it")
    check_match(replace(marks, corpus="not compared"), replace(EMPTY, fingerprints=marks), "do it")


EMPTY = Manifest(SCHEMA_VERSION, "g", CONFIG, Fingerprints("", "", "", "", ""), 0, 0, 0, (), ())


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
