"""Learns whether a question is about what the corpus is about, and sets limits; pure."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from training.folds import quantile, unseen_chances
from training.logistic import logistic

# About so many of the answerable questions may be refused as off the topic.
MOST_OFF_TOPIC = 0.01


def learn_topic(
    rows: NDArray[np.floating],
    answerable: NDArray[np.bool_],
    weights: NDArray[np.floating],
    gold: NDArray[np.bool_],
    folds: NDArray[np.int64],
) -> tuple[tuple[float, ...], float]:
    """Return the weights of `service.judgement.TOPIC` with a bias, and the limit for refusal.

    ``rows`` (n, t) of questions that the corpus answers and of such as are about nothing of it,
    which count ``weights`` (n,). The limit refuses about MOST_OFF_TOPIC of the answerable ones,
    and of those among them about the seeds (``gold``), by models that have not seen their fold.
    """
    if answerable.all() or not answerable.any():
        return (0.0,) * (rows.shape[1] + 1), 0.0
    chances = unseen_chances(
        lambda seen: logistic(rows[seen], answerable[seen], weights[seen]), rows, folds
    )
    parts = (answerable, answerable & gold)
    limits = [
        quantile(chances[part].tolist(), weights[part].tolist(), MOST_OFF_TOPIC)
        for part in parts
        if part.any()
    ]
    return logistic(rows, answerable, weights), min(limits)
