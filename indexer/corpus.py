"""A folder of text files or one JSON Lines file -> documents, and what was skipped and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.errors import CorpusError
from indexer.folder import find_files
from indexer.loaders import CORPUS_LOADERS, FILE_LOADERS
from indexer.provenance import CorpusManifest, read_manifest
from indexer.records import Document, Skipped

_REASONS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Corpus:
    """What was read: documents sorted by id, skipped inputs sorted by source."""

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]


def read_corpus(path: Path) -> Corpus:
    """Read a folder of ``.txt`` files (and its subfolders) or one ``.jsonl`` file.

    In a folder a document's id is its path there, with "/"; names that begin with a dot and
    ``manifest.toml`` are not documents. With a manifest the folder must hold exactly the documents
    it lists, byte for byte, and titles come from it. Nothing else is left out without an entry in
    ``skipped``. Raises CorpusError when the path is missing or of another kind, when
    folder and manifest disagree, or when no document is left.
    """
    if path.is_dir():
        entries = list(_read_folder(path))
    elif path.is_file():
        entries = list(_read_file(path))
    else:
        raise CorpusError(
            f"{path}: no such file or folder; give a folder of .txt files or a .jsonl file"
        )
    documents = [entry for entry in entries if isinstance(entry, Document)]
    skipped = [entry for entry in entries if isinstance(entry, Skipped)]
    if not documents:
        raise CorpusError(_nothing_usable(path, skipped))
    return Corpus(
        tuple(sorted(documents, key=lambda document: document.id)),
        tuple(sorted(skipped, key=lambda skip: skip.source)),
    )


def _nothing_usable(path: Path, skipped: list[Skipped]) -> str:
    """Say why nothing of the corpus could be used."""
    if not skipped:
        return f"{path}: holds no document; put .txt files there, or lines in the .jsonl file"
    reasons = [f"{skip.source}: {skip.reason}" for skip in skipped[:_REASONS_SHOWN]]
    more = len(skipped) - len(reasons)
    if more:
        reasons.append(f"and {more} more")
    return f"{path}: no usable document\n  " + "\n  ".join(reasons)


def _read_file(path: Path) -> Iterable[Document | Skipped]:
    loader = CORPUS_LOADERS.get(path.suffix.lower())
    if loader is None:
        raise CorpusError(
            f"{path}: a single file must be one of {', '.join(CORPUS_LOADERS)}; "
            "to read text files give the folder that holds them"
        )
    try:
        return loader(str(path), path.read_bytes())
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read ({error.strerror}); check it") from error


def _read_folder(root: Path) -> Iterator[Document | Skipped]:
    found, skipped = find_files(root)
    yield from skipped
    manifest = read_manifest(root)
    if manifest:
        manifest.check_names(found)
    for name in found:
        yield from _read_document(root, name, manifest)


def _read_document(
    root: Path, name: str, manifest: CorpusManifest | None
) -> Iterator[Document | Skipped]:
    path = root / name
    try:
        data = path.read_bytes()
    except OSError as error:
        yield Skipped(str(path), f"cannot be read ({error.strerror}); check its permissions")
        return
    if manifest:
        manifest.check_digest(name, data)
    for entry in FILE_LOADERS[path.suffix.lower()](name, data):
        if isinstance(entry, Skipped):
            yield replace(entry, source=str(path))
        else:
            yield replace(entry, title=manifest.title(name)) if manifest else entry
