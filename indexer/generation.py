"""One generation of an index, opened for reading: documents, passages, terms and both legs."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any

from indexer.analysis import Analysis
from indexer.dense import DenseIndex
from indexer.errors import DocumentNotFound, IndexCorrupt, StoreError
from indexer.kept import Kept
from indexer.lexical import LexicalIndex
from indexer.manifest import CORPUS_FILE, DENSE_FILE, LEXICAL_FOLDER, Manifest
from indexer.records import Document, Passage, Section, Span
from indexer.terms import VIEWS, Terms
from indexer.vocabulary import Reading, from_line, merged, to_line
from indexer.wording import Wording, pack, unpack

_SCHEMA = """
CREATE TABLE documents (id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL,
                        sections TEXT NOT NULL, metadata TEXT NOT NULL, content TEXT NOT NULL);
CREATE TABLE passages (row INTEGER PRIMARY KEY, doc_id TEXT NOT NULL REFERENCES documents,
                       start INTEGER NOT NULL, end INTEGER NOT NULL, text TEXT NOT NULL,
                       section TEXT NOT NULL, sentences TEXT NOT NULL, terms TEXT NOT NULL,
                       wording BLOB NOT NULL, readings TEXT NOT NULL);
CREATE TABLE vocabulary (reading TEXT NOT NULL);
CREATE INDEX passages_of ON passages (doc_id, row);
"""
# Characters of documents, two bytes each, and titles.
KEPT_TEXT = 2_000_000
KEPT_TITLES = 4096
_PASSAGE = "row, doc_id, start, end, text, section, sentences"


class Generation:
    """An immutable, verified generation; safe to read from many threads.

    Rows number the passages of all documents by (document id, start), from 0; they are what the
    legs return. Raises IndexCorrupt when a part cannot be opened or the parts disagree.
    """

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest
        self.lexical = LexicalIndex.open(folder / LEXICAL_FOLDER)
        self.dense = DenseIndex.open(folder / DENSE_FILE)
        # immutable: no lock files, no journal; the digests were checked before.
        uri = f"{(folder / CORPUS_FILE).resolve().as_uri()}?mode=ro&immutable=1"
        self._lock = threading.Lock()
        # Every reply is checked against the text that it quotes, mostly that of the same documents.
        self._documents = Kept(self._document, lambda document: len(document.text), KEPT_TEXT)
        self._title = lru_cache(maxsize=KEPT_TITLES)(self._read_title)
        try:
            self._database = sqlite3.connect(uri, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise IndexCorrupt(f"{folder / CORPUS_FILE}: {error}; build again") from error
        try:
            self._check_lengths()
        except (IndexCorrupt, sqlite3.Error) as error:
            self.close()
            if isinstance(error, IndexCorrupt):
                raise
            raise IndexCorrupt(f"{folder / CORPUS_FILE}: {error}; build again") from error

    def close(self) -> None:
        """Release the database and what the lexical leg may have copied."""
        self._database.close()
        self.lexical.close()

    def documents(self) -> tuple[Document, ...]:
        """Return every document, ordered by id."""
        query = "SELECT id, title, text, sections, metadata FROM documents ORDER BY id"
        return tuple(_document(row) for row in self._all(query))

    def document_ids(self) -> tuple[str, ...]:
        """Return the id of every document, in order."""
        return tuple(row[0] for row in self._all("SELECT id FROM documents ORDER BY id"))

    def document(self, doc_id: str) -> Document:
        """Return one document as stored; raises DocumentNotFound."""
        return self._documents.get(doc_id)

    def _document(self, doc_id: str) -> Document:
        query = "SELECT id, title, text, sections, metadata FROM documents WHERE id = ?"
        for row in self._all(query, doc_id):
            return _document(row)
        raise _not_found(doc_id)

    def passages(self, rows: Sequence[int]) -> tuple[Passage, ...]:
        """Return the passages of the given rows, in the order asked for."""
        # One JSON parameter: the number of plain ones is limited.
        query = f"SELECT {_PASSAGE} FROM passages WHERE row IN (SELECT value FROM json_each(?))"
        found = {row[0]: _passage(row[1:]) for row in self._all(query, json.dumps(list(rows)))}
        return tuple(found[row] for row in rows)

    def quote(self, doc_id: str, span: Span) -> str:
        """Return the characters of a document's stored text that ``span`` covers.

        Raises DocumentNotFound.
        """
        return span.of(self.document(doc_id).text)

    def titles(self, doc_ids: Iterable[str]) -> tuple[str, ...]:
        """Return the titles of the given documents, in the order asked for.

        Raises DocumentNotFound.
        """
        return tuple(map(self._title, doc_ids))

    def _read_title(self, doc_id: str) -> str:
        for (title,) in self._all("SELECT title FROM documents WHERE id = ?", doc_id):
            return str(title)
        raise _not_found(doc_id)

    def rows_by_content(self) -> dict[str, range]:
        """Return the rows of each distinct document content, by content digest."""
        query = (
            "SELECT content, min(row), max(row) FROM documents JOIN passages ON doc_id = id "
            "GROUP BY id ORDER BY id"
        )
        return {content: range(low, high + 1) for content, low, high in self._all(query)}

    def analysed(self, rows: range) -> list[tuple[Passage, Analysis]]:
        """Return the passages of consecutive ``rows`` with what they were indexed by."""
        query = (
            f"SELECT terms, wording, readings, {_PASSAGE} FROM passages "
            "WHERE row >= ? AND row < ? ORDER BY row"
        )
        return [
            (_passage(row[4:]), _analysis(*row[:3]))
            for row in self._all(query, rows.start, rows.stop)
        ]

    def readings(self) -> tuple[Reading, ...]:
        """Return how the words and names of all passages are read, sorted, each once."""
        found = self._all("SELECT reading FROM vocabulary ORDER BY rowid")
        return tuple(from_line(line) for (line,) in found)

    def mean_length(self) -> float:
        """Return the mean length of the passages in characters; 0 without passages."""
        return float(self._all("SELECT coalesce(avg(end - start), 0) FROM passages")[0][0])

    def wordings(self, rows: Sequence[int]) -> tuple[Wording, ...]:
        """Return the wordings of the passages of the given rows, in the order asked for."""
        query = "SELECT row, wording FROM passages WHERE row IN (SELECT value FROM json_each(?))"
        found = {row: _wording(data) for row, data in self._all(query, json.dumps(list(rows)))}
        return tuple(found[row] for row in rows)

    def _check_lengths(self) -> None:
        stored = self._all("SELECT count(*) FROM passages")[0][0]
        if not stored == len(self.lexical) == len(self.dense):
            raise IndexCorrupt(
                f"{self.folder}: {stored} passages stored, {len(self.lexical)} in the lexical leg, "
                f"{len(self.dense)} in the dense leg; build again"
            )

    def _all(self, query: str, *values: str | int) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._database.execute(query, values).fetchall()


def write_corpus(
    path: Path,
    documents: Sequence[tuple[Document, str]],
    passages: Iterable[tuple[Passage, Analysis]],
) -> None:
    """Write the database of a generation.

    ``documents`` come with the digest of their content; ``passages`` in row order. Raises
    StoreError when the disk does not take it.
    """
    try:
        _write_rows(path, documents, list(passages))
    except sqlite3.Error as error:
        raise StoreError(
            f"{path}: cannot be written ({error}); make room or check the disk, and build again"
        ) from error


def _write_rows(
    path: Path,
    documents: Sequence[tuple[Document, str]],
    analysed: Sequence[tuple[Passage, Analysis]],
) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        # What makes it durable is the sync before the switch.
        database.executescript(f"PRAGMA synchronous = OFF; {_SCHEMA}")
        database.executemany(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)",
            (_document_row(document, content) for document, content in documents),
        )
        database.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (_passage_row(row, *passage) for row, passage in enumerate(analysed)),
        )
        vocabulary = merged(analysis.readings for _, analysis in analysed)
        database.executemany(
            "INSERT INTO vocabulary VALUES (?)", ((to_line(reading),) for reading in vocabulary)
        )


def _not_found(doc_id: str) -> DocumentNotFound:
    return DocumentNotFound(f"no document {doc_id!r} in the index; GET /documents lists them")


def _document_row(document: Document, content: str) -> tuple[str, ...]:
    sections = [
        [part.heading.start, part.heading.end, part.span.start, part.span.end]
        for part in document.sections
    ]
    metadata = json.dumps(document.metadata, ensure_ascii=False)
    return (document.id, document.title, document.text, json.dumps(sections), metadata, content)


def _document(row: tuple[Any, ...]) -> Document:
    doc_id, title, text, sections, metadata = row
    return Document(
        id=doc_id,
        title=title,
        text=text,
        sections=tuple(
            Section(Span(head, tail), Span(start, end))
            for head, tail, start, end in json.loads(sections)
        ),
        metadata=tuple((name, value) for name, value in json.loads(metadata)),
    )


def _passage_row(row: int, passage: Passage, analysis: Analysis) -> tuple[str | int | bytes, ...]:
    sentences = json.dumps([[span.start, span.end] for span in passage.sentences])
    views = json.dumps([getattr(analysis.terms, view) for view in VIEWS], ensure_ascii=False)
    stored = (pack(analysis.wording), "\n".join(map(to_line, analysis.readings)))
    place = (row, passage.doc_id, passage.start, passage.end)
    return (*place, passage.text, passage.section, sentences, views, *stored)


def _analysis(terms: str, words: bytes, readings: str) -> Analysis:
    return Analysis(
        Terms(*map(tuple, json.loads(terms))),
        _wording(words),
        tuple(from_line(line) for line in readings.split("\n") if line),
    )


def _wording(data: bytes) -> Wording:
    try:
        return unpack(data)
    except ValueError as error:
        raise IndexCorrupt(f"the corpus holds {error}; build again") from error


def _passage(row: tuple[Any, ...]) -> Passage:
    doc_id, start, end, text, section, sentences = row
    spans = tuple(Span(*pair) for pair in json.loads(sentences))
    return Passage(doc_id, start, end, text, section, spans)
