"""The manifest of a generation: what it was made of, and the digest of every file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from indexer.config import IndexConfig
from indexer.errors import ConfigError, IndexCorrupt
from indexer.records import Skipped

SCHEMA_VERSION = 2
MANIFEST_FILE = "manifest.json"
CORPUS_FILE = "corpus.sqlite"
DENSE_FILE = "dense.faiss"
LEXICAL_FOLDER = "lexical"


@dataclass(frozen=True, slots=True)
class FileDigest:
    """One file of a generation: path relative to it, size in bytes, SHA-256 in hex."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Digests of everything that decides what an index holds; two equal sets, equal indexes."""

    corpus: str
    chunker: str
    analysis: str
    dictionary: str
    model: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `manifest.json` holds; ``generation`` is what `generation_name` gives."""

    schema: int
    generation: str
    config: IndexConfig
    fingerprints: Fingerprints
    documents: int
    passages: int
    dim: int
    skipped: tuple[Skipped, ...]
    files: tuple[FileDigest, ...]

    def to_json(self) -> str:
        """Return the manifest as indented JSON with sorted keys.

        ``seal`` is the SHA-256, in hex, of the same JSON without it.
        """
        fields = asdict(self)
        seal = hashlib.sha256(_json(fields).encode()).hexdigest()
        return _json({**fields, "seal": seal})


def generation_name(fingerprints: Fingerprints, config: IndexConfig) -> str:
    """Return the name, 16 hex digits, that equal corpora, code, models and settings share.

    The settings count although their effect is in the fingerprints: a model that moved must be
    found where the manifest says.
    """
    parts = json.dumps([SCHEMA_VERSION, asdict(fingerprints), asdict(config)], sort_keys=True)
    return hashlib.sha256(parts.encode()).hexdigest()[:16]


def read_manifest(folder: Path) -> Manifest:
    """Read ``folder``'s manifest; raises IndexCorrupt when it is missing, damaged or none."""
    path = folder / MANIFEST_FILE
    try:
        text = path.read_bytes().decode("utf-8")
        manifest = _manifest(json.loads(text))
    except (OSError, ValueError, KeyError, TypeError, ConfigError) as error:
        raise IndexCorrupt(f"{path}: not a readable manifest ({error}); build again") from error
    if manifest.to_json() != text:
        raise IndexCorrupt(f"{path}: differs from its seal; build again")
    return manifest


def file_digests(folder: Path) -> tuple[FileDigest, ...]:
    """Return the digests of all files below ``folder`` but the manifest, ordered by path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple(
        FileDigest(path.relative_to(folder).as_posix(), path.stat().st_size, _sha256(path))
        for path in paths
        if path != folder / MANIFEST_FILE
    )


def verify_files(folder: Path, manifest: Manifest) -> None:
    """Check every file against the manifest; raises IndexCorrupt naming the first that differs."""
    try:
        found = {item.path: item for item in file_digests(folder)}
    except OSError as error:
        raise IndexCorrupt(
            f"{error.filename}: cannot be read ({error.strerror}); mend the rights, or build again"
        ) from error
    for expected in manifest.files:
        if expected.path not in found:
            raise IndexCorrupt(f"{folder / expected.path}: missing; build again")
        if found.pop(expected.path) != expected:
            raise IndexCorrupt(f"{folder / expected.path}: size or digest differs; build again")
    for path in found:
        raise IndexCorrupt(f"{folder / path}: not part of this generation; build again")


def _json(fields: dict[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _manifest(raw: Mapping[str, Any]) -> Manifest:
    fields = dict(raw)
    fields.pop("seal")
    return Manifest(
        **{
            **fields,
            "config": IndexConfig(**raw["config"]),
            "fingerprints": Fingerprints(**raw["fingerprints"]),
            "skipped": tuple(Skipped(**item) for item in raw["skipped"]),
            "files": tuple(FileDigest(**item) for item in raw["files"]),
        }
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
