from __future__ import annotations

import fcntl
import os
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.scratch import SOON, holding, scratch

PREFIX = "konkyo-test-"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which temporary ones are made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def aged(folder: Path) -> Path:
    long_ago = time.time() - SOON - 5
    os.utime(folder, (long_ago, long_ago))
    return folder


def made(folder: Path) -> Path:
    """Make a folder as one that was killed leaves it."""
    folder.mkdir()
    (folder / "content").write_text("left")
    return aged(folder)


def sweep() -> None:
    with scratch(PREFIX):
        pass


def killed_within(folder: Callable[[], Path]) -> Path:
    """Let a child that is killed use a folder; return it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with holding(found := folder()):
            os.write(writing, os.fsencode(found))
            os.close(writing)
            signal.pause()
        os._exit(1)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        found = Path(os.fsdecode(told.read()))
    aged(found)
    sweep()
    assert found.is_dir(), "it was removed while it was in use"
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return found


def test_it_lasts_as_long_as_its_block(place: Path) -> None:
    with scratch(PREFIX) as folder:
        (folder / "content").touch()
        assert (folder.parent, folder.name.startswith(PREFIX)) == (place, True)
        assert folder.stat().st_mode & 0o777 == 0o700
    assert list(place.iterdir()) == []


def test_one_in_use_stays_and_what_a_killed_process_left_goes(place: Path) -> None:
    left = killed_within(lambda: made(place / f"{PREFIX}left"))
    assert left.is_dir()
    sweep()
    assert not left.exists()


def test_one_of_a_block_is_in_use() -> None:
    with scratch(PREFIX) as folder:
        aged(folder)
        sweep()
        assert folder.is_dir()


def test_it_is_kept_as_long_as_anybody_holds_it(place: Path) -> None:
    folder = made(place / f"{PREFIX}shared")
    with holding(folder):
        with holding(folder):
            sweep()
        sweep()
        assert folder.is_dir()
    sweep()
    assert not folder.exists()


def test_one_that_was_just_made_stays(place: Path) -> None:
    folder = made(place / f"{PREFIX}new")
    os.utime(folder)
    sweep()
    assert folder.is_dir()


def test_a_link_is_not_followed(place: Path) -> None:
    target = made(place / "documents")
    (place / f"{PREFIX}link").symlink_to(target)
    sweep()
    assert (target / "content").read_text() == "left"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_one_of_another_user_stays(place: Path) -> None:
    folder = made(place / f"{PREFIX}other")
    os.chown(folder, 65534, 65534)
    sweep()
    assert folder.is_dir()


@pytest.mark.parametrize("name", ["other-left", "konkyo-tes"])
def test_one_of_another_name_stays(place: Path, name: str) -> None:
    folder = made(place / name)
    sweep()
    assert folder.is_dir()


def test_a_file_of_that_name_is_no_hindrance(place: Path) -> None:
    (place / f"{PREFIX}file").touch()
    sweep()


def test_what_does_not_exist_cannot_be_held(place: Path) -> None:
    with pytest.raises(FileNotFoundError), holding(place / "none"):
        pass


def test_no_handle_is_left_open(place: Path) -> None:
    made(place / f"{PREFIX}left")
    before = len(os.listdir("/proc/self/fd"))
    sweep()
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_lock_of_the_whole_folder_is_heeded(place: Path) -> None:
    """As systemd-tmpfiles does while it looks at one."""
    folder = made(place / f"{PREFIX}tidied")
    handle = os.open(folder, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    sweep()
    os.close(handle)
    assert folder.is_dir()
