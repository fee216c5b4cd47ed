from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import typer

from indexer.manifest import MANIFEST_FILE, file_digests
from indexer.store import Store
from tests.drills.children import FAULT, ended
from tests.drills.worlds import held, mark, world
from tests.fakes import built, corpus
from tests.processes import ROOT


def drill(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", f"tests.drills.{name}", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_thirty_killed_builds_leave_an_index_that_is_whole() -> None:
    run = drill("kill", "--times", "30", "--seed", "1")
    assert run.returncode == 0, run.stdout + run.stderr
    counts = {key: int(n) for key, n in re.findall(r"'([a-z ]+)': (\d+)", run.stdout)}
    assert counts["old"] + counts["new"] == 30
    assert counts["killed in commit"] >= 7  # those at a touch of a file never come too late
    assert counts["killed in build"]


def swapped(folder: Path, other: Path, part: str) -> None:
    """Put ``part`` of another generation in place of that of ``folder``, and seal it again."""
    goal, manifest = folder / part, Store(folder.parent.parent).manifest()
    if goal.is_dir():
        shutil.rmtree(goal)
        shutil.copytree(other / part, goal)
    else:
        shutil.copyfile(other / part, goal)
    sealed = replace(manifest, files=file_digests(folder))
    (folder / MANIFEST_FILE).write_text(sealed.to_json(), encoding="utf-8")


@pytest.mark.parametrize("number", [0, 1, 2, 7])
def test_an_index_of_one_world_is_told_by_its_mark(tmp_path: Path, number: int) -> None:
    built(Store(tmp_path), world(number))
    assert held(tmp_path) == mark(number)


def test_an_index_of_two_worlds_is_told(tmp_path: Path) -> None:
    documents = (*world(1).documents[:2], world(2).documents[2])
    built(Store(tmp_path), corpus(*documents))
    with pytest.raises(ValueError, match="too many values"):
        held(tmp_path)


@pytest.mark.parametrize("part", ["dense.faiss", "lexical", "corpus.sqlite"])
def test_a_part_of_another_generation_is_told(tmp_path: Path, part: str) -> None:
    """Parts exchanged whole and sealed again, so that no digest shows it."""
    store, other = Store(tmp_path / "one"), Store(tmp_path / "other")
    built(store, world(3))
    built(other, world(5))  # as many passages, other marks and other vectors
    assert other.manifest().passages == store.manifest().passages
    swapped(store.current(), other.current(), part)
    with pytest.raises(ValueError, match="several generations"):
        held(tmp_path / "one")


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_child_tells_its_status_and_what_it_prints() -> None:
    def faulty() -> int:
        typer.echo("before")
        raise RuntimeError("broken")

    assert (ended(lambda: 5).status, ended(lambda: 5).told) == (5, "")
    run = ended(faulty)
    assert run.status == FAULT
    assert run.told.startswith("before\nTraceback")
    assert run.told.endswith("RuntimeError: broken\n")
