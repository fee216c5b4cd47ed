"""The lexical leg: BM25 over several views of a passage; the only importer of tantivy."""

from __future__ import annotations

import math
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import cast

import tantivy

from indexer.errors import IndexCorrupt, StoreError
from indexer.lexicon import Rendering, Translation
from indexer.scratch import scratch
from indexer.terms import VIEWS, Terms

# A limit, not an allocation: below it all rows go into one segment. (tantivy takes up to 4 GiB.)
_WRITER_HEAP = 2_000_000_000
# tantivy's BM25 has k1 = 1.2 fixed, so one term's score stays below idf * (k1 + 1).
_SATURATION = 2.2
# In how many rows a term is: so many terms are kept counted.
KEPT_COUNTS = 1 << 14
# What the system said, within the two forms in which tantivy tells it.
_SYSTEM = re.compile(r'(?:message: "|: \')([^"\'(]+?)(?:"| \(os error)')


class LexicalIndex:
    """Passages by the terms of their views. Rows are 0-based in the order they were written."""

    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()
        self._size = int(self._searcher.num_docs)
        # The same words are counted several times a question, and in one after another.
        self._rows_with = lru_cache(maxsize=KEPT_COUNTS)(self._searcher.doc_freq)
        self._undo = ExitStack()

    def close(self) -> None:
        """Remove the working copy of an index that this process may not write to."""
        self._undo.close()

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
                f"{folder}: cannot be written ({_told(error)}); make room or check the disk, and "
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
        with ExitStack() as undo:
            index = cls._opened(undo.enter_context(_copied(folder)))
            index._undo = undo.pop_all()
            return index

    @classmethod
    def _opened(cls, folder: Path) -> LexicalIndex:
        try:
            return cls(tantivy.Index.open(str(folder)))
        except ValueError as error:
            raise IndexCorrupt(f"{folder}: not a lexical index ({error}); build again") from error
        except OSError as error:  # opening writes a lock
            raise StoreError(
                f"{folder}: cannot be opened ({_told(error)}); make room or check the disk, and "
                "try again"
            ) from error

    def __len__(self) -> int:
        """Return the number of rows."""
        return self._size

    def idf(self, view: str, term: str) -> float:
        """Return BM25's inverse document frequency of ``term``: ln(1 + (N - df + .5)/(df + .5)).

        Robertson and Zaragoza 2009, in the always positive form that Lucene uses.
        """
        seen = self._rows_with(view, term)
        return math.log1p((self._size - seen + 0.5) / (seen + 0.5))

    def has(self, view: str, term: str) -> bool:
        """Tell whether any row has ``term`` in ``view``."""
        return bool(self._rows_with(view, term))

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
                if self.has(view, term)
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
        clauses = [clause for item in translations for clause in self._set_clause(item)]
        return self._best(clauses, k)

    def bound_translations(self, translations: Sequence[Translation]) -> float:
        """Return what no row's score can reach for ``translations``."""
        return sum(_SATURATION * self.set_idf(item) for item in translations)

    def _set_clause(self, translation: Translation) -> list[tantivy.Query]:
        """Return the clause of one synonym set; none when no row has any of it."""
        counts = self._counts(translation)
        idf = self._set_idf(counts)
        # Renderings that no row has would be looked for in vain.
        clauses = [
            self._rendering_clause(rendering, idf)
            for rendering, count in zip(translation.renderings, counts, strict=True)
            if count
        ]
        return [tantivy.Query.disjunction_max_query(clauses)] if len(clauses) > 1 else clauses

    def _rendering_clause(self, rendering: Rendering, idf: float) -> tantivy.Query:
        """Match all lemmas; worth ``weight * idf`` times their mean saturated frequency."""
        worth = rendering.weight * idf / len(rendering.lemmas)
        clauses = [
            self._clause("lemma", lemma, worth / self.idf("lemma", lemma))
            for lemma in rendering.lemmas
        ]
        if len(clauses) == 1:
            return clauses[0]
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, each) for each in clauses])

    def set_idf(self, translation: Translation) -> float:
        """Return the inverse document frequency of a synonym set, by the rows that have any."""
        return self._set_idf(self._counts(translation))

    def _set_idf(self, counts: Sequence[float]) -> float:
        rows = min(self._size, sum(counts))
        return math.log1p((self._size - rows + 0.5) / (rows + 0.5))

    def _counts(self, translation: Translation) -> list[float]:
        """Estimate how many rows hold each rendering; unlikely renderings count less."""
        seen = self._rows_with
        return [
            item.weight * min([seen("lemma", lemma) for lemma in item.lemmas])
            for item in translation.renderings
        ]

    def _best(self, clauses: Sequence[tantivy.Query], k: int) -> list[tuple[int, float]]:
        if not clauses:
            return []
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, each) for each in clauses])
        found = self._searcher.search(query, k, count=False).hits
        rows = self._searcher.fast_field_values("row", [place for _, place in found])
        hits = [
            (cast(int, row), cast(float, score))
            for row, (score, _) in zip(rows, found, strict=True)
        ]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def _clause(self, view: str, term: str, weight: float) -> tantivy.Query:
        query = tantivy.Query.term_query(self._schema, view, term, index_option="freq")
        return tantivy.Query.boost_query(query, weight)


@contextmanager
def _copied(folder: Path) -> Iterator[Path]:
    """Copy ``folder`` to a temporary one for as long as the block lasts."""
    with ExitStack() as undo:
        try:
            copy = undo.enter_context(scratch("konkyo-lexical-")) / folder.name
            shutil.copytree(folder, copy, copy_function=shutil.copyfile)
            copy.chmod(0o700)
        except OSError as error:
            raise StoreError(
                f"{folder}: cannot be copied to a temporary folder ({error}); make room for it "
                "where TMPDIR says, or let this user write to the index"
            ) from error
        yield copy


def _told(error: Exception) -> str:
    found = _SYSTEM.search(str(error))
    return found[1] if found else str(error)


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
