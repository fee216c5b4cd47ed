"""Files that a run writes: tried before the run, told plainly when they cannot be written."""

from __future__ import annotations

from pathlib import Path

from indexer.errors import GoldError


def require_writable(path: Path, option: str) -> None:
    """Raise GoldError when ``path``, given by ``option``, cannot be written.

    What is there stays as it is.
    """
    there = path.exists()
    try:
        with path.open("a"):
            pass
        if not there:
            path.unlink()
    except OSError as error:
        raise unwritable(path, option, error) from error


def require_new(path: Path, option: str) -> None:
    """Raise GoldError when ``path``, given by ``option``, is there already or cannot be written.

    For files that a person works on: they are never written over.
    """
    if path.exists():
        raise GoldError(f"{option} {path}: is there already; name a new file")
    require_writable(path, option)


def write_text(path: Path, option: str, text: str) -> None:
    """Write ``text`` to ``path``, given by ``option``, as UTF-8; raises GoldError if it fails."""
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise unwritable(path, option, error) from error


def unwritable(path: Path, option: str, error: OSError) -> GoldError:
    """Return the error that says why ``path``, given by ``option``, cannot be written."""
    reason = error.strerror or type(error).__name__
    return GoldError(f"{option} {path}: cannot be written ({reason}); name a file that can")
