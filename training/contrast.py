"""Contrastive training of an embedding table: InfoNCE in batches, rows updated as they occur."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from training.bags import Bags, Ids, directions
from training.interaction import grid, interaction

TOKEN_SCALE = 20.0
"""What multiplies scores of texts compared token by token in the loss."""


@dataclass(frozen=True, slots=True)
class PairBags:
    """Queries and targets of one source; equal keys mark texts that are the same."""

    queries: Bags
    targets: Bags
    query_keys: Ids
    target_keys: Ids


def info_nce(
    queries: torch.Tensor,
    targets: torch.Tensor,
    same: torch.Tensor,
    scale: float,
) -> torch.Tensor:
    """Return the symmetric InfoNCE loss of (n, dim) queries and targets, row by row positive.

    Cosines times ``scale`` are the logits (van den Oord et al. 2018, equation 4, in both
    directions). ``same`` (n, n) bool marks pairs that are no negatives: they are left out.
    """
    left = functional.normalize(queries, dim=-1)
    right = functional.normalize(targets, dim=-1)
    return pair_nce(left @ right.T * scale, same)


def pair_nce(logits: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
    """Return the symmetric InfoNCE loss of (n, n) logits whose diagonal is right.

    ``same`` is as in `info_nce`.
    """
    logits = logits.masked_fill(same, -1e4)
    gold = torch.arange(len(logits))
    forward = functional.cross_entropy(logits, gold)
    return (forward + functional.cross_entropy(logits.T, gold)) / 2


def same_texts(query_keys: Ids, target_keys: Ids) -> torch.Tensor:
    """Return (n, n) bool: off the diagonal, and the queries or the targets are equal texts."""
    equal = (query_keys[:, None] == query_keys) | (target_keys[:, None] == target_keys)
    np.fill_diagonal(equal, False)
    return torch.from_numpy(equal)


class Table:
    """An embedding table (vocabulary, dim) float32 with Adam that touches only rows in use."""

    def __init__(self, weights: npt.NDArray[np.float32]) -> None:
        self.weights = torch.from_numpy(weights.copy())
        self._mean = torch.zeros_like(self.weights)
        self._square = torch.zeros_like(self.weights)
        self._steps = torch.zeros(len(weights), 1)

    def vectors(self, bags: Bags) -> npt.NDArray[np.float32]:
        """Return the (n, dim) float32 unit vectors of texts, in order."""
        return directions(self.weights.numpy(), bags)

    def step(
        self, pairs: PairBags, index: Ids, *, rate: float, scale: float, tokens: bool = False
    ) -> float:
        """Take one step on the pairs ``index``; return their loss before it.

        ``tokens`` adds the loss of texts compared token by token.
        """
        query_ids, query_starts = pairs.queries.take(index)
        target_ids, target_starts = pairs.targets.take(index)
        used, places = torch.unique(
            torch.from_numpy(np.concatenate([query_ids, target_ids])), return_inverse=True
        )
        rows = self.weights[used].requires_grad_()
        split = len(query_ids)
        same = same_texts(pairs.query_keys[index], pairs.target_keys[index])
        loss = info_nce(
            functional.embedding_bag(places[:split], rows, torch.from_numpy(query_starts)),
            functional.embedding_bag(places[split:], rows, torch.from_numpy(target_starts)),
            same,
            scale,
        )
        if tokens:
            left, right = grid(places[:split], query_starts), grid(places[split:], target_starts)
            forward, reverse = interaction(rows, left, right)
            loss = (
                loss + pair_nce(forward * TOKEN_SCALE, same) + pair_nce(reverse * TOKEN_SCALE, same)
            )
        (gradient,) = torch.autograd.grad(loss, rows)
        self._update(used, gradient, rate)
        return loss.item()

    def _update(self, used: torch.Tensor, gradient: torch.Tensor, rate: float) -> None:
        """Adam (Kingma & Ba 2015) with each row's own step count."""
        steps = self._steps[used] + 1
        mean = self._mean[used].mul_(0.9).add_(gradient, alpha=0.1)
        square = self._square[used].mul_(0.999).addcmul_(gradient, gradient, value=0.001)
        self._steps[used], self._mean[used], self._square[used] = steps, mean, square
        change = (mean / (1 - 0.9**steps)) / ((square / (1 - 0.999**steps)).sqrt_().add_(1e-8))
        self.weights[used] -= rate * change
