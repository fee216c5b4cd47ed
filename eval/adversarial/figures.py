"""Results of changed questions and corpora -> figures with intervals, text and JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np

from eval.adversarial.grounding import Result
from eval.figures import Bars, Figure, checked
from eval.metrics import mean
from eval.report import figure_of
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
    score is the mean of those of its parts that have a question. Raises GoldError for a bar that
    stands beside no figure.
    """
    shares = _shares(results)
    figures = [figure_of(name, _sample(by_id), bars) for name, by_id in sorted(shares.items())]
    parts = [shares[name] for name in PARTS if name in shares]
    if parts:
        figures.insert(0, figure_of(SCORE, _score_sample(parts), bars))
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


def _sample(by_id: Mapping[str, float]) -> Sample:
    values = np.array(list(by_id.values()), dtype=np.float64)
    return Sample(tuple(by_id), values.reshape(-1, 1), means)


def _score_sample(parts: Sequence[Mapping[str, float]]) -> Sample:
    """Return a row for each question, NaN in the parts that it is not in.

    One question may be in every part: drawn apart, its scores would pass for independent ones.
    """
    ids = tuple(dict.fromkeys(question for part in parts for question in part))
    values = [[part.get(question, np.nan) for part in parts] for question in ids]
    return Sample(ids, np.array(values, dtype=np.float64), _mean_of_parts)


def _mean_of_parts(values: Floats) -> Floats:
    """Return the mean of the parts' means of (b, n, d) values; a part without any is left out."""
    counts = np.isfinite(values).sum(axis=1)
    shares = np.nansum(values, axis=1) / np.maximum(counts, 1)
    return np.asarray(shares.sum(axis=1) / (counts > 0).sum(axis=1))
