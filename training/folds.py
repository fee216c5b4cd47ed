"""What models say of examples that they have not seen, and where to draw the line there."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import astuple
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from service.odds import logistic

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

FOLDS = 4
T = TypeVar("T")
Weights = tuple[float, ...]


def folds_of(about: Sequence[str]) -> list[int]:
    """Return the fold of each example, the same for all that are ``about`` one thing."""
    places = {name: place for place, name in enumerate(dict.fromkeys(about))}
    return [places[name] % FOLDS for name in about]


def unseen(
    fit: Callable[[Sequence[T]], Weights], examples: Sequence[T], folds: Sequence[int]
) -> list[Weights]:
    """Return for each example what ``fit`` learns from those that are not in its fold."""
    learned = {
        fold: fit([one for one, own in zip(examples, folds, strict=True) if own != fold])
        for fold in sorted(set(folds))
    }
    return [learned[fold] for fold in folds]


def chance(weights: Weights, features: DataclassInstance) -> float:
    """Return the probability by a logistic model: the weights of the features, and a bias."""
    return logistic(float(np.dot(weights, (*astuple(features), 1.0))))


def unseen_chances(
    fit: Callable[[NDArray[np.bool_]], Weights],
    rows: NDArray[np.floating],
    folds: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return (n,) the probability of each of the ``rows`` (n, f) by a model of the other folds.

    ``fit`` learns the weights of the columns and a bias from the rows of a mask (n,).
    """
    chances = np.zeros(len(rows))
    for fold in np.unique(folds):
        seen = folds != fold
        *learned, bias = fit(seen)
        chances[~seen] = 1 / (1 + np.exp(-(rows[~seen] @ np.array(learned) + bias)))
    return chances


def quantile(values: Sequence[float], weights: Sequence[float], share: float) -> float:
    """Return the value below which the ``share`` of what such values are drawn from is likely.

    ``values`` (n,) count ``weights`` (n,); 0 for none. Between two values by a straight line
    (Hyndman and Fan 1996, type 7): whole steps would make a limit jump with one question more.
    In thousandths, none too high.
    """
    if not len(values):
        return 0.0
    order = np.argsort(values, kind="stable")
    counts = np.asarray(weights, dtype=float)[order]
    before = np.cumsum(counts) - counts
    places = before / max(float(before[-1]), 1e-9)
    return math.floor(float(np.interp(share, places, np.asarray(values)[order])) * 1000) / 1000


def threshold(plain: Sequence[float], most: int) -> float:
    """Return the greatest of ``plain`` but for ``most``: these alone may be above it."""
    return float(np.sort(plain)[-most - 1])
