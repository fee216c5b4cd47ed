"""Late interaction: texts compared token by token, each token with the best of the other text's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from training.bags import Bags, Ids

MAX_TOKENS = 200
"""Tokens of a text that training compares."""

BLOCK = 256


@dataclass(frozen=True, slots=True)
class Grid:
    """Texts side by side: ``places`` (n, longest) of rows, ``mask`` where there is a token."""

    places: torch.Tensor
    mask: torch.Tensor


def grid(places: torch.Tensor, starts: Ids) -> Grid:
    """Return the grid of texts that lie end to end, each cut at MAX_TOKENS tokens."""
    lengths = np.diff(np.append(starts, len(places)))
    columns = np.arange(min(MAX_TOKENS, int(lengths.max())))
    mask = columns < lengths[:, None]
    index = np.where(mask, starts[:, None] + columns, 0)
    return Grid(places[torch.from_numpy(index)], torch.from_numpy(mask))


def interaction(rows: torch.Tensor, left: Grid, right: Grid) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (n, m) scores of the left texts in the right ones, and of the right in the left.

    ``rows`` (tokens, dim) are the vectors. A text's score in another is the mean over its tokens
    of their best cosine there, weighted by the tokens' lengths (after Khattab & Zaharia 2020,
    equation 3).
    """
    norms = rows.norm(dim=1).clamp_min(1e-9)
    units = rows / norms[:, None]
    ours, left = _distinct(left)
    theirs, right = _distinct(right)
    cosines = units[ours] @ units[theirs].T
    forward = _shares(norms[ours], left) @ _best(cosines, right)
    reverse = _shares(norms[theirs], right) @ _best(cosines.T, left)
    return forward, reverse.T


def _distinct(texts: Grid) -> tuple[torch.Tensor, Grid]:
    used, places = torch.unique(texts.places, return_inverse=True)
    return used, Grid(places, texts.mask)


def _best(cosines: torch.Tensor, texts: Grid) -> torch.Tensor:
    """Return (tokens, n): each token's largest cosine among the tokens of each text."""
    with torch.no_grad():
        found = cosines[:, texts.places.flatten()].view(len(cosines), *texts.places.shape)
        columns = found.masked_fill_(~texts.mask, -2.0).argmax(2)
        best = texts.places[torch.arange(len(texts.places)), columns]
    return cosines.gather(1, best)


def _shares(norms: torch.Tensor, texts: Grid) -> torch.Tensor:
    """Return (n, tokens): what each token's length is of its text's, rows of sum one."""
    weights = norms[texts.places] * texts.mask
    total = norms.new_zeros(len(weights), len(norms)).scatter_add(1, texts.places, weights)
    return functional.normalize(total, p=1.0, dim=1)


def best_cosines(
    table: npt.NDArray[np.float32], texts: Bags, others: Bags
) -> npt.NDArray[np.float32]:
    """Return (n, m) float32: the first score of `interaction` for whole texts in all others."""
    norms = np.linalg.norm(table, axis=1)
    units = table / np.maximum(norms, 1e-9)[:, None]
    asked, places = np.unique(texts.ids, return_inverse=True)
    seen, columns = np.unique(others.ids, return_inverse=True)
    best = np.empty((len(asked), len(others)), dtype=np.float32)
    for start in range(0, len(asked), BLOCK):
        block = units[asked[start : start + BLOCK]] @ units[seen].T
        best[start : start + BLOCK] = np.maximum.reduceat(block[:, columns], others.starts[:-1], 1)
    weights = np.maximum(norms[texts.ids], 1e-9)[:, None]
    sums = np.add.reduceat(best[places] * weights, texts.starts[:-1], axis=0)
    return np.asarray(sums / np.add.reduceat(weights, texts.starts[:-1], axis=0), np.float32)
