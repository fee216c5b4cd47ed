"""Results of changed questions and corpora -> figures with intervals, text and JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np

from eval.adversarial.grounding import Result
from eval.figures import Bars, Figure, checked
from eval.intervals import interval
from eval.metrics import mean
from eval.samples import Sample, means
from eval.trust import Floats

PARTS = (
    "grounding.distractors",
    "grounding.deletion",
    "grounding.numbers",
    "grounding.poison",
)
SCORE = "grounding"


def grounding_figures(results: Sequence[Result], bars: Bars) -> list[Figure]:
    """Return the grounding score, its parts, and the rest, each with its 95 % interval.

    A figure is a mean over questions; of a question in several variants the mean counts. The
    score is the mean of its parts, over the questions of all of them: of those parts that have a
    question. Raises GoldError for a bar that stands beside no figure.
    """
    shares = _shares(results)
    figures = [
        _figure(name, _sample(by_id), bars)
        for name, by_id in sorted(shares.items(), key=lambda item: item[0])
    ]
    parts = [list(shares[name].values()) for name in PARTS if name in shares]
    if parts:
        figures.insert(0, _figure(SCORE, _score_sample(parts), bars))
    return checked(figures, bars)


def _shares(results: Sequence[Result]) -> dict[str, dict[str, float]]:
    """Return the mean score of each question by figure name and question id."""
    scores: dict[str, dict[str, list[float]]] = {}
    for result in results:
        for name, score in result.scores.items():
            scores.setdefault(name, {}).setdefault(result.id, []).append(score)
    return {
        name: {question: mean(values) for question, values in by_id.items()}
        for name, by_id in scores.items()
    }


def grounding_json(figures: Sequence[Figure], results: Sequence[Result]) -> str:
    """Return the JSON of a run: ``figures``, and ``questions`` in the order they were asked."""
    rows = [{**asdict(figure), "verdict": figure.verdict} for figure in figures]
    questions = [
        {
            "id": result.id,
            "q": result.q,
            "variant": result.variant,
            "before": result.before,
            "status": result.status,
            "answer": result.answer,
            "scores": dict(result.scores),
        }
        for result in results
    ]
    return json.dumps({"figures": rows, "questions": questions}, ensure_ascii=False, indent=1)


def failure_lines(results: Sequence[Result]) -> list[str]:
    """Return a line for every case in which something did not hold."""
    return [
        f"{result.id} {', '.join(name for name, score in result.scores.items() if not score)} "
        f"{result.status}: {' '.join(result.q.split())} "
        f"[{' '.join(result.before.split())} -> {' '.join((result.answer or '').split())}]"
        for result in results
        if not result.held
    ]


def _figure(name: str, sample: Sample, bars: Bars) -> Figure:
    low, high = interval(sample)
    return Figure(name, sample.value, len(sample.ids), bars.get(name), low, high)


def _sample(by_id: Mapping[str, float]) -> Sample:
    values = np.array(list(by_id.values()), dtype=np.float64)
    return Sample(tuple(by_id), values.reshape(-1, 1), means)


def _score_sample(parts: Sequence[Sequence[float]]) -> Sample:
    """Return the values of all parts, each with the number of its part beside it."""
    rows = [(value, part) for part, values in enumerate(parts) for value in values]
    ids = tuple(str(place) for place in range(len(rows)))
    return Sample(ids, np.array(rows, dtype=np.float64), _mean_of_parts)


def _mean_of_parts(values: Floats) -> Floats:
    """Return the mean of the parts' means of (b, n, 2) values; a part without any is left out."""
    scores, owners = values[:, :, 0], values[:, :, 1]
    inside = np.stack([owners == part for part in range(int(owners.max()) + 1)])
    counts = inside.sum(axis=2)
    sums = (scores * inside).sum(axis=2)
    shares = sums / np.maximum(counts, 1)
    return np.asarray(shares.sum(axis=0) / (counts > 0).sum(axis=0))
