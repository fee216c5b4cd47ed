"""Where training starts: Japanese words at their chiVe vectors, English ones at translations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from training.bags import Bags, directions
from training.words import is_japanese

Floats = npt.NDArray[np.float32]
Lookup = Callable[[str], Floats | None]

NOISE = 0.03
MAX_ENGLISH = 2


def japanese_rows(
    tokens: Sequence[str], lemmas: Mapping[str, str], vector: Lookup, dim: int
) -> Floats:
    """Return (n, dim) float32: a Japanese token's word vector or its lemma's, otherwise zeros."""
    table = np.zeros((len(tokens), dim), dtype=np.float32)
    for row, token in enumerate(tokens):
        if is_japanese(token):
            found = vector(token)
            found = vector(lemmas.get(token, token)) if found is None else found
            if found is not None:
                table[row] = found
    return table


def english_rows(table: Floats, english: Bags, japanese: Bags, weights: Floats) -> Floats:
    """Return (n, dim) float32 unit sums of the translations' vectors, zeros where there are none.

    Translation ``i`` has the English tokens ``english[i]``, at most MAX_ENGLISH or it is passed
    over, and the Japanese tokens ``japanese[i]``, whose mean direction is its vector.
    """
    sums = torch.zeros(table.shape)
    means = directions(table, japanese)
    counts = np.diff(english.starts)
    for place in range(MAX_ENGLISH):
        rows = np.flatnonzero((counts <= MAX_ENGLISH) & (counts > place))
        shares = weights[rows] / counts[rows] ** 2
        targets = torch.from_numpy(english.ids[english.starts[rows] + place])
        sums.index_add_(0, targets, torch.from_numpy(shares[:, None] * means[rows]).float())
    return functional.normalize(sums, dim=-1).numpy()


def rarity(tokens: Sequence[str], counts: Sequence[Mapping[str, float]]) -> Floats:
    """Return (n,) float32: the length a token's row starts with, larger for rarer tokens.

    The logarithm of the inverse share of each language's words, smoothed at both ends.
    """
    totals = [sum(part.values()) for part in counts]
    shares = np.array(
        [
            max(part.get(token, 0.0) / total for part, total in zip(counts, totals, strict=True))
            for token in tokens
        ]
    )
    return np.asarray(np.log(1 + 1 / (shares * 20 + 2e-5)) / 8, dtype=np.float32)


def start_table(japanese: Floats, english: Floats, lengths: Floats, seed: int) -> Floats:
    """Return the (n, dim) float32 rows that training starts from; unknown ones are small noise."""
    table = japanese + english
    unknown = ~table.any(axis=1)
    noise = np.random.default_rng(seed).normal(size=(int(unknown.sum()), table.shape[1]))
    table[unknown] = noise * NOISE
    table = table * lengths[:, None]
    table[0] = 0.0
    return np.asarray(table, dtype=np.float32)
