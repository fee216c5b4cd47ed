"""Files that a person works on: never written over."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from indexer.errors import GoldError


def write_new(path: Path, lines: Iterable[str]) -> None:
    """Write ``lines`` to a new file as UTF-8; raises GoldError when it is there or cannot be."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
    except FileExistsError as error:
        raise GoldError(f"--out {path}: is there already; name a new file") from error
    except OSError as error:
        raise GoldError(f"--out {path}: cannot be written ({error.strerror})") from error
