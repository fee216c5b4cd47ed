"""Retrieval by synonym sets over lemmas, to measure a lexicon with."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.lexicon import Translation

K1 = 1.2
B = 0.4
Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]
EMPTY = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Recall:
    """The share of questions whose own text is first, and among the first ten."""

    at_1: float
    at_10: float
    questions: int

    def __str__(self) -> str:
        return f"R@1 {self.at_1:.4f}  R@10 {self.at_10:.4f}  of {self.questions}"


class SynonymIndex:
    """BM25 (k1 1.2, b 0.4) over texts given as lemmas; a Translation counts as one term."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        lengths = np.array([len(text) for text in texts], dtype=np.float64)
        self._norm = K1 * (1 - B + B * lengths / max(lengths.mean(), 1.0))
        postings: dict[str, list[tuple[int, int]]] = {}
        for number, text in enumerate(texts):
            for lemma, count in Counter(text).items():
                postings.setdefault(lemma, []).append((number, count))
        self._postings = {
            lemma: (np.array(rows)[:, 0], np.array(rows)[:, 1]) for lemma, rows in postings.items()
        }
        self._contributions: dict[tuple[str, ...], tuple[Rows, Floats]] = {}

    def scores(self, translations: Iterable[Translation]) -> Floats:
        """Return (texts,) scores: the sum over sets of the best rendering's contribution."""
        total = np.zeros(len(self._norm))
        for translation in translations:
            best = np.zeros(len(self._norm))
            for rendering in translation.renderings:
                rows, values = self._contribution(rendering.lemmas)
                best[rows] = np.maximum(best[rows], rendering.weight * values)
            total += best
        return total

    def _contribution(self, lemmas: tuple[str, ...]) -> tuple[Rows, Floats]:
        """Return the texts with all lemmas, and idf x saturated frequency of the rarest there."""
        if lemmas not in self._contributions:
            rows, frequency = self._occurrences(lemmas)
            idf = math.log(1 + (len(self._norm) - len(rows) + 0.5) / (len(rows) + 0.5))
            values = idf * frequency * (K1 + 1) / (frequency + self._norm[rows])
            self._contributions[lemmas] = rows, values
        return self._contributions[lemmas]

    def _occurrences(self, lemmas: tuple[str, ...]) -> tuple[Rows, Rows]:
        rows, frequency = self._postings.get(lemmas[0], EMPTY)
        for lemma in lemmas[1:]:
            others, counts = self._postings.get(lemma, EMPTY)
            rows, ours, theirs = np.intersect1d(rows, others, True, return_indices=True)
            frequency = np.minimum(frequency[ours], counts[theirs])
        return rows, frequency


def recall(index: SynonymIndex, questions: Sequence[Sequence[Translation]]) -> Recall:
    """Return the recall when question i is answered by text i; a tie counts as a miss."""
    ranks = []
    for number, translations in enumerate(questions):
        scores = index.scores(translations)
        ranks.append(int((scores >= scores[number]).sum()) - 1)
    found = np.array(ranks)
    return Recall(float((found < 1).mean()), float((found < 10).mean()), len(ranks))
