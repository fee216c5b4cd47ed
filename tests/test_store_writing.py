"""Builds that wait, fail or are killed: the live index stays whole."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from dying_builder import target
from fakes import built
from stores import CORPUS, OTHER, THIRD, generations, opened_texts, texts_of

import indexer.store
from indexer.errors import IndexBusy, IndexMissing
from indexer.manifest import MANIFEST_FILE
from indexer.store import POINTER, Store

HERE = Path(__file__).resolve().parent


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "索引")
    built(made, CORPUS)
    return made


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
