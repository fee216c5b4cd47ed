"""Files that a run writes: tried before the run, told plainly when they cannot be written."""

from __future__ import annotations

from pathlib import Path

from indexer.errors import GoldError


def require_writable(path: Path) -> None:
    """Raise GoldError when ``path`` cannot be written; leaves what is there as it is."""
    there = path.exists()
    try:
        with path.open("a"):
            pass
        if not there:
            path.unlink()
    except OSError as error:
        raise _unwritable(path, error) from error


def write_text(path: Path, text: str) -> None:
    """Write ``text`` to ``path`` as UTF-8; raises GoldError when that fails."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> GoldError:
    reason = error.strerror or type(error).__name__
    return GoldError(f"--json {path}: cannot be written ({reason}); name a file that can")
