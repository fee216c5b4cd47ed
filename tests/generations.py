"""Documents of odd texts, cut by hand and written as a generation."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from fakes import CharacterAnalyser, CountingEmbedder

from indexer.analysis import Analysis
from indexer.config import IndexConfig
from indexer.dense import DenseIndex
from indexer.generation import write_corpus
from indexer.lexical import LexicalIndex
from indexer.manifest import (
    CORPUS_FILE,
    DENSE_FILE,
    LEXICAL_FOLDER,
    SCHEMA_VERSION,
    Fingerprints,
    Manifest,
)
from indexer.records import Document, Passage, Section, Span

ODD_TEXTS = {
    "astral": "𠮷野家の🍚は旨い。",
    "emoji": "👨‍👩‍👧と👍🏽が笑う。",
    "marks": "か\u3099き\u3099 e\u0301",
    "crlf": "一行目。\r\n二行目。\r\n",
    "bom": "\ufeff初めに。",
    "nul": "前\x00後ろ。",
    "quotes": "'; DROP TABLE documents; -- \"%_",
    "悪/<b>?#%2F&.txt": "山は高い。",
}


def manifest(dim: int) -> Manifest:
    marks = Fingerprints("", "", "", "", "")
    return Manifest(SCHEMA_VERSION, "g", IndexConfig(), marks, 0, 0, dim, (), ())


def write(folder: Path, documents: Sequence[Document], passages: Sequence[Passage]) -> None:
    analysed = [(passage, analysis(passage)) for passage in passages]
    write_corpus(
        folder / CORPUS_FILE, [(item, f"digest of {item.text}") for item in documents], analysed
    )
    LexicalIndex.write(folder / LEXICAL_FOLDER, [item.terms for _, item in analysed])
    vectors = CountingEmbedder().documents([passage.text for passage in passages])
    DenseIndex.write(folder / DENSE_FILE, vectors)


def analysis(item: Passage) -> Analysis:
    spans = [Span(span.start - item.start, span.end - item.start) for span in item.sentences]
    return CharacterAnalyser().analyse(item.text, spans)


def passage(item: Document, start: int, end: int, section: str = "") -> Passage:
    middle = (start + end) // 2
    spans = tuple(Span(*cut) for cut in pairwise(sorted({start, middle, end})))
    return Passage(item.id, start, end, item.text[start:end], section, spans)


DOCUMENTS = tuple(
    Document(
        name,
        f"題 {name}",
        text,
        (Section(Span(0, 1), Span(0, 3)), Section(Span(3, 3), Span(3, len(text)))),
        (("著者", '"山田"'), ("年", "2025")),
    )
    for name, text in sorted(ODD_TEXTS.items())
)
PASSAGES = tuple(
    passage(item, start, end, f"節{start}")
    for item in DOCUMENTS
    for start, end in ((0, 3), (2, len(item.text)))
)
