"""Features of (question, passage) -> the order of the best hits; the learned reranker."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from indexer.errors import ModelError
from service.layout import Floats
from service.matching import FEATURES
from service.odds import logistic
from service.records import Explanation, Language, Part

FOLDER = Path(__file__).parent / "models" / "reranker"
FILE_NAME = "model.safetensors"
LEG_FEATURES = ("translation", "dense", "fused", "length")
COLUMNS = (*LEG_FEATURES, *FEATURES)
"""What the reranker reads, in order: the legs' scores, the passage's length, the match."""

INTERACTION = "interaction"
LANGUAGES: tuple[Language, ...] = ("ja", "en")


@dataclass(frozen=True, slots=True)
class Scorer:
    """A straight line and one small hidden layer over standardised features x, summed.

    score = linear · x + output · tanh(hidden x + bias). ``mean``, ``scale``, ``linear``: (f,);
    ``hidden``: (h, f); ``bias``, ``output``: (h,); all float32. ``calibration`` (2,) holds the
    slope, above 0, and the offset that turn a score into log odds of relevance.
    """

    mean: Floats
    scale: Floats
    linear: Floats
    hidden: Floats
    bias: Floats
    output: Floats
    calibration: Floats

    def probability(self, score: float) -> float:
        """Return the probability, 0 to 1, that a passage of this score is relevant (Platt 1999)."""
        slope, offset = map(float, self.calibration)
        return logistic(slope * score + offset)

    def scores(self, features: Floats) -> Floats:
        """Return (n,) scores of (n, f) features, higher is better, comparable inside a question."""
        known = (features - self.mean) / self.scale
        return np.asarray(known @ self.linear + self._interaction(known))

    def parts(self, features: Floats) -> list[Mapping[str, float]]:
        """Return for each row of (n, f) features what every column adds to its score.

        `INTERACTION` is what the hidden layer adds; the parts of a row sum up to its score.
        """
        known = (features - self.mean) / self.scale
        linear, rest = known * self.linear, self._interaction(known)
        return [
            {**named, INTERACTION: float(more)}
            for named, more in zip(_named(linear), rest, strict=True)
        ]

    def _interaction(self, known: Floats) -> Floats:
        return np.asarray(np.tanh(known @ self.hidden.T + self.bias) @ self.output)


def explained(scorer: Scorer, features: Floats, scores: Floats) -> tuple[Explanation, ...]:
    """Return what makes up the (n,) ``scores`` that a scorer gave (n, f) features, row by row.

    The parts are in the order of COLUMNS, the interaction last.
    """
    rows = zip(scores, _named(features), scorer.parts(features), strict=True)
    return tuple(
        Explanation(float(score), tuple(Part(name, row.get(name), adds[name]) for name in adds))
        for score, row, adds in rows
    )


def _named(features: Floats) -> list[Mapping[str, float]]:
    return [dict(zip(COLUMNS, map(float, row), strict=True)) for row in features]


def load_scorers(folder: Path = FOLDER) -> Mapping[Language, Scorer]:
    """Read the scorer of each language; raises ModelError when one is missing or does not fit."""
    path = folder / FILE_NAME
    try:
        with safe_open(path, framework="numpy") as file:
            columns = json.loads((file.metadata() or {}).get("columns", "null"))
            tensors = {name: file.get_tensor(name) for name in file.keys()}
        if columns != list(COLUMNS):
            raise ModelError(
                f"{path}: the reranker was trained on other features; train it again: "
                "python -m training.reranker --data DATA"
            )
        return {language: _scorer(tensors, language) for language in LANGUAGES}
    except (OSError, KeyError, ValueError, SafetensorError) as error:
        raise ModelError(
            f"{path}: the reranker cannot be read ({error}); install Konkyo again"
        ) from error


def _scorer(tensors: Mapping[str, NDArray[np.float32]], language: Language) -> Scorer:
    columns, hidden = len(COLUMNS), tensors[f"{language}.bias"].size
    shapes = {
        "mean": (columns,),
        "scale": (columns,),
        "linear": (columns,),
        "hidden": (hidden, columns),
        "bias": (hidden,),
        "output": (hidden,),
        "calibration": (2,),
    }
    found = {name: tensors[f"{language}.{name}"] for name in shapes}
    for name, shape in shapes.items():
        if found[name].shape != shape:
            raise ValueError(f"{language}.{name} is {found[name].shape}, not {shape}")
    return Scorer(**found)
