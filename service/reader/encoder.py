"""The first layers of a BERT-like encoder: rows of pieces in, their hidden states out; torch."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of an encoder.

    ``dim`` of a state, ``inner`` of what a layer widens it to, ``places`` a text has at most,
    ``pieces`` of the vocabulary; ``epsilon`` is what its layer norms add to a variance.
    """

    dim: int
    layers: int
    heads: int
    inner: int
    places: int
    pieces: int
    epsilon: float


class Layer(nn.Module):
    """Attention of all pieces to all, then two products of each by itself; norms come last."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.query = nn.Linear(shape.dim, shape.dim)
        self.key = nn.Linear(shape.dim, shape.dim)
        self.value = nn.Linear(shape.dim, shape.dim)
        self.attended = nn.Linear(shape.dim, shape.dim)
        self.attended_norm = nn.LayerNorm(shape.dim, shape.epsilon)
        self.widen = nn.Linear(shape.dim, shape.inner)
        self.narrow = nn.Linear(shape.inner, shape.dim)
        self.norm = nn.LayerNorm(shape.dim, shape.epsilon)

    def forward(self, states: Tensor) -> Tensor:
        """Return (t, dim) float32 of (t, dim) float32; products are in the weights' own type."""
        given = states.to(self.query.weight.dtype)
        query, key, value = (
            part(given).unflatten(1, (self.heads, -1)).transpose(0, 1)[None]
            for part in (self.query, self.key, self.value)
        )
        found = F.scaled_dot_product_attention(query, key, value)[0].transpose(0, 1).flatten(1)
        states = self.attended_norm(states + self.attended(found))
        wide = F.gelu(self.widen(states.to(self.widen.weight.dtype)))
        normed: Tensor = self.norm(states + self.narrow(wide))
        return normed


class Encoder(nn.Module):
    """Layers after BERT (Devlin et al. 2019), one text at a time.

    A text by itself has no padding, so that its states depend on nothing beside it.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.places = nn.Parameter(torch.zeros(shape.places, shape.dim))
        self.norm = nn.LayerNorm(shape.dim, shape.epsilon)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))

    def forward(self, rows: Tensor) -> Tensor:
        """Return (t, dim) float32 states of (t, dim) float32 rows of pieces, t <= places."""
        states: Tensor = self.norm(rows + self.places[: len(rows)])
        for layer in self.layers:
            states = layer(states)
        return states

    def halve(self) -> None:
        """Multiply in bfloat16 from now on; sums and norms stay in float32."""
        for part in self.modules():
            if isinstance(part, nn.Linear):
                part.to(torch.bfloat16)
