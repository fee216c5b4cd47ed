"""Generations on disk: written beside the live one, checked, then switched to atomically."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import IndexBusy, IndexCorrupt, IndexMismatch, IndexMissing, StoreError
from indexer.generation import Generation
from indexer.manifest import SCHEMA_VERSION, Manifest, read_manifest, verify_files
from indexer.remedy import remedy

POINTER = "CURRENT"
_GENERATIONS = "generations"
_BUILDING = ".building"
_REPLACED = ".replaced"


class Store:
    """An index folder: `CURRENT` names the live one of `generations/`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> Path:
        """Return the live generation's folder.

        Raises IndexMissing when there is none, IndexCorrupt when it cannot be told which it is.
        """
        try:
            return self._named()
        except IndexCorrupt as error:
            raise self._mendable(error, None) from error

    def _named(self) -> Path:
        try:
            name = (self.folder / POINTER).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            raise IndexMissing(
                f"{self.folder}: no index here; make one with "
                f"`python -m indexer build CORPUS {self.folder}`"
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise IndexCorrupt(f"{self.folder / POINTER}: {error}; build again") from error
        folder = self.folder / _GENERATIONS / name
        try:
            is_there = name.isalnum() and folder.is_dir()
        except OSError as error:  # the folder above may not be entered
            raise IndexCorrupt(f"{error}; mend the rights, or build again") from error
        if not is_there:
            raise IndexCorrupt(f"{self.folder / POINTER} names no generation; build again")
        return folder

    def manifest(self) -> Manifest:
        """Return the live generation's manifest, unverified."""
        folder = self.current()
        try:
            return read_manifest(folder)
        except IndexCorrupt as error:
            raise self._mendable(error, folder) from error

    def check(self) -> Manifest:
        """Verify every file of the live generation and return its manifest.

        Raises IndexMissing, IndexCorrupt, or IndexMismatch when the schema is another.
        """
        folder = self.current()
        try:
            return _verified(folder)
        except IndexCorrupt as error:
            if self.current() == folder:
                raise self._mendable(error, folder) from error
        return self.check()  # builds switched and discarded while it was being read

    def open(self) -> Generation:
        """Verify the live generation and open it; raises as `check`. Nothing damaged is read."""
        folder = self.current()
        try:
            return Generation(folder, _verified(folder))
        except IndexCorrupt as error:
            if self.current() == folder:
                raise self._mendable(error, folder) from error
        return self.open()

    def _mendable(self, error: IndexCorrupt, folder: Path | None) -> IndexCorrupt:
        """Return what is wrong with the live generation, with the commands that mend it."""
        try:
            others = tuple((self.folder / _GENERATIONS).iterdir())
        except OSError:  # missing, or not ours to read: what is wrong is told without a way back
            others = ()
        return IndexCorrupt(f"{error}: {remedy(self.folder, POINTER, folder, others)}")

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """Hold the folder's only writer's place and give an empty folder to build in.

        Leftovers of builds that died are removed first. Raises IndexBusy while another process
        builds; the lock dies with its process.
        """
        (self.folder / _GENERATIONS).mkdir(parents=True, exist_ok=True)
        with (self.folder / "LOCK").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise IndexBusy(f"{self.folder}: another build is running; wait for it") from None
            self._clean()
            building = self.folder / _GENERATIONS / _BUILDING
            building.mkdir()
            try:
                yield building
            finally:
                shutil.rmtree(building, ignore_errors=True)

    def switch(self, building: Path, name: str) -> None:
        """Make the finished folder ``building`` the live generation ``name``.

        Everything is on disk before the pointer moves; the generation before is kept for the
        readers that hold it.
        """
        sync_tree(building)
        target = self.folder / _GENERATIONS / name
        if target.exists():  # damaged, or of a corpus that has come back: the new one is as good
            os.rename(target, target.with_name(_REPLACED))
        os.rename(building, target)
        sync(target.parent)
        pointer = self.folder / f"{POINTER}.new"
        pointer.write_text(f"{name}\n", encoding="ascii")
        sync(pointer)
        os.replace(pointer, self.folder / POINTER)
        sync(self.folder)

    def _clean(self) -> None:
        for folder in (self.folder / _GENERATIONS).iterdir():
            if folder.name.startswith("."):
                shutil.rmtree(folder)

    def discard_old(self, *keep: str) -> None:
        """Remove all generations but the named ones."""
        for folder in (self.folder / _GENERATIONS).iterdir():
            if folder.name not in keep:
                shutil.rmtree(folder)


def _verified(folder: Path) -> Manifest:
    manifest = read_manifest(folder)
    if manifest.schema != SCHEMA_VERSION:
        raise IndexMismatch(
            f"{folder}: has schema {manifest.schema}, this version reads {SCHEMA_VERSION}; rebuild "
            f"it: python -m indexer build CORPUS {folder.parent.parent}"
        )
    if manifest.generation != folder.name:
        raise IndexCorrupt(f"{folder}: holds generation {manifest.generation}; build again")
    verify_files(folder, manifest)
    return manifest


def sync_tree(folder: Path) -> None:
    """Force every file and folder below ``folder``, and itself, to disk."""
    for path in sorted(folder.rglob("*")):
        sync(path)
    sync(folder)


def sync(path: Path) -> None:
    """Force one file or folder to disk; raises StoreError when the disk cannot take it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        raise StoreError(
            f"{path}: cannot be forced to disk ({error.strerror}); check the disk, and build again"
        ) from error
    finally:
        os.close(handle)
