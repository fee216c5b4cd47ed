"""What a build works on again, and that its result is that of a full build."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from builds import (
    CHANGED,
    CONFIG,
    A,
    B,
    C,
    assert_equal_to_a_full_build,
    content,
    files,
    passages_of,
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

import indexer.build
from indexer.analysis import PassageAnalyser
from indexer.build import check_match, fingerprints
from indexer.config import IndexConfig
from indexer.corpus import Corpus
from indexer.errors import IndexMismatch
from indexer.manifest import SCHEMA_VERSION, Fingerprints, Manifest
from indexer.records import Section, Skipped, Span
from indexer.store import Store
from indexer.terms import Analyser
from indexer.tokens import Tokenizer
from tests.tiny import word_vectors


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return three_built(tmp_path / "index")


def test_the_same_input_again_writes_nothing(store: Store) -> None:
    before, live = files(store), store.manifest()
    analyser, embedder = CharacterAnalyser(), CountingEmbedder()
    report = built(store, corpus(A, B, C), analyser=analyser, embedder=embedder)
    assert files(store) == before
    assert (analyser.texts, embedder.texts) == ([], [])
    assert (report.manifest, report.written) == (live, False)
    assert (report.reused, report.analysed, report.removed) == (3, 0, 0)
    assert open_files(store.folder) == []


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
