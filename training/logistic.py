"""Two ways to weigh features: which of several is chosen, and whether one is right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from service.layout import Floats

# The less, the nearer the weights stay to zero.
CAUTION = 0.3
TAMED = 0.003
# What differs less is the same everywhere: its weight means nothing.
LEAST_SPREAD = 1e-4


def choice(
    features: Sequence[Floats], right: Sequence[NDArray[np.bool_]], weights: Sequence[float]
) -> NDArray[np.floating]:
    """Return the (f,) weights by which a right one of each question's rows is chosen.

    Conditional logit (McFadden 1974): ``features`` are (n, f) and ``right`` (n,) a question, each
    with a right one; ``weights`` are what the questions count. Deterministic.
    """
    rows = torch.from_numpy(np.concatenate(features)).double()
    spread = rows.std(0)
    scale = torch.where(spread > LEAST_SPREAD, spread, torch.ones_like(spread))
    sizes = [len(one) for one in right]
    flags = torch.split(torch.from_numpy(np.concatenate(right)), sizes)
    counts = torch.tensor(weights, dtype=torch.float64)
    learned = torch.zeros(rows.shape[1], dtype=torch.float64, requires_grad=True)
    steps = torch.optim.LBFGS([learned], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        steps.zero_grad()
        scores = torch.split(rows / scale @ learned, sizes)
        lost = [s.logsumexp(0) - s[r].logsumexp(0) for s, r in zip(scores, flags, strict=True)]
        value = (counts * torch.stack(lost)).sum() / counts.sum()
        value = value + TAMED * learned.square().sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    steps.step(loss)  # type: ignore[no-untyped-call]
    found: NDArray[np.floating] = (learned.detach() / scale).numpy()
    return found


def logistic(
    rows: NDArray[np.floating], right: NDArray[np.bool_], weights: NDArray[np.floating]
) -> tuple[float, ...]:
    """Return the weights of the (n, f) ``rows``' columns, and the bias behind them."""
    spread = rows.std(axis=0)
    scale = np.where(spread > LEAST_SPREAD, spread, 1.0)
    model = LogisticRegression(C=CAUTION, max_iter=5000).fit(rows / scale, right, weights)
    learned = [*(model.coef_[0] / scale), model.intercept_[0]]
    return tuple(round(float(value), 4) for value in learned)


def choice_odds(
    features: Sequence[Floats], right: Sequence[NDArray[np.bool_]], weights: Sequence[float]
) -> tuple[NDArray[np.floating], float]:
    """Return the (f,) weights and the bias of the log odds that a row is right.

    Parameters as for `choice`, whose order of rows is kept, but that a question may have no right
    one. A Platt scaling over all rows (Platt 1999) makes those of different questions compare.
    """
    known = [place for place, one in enumerate(right) if one.any()]
    chosen = choice(
        [features[place] for place in known],
        [right[place] for place in known],
        [weights[place] for place in known],
    )
    slope, bias = logistic(
        (np.concatenate(features) @ chosen)[:, None],
        np.concatenate(right),
        np.concatenate([np.full(len(one), w) for one, w in zip(right, weights, strict=True)]),
    )
    return slope * chosen, bias
