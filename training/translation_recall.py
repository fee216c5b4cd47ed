"""How well the translation leg of the search finds texts, to measure a lexicon with."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.lexical import LexicalIndex
from indexer.lexicon import Translation
from indexer.terms import Terms

DEPTH = 10


@dataclass(frozen=True, slots=True)
class Recall:
    """The share of questions whose own text is first, or among the first ten, and MRR@10."""

    at_1: float
    at_10: float
    mrr: float
    questions: int

    def __str__(self) -> str:
        shares = f"R@1 {self.at_1:.4f}  R@10 {self.at_10:.4f}  MRR@10 {self.mrr:.4f}"
        return f"{shares}  of {self.questions}"


def recall(texts: Sequence[Terms], questions: Sequence[Sequence[Translation]]) -> Recall:
    """Return the recall when question i is answered by text i; there is at least one.

    Of equal scores the earlier text ranks first, as in the search.
    """
    with tempfile.TemporaryDirectory() as folder:
        LexicalIndex.write(Path(folder) / "index", texts)
        index = LexicalIndex.open(Path(folder) / "index")
        ranks = [_rank(index, question, row) for row, question in enumerate(questions)]
        index.close()
    found = [rank for rank in ranks if rank]
    count = len(ranks)
    return Recall(
        sum(rank == 1 for rank in found) / count,
        len(found) / count,
        sum(1 / rank for rank in found) / count,
        count,
    )


def _rank(index: LexicalIndex, question: Sequence[Translation], row: int) -> int:
    """Return the place of ``row`` from 1, or 0 where it is not among the first DEPTH."""
    hits = [found for found, _ in index.search_translations(question, DEPTH)]
    return hits.index(row) + 1 if row in hits else 0
