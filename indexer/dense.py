"""The dense leg: exact inner product over unit vectors; the only importer of faiss."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexCorrupt, ModelError, StoreError

Vectors = NDArray[np.float32]


class DenseIndex:
    """Passages by their vectors, row by row; rows are 0-based in the order they were written."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def write(cls, path: Path, vectors: Vectors) -> None:
        """Write ``vectors``, (n, dim) float32 of unit length, as an exact index to ``path``.

        Raises StoreError when the disk does not take it.
        """
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        try:
            # Not by its own writer, which does not notice a full disk.
            path.write_bytes(faiss.serialize_index(index).tobytes())
        except OSError as error:
            raise StoreError(
                f"{path}: cannot be written ({error.strerror}); make room or check the disk, and "
                "build again"
            ) from error

    @classmethod
    def open(cls, path: Path) -> DenseIndex:
        """Open what `write` wrote. FAISS reads damaged vectors without a word: check digests first.

        Raises IndexCorrupt when faiss cannot read it at all.
        """
        try:
            return cls(faiss.read_index(str(path)))
        except RuntimeError as error:
            raise IndexCorrupt(f"{path}: not a vector index; build again") from error

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """The length of one vector."""
        return int(self._index.d)

    def vectors(self) -> Vectors:
        """Return all vectors, shape (n, dim) float32, in row order."""
        return np.asarray(self._index.reconstruct_n(0, len(self)), dtype=np.float32)

    def search(self, query: Vectors, k: int) -> list[tuple[int, float]]:
        """Return up to ``k`` (row, inner product in [-1, 1]), best first, ties by row.

        ``query`` has shape (dim,) float32; raises ModelError when its length is another.
        """
        self._check(query)
        if not len(self):
            return []
        scores, rows = self._index.search(query[None, :], min(k, len(self)))
        hits = zip(rows[0].tolist(), scores[0].tolist(), strict=True)
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def scores(self, query: Vectors, rows: Sequence[int]) -> list[float]:
        """Return the inner products of ``query``, shape (dim,), with the given rows, in order.

        Raises ModelError when the query's length is another.
        """
        self._check(query)
        if not rows:
            return []
        chosen = self._index.reconstruct_batch(np.asarray(rows, dtype=np.int64))
        return [float(score) for score in chosen @ query]

    def _check(self, query: Vectors) -> None:
        if query.shape != (self.dim,):
            raise ModelError(f"the query vector has shape {query.shape}, the index ({self.dim},)")
