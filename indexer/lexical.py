"""The lexical leg: BM25 over several views of a passage; the only importer of tantivy."""

from __future__ import annotations

import math
import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import tantivy

from indexer.errors import IndexCorrupt, StoreError
from indexer.lexicon import Rendering, Translation
from indexer.terms import VIEWS, Terms

# A limit, not an allocation: below it all rows go into one segment. (tantivy takes up to 4 GiB.)
_WRITER_HEAP = 2_000_000_000
# tantivy's BM25 has k1 = 1.2 fixed, so one term's score stays below idf * (k1 + 1).
_SATURATION = 2.2


class LexicalIndex:
    """Passages by the terms of their views. Rows are 0-based in the order they were written."""

    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()
        self._copy: tempfile.TemporaryDirectory[str] | None = None

    def close(self) -> None:
        """Remove the working copy of an index that this process may not write to."""
        if self._copy is not None:
            self._copy.cleanup()

    @classmethod
    def write(cls, folder: Path, rows: Iterable[Terms]) -> None:
        """Write an index of ``rows`` into the empty ``folder``, as one segment, and close it.

        Raises StoreError when the disk does not take it.
        """
        folder.mkdir(parents=True)
        try:
            cls._write_rows(folder, rows)
        except (OSError, ValueError) as error:  # tantivy raises either for what the disk says
            raise StoreError(
                f"{folder}: cannot be written ({error}); make room or check the disk, and "
                "build again"
            ) from error
        for path in folder.iterdir():  # tantivy keeps some to the user who wrote them
            path.chmod(0o644)

    @classmethod
    def _write_rows(cls, folder: Path, rows: Iterable[Terms]) -> None:
        index = tantivy.Index(_schema(), path=str(folder))
        # One thread: rows keep their order and equal input gives equal segments.
        writer = index.writer(_WRITER_HEAP, 1)
        for row, terms in enumerate(rows):
            writer.add_document(_document(row, terms))
        writer.commit()
        writer.wait_merging_threads()

    @classmethod
    def open(cls, folder: Path) -> LexicalIndex:
        """Open what `write` wrote; raises StoreError, as IndexCorrupt when tantivy cannot read it.

        tantivy locks a file in the folder even to read. Where that is not allowed (a read-only
        mount, another user's files) a temporary copy is opened; `close` removes it.
        """
        if os.access(folder, os.W_OK):
            return cls._opened(folder)
        copy = tempfile.TemporaryDirectory(prefix="konkyo-lexical-")
        shutil.copytree(folder, copy.name, dirs_exist_ok=True, copy_function=shutil.copyfile)
        os.chmod(copy.name, 0o700)
        index = cls._opened(Path(copy.name))
        index._copy = copy
        return index

    @classmethod
    def _opened(cls, folder: Path) -> LexicalIndex:
        try:
            return cls(tantivy.Index.open(str(folder)))
        except ValueError as error:
            raise IndexCorrupt(f"{folder}: not a lexical index ({error}); build again") from error
        except OSError as error:  # opening writes a lock
            raise StoreError(
                f"{folder}: cannot be opened ({error}); make room or check the disk, and try again"
            ) from error

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self._searcher.num_docs)

    def idf(self, view: str, term: str) -> float:
        """Return BM25's inverse document frequency of ``term``: ln(1 + (N - df + .5)/(df + .5)).

        Robertson and Zaragoza 2009, in the always positive form that Lucene uses.
        """
        seen = self._searcher.doc_freq(view, term)
        return math.log1p((len(self) - seen + 0.5) / (seen + 0.5))

    def has(self, view: str, term: str) -> bool:
        """Tell whether any row has ``term`` in ``view``."""
        return bool(self._searcher.doc_freq(view, term))

    def bound(self, terms: Terms, weights: Mapping[str, float]) -> float:
        """Return what no row's score can reach for ``terms``: its share is a calibrated score."""
        return sum(
            weight * _SATURATION * self.idf(view, term)
            for view, weight in weights.items()
            for term in sorted(set(getattr(terms, view)))
        )

    def search(self, terms: Terms, weights: Mapping[str, float], k: int) -> list[tuple[int, float]]:
        """Return up to ``k`` (row, score), best first, ties by row; rows scoring 0 are left out.

        The score is the weighted sum over views of BM25 (k1 1.2, b .75), each distinct term of
        the question counted once.
        """
        return self._best(
            [
                self._clause(view, term, weight)
                for view, weight in weights.items()
                if weight > 0
                for term in sorted(set(getattr(terms, view)))
            ],
            k,
        )

    def search_translations(
        self, translations: Sequence[Translation], k: int
    ) -> list[tuple[int, float]]:
        """Return up to ``k`` (row, score), best first, ties by row; rows scoring 0 are left out.

        The renderings of one word are one synonym set: the best that a row has counts, weighted,
        with the document frequency of the set (after Pirkola 1998), so that a word with many
        renderings is worth no more than a word with one. Sets add up.
        """
        return self._best([self._set_clause(item) for item in translations], k)

    def bound_translations(self, translations: Sequence[Translation]) -> float:
        """Return what no row's score can reach for ``translations``."""
        return sum(_SATURATION * self.set_idf(item) for item in translations)

    def _set_clause(self, translation: Translation) -> tantivy.Query:
        idf = self.set_idf(translation)
        return tantivy.Query.disjunction_max_query(
            [self._rendering_clause(rendering, idf) for rendering in translation.renderings]
        )

    def _rendering_clause(self, rendering: Rendering, idf: float) -> tantivy.Query:
        """Match all lemmas; worth ``weight * idf`` times their mean saturated frequency."""
        worth = rendering.weight * idf / len(rendering.lemmas)
        clauses = [
            (tantivy.Occur.Must, self._clause("lemma", lemma, worth / self.idf("lemma", lemma)))
            for lemma in rendering.lemmas
        ]
        return tantivy.Query.boolean_query(clauses)

    def set_idf(self, translation: Translation) -> float:
        """Return the inverse document frequency of a synonym set, by the rows that have any."""
        rows = min(len(self), sum(map(self._rendering_rows, translation.renderings)))
        return math.log1p((len(self) - rows + 0.5) / (rows + 0.5))

    def _rendering_rows(self, rendering: Rendering) -> float:
        """Estimate how many rows hold a rendering; unlikely renderings count less."""
        seen = (self._searcher.doc_freq("lemma", lemma) for lemma in rendering.lemmas)
        return rendering.weight * min(seen)

    def _best(self, clauses: Sequence[tantivy.Query], k: int) -> list[tuple[int, float]]:
        if not clauses or not len(self):
            return []
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in clauses])
        found = self._searcher.search(query, k, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in found])
        hits = [
            (int(row), float(score))
            for row, (score, _) in zip(rows, found, strict=True)
            if row is not None
        ]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def _clause(self, view: str, term: str, weight: float) -> tantivy.Query:
        query = tantivy.Query.term_query(self._schema, view, term, index_option="freq")
        return tantivy.Query.boost_query(query, weight)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", stored=False, indexed=False, fast=True)
    for view in VIEWS:
        builder.add_text_field(view, tokenizer_name="raw", index_option="freq")
    return builder.build()


def _document(row: int, terms: Terms) -> tantivy.Document:
    document = tantivy.Document()
    document.add_unsigned("row", row)
    for view in VIEWS:
        document.add_pre_tokenized_text(view, _pre_tokenized(getattr(terms, view)))
    return document


def _pre_tokenized(terms: tuple[str, ...]) -> tantivy.PreTokenizedString:
    tokens, offset = [], 0
    for position, term in enumerate(terms):
        tokens.append(tantivy.Token(term, position, offset, offset + len(term)))
        offset += len(term)
    return tantivy.PreTokenizedString("".join(terms), tokens)
