"""Contrastive training of an embedding table: InfoNCE in batches, rows updated as they occur."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch.nn import functional

Ids = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Bags:
    """Token ids of texts, end to end: text ``i`` is ``ids[starts[i] : starts[i + 1]]``."""

    ids: npt.NDArray[np.int32]
    starts: Ids

    def __len__(self) -> int:
        return len(self.starts) - 1

    def take(self, index: Ids) -> tuple[Ids, Ids]:
        """Return the ids of the texts ``index``, end to end, and where each text starts."""
        lengths = self.starts[index + 1] - self.starts[index]
        offsets = np.cumsum(lengths) - lengths
        places = np.arange(lengths.sum()) + np.repeat(self.starts[index] - offsets, lengths)
        return self.ids[places].astype(np.int64), offsets


def encode(tokenizer: Tokenizer, texts: Sequence[str], *, block: int = 20_000) -> Bags:
    """Tokenise ``texts``; a text without known characters becomes the unknown token."""
    ids = array("i")
    starts = array("q", [0])
    for start in range(0, len(texts), block):
        for encoding in tokenizer.encode_batch_fast(list(texts[start : start + block])):
            ids.extend(encoding.ids or [0])
            starts.append(len(ids))
    return Bags(np.array(ids, dtype=np.int32), np.array(starts, dtype=np.int64))


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
    logits = (left @ right.T * scale).masked_fill(same, -1e4)
    gold = torch.arange(len(logits))
    forward = functional.cross_entropy(logits, gold)
    return (forward + functional.cross_entropy(logits.T, gold)) / 2


def same_texts(query_keys: Ids, target_keys: Ids) -> torch.Tensor:
    """Return (n, n) bool: off the diagonal, and the queries or the targets are equal texts."""
    equal = (query_keys[:, None] == query_keys) | (target_keys[:, None] == target_keys)
    np.fill_diagonal(equal, False)
    return torch.from_numpy(equal)


def directions(table: npt.NDArray[np.float32], bags: Bags) -> npt.NDArray[np.float32]:
    """Return (n, dim) float32: the unit mean of each text's rows, zeros where that is zero."""
    ids, starts = torch.from_numpy(bags.ids.astype(np.int64)), torch.from_numpy(bags.starts)
    means = functional.embedding_bag(ids, torch.from_numpy(table), starts[:-1])
    return functional.normalize(means, dim=-1).numpy()


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

    def step(self, pairs: PairBags, index: Ids, *, rate: float, scale: float) -> float:
        """Take one step on the pairs ``index``; return their loss before it."""
        query_ids, query_starts = pairs.queries.take(index)
        target_ids, target_starts = pairs.targets.take(index)
        used, places = torch.unique(
            torch.from_numpy(np.concatenate([query_ids, target_ids])), return_inverse=True
        )
        rows = self.weights[used].requires_grad_()
        split = len(query_ids)
        loss = info_nce(
            functional.embedding_bag(places[:split], rows, torch.from_numpy(query_starts)),
            functional.embedding_bag(places[split:], rows, torch.from_numpy(target_starts)),
            same_texts(pairs.query_keys[index], pairs.target_keys[index]),
            scale,
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
