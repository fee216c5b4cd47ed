"""Temporary folders of which none is left for good: a killed process's goes when another begins.

Who uses one holds a lock on it, which ends with its process however that ends. What tidies /tmp
on many systems (systemd-tmpfiles) heeds such a lock too.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOON = 60.0
"""Seconds within which a folder that was made is also held."""
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


@contextmanager
def scratch(prefix: str) -> Iterator[Path]:
    """Make a temporary folder with that prefix, for as long as the block lasts.

    Those with the same ``prefix`` that nobody holds any more are removed first. Raises OSError
    when there is no place for it.
    """
    for left in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        _remove_unheld(left)
    with tempfile.TemporaryDirectory(prefix=prefix) as name, holding(Path(name)):
        yield Path(name)


@contextmanager
def holding(folder: Path) -> Iterator[None]:
    """Keep a folder, which another process may have made, while the block lasts."""
    with _opened(folder) as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


def _remove_unheld(folder: Path) -> None:
    try:
        with _opened(folder) as lock:
            seen = os.fstat(lock)
            # Anyone may put a folder of this name beside ours; links were refused before.
            if seen.st_uid != os.geteuid() or time.time() - seen.st_mtime < SOON:
                return
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
    except OSError:  # held, gone, no folder, or none that this user may open
        return


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    handle = os.open(folder, _FOLDER)
    try:
        yield handle
    finally:
        os.close(handle)
