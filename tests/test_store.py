"""Opening an index: the live generation, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import CharacterAnalyser, built
from stores import CORPUS, OTHER, THIRD, generations, opened_texts, texts, texts_of

import indexer.store
from indexer.errors import IndexCorrupt, IndexMismatch, IndexMissing
from indexer.manifest import MANIFEST_FILE, Manifest, read_manifest, verify_files
from indexer.store import POINTER, Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "索引")
    built(made, CORPUS)
    return made


def test_what_was_built_opens(store: Store) -> None:
    assert opened_texts(store) == texts_of(CORPUS)
    assert store.check() == store.manifest()
    assert generations(store) == {store.manifest().generation}


def test_a_missing_index_names_the_command_that_makes_one(tmp_path: Path) -> None:
    store = Store(tmp_path / "無い")
    for ask in (store.open, store.check, store.manifest, store.current):
        with pytest.raises(IndexMissing) as missing:
            ask()
        assert f"python -m indexer build CORPUS {store.folder}" in str(missing.value)
    assert not store.folder.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"0123456789abcdef\n", b"..", b"../generations", b"\xff\xfe", b"a\x00b", b"."],
)
def test_a_pointer_to_nowhere_is_refused(store: Store, content: bytes) -> None:
    (store.folder / POINTER).write_bytes(content)
    for ask in (store.open, store.check, store.manifest):
        with pytest.raises(IndexCorrupt, match=f"{POINTER}.*build again"):
            ask()


def test_a_pointer_to_another_generations_folder_is_refused(store: Store) -> None:
    old = store.current()
    old.rename(old.with_name("0123456789abcdef"))
    (store.folder / POINTER).write_text("0123456789abcdef", encoding="ascii")
    with pytest.raises(IndexCorrupt, match="holds generation"):
        store.open()


def flipped(path: Path, place: int) -> None:
    whole = bytearray(path.read_bytes())
    whole[place] ^= 0x10
    path.write_bytes(whole)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "first byte flipped": lambda path: flipped(path, 0),
    "middle byte flipped": lambda path: flipped(path, path.stat().st_size // 2),
    "last byte flipped": lambda path: flipped(path, -1),
    "cut by a byte": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "a byte appended": lambda path: path.write_bytes(path.read_bytes() + b"\x00"),
    "removed": lambda path: path.unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_damaged_file_is_refused_by_name(store: Store, damage: str) -> None:
    files = [path for path in store.current().rglob("*") if path.is_file()]
    assert len(files) > 8
    for path in files:
        whole = path.read_bytes()
        if not whole and ("flipped" in damage or "cut" in damage):
            continue
        DAMAGES[damage](path)
        for ask in (store.check, store.open):
            with pytest.raises(IndexCorrupt) as refused:
                ask()
            assert str(path) in str(refused.value)
        path.write_bytes(whole)
    assert opened_texts(store) == texts_of(CORPUS)


@pytest.mark.parametrize("name", ["extra", "lexical/extra", f"lexical/{MANIFEST_FILE}"])
def test_a_further_file_is_refused_by_name(store: Store, name: str) -> None:
    (store.current() / name).write_bytes(b"")
    for ask in (store.check, store.open):
        with pytest.raises(IndexCorrupt, match=name):
            ask()


def test_another_schema_is_refused_with_the_command(store: Store) -> None:
    manifest = replace(store.manifest(), schema=99)
    (store.current() / MANIFEST_FILE).write_text(manifest.to_json(), encoding="utf-8")
    for ask in (store.check, store.open):
        with pytest.raises(IndexMismatch) as refused:
            ask()
        assert "schema 99" in str(refused.value)
        assert f"python -m indexer build CORPUS {store.folder}" in str(refused.value)
    built(store, CORPUS)
    assert opened_texts(store) == texts_of(CORPUS)


def test_a_reader_keeps_answering_after_its_generation_is_gone(store: Store) -> None:
    question = CharacterAnalyser().terms("山")
    with closing(store.open()) as reader:
        before = (texts(reader), reader.lexical.search(question, {"lemma": 1.0}, 9))
        folder = store.current()
        built(store, OTHER)
        assert generations(store) == {folder.name, store.current().name}
        built(store, THIRD)
        assert not folder.exists()
        assert (texts(reader), reader.lexical.search(question, {"lemma": 1.0}, 9)) == before
        assert reader.passages(range(2))[1].doc_id == "二"
        assert len(reader.dense.vectors()) == reader.manifest.passages
    assert opened_texts(store) == texts_of(THIRD)


def test_builds_while_an_index_is_opened_do_not_mix_generations(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = [OTHER, THIRD]

    def overtaken(folder: Path, manifest: Manifest) -> None:
        if folder.name == manifest.generation and waiting:
            mine, waiting[:] = list(waiting), []
            for given in mine:
                built(store, given)
        verify_files(folder, manifest)

    monkeypatch.setattr(indexer.store, "verify_files", overtaken)
    with closing(store.open()) as generation:
        assert generation.folder.name == generation.manifest.generation
        assert texts(generation) == texts_of(THIRD)


def test_one_build_while_an_index_is_opened_leaves_the_old_one_whole(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, waiting = store.current(), [OTHER]

    def overtaken(folder: Path, manifest: Manifest) -> None:
        if waiting:
            built(store, waiting.pop())
        verify_files(folder, manifest)

    monkeypatch.setattr(indexer.store, "verify_files", overtaken)
    with closing(store.open()) as generation:
        assert generation.folder == old
        assert generation.manifest == read_manifest(old)
        assert texts(generation) == texts_of(CORPUS)
    assert store.current() != old
