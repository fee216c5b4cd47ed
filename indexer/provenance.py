"""A corpus folder's ``manifest.toml``: what each file is, and the digest it must have."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from indexer.errors import CorpusError

MANIFEST_NAME = "manifest.toml"

_FIELDS = {"file": True, "title": True, "sha256": True, "language": False}
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Listed:
    """One listed file: its path in the folder with "/", its title, its SHA-256 in hex.

    ``language`` is a BCP 47 tag, ``""`` when not given.
    """

    file: str
    title: str
    sha256: str
    language: str


@dataclass(frozen=True, slots=True)
class CorpusManifest:
    """The listed files by path, in the manifest's order, and a note on where they come from."""

    path: Path
    listed: Mapping[str, Listed]
    note: str

    def title(self, file: str) -> str:
        """Return the title of a listed file."""
        return self.listed[file].title

    def check_names(self, found: Iterable[str]) -> None:
        """Raise CorpusError naming every file that only the folder or only the manifest has."""
        here = set(found)
        problems = [
            f"{name}: expected sha256 {self.listed[name].sha256}, found no such document; "
            "put the file back or remove its entry"
            for name in sorted(self.listed.keys() - here)
        ]
        problems += [
            f"{name}: expected no such file, found sha256 {_file_digest(self.path.parent / name)}; "
            "remove the file or add a [[document]] with its file, title and sha256"
            for name in sorted(here - self.listed.keys())
        ]
        self._refuse(problems)

    def check_digest(self, file: str, data: bytes) -> None:
        """Raise CorpusError when the bytes of a listed file are not those that were listed."""
        expected, found = self.listed[file].sha256, sha256_of(data)
        if expected != found:
            problem = f"{file}: expected sha256 {expected}, found {found}; "
            remedy = "restore the file, or write the new digest if the change is meant"
            self._refuse([problem + remedy])

    def _refuse(self, problems: list[str]) -> None:
        if problems:
            raise CorpusError(f"{self.path}: does not fit its folder\n  " + "\n  ".join(problems))


def _file_digest(path: Path) -> str:
    try:
        return sha256_of(path.read_bytes())
    except OSError as error:
        return f"unknown ({error.strerror})"


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 digest as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def read_manifest(folder: Path) -> CorpusManifest | None:
    """Return the folder's manifest, or None when it has none.

    Raises CorpusError when it is not UTF-8 TOML of the form ``note = …`` and ``[[document]]``
    with file, title, sha256 and optionally language, all strings, no file twice.
    """
    path = folder / MANIFEST_NAME
    try:
        table: dict[str, object] = tomllib.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CorpusError(f"{path}: cannot be read as TOML ({error}); correct it") from error
    unknown = sorted(table.keys() - {"note", "document"})
    rows = table.get("document", [])
    note = table.get("note", "")
    if unknown or not isinstance(rows, list) or not isinstance(note, str):
        raise CorpusError(
            f"{path}: may hold a string note and [[document]] tables only"
            + (f"; remove {', '.join(unknown)}" if unknown else "; correct their form")
        )
    return CorpusManifest(path, MappingProxyType(_by_file(path, rows)), note)


def _listed(path: Path, number: int, row: object) -> Listed:
    where = f"{path}: document {number}"
    if not isinstance(row, dict):
        raise CorpusError(f"{where} is not a table; write [[document]] and its fields under it")
    wrong = sorted(row.keys() - _FIELDS.keys())
    wrong += [name for name, required in _FIELDS.items() if required and name not in row]
    wrong += [name for name, value in row.items() if not (isinstance(value, str) and value.strip())]
    if wrong:
        raise CorpusError(
            f"{where}: wrong or missing field {wrong[0]!r}; file, title and sha256 (and "
            "optionally language) must be strings that are not blank, and nothing else may stand"
        )
    if not _DIGEST.fullmatch(row["sha256"]):
        raise CorpusError(f"{where}: sha256 must be 64 lower-case hex digits, as sha256sum prints")
    return Listed(row["file"], row["title"], row["sha256"], row.get("language", ""))


def _by_file(path: Path, rows: list[object]) -> dict[str, Listed]:
    listed: dict[str, Listed] = {}
    for number, row in enumerate(rows, start=1):
        entry = _listed(path, number, row)
        if entry.file in listed:
            raise CorpusError(f"{path}: {entry.file} is listed twice; remove one of its entries")
        listed[entry.file] = entry
    return listed
