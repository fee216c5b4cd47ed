"""Texts as bags of token ids, and their mean vectors."""

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


def directions(table: npt.NDArray[np.float32], bags: Bags) -> npt.NDArray[np.float32]:
    """Return (n, dim) float32: the unit mean of each text's rows, zeros where that is zero."""
    ids, starts = torch.from_numpy(bags.ids.astype(np.int64)), torch.from_numpy(bags.starts)
    means = functional.embedding_bag(ids, torch.from_numpy(table), starts[:-1])
    return functional.normalize(means, dim=-1).numpy()
