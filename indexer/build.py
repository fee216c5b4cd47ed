"""Corpus -> generation: the steps in order, doing again only what changed."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from dataclasses import replace as with_values
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.analysis import Analysis
from indexer.chunker import chunk
from indexer.config import IndexConfig, digest
from indexer.corpus import Corpus
from indexer.dense import DenseIndex
from indexer.errors import IndexMismatch, StoreError
from indexer.generation import Generation, write_corpus
from indexer.lexical import LexicalIndex
from indexer.lineage import code_digest
from indexer.manifest import (
    CORPUS_FILE,
    DENSE_FILE,
    LEXICAL_FOLDER,
    MANIFEST_FILE,
    SCHEMA_VERSION,
    Fingerprints,
    Manifest,
    file_digests,
    generation_name,
    verify_files,
)
from indexer.records import Document, Passage, Span
from indexer.store import Store

Vectors = NDArray[np.float32]
Progress = Callable[[str, int, int], None]
# The code that decides spans and terms is part of an index's identity.
CHUNKING_CODE = ("structure", "chunker")
ANALYSIS_CODE = ("analysis", "tokens")
# The stemmer of terms, and what tells how Latin and Chinese names are read.
ANALYSIS_PACKAGES = ("snowballstemmer", "kanalizer", "pypinyin")
_BATCH = 256


class DocumentEmbedder(Protocol):
    """What a build needs of an embedder; `indexer.embedder.Embedder` in production."""

    @property
    def fingerprint(self) -> str:
        """Digest of the model."""
        ...

    @property
    def dim(self) -> int:
        """The length of one vector."""
        ...

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return (n, dim) float32 unit vectors."""
        ...


class TermAnalyser(Protocol):
    """What a build needs of an analyser; `indexer.analysis.PassageAnalyser` in production."""

    @property
    def dictionary(self) -> str:
        """Digest of the segmentation dictionary."""
        ...

    def analyse(self, text: str, sentences: Sequence[Span]) -> Analysis:
        """Return the terms and wording of ``text``, whose sentences are given."""
        ...


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did: documents ``analysed`` anew, ``reused``, and ``removed``.

    Reused is what the live generation or an earlier document of equal content gave; removed is
    what the live generation had and the corpus has no more. ``written`` is false where the live
    generation was current, and nothing was done.
    """

    manifest: Manifest
    written: bool
    reused: int
    analysed: int
    removed: int


@dataclass(frozen=True, slots=True)
class _Row:
    passage: Passage
    analysis: Analysis
    vector: Vectors | None


def fingerprints(
    config: IndexConfig, analyser: TermAnalyser, embedder: DocumentEmbedder, corpus: str
) -> Fingerprints:
    """Return the identity of an index built with these parts over a corpus of that digest."""
    return Fingerprints(
        corpus=corpus,
        chunker=digest((config.chunker_fingerprint + code_digest(*CHUNKING_CODE)).encode()),
        analysis=digest("\0".join(_analysis_parts()).encode()),
        dictionary=analyser.dictionary,
        model=embedder.fingerprint,
    )


def build(
    corpus: Corpus,
    store: Store,
    config: IndexConfig,
    analyser: TermAnalyser,
    embedder: DocumentEmbedder,
    progress: Progress = lambda step, done, total: None,
) -> Report:
    """Bring ``store`` up to ``corpus`` and return what was done.

    Documents whose content the live generation already has keep their terms and vectors. When
    nothing changed nothing is written. ``progress`` is told (step, done, total). Raises StoreError
    when the store is busy or the finished generation does not verify; the live one then stays.
    """
    documents = sorted(corpus.documents, key=lambda document: document.id)
    corpus = Corpus(tuple(documents), corpus.skipped)
    marks = fingerprints(config, analyser, embedder, _corpus_digest(corpus))
    name = generation_name(marks, config)
    total = len(corpus.documents)
    with store.writing() as folder, _live(store) as live:
        if live is not None and live.manifest.generation == name:
            return Report(live.manifest, False, total, 0, 0)
        removed = _removed(live, corpus)
        known = _known(live, marks)
        rows: list[_Row] = []
        analysed = 0
        for done, document in enumerate(corpus.documents):
            progress("documents", done, total)
            content = _content_digest(document)
            if content not in known:  # known from here on: a copy shares the work
                known[content] = _analyse(document, config, analyser)
                analysed += 1
            rows += _owned(known[content], document.id)
        progress("documents", total, total)
        vectors = _vectors(rows, embedder, progress)
        manifest = _write(folder, corpus, rows, vectors, name, marks, config)
        _verify(folder, manifest)
        store.switch(folder, name)
        store.discard_old(name, *([live.manifest.generation] if live else []))
    return Report(manifest, True, total - analysed, analysed, removed)


def check_match(expected: Fingerprints, found: Manifest, command: str) -> None:
    """Raise IndexMismatch, naming what differs and the ``command`` that rebuilds."""
    differing = [
        part
        for part in ("chunker", "analysis", "dictionary", "model")
        if getattr(expected, part) != getattr(found.fingerprints, part)
    ]
    if differing:
        raise IndexMismatch(
            f"the index was built with another {' and '.join(differing)}; rebuild it: {command}"
        )


def _corpus_digest(corpus: Corpus) -> str:
    total = hashlib.sha256()
    for document in corpus.documents:
        line = [document.id, document.metadata, _content_digest(document)]
        total.update(json.dumps(line).encode())
    total.update(json.dumps([asdict(item) for item in corpus.skipped]).encode())
    return total.hexdigest()[:16]


def _content_digest(document: Document) -> str:
    parts = [document.title, document.text, [asdict(section) for section in document.sections]]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _analysis_parts() -> tuple[str, ...]:
    """Return what decides the analysis besides the dictionary: code, character data, packages."""
    return (
        code_digest(*ANALYSIS_CODE),
        unicodedata.unidata_version,
        *map(version, ANALYSIS_PACKAGES),
    )


@contextmanager
def _live(store: Store) -> Iterator[Generation | None]:
    """Lend the live generation, or None when there is none that can be trusted."""
    try:
        live = store.open()
    except StoreError:
        yield None
        return
    try:
        yield live
    finally:
        live.close()


def _removed(live: Generation | None, corpus: Corpus) -> int:
    present = {document.id for document in corpus.documents}
    return len(set(live.document_ids()) - present) if live else 0


def _known(live: Generation | None, marks: Fingerprints) -> dict[str, list[_Row]]:
    """Return the rows of the live generation by content, if it was made by the same means."""
    if live is None or with_values(live.manifest.fingerprints, corpus=marks.corpus) != marks:
        return {}
    vectors = live.dense.vectors()
    return {
        content: [
            _Row(passage, analysis, vectors[row])
            for row, (passage, analysis) in zip(rows, live.analysed(rows), strict=True)
        ]
        for content, rows in live.rows_by_content().items()
    }


def _owned(rows: list[_Row], doc_id: str) -> Iterator[_Row]:
    for row in rows:
        yield _Row(with_values(row.passage, doc_id=doc_id), row.analysis, row.vector)


def _analyse(document: Document, config: IndexConfig, analyser: TermAnalyser) -> list[_Row]:
    passages = chunk(document, config.passage_chars, config.overlap_sentences)
    return [_Row(passage, _analysis(passage, analyser), None) for passage in passages]


def _analysis(passage: Passage, analyser: TermAnalyser) -> Analysis:
    return analyser.analyse(passage.text, passage.inner)


def _vectors(rows: list[_Row], embedder: DocumentEmbedder, progress: Progress) -> Vectors:
    fresh = _embedded(
        list(dict.fromkeys(row.passage.text for row in rows if row.vector is None)),
        embedder,
        progress,
    )
    vectors = np.zeros((len(rows), embedder.dim), dtype=np.float32)
    for position, row in enumerate(rows):
        vectors[position] = fresh[row.passage.text] if row.vector is None else row.vector
    return vectors


def _embedded(
    texts: list[str], embedder: DocumentEmbedder, progress: Progress
) -> Mapping[str, Vectors]:
    vectors: dict[str, Vectors] = {}
    for start in range(0, len(texts), _BATCH):
        batch = texts[start : start + _BATCH]
        vectors.update(zip(batch, embedder.documents(batch), strict=True))
        progress("vectors", len(vectors), len(texts))
    return vectors


def _write(
    folder: Path,
    corpus: Corpus,
    rows: list[_Row],
    vectors: Vectors,
    name: str,
    marks: Fingerprints,
    config: IndexConfig,
) -> Manifest:
    documents = [(document, _content_digest(document)) for document in corpus.documents]
    write_corpus(folder / CORPUS_FILE, documents, ((row.passage, row.analysis) for row in rows))
    LexicalIndex.write(folder / LEXICAL_FOLDER, (row.analysis.terms for row in rows))
    DenseIndex.write(folder / DENSE_FILE, vectors)
    manifest = Manifest(
        schema=SCHEMA_VERSION,
        generation=name,
        config=config,
        fingerprints=marks,
        documents=len(documents),
        passages=len(rows),
        dim=vectors.shape[1],
        skipped=corpus.skipped,
        files=file_digests(folder),
    )
    (folder / MANIFEST_FILE).write_text(manifest.to_json(), encoding="utf-8")
    return manifest


def _verify(folder: Path, manifest: Manifest) -> None:
    """Open what was just written, as a reader will, before anyone can be sent to it."""
    Generation(folder, manifest).close()
    verify_files(folder, manifest)
