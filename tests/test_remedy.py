"""What a damaged index is told to be mended with, and that it does mend it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from fakes import built, corpus, document

from indexer.config import IndexConfig
from indexer.errors import IndexCorrupt
from indexer.manifest import MANIFEST_FILE
from indexer.remedy import build_command
from indexer.store import POINTER, Store

FIRST, SECOND = (corpus(document("一", text)) for text in ("山は高い。", "川は長い。"))
BACK = re.compile(r"; or go back to generation (\w+), which is still there: `([^`]+)`$")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An index of two generations, in a folder whose name a shell would split."""
    made = Store(tmp_path / "my 索引")
    for documents in (FIRST, SECOND):
        built(made, documents, config=IndexConfig())
    return made


def damage_vectors(store: Store) -> None:
    (store.current() / "dense.faiss").write_bytes(b"")


def damage_pointer(store: Store) -> None:
    (store.folder / POINTER).write_text("nowhere", encoding="ascii")


def damage_manifest(store: Store) -> None:
    (store.current() / MANIFEST_FILE).write_bytes(b"")


def told(store: Store) -> str:
    with pytest.raises(IndexCorrupt) as refused:
        store.check()
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize("damage", [damage_vectors, damage_pointer, damage_manifest])
def test_the_way_back_is_a_command_that_works(
    store: Store, damage: Callable[[Store], None]
) -> None:
    live = store.current().name
    damage(store)
    said = told(store)
    assert f"build again: `python -m indexer build CORPUS '{store.folder}'`" in said
    found = BACK.search(said)
    assert found is not None
    if damage is not damage_pointer:
        assert found[1] != live
    subprocess.run(["/bin/sh", "-c", found[2]], check=True)
    assert store.check().generation == found[1]
    with closing(store.open()) as generation:
        assert generation.documents()[0].text in ("山は高い。", "川は長い。")


def test_a_generation_that_is_damaged_too_is_not_offered(store: Store) -> None:
    for folder in (store.folder / "generations").iterdir():
        (folder / MANIFEST_FILE).write_bytes(b"")
    assert "go back" not in told(store)


def test_without_another_generation_none_is_offered(tmp_path: Path) -> None:
    store = Store(tmp_path / "index")
    built(store, FIRST, config=IndexConfig())
    damage_vectors(store)
    assert told(store).endswith(f"build again: `python -m indexer build CORPUS {store.folder}`")
    (store.folder / POINTER).write_text("nowhere", encoding="ascii")
    for path in (store.folder / "generations").rglob("*"):
        if path.is_file():
            path.unlink()
    assert "go back" not in told(store)


def test_the_command_has_the_settings_that_are_not_the_default() -> None:
    assert build_command(Path("i"), IndexConfig()) == "python -m indexer build CORPUS i"
    assert build_command(Path("i"), IndexConfig("a b", 100, 2)) == (
        "python -m indexer build CORPUS i --model 'a b' --passage-chars 100 --overlap-sentences 2"
    )


def test_the_settings_are_those_that_the_damaged_index_was_built_with(tmp_path: Path) -> None:
    store = Store(tmp_path / "index")
    built(store, FIRST, config=IndexConfig(passage_chars=50))
    damage_vectors(store)
    assert "--passage-chars 50`" in told(store)


@pytest.mark.parametrize(
    ("damage", "name"),
    [
        (damage_vectors, "dense.faiss"),
        (damage_pointer, POINTER),
        (damage_manifest, MANIFEST_FILE),
    ],
)
def test_generations_that_may_not_be_listed_hide_no_name(
    store: Store, monkeypatch: pytest.MonkeyPatch, damage: Callable[[Store], None], name: str
) -> None:
    def refused(path: Path) -> list[Path]:
        raise PermissionError(13, "Permission denied", str(path))

    damage(store)
    monkeypatch.setattr(Path, "iterdir", refused)
    said = told(store)
    assert f"{name}: " in said or f"{name} names no generation" in said
    assert said.endswith(f"build again: `{build_command(store.folder, IndexConfig())}`")
