"""Dense retrieval alone, measured: the rank of the right text among all by cosine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from training.data import (
    DEV_SOURCE,
    Pair,
    Paragraph,
    read_paragraphs,
    read_parallel,
    read_wmt22,
)

Vectors = npt.NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
"""Texts to (n, dim) unit vectors."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of questions whose right text is first, or among ten; mean reciprocal rank."""

    recall_1: float
    recall_10: float
    mrr_10: float

    def __str__(self) -> str:
        return f"R@1 {self.recall_1:.4f}  R@10 {self.recall_10:.4f}  MRR@10 {self.mrr_10:.4f}"


def figures(queries: Vectors, targets: Vectors, gold: npt.NDArray[np.int64]) -> Figures:
    """Rank (n, dim) queries against (m, dim) targets; ``gold`` (n,) is each query's right row.

    Ties are counted against the model: an equal score of another target ranks before.
    """
    scores = queries @ targets.T
    right = scores[np.arange(len(gold)), gold]
    ranks = (scores >= right[:, None]).sum(axis=1) - 1
    found = np.where(ranks < 10, 1 / (ranks + 1), 0.0)
    return Figures(float((ranks < 1).mean()), float((ranks < 10).mean()), float(found.mean()))


def sentence_figures(encode: Encode, pairs: Sequence[Pair]) -> Figures:
    """Rank each pair's target among all different targets: equal texts are one."""
    places: dict[str, int] = {}
    gold = [places.setdefault(pair.target, len(places)) for pair in pairs]
    return figures(encode([pair.query for pair in pairs]), encode(list(places)), np.array(gold))


def paragraph_figures(encode: Encode, paragraphs: Sequence[Paragraph]) -> Figures:
    """Rank each question's paragraph among all paragraphs."""
    gold = [i for i, paragraph in enumerate(paragraphs) for _ in paragraph.questions]
    questions = [question for paragraph in paragraphs for question in paragraph.questions]
    targets = encode([paragraph.text for paragraph in paragraphs])
    return figures(encode(questions), targets, np.array(gold))


def report(encode: Encode, data: Path) -> str:
    """Return the figures on the two sets that nothing is tuned on and the two dev sets."""
    dev = [pair for pair in read_parallel(data) if pair.source == DEV_SOURCE]
    sentences = {"wmt22-en-ja": read_wmt22(data), DEV_SOURCE: dev}
    paragraphs = {
        name: read_paragraphs(data / f"{name}.jsonl.gz") for name in ("jsquad-valid", "jaquad-dev")
    }
    found = {name: sentence_figures(encode, pairs) for name, pairs in sentences.items()}
    found |= {name: paragraph_figures(encode, texts) for name, texts in paragraphs.items()}
    return "\n".join(f"{name:<14}{values}" for name, values in found.items())
