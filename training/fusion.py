"""Learns what each lexical view and the dense leg count for: `python -m training.fusion`.

Prints the weights that `service/fusion.py` holds. Each language's are learned on its dev sets
(`training.devsets`), each of which counts the same; nothing of a test split is read.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from indexer.records import Passage
from indexer.terms import VIEWS
from service.rerank import LANGUAGES
from service.search import POOL, Searcher
from training.devsets import dev_sets

LOG = logging.getLogger(__name__)
# Tried for every weight in turn, the others held.
GRID = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.4, 2.0, 3.0)
# The ascent ends on the next hill: it begins at several places. Views, translation, dense.
STARTS = (
    (1.0, 1.0, 1.0, 1.0, 0.5, 0.5),
    (1.0, 0.5, 0.1, 0.7, 0.0, 0.1),
    (1.0, 0.2, 0.05, 1.0, 0.2, 0.3),
    (0.2, 0.0, 0.0, 1.0, 1.0, 0.3),
)
# A change must earn this much MRR, so that noise does not pick weights.
LEAST_GAIN = 0.0005


@dataclass(frozen=True, slots=True)
class Pools:
    """Candidates of many questions.

    ``views``: (questions, candidates, views) raw BM25; ``bounds``: (questions, views) the most
    that each view could score; ``translated``: (questions, candidates) calibrated translation
    scores; ``cosines``: (questions, candidates); ``right``: (questions,
    candidates) whether the candidate holds the answer. Absent candidates have cosine -inf.
    """

    views: NDArray[np.float64]
    bounds: NDArray[np.float64]
    translated: NDArray[np.float64]
    cosines: NDArray[np.float64]
    right: NDArray[np.bool_]


def collect(
    searcher: Searcher, questions: Iterable[tuple[str, Callable[[Passage], bool]]]
) -> Pools:
    """Return the candidates of all questions; each comes with the test for a right passage."""
    rows = [_candidates(searcher, text, grounds) for text, grounds in questions]
    most = max(len(row.cosines) for row in rows)

    def pad(array: NDArray[np.float64], fill: float) -> NDArray[np.float64]:
        shape = [(0, most - len(array))] + [(0, 0)] * (array.ndim - 1)
        return np.pad(array, shape, constant_values=fill)

    return Pools(
        views=np.stack([pad(row.views, 0.0) for row in rows]),
        bounds=np.stack([row.bounds for row in rows]),
        translated=np.stack([pad(row.translated, 0.0) for row in rows]),
        cosines=np.stack([pad(row.cosines, -np.inf) for row in rows]),
        right=np.stack([pad(row.right.astype(float), 0.0) for row in rows]) > 0,
    )


def reciprocal_rank(pools: Pools, weights: Sequence[float]) -> float:
    """Return the mean reciprocal rank at 10 under weights of the views, translation and dense."""
    views, (translation, dense) = np.asarray(weights[:-2]), weights[-2:]
    bound = pools.bounds @ views
    lexical = (pools.views @ views) / np.where(bound > 0, bound, 1)[:, None]
    present = np.isfinite(pools.cosines)
    cosines = np.where(present, pools.cosines, 0.0)
    scores = lexical + translation * pools.translated + dense * cosines
    best = np.where(pools.right, scores, -np.inf).max(axis=1)
    ranks = 1 + ((scores > best[:, None]) & present).sum(axis=1)
    found = pools.right.any(axis=1) & (ranks <= 10)
    return float(np.where(found, 1 / ranks, 0.0).mean())


def learn(sets: Sequence[Pools]) -> tuple[list[float], float]:
    """Return the best weights (views, translation, dense) and their mean MRR@10 over the sets."""
    return max((_climb(sets, list(start)) for start in STARTS), key=lambda found: found[1])


def _climb(sets: Sequence[Pools], values: list[float]) -> tuple[list[float], float]:
    """Coordinate ascent: one weight at a time takes the value that helps most, until none does."""

    def quality(trial: Sequence[float]) -> float:
        return sum(reciprocal_rank(pools, trial) for pools in sets) / len(sets)

    best, improved = quality(values), True
    while improved:
        improved = False
        for place in range(len(values)):
            for value in GRID:
                trial = [*values[:place], value, *values[place + 1 :]]
                if any(trial[: len(VIEWS)]) and (found := quality(trial)) > best + LEAST_GAIN:
                    values, best, improved = trial, found, True
    LOG.info("MRR@10 %.4f with %s", best, values)
    return values, best


def _candidates(searcher: Searcher, text: str, grounds: Callable[[Passage], bool]) -> Pools:
    query = searcher.prepare(text)
    lexical, dense = searcher.generation.lexical, searcher.generation.dense
    by_view = [dict(lexical.search(query.asked.terms, {view: 1.0}, POOL)) for view in VIEWS]
    translated = searcher.translation_scores(query)
    rows = sorted(
        {row for found in by_view for row in found}
        | translated.keys()
        | {row for row, _ in dense.search(query.vector, POOL)}
    )
    passages = searcher.generation.passages(rows)
    return Pools(
        views=np.array([[found.get(row, 0.0) for found in by_view] for row in rows]),
        bounds=np.array([lexical.bound(query.asked.terms, {view: 1.0}) for view in VIEWS]),
        translated=np.array([translated.get(row, 0.0) for row in rows]),
        cosines=np.array(dense.scores(query.vector, rows)),
        right=np.array([grounds(passage) for passage in passages]),
    )


def main(
    data: Annotated[Path, typer.Option(help="The folder of training and dev data.")],
    index: Annotated[Path, typer.Option(help="The index of the seeds.")] = Path("index"),
) -> None:
    """Learn and print the weights of both languages."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for lang in LANGUAGES:
        sets = [collect(part.searcher, part.questions) for part in dev_sets(lang, data, index)]
        weights, quality = learn(sets)
        named = dict(zip((*VIEWS, "translation", "dense"), weights, strict=True))
        typer.echo(f"{lang}: {named} MRR@10 {quality:.4f}")


if __name__ == "__main__":
    typer.run(main)
