"""Retrieval by synonym sets over lemmas, to measure a lexicon with."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.lexicon import Rendering, Translation

K1 = 1.2
B = 0.4
Floats = npt.NDArray[np.float64]


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
        self._postings = {lemma: np.array(rows) for lemma, rows in postings.items()}

    def scores(self, translations: Iterable[Translation]) -> Floats:
        """Return (texts,) scores: the sum over sets of the best rendering's contribution."""
        total = np.zeros(len(self._norm))
        for translation in translations:
            best = np.zeros(len(self._norm))
            for rendering in translation.renderings:
                np.maximum(best, self._contribution(rendering), out=best)
            total += best
        return total

    def _contribution(self, rendering: Rendering) -> Floats:
        """Weight x idf x saturated frequency, that of the rarest lemma, in texts with all."""
        frequency = np.full(len(self._norm), np.inf)
        for lemma in rendering.lemmas:
            counts = np.zeros(len(self._norm))
            if lemma in self._postings:
                rows = self._postings[lemma]
                counts[rows[:, 0]] = rows[:, 1]
            frequency = np.minimum(frequency, counts)
        found = int((frequency > 0).sum())
        idf = math.log(1 + (len(frequency) - found + 0.5) / (found + 0.5))
        saturated: Floats = frequency * (K1 + 1) / (frequency + self._norm)
        return rendering.weight * idf * saturated


def recall(index: SynonymIndex, questions: Sequence[Sequence[Translation]]) -> Recall:
    """Return the recall when question i is answered by text i; a tie counts as a miss."""
    ranks = []
    for number, translations in enumerate(questions):
        scores = index.scores(translations)
        ranks.append(int((scores >= scores[number]).sum()) - 1)
    found = np.array(ranks)
    return Recall(float((found < 1).mean()), float((found < 10).mean()), len(ranks))
