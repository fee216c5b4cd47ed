"""A tiny encoder on disk, and what it says by plain NumPy, matrix by matrix and head by head."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from service.layout import Floats
from service.reader.contextual import FILE_NAME, TOKENIZER_NAME
from service.reader.encoder import Shape

Tensors = dict[str, NDArray[np.generic]]
PIECES = (
    ("<s>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -3.0), ("▁passage", -2.0), ("▁query", -2.0),
    (":", -3.0), ("山", -4.0), ("川", -4.0), ("海", -4.0), ("山川", -5.0), ("ab", -4.0), ("a", -6.),
)  # fmt: skip
BEGIN, END = 0, 1
LEADS = {True: [5, 6], False: [4, 6]}
"""The pieces before a question and before a passage, but for the blank that may join the text."""
SHAPE = Shape(
    dim=32, layers=2, heads=4, inner=64, places=20, pieces=len(PIECES), epsilon=1e-6
)  # fmt: skip
TOLD = {"shape": asdict(SHAPE), "begin": BEGIN, "end": END}
MATRICES = {
    "query": (32, 32), "key": (32, 32), "value": (32, 32), "attended": (32, 32),
    "widen": (64, 32), "narrow": (32, 64),
}  # fmt: skip


def drawn_packed(draw: np.random.Generator, rows: int, size: int) -> Tensors:
    """The two parts of a packed matrix of numbers up to .4."""
    return {
        "codes": draw.integers(0, 256, (rows, size // 2), dtype=np.uint8),
        "scales": draw.uniform(0.02, 0.05, (rows, size // 32)).astype(np.float16),
    }


def drawn(seed: int = 1, shape: Shape = SHAPE) -> Tensors:
    """The weights of an encoder, drawn."""
    draw = np.random.default_rng(seed)
    found: Tensors = {
        "places": draw.normal(0, 0.2, (shape.places, shape.dim)).astype(np.float32),
        **_norm(draw, "norm", shape.dim),
    }
    packed = {"words": (shape.pieces, shape.dim)}
    for layer in range(shape.layers):
        packed |= {f"layers.{layer}.{name}": size for name, size in MATRICES.items()}
        for name in ("attended_norm", "norm"):
            found |= _norm(draw, f"layers.{layer}.{name}", shape.dim)
    for name, (rows, size) in packed.items():
        for part, array in drawn_packed(draw, rows, size).items():
            found[f"{name}.{part}"] = array
        if name != "words":
            found[f"{name}.bias"] = (draw.standard_normal(rows) / 5).astype(np.float32)
    return found


def _norm(draw: np.random.Generator, name: str, size: int) -> Tensors:
    weight, bias = draw.uniform(0.5, 1.5, size), draw.standard_normal(size) / 5
    return {f"{name}.weight": weight.astype(np.float32), f"{name}.bias": bias.astype(np.float32)}


def tokenizer() -> Tokenizer:
    """The tokenizer of PIECES, whose blank is a piece of its own."""
    made = Tokenizer(models.Unigram(list(PIECES), unk_id=2))
    made.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    return made


def written(folder: Path, tensors: Mapping[str, NDArray[np.generic]], told: object = TOLD) -> Path:
    """The folder, with an encoder in it."""
    save_file(dict(tensors), folder / FILE_NAME, metadata={"contextual": json.dumps(told)})
    tokenizer().save(str(folder / TOKENIZER_NAME))
    return folder


def plain_rows(codes: NDArray[np.generic], scales: NDArray[np.generic]) -> Floats:
    """The numbers of a packed matrix, one at a time."""
    found = np.zeros((len(codes), 2 * codes.shape[1]))
    for row, held in enumerate(codes.tolist()):
        for at, code in enumerate(held):
            block, inside = divmod(at, 16)
            scale = float(scales[row, block])
            found[row, 32 * block + inside] = scale * (code % 16 - 8)
            found[row, 32 * block + 16 + inside] = scale * (code // 16 - 8)
    return found.astype(np.float32)


class Plain:
    """The encoder of some tensors, in float64."""

    def __init__(self, tensors: Tensors, shape: Shape = SHAPE) -> None:
        self.shape = shape
        self.tensors = {
            name: array.astype(np.float64)
            for name, array in tensors.items()
            if not name.endswith(("codes", "scales"))
        }
        for name in (name.removesuffix(".codes") for name in tensors if name.endswith(".codes")):
            rows = plain_rows(tensors[f"{name}.codes"], tensors[f"{name}.scales"])
            self.tensors[f"{name}.weight"] = rows.astype(np.float64)

    def states(self, pieces: Sequence[int]) -> NDArray[np.float64]:
        """The (t, dim) states of so many pieces, the first and last of a text among them."""
        rows = self.tensors["words.weight"][list(pieces)] + self.tensors["places"][: len(pieces)]
        states = self._normed("norm", rows)
        for number in range(self.shape.layers):
            states = self._layer(f"layers.{number}", states)
        return states

    def _layer(self, name: str, states: NDArray[np.float64]) -> NDArray[np.float64]:
        query, key, value = (
            self._times(f"{name}.{part}", states) for part in ("query", "key", "value")
        )
        size, parts = self.shape.dim // self.shape.heads, []
        for first in range(0, self.shape.dim, size):
            head = slice(first, first + size)
            scores = np.exp(query[:, head] @ key[:, head].T / math.sqrt(size))
            parts.append(scores / scores.sum(1, keepdims=True) @ value[:, head])
        attended = self._times(f"{name}.attended", np.concatenate(parts, 1))
        states = self._normed(f"{name}.attended_norm", states + attended)
        wide = self._times(f"{name}.widen", states)
        wide = wide * (1 + np.vectorize(math.erf)(wide / math.sqrt(2))) / 2
        return self._normed(f"{name}.norm", states + self._times(f"{name}.narrow", wide))

    def _times(self, name: str, states: NDArray[np.float64]) -> NDArray[np.float64]:
        return states @ self.tensors[f"{name}.weight"].T + self.tensors[f"{name}.bias"]

    def _normed(self, name: str, states: NDArray[np.float64]) -> NDArray[np.float64]:
        away = states - states.mean(1, keepdims=True)
        spread = np.sqrt((away**2).mean(1, keepdims=True) + self.shape.epsilon)
        return away / spread * self.tensors[f"{name}.weight"] + self.tensors[f"{name}.bias"]
