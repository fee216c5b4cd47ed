"""API keys: only their digests are kept. ``python -m service.keys`` makes and revokes them."""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import re
import secrets
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import structlog
import typer

from indexer.errors import ConfigError, KonkyoError

PREFIX = "konkyo_"
_DIGEST = re.compile("[0-9a-f]{64}")
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
File = Annotated[Path, typer.Option("--file", envvar="KEYS", help="The file of keys.")]
KEYS = Path("keys.json")
Stamp = tuple[int, int, int, int] | None
"""What tells one state of a file from another; None for one that is not there."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key's ``name``, the SHA-256 of its bytes in hex, and the day it was made.

    A fast digest is enough: a key is 256 random bits, which nobody can try.
    """

    name: str
    digest: str
    made: str

    def __post_init__(self) -> None:
        if not self.name.strip() or not self.name.isprintable():
            raise ValueError(f"{self.name!r} is no name of a key; take one that can be printed")
        if not _DIGEST.fullmatch(self.digest):
            raise ValueError(f"the digest of {self.name!r} is no SHA-256 in hex")


class KeyFile:
    """The keys of a file, read again whenever it has changed; safe to use from many threads.

    A file that was good at the start and cannot be read later lets nobody pass until it can.
    """

    def __init__(self, path: Path) -> None:
        """Read ``path``; raises ConfigError when it is missing or malformed."""
        self._path = path
        self._lock = threading.Lock()
        self._seen = self._told = _stamp(path)
        self._keys = read_keys(path)

    def name_of(self, key: bytes) -> str | None:
        """Return the name of a key, None for one that is not known."""
        digest = hashlib.sha256(key).hexdigest().encode()
        names = [
            known.name
            for known in self._current()
            if hmac.compare_digest(known.digest.encode(), digest)
        ]
        return names[0] if names else None

    def _current(self) -> Sequence[Key]:
        with self._lock:
            stamp = _stamp(self._path)
            if stamp is None or stamp != self._seen:
                self._read(stamp)
            return self._keys

    def _read(self, stamp: Stamp) -> None:
        try:
            self._keys, self._seen = read_keys(self._path), stamp
        except ConfigError as error:
            # Tried again by every request, as want of memory or handles passes; told once.
            self._keys, self._seen = (), None
            if stamp != self._told:
                structlog.get_logger("konkyo").error("keys refused", reason=str(error))
        self._told = stamp


def _stamp(path: Path) -> Stamp:
    try:
        stat = path.stat()
    except OSError:
        return None
    # The time of the last change of mode or owner is among them, as that may make it unreadable.
    return stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino


def read_keys(path: Path) -> tuple[Key, ...]:
    """Return the keys of a file, in order; raises ConfigError when it cannot be read."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["keys"]
        return tuple(Key(str(row["name"]), str(row["digest"]), str(row["made"])) for row in rows)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"{path}: no file of keys ({error}); make one with "
            f"`python -m service.keys add NAME --file {path}`"
        ) from error


@app.command()
def add(name: str, file: File = KEYS) -> None:
    """Make a key and print it, this once: only its digest is kept."""
    key = PREFIX + secrets.token_urlsafe(32)
    digest = hashlib.sha256(key.encode()).hexdigest()
    try:
        made = Key(name, digest, datetime.now(UTC).date().isoformat())
    except ValueError as error:
        raise ConfigError(str(error)) from None
    with _changing(file) as keys:
        if any(known.name == name for known in keys):
            raise ConfigError(f"{file}: there is a key {name!r}; revoke it first")
        keys.append(made)
    typer.echo(key)


@app.command()
def revoke(name: str, file: File = KEYS) -> None:
    """Make a key worthless; a running service refuses it from its next request on."""
    with _changing(file) as keys:
        kept = [known for known in keys if known.name != name]
        if len(kept) == len(keys):
            raise ConfigError(f"{file}: there is no key {name!r}; `list` names those there are")
        keys[:] = kept
    typer.echo(f"revoked {name}")


@app.command(name="list")
def list_(file: File = KEYS) -> None:
    """Print the names of the keys, with the day each was made."""
    for known in read_keys(file):
        typer.echo(f"{known.made}  {known.name}")


@contextmanager
def _changing(path: Path) -> Iterator[list[Key]]:
    """Give the keys of a file to change, alone; write them as one piece at the end."""
    try:
        with path.with_name(f"{path.name}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            keys = list(read_keys(path)) if path.exists() else []
            yield keys
            _write(path, keys)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({error.strerror})") from error


def _write(path: Path, keys: Sequence[Key]) -> None:
    text = json.dumps({"keys": [asdict(key) for key in keys]}, ensure_ascii=False, indent=1)
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        if path.exists():
            # The service may run as another user than whoever makes a key, and has to read it.
            before = path.stat()
            os.fchown(handle, before.st_uid, before.st_gid)
        file.write(text + "\n")
        file.flush()
        os.fsync(handle)
    os.replace(new, path)
    # A key that was revoked must not come back when the power does.
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def main() -> int:
    """Run the command line; exits by itself, but for our own errors: 2 and a line on stderr."""
    try:
        app()
    except KonkyoError as error:
        typer.echo(f"error: {error}", err=True)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
