"""The files of a corpus folder that are documents, and why the others are not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from indexer.loaders import CORPUS_LOADERS, FILE_LOADERS
from indexer.loaders.text import unnameable
from indexer.provenance import MANIFEST_NAME
from indexer.records import Skipped

MAX_FILE_BYTES = 50_000_000


def find_files(root: Path) -> tuple[tuple[str, ...], tuple[Skipped, ...]]:
    """Return the documents' paths under ``root``, with "/" and sorted, and what was left out.

    Passed over without an entry: names that begin with a dot, and the manifest.
    """
    names: list[str] = []
    skipped: list[Skipped] = []
    for path in _walk(root, skipped):
        name = path.relative_to(root).as_posix()
        if _is_no_document(name):
            continue
        try:
            reason = _unfit(root, path, name)
        except OSError as error:
            reason = f"cannot be looked at ({error.strerror}); check its permissions"
        if reason:
            skipped.append(Skipped(_printable(path), reason))
        else:
            names.append(name)
    return tuple(sorted(names)), tuple(skipped)


def _walk(root: Path, skipped: list[Skipped]) -> Iterator[Path]:
    """Yield the files and the links to folders; note the folders that cannot be listed."""

    def note(error: OSError) -> None:
        reason = f"cannot be listed ({error.strerror}); check its permissions"
        skipped.append(Skipped(_printable(Path(error.filename)), reason))

    for folder, below, files in os.walk(root, onerror=note):
        here = Path(folder)
        yield from (here / name for name in files)
        yield from (here / name for name in below if (here / name).is_symlink())
        below[:] = [name for name in below if not name.startswith(".")]


def _is_no_document(name: str) -> bool:
    return name.rpartition("/")[2].startswith(".") or name == MANIFEST_NAME


def _unfit(root: Path, path: Path, name: str) -> str | None:
    """Return why a file cannot be a document, or None when it may be read."""
    if path.is_symlink():
        if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
            return "is a link that leaves the folder; copy what it points to into the folder"
        if path.is_dir():
            return "is a link to a folder; links to folders are not followed"
    if not path.is_file():
        return "is not a regular file; remove it or put a file in its place"
    if path.name.partition(".")[0].lower() == "readme":
        return "a README is about the documents, not one of them; give it another name, in .txt"
    suffix = path.suffix.lower()
    if suffix in CORPUS_LOADERS:
        return f"a {suffix} file is a corpus by itself; give its own path instead of the folder's"
    if suffix not in FILE_LOADERS:
        return f"files named {suffix or 'without suffix'} are not read; convert it to .txt"
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        return f"{size} bytes long, over the limit of {MAX_FILE_BYTES}; split it"
    return unnameable(name)


def _printable(path: Path) -> str:
    """Return the path with bytes that are not UTF-8 written as hex escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
