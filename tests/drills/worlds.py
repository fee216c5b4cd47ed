"""Corpora whose every document names its corpus, and the check that an index holds just one."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from indexer.corpus import Corpus
from indexer.store import Store
from tests.fakes import CharacterAnalyser, CountingEmbedder, corpus, document

_FIRST_MARK = 0x4E00


def mark(number: int) -> str:
    """Return a character that belongs to the world of that number and to no other."""
    return chr(_FIRST_MARK + number)


def world(number: int) -> Corpus:
    """Return the corpus of that number: three documents, each naming it in each passage.

    The numbers of the passages and what the vectors count differ between neighbours.
    """
    name = mark(number)
    sentence = f"{name}{'山' * (1 + number % 3)}{'海' * (1 + number % 4)}{name}。"
    lengths = (1, 3 + number % 2, 9)
    return corpus(*(document(f"文{n}", sentence * length) for n, length in enumerate(lengths)))


def held(folder: Path) -> str:
    """Return the one mark that everything in the live generation names.

    Raises StoreError when it cannot be read, ValueError when its parts disagree.
    """
    with closing(Store(folder).open()) as generation:
        texts = [item.text for item in generation.documents()]
        (name,) = {text[0] for text in texts}
        whole = [item.text for item in world(ord(name) - _FIRST_MARK).documents]
        rows = range(generation.manifest.passages)
        passages = [item.text for item in generation.passages(rows)]
        expected = CountingEmbedder().documents(passages)
        found = generation.lexical.search(CharacterAnalyser().terms(name), {"lemma": 1.0}, 99)
        agreed = (
            texts == whole
            and all(name in text for text in passages)
            and sorted(row for row, _ in found) == list(rows)
            and (generation.dense.vectors() == expected).all()
        )
        if not agreed:
            raise ValueError(f"{generation.folder}: its parts are of several generations")
    return name
