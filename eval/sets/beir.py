"""Retrieval sets in BEIR's layout: a corpus, queries, and graded judgements (Thakur et al. 2021).

``corpus.jsonl`` has ``{"_id", "title"?, "text"}`` a line, ``queries.jsonl`` ``{"_id", "text"}``,
``qrels/test.tsv`` a header and then query id, document id and grade, parted by tabs. Either JSON
file may be packed as ``.jsonl.gz``. Grades of 0 and less say that a document is not relevant.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from eval.sets.fields import Raw, filled, once, question_text, read_lines, read_objects, string
from eval.sets.records import QuestionSet, SetQuestion
from indexer.corpus import Corpus
from indexer.errors import GoldError
from indexer.loaders.text import unnameable
from indexer.records import Document

DEFAULT_SPLIT = "test.tsv"
_HEADER = "query-id"

Judgements = dict[str, dict[str, int]]
"""By query, the grade of each judged document."""


def is_judgements(path: Path) -> bool:
    """Tell whether ``path`` names the judgements of one split, ``FOLDER/qrels/NAME.tsv``."""
    return path.suffix == ".tsv" and path.parent.name == "qrels"


def read_beir(folder: Path, split: str = DEFAULT_SPLIT) -> QuestionSet:
    """Read the queries that ``qrels/split`` judges some document relevant for, in file order.

    A document's title, unless its text begins with it, is its first line, as BEIR's own models read
    it. Raises GoldError, with its place, for what is malformed, stands twice or is unknown.
    """
    documents = _documents(_file(folder, "corpus"))
    queries = _queries(_file(folder, "queries"))
    grades = _judgements(folder / "qrels" / split, documents, queries)
    asked = [(place, raw, grades[name]) for name, (place, raw) in queries.items() if name in grades]
    questions = tuple(_question(*each) for each in asked)
    return QuestionSet(Corpus(tuple(documents.values()), ()), questions, len(queries) - len(asked))


def _file(folder: Path, name: str) -> Path:
    for suffix in (".jsonl", ".jsonl.gz"):
        if (folder / f"{name}{suffix}").is_file():
            return folder / f"{name}{suffix}"
    raise GoldError(
        f"{folder}: has no {name}.jsonl; a set in BEIR's layout has corpus.jsonl, queries.jsonl "
        f"and qrels/{DEFAULT_SPLIT}"
    )


def _documents(path: Path) -> dict[str, Document]:
    seen: dict[str, str] = {}
    documents = {}
    for place, raw in read_objects(path):
        doc_id = once(seen, filled(raw, "_id", place), place)
        if reason := unnameable(doc_id):
            raise GoldError(f"{place}: _id: {reason}")
        title, text = string(raw, "title", place, "").strip(), string(raw, "text", place)
        whole = text if text.lstrip().startswith(title) else f"{title}\n\n{text}"
        documents[doc_id] = Document(doc_id, title, whole)
    if not documents:
        raise GoldError(f"{path}: holds no document")
    return documents


def _queries(path: Path) -> dict[str, tuple[str, Raw]]:
    seen: dict[str, str] = {}
    return {once(seen, filled(raw, "_id", p), p): (p, raw) for p, raw in read_objects(path)}


def _question(place: str, raw: Raw, grades: Mapping[str, int]) -> SetQuestion:
    ordered = sorted(grades.items(), key=lambda item: (-item[1], item[0]))
    return SetQuestion(
        id=filled(raw, "_id", place),
        text=question_text(raw, "text", place),
        doc_id=ordered[0][0],
        answers=(),
        grades=tuple(ordered),
    )


def _judgements(
    path: Path, documents: Mapping[str, Document], queries: Mapping[str, tuple[str, Raw]]
) -> Judgements:
    """Return the grades above 0 of every query that has any."""
    if not path.is_file():
        others = sorted(other.name for other in path.parent.glob("*.tsv"))
        there = f"give --set {path.parent}/{others[0]}" if others else "there are no judgements"
        raise GoldError(f"{path}: no such file; {there}")
    seen: dict[str, str] = {}
    found: Judgements = {}
    for number, (place, line) in enumerate(read_lines(path)):
        if number == 0 and line.startswith(_HEADER):
            continue
        query, document, grade = _judgement(line, place)
        _require_known(query, queries, "queries", place)
        _require_known(document, documents, "corpus", place)
        once(seen, f"{query}\t{document}", place)
        if grade > 0:
            found.setdefault(query, {})[document] = grade
    return found


def _judgement(line: str, place: str) -> tuple[str, str, int]:
    parts = line.split("\t")
    if len(parts) != 3:
        raise GoldError(
            f"{place}: {len(parts)} columns; write query id, document id and grade, parted by tabs"
        )
    try:
        return parts[0], parts[1], int(parts[2])
    except ValueError as error:
        raise GoldError(f"{place}: the grade {parts[2]!r} is no whole number") from error


def _require_known(identity: str, known: Mapping[str, object], name: str, place: str) -> None:
    if identity not in known:
        raise GoldError(f"{place}: {name}.jsonl has no _id {identity!r}; mend or remove the line")
