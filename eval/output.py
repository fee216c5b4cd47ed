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
        raise _unwritable(path, option, error) from error


def write_text(path: Path, option: str, text: str) -> None:
    """Write ``text`` to ``path``, given by ``option``, as UTF-8; raises GoldError if it fails."""
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise _unwritable(path, option, error) from error


def _unwritable(path: Path, option: str, error: OSError) -> GoldError:
    reason = error.strerror or type(error).__name__
    return GoldError(f"{option} {path}: cannot be written ({reason}); name a file that can")
