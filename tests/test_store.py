from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from dying_builder import target
from fakes import CharacterAnalyser, built, corpus, document

import indexer.store
from indexer.corpus import Corpus
from indexer.errors import IndexBusy, IndexCorrupt, IndexMismatch, IndexMissing
from indexer.generation import Generation
from indexer.manifest import MANIFEST_FILE, Manifest, read_manifest, verify_files
from indexer.store import POINTER, Store

HERE = Path(__file__).resolve().parent
CORPUS = corpus(document("一", "山は高い。川は長い。"), document("二", "海は広い。"))
OTHER = corpus(document("一", "山は高い。"))
THIRD = corpus(document("一", "空は青い。"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "索引")
    built(made, CORPUS)
    return made


def texts(generation: Generation) -> tuple[str, ...]:
    return tuple(item.text for item in generation.documents())


def opened_texts(store: Store) -> tuple[str, ...]:
    with closing(store.open()) as generation:
        return texts(generation)


def texts_of(given: Corpus) -> tuple[str, ...]:
    return tuple(item.text for item in given.documents)


def generations(store: Store) -> set[str]:
    return set(os.listdir(store.folder / "generations"))


@contextmanager
def process(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run Python with the project and these tests to import from."""
    with subprocess.Popen(
        [sys.executable, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parent), str(HERE)])},
    ) as running:
        try:
            yield running
        finally:
            running.kill()


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


def test_a_second_writer_in_the_same_process_is_refused(store: Store) -> None:
    with store.writing(), pytest.raises(IndexBusy, match="another build is running"):
        built(store, OTHER)
    built(store, OTHER)
    assert opened_texts(store) == texts_of(OTHER)


HOLDER = """
import sys
from pathlib import Path
from indexer.store import Store
with Store(Path(sys.argv[1])).writing() as folder:
    (folder / "half").write_text("written")
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_lock_dies_with_its_process(store: Store) -> None:
    with process("-c", HOLDER, str(store.folder)) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(IndexBusy):
            built(store, OTHER)
        assert opened_texts(store) == texts_of(CORPUS)
        holder.kill()
        holder.wait()
        assert ".building" in generations(store)
        built(store, OTHER)
    assert opened_texts(store) == texts_of(OTHER)
    assert not any(name.startswith(".") for name in generations(store))


def test_everything_is_on_disk_before_the_pointer_moves(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    real_sync, real_replace = indexer.store.sync, os.replace

    def sync(path: Path) -> None:
        done.append(os.path.relpath(path, store.folder / "generations"))
        real_sync(path)

    def switched(source: Path, goal: Path) -> None:
        done.append("switched")
        real_replace(source, goal)

    monkeypatch.setattr(indexer.store, "sync", sync)
    monkeypatch.setattr(os, "replace", switched)
    built(store, OTHER)
    before = done[: done.index("switched")]
    files = {f".building/{item.path}" for item in store.manifest().files}
    folders = {".building", ".building/lexical", "."}
    assert set(before) == files | folders | {f".building/{MANIFEST_FILE}", f"../{POINTER}.new"}
    assert done[len(before) :] == ["switched", ".."]


def test_a_failing_build_leaves_nothing_behind(store: Store) -> None:
    before = generations(store)
    with pytest.raises(RuntimeError), store.writing() as folder:
        (folder / "half").write_bytes(b"")
        raise RuntimeError
    assert generations(store) == before
    assert opened_texts(store) == texts_of(CORPUS)


def ask(builder: subprocess.Popen[str], order: str) -> str:
    assert builder.stdin is not None
    assert builder.stdout is not None
    builder.stdin.write(f"{order}\n")
    builder.stdin.flush()
    return builder.stdout.readline().strip()


def test_a_build_killed_at_any_instant_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    store, seed = Store(tmp_path / "index"), random.Random(20)
    with process(str(HERE / "dying_builder.py"), str(store.folder)) as builder:
        for name in ("first", "second", "third"):  # the third clears the first away
            steps = int(ask(builder, f"{name} step 0").removeprefix("done "))
        # The last steps are the switch and the clearing away: kill at more of them.
        late = steps - 40
        instants = seed.sample(range(1, late), 4) + seed.sample(range(late, steps), 7)
        orders = [f"step {instant}" for instant in instants]
        orders += [f"after {seed.uniform(0.001, 0.15):.4f}" for _ in range(4)]
        ends, seen, old = set(), set(), target("third")
        for number, order in enumerate(orders):
            new = target(f"t{number}")
            ends.add(ask(builder, f"t{number} {order}").partition(" ")[0])
            found = opened_texts(store)
            assert found in (texts_of(old), texts_of(new)), order
            seen.add(found == texts_of(new))
            built(store, new)
            assert opened_texts(store) == texts_of(new)
            assert store.current().name in generations(store)
            assert not any(name.startswith(".") for name in generations(store))
            old = new
        assert "killed" in ends
        assert seen == {True, False}
        built(store, THIRD)
        assert len(generations(store)) == 2


def test_a_first_build_killed_leaves_no_index(tmp_path: Path) -> None:
    store = Store(tmp_path / "index")
    with process(str(HERE / "dying_builder.py"), str(store.folder)) as builder:
        assert ask(builder, "x step 30") == "killed"
    assert ".building" in generations(store)
    with pytest.raises(IndexMissing):
        store.open()
    built(store, target("x"))
    assert opened_texts(store) == texts_of(target("x"))
    assert generations(store) == {store.current().name}
