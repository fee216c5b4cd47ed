"""Dense retrieval alone, measured: the rank of the right text among all by cosine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from training.asked import join, read_asked, read_written
from training.bags import directions, encode
from training.data import (
    DEV_SOURCE,
    Pair,
    Paragraph,
    read_paragraphs,
    read_parallel,
    read_wmt22,
)
from training.interaction import best_cosines

Vectors = npt.NDArray[np.float32]
Scores = npt.NDArray[np.float32]
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


@dataclass(frozen=True, slots=True)
class Ranking:
    """Queries, the targets that each is ranked against, and the place of each one's own."""

    queries: tuple[str, ...]
    targets: tuple[str, ...]
    gold: tuple[int, ...]


def figures(scores: Scores, gold: Sequence[int]) -> Figures:
    """Return the figures of (n, m) scores of queries by targets; ``gold`` is the right targets.

    Ties are counted against the model: an equal score of another target ranks before.
    """
    right = scores[np.arange(len(gold)), np.array(gold)]
    ranks = (scores >= right[:, None]).sum(axis=1) - 1
    found = np.where(ranks < 10, 1 / (ranks + 1), 0.0)
    return Figures(float((ranks < 1).mean()), float((ranks < 10).mean()), float(found.mean()))


def text_ranking(pairs: Iterable[tuple[str, str]]) -> Ranking:
    """Return a ranking of each pair's second text among all different ones: equal texts are one."""
    places: dict[str, int] = {}
    found = [(query, places.setdefault(target, len(places))) for query, target in pairs]
    queries, gold = zip(*found, strict=True)
    return Ranking(queries, tuple(places), gold)


def sentence_ranking(pairs: Iterable[Pair]) -> Ranking:
    """Return a ranking of each pair's target among all."""
    return text_ranking((pair.query, pair.target) for pair in pairs)


def paragraph_ranking(paragraphs: Sequence[Paragraph]) -> Ranking:
    """Return a ranking of each question's paragraph among all paragraphs."""
    asked = [(text, i) for i, item in enumerate(paragraphs) for text in item.questions]
    queries, gold = zip(*asked, strict=True)
    return Ranking(queries, tuple(item.text for item in paragraphs), gold)


def written_rankings(data: Path) -> dict[str, Ranking]:
    """Return the rankings of JaQuAD dev's paragraphs by the written questions."""
    texts = tuple(item.text for item in read_paragraphs(data / "jaquad-dev.jsonl.gz"))
    places = {text: place for place, text in enumerate(texts)}
    asked = read_asked(data / "jaquad-dev.jsonl.gz")
    pairs = [
        (item, places[about.paragraph]) for item, about in join(asked, read_written("jaquad-dev"))
    ]
    english = [(item.english, place) for item, place in pairs]
    japanese = [(item.japanese, place) for item, place in pairs if item.japanese]
    parts = {"written-en": english, "written-ja": japanese}
    return {
        name: Ranking(tuple(text for text, _ in part), texts, tuple(place for _, place in part))
        for name, part in parts.items()
    }


def dev_rankings(data: Path) -> dict[str, Ranking]:
    """Return the rankings that are tuned on."""
    pairs = [pair for pair in read_parallel(data) if pair.source == DEV_SOURCE]
    paragraphs = read_paragraphs(data / "jaquad-dev.jsonl.gz")
    plain = {DEV_SOURCE: sentence_ranking(pairs), "jaquad-dev": paragraph_ranking(paragraphs)}
    return plain | written_rankings(data)


def held_out_rankings(data: Path) -> dict[str, Ranking]:
    """Return the rankings that nothing is tuned on."""
    paragraphs = read_paragraphs(data / "jsquad-valid.jsonl.gz")
    return {
        "wmt22-en-ja": sentence_ranking(read_wmt22(data)),
        "jsquad-valid": paragraph_ranking(paragraphs),
    }


def mean_figures(encode: Encode, ranking: Ranking) -> Figures:
    """Rank by the cosine of whole texts."""
    return figures(encode(ranking.queries) @ encode(ranking.targets).T, ranking.gold)


def token_figures(table: Vectors, tokenizer: Tokenizer, ranking: Ranking) -> Figures:
    """Rank by the mean of two scores: whole texts' cosine, the query's tokens in the target."""
    queries, targets = encode(tokenizer, ranking.queries), encode(tokenizer, ranking.targets)
    whole = directions(table, queries) @ directions(table, targets).T
    scores = np.asarray((whole + best_cosines(table, queries, targets)) / 2, dtype=np.float32)
    return figures(scores, ranking.gold)


def report(found: dict[str, Figures]) -> str:
    """Return a line for each named figure."""
    return "\n".join(f"{name:<24}{values}" for name, values in found.items())
