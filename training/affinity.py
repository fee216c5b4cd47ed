"""How near an English key and a Japanese rendering are to the bundled embedding model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from training.bitext import Lemmas

Embed = Callable[[Sequence[str]], npt.NDArray[np.float32]]
DECIMALS = 3
"""Cosines are rounded, so that another processor's last digit changes no weight."""


class Affinity:
    """Cosines, -1 to 1, of keys and renderings, whose vectors are made once."""

    def __init__(self, embed: Embed, keys: Iterable[str], renderings: Iterable[Lemmas]) -> None:
        """Embed all; ``embed`` returns (n, dim) float32 unit vectors, or zero, of n texts."""
        self._keys = {key: row for row, key in enumerate(sorted(set(keys)))}
        self._renderings = {item: row for row, item in enumerate(sorted(set(renderings)))}
        self._ours = embed(list(self._keys))
        self._theirs = embed(["".join(lemmas) for lemmas in self._renderings])

    def __call__(self, key: str, lemmas: Lemmas) -> float:
        """Return the cosine of a key and a rendering that were given at the start."""
        ours, theirs = self._ours[self._keys[key]], self._theirs[self._renderings[lemmas]]
        return round(float(ours @ theirs), DECIMALS)
