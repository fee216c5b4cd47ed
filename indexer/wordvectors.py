"""The bundled table of word vectors: text -> tokens, tokens -> directions and weights."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load
from tokenizers import Tokenizer

from indexer.errors import ModelError

BUNDLED = Path(__file__).parent / "models" / "static-ja-en"
_FILES = ("tokenizer.json", "model.safetensors")
_TINY = 1e-9
_CHUNK = 4096
# How much less likely than the rarest token a character is that is none: as in `tokenizers`.
_UNKNOWN = 10.0


class WordVectors:
    """One vector for each token of both languages; immutable, safe to share between threads.

    The same table as the bundled embedding model's, read token by token: how alike two words are,
    whatever model the passages are embedded with.
    """

    def __init__(
        self,
        tokenizer: Tokenizer,
        rows: NDArray[np.int8],
        scales: NDArray[np.float32],
        scores: NDArray[np.float32],
        fingerprint: str,
    ) -> None:
        """Keep (n, dim) int8 ``rows`` and their (n,) ``scales``; a vector is row times scale.

        ``scores`` (n,) are the tokens' log probabilities.
        """
        self._tokenizer = tokenizer
        self._rows = rows
        self._scales = scales
        self._scores = scores
        self._norms = _norms(rows)
        self.fingerprint = fingerprint

    @classmethod
    def open(cls, folder: Path = BUNDLED) -> WordVectors:
        """Read the table of ``folder``; raises ModelError when it is missing or damaged."""
        tokenizer, weights = (folder / name for name in _FILES)
        try:
            text, data = tokenizer.read_bytes(), weights.read_bytes()
            tensors = load(data)
            rows, scales = tensors["embeddings"], tensors["weights"]
            # tokenizers answers what is no tokenizer with a bare Exception.
            scores = _scores(json.loads(text)["model"]["vocab"])
            if not len(scores) == len(rows) == len(scales):
                raise ValueError("tokens and vectors differ in number")
            digest = hashlib.sha256(text + data).hexdigest()
            return cls(Tokenizer.from_str(text.decode("utf-8")), rows, scales, scores, digest)
        except (OSError, KeyError, TypeError, ValueError, SafetensorError) as error:
            raise ModelError(
                f"{folder}: the word vectors cannot be read ({error}); install Konkyo again"
            ) from error

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of each text, in order."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]

    def likelihoods(self, texts: Sequence[str]) -> list[float]:
        """Return the natural logarithm of the probability of each text's tokens, 0 for none.

        As in the tokenizer's unigram model (Kudo 2018): higher is likelier, longer texts less so.
        """
        return [float(self._scores[ids].sum()) for ids in self.pieces(texts)]

    @property
    def dim(self) -> int:
        """The length of one vector."""
        return int(self._rows.shape[1])

    def means(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return (n, dim) means of the vectors of each text's tokens; zero without any."""
        found = np.zeros((len(texts), self.dim), dtype=np.float32)
        for place, ids in enumerate(self.pieces(texts)):
            if ids:
                found[place] = self._scales[ids] @ self._rows[ids].astype(np.float32) / len(ids)
        return found

    def look_up(
        self, pieces: NDArray[np.integer]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return (n, dim) unit directions and (n,) lengths, about 0 to 10, of tokens.

        A token's length is its weight in the mean of a text: larger for rarer words.
        """
        rows = self._rows[pieces].astype(np.float32)
        norms = self._norms[pieces]
        rows /= norms[:, None]
        return rows, norms * self._scales[pieces] + np.float32(_TINY)


def _scores(vocabulary: Sequence[tuple[str, float]] | Mapping[str, int]) -> NDArray[np.float32]:
    """Return the tokens' (n,) log probabilities, all alike where the tokenizer has none.

    What is no token, number 0, is as unlikely as the tokenizer takes it for.
    """
    if isinstance(vocabulary, Mapping):
        return np.full(len(vocabulary), -np.log(max(len(vocabulary), 1)), np.float32)
    scores = np.array([score for _, score in vocabulary], np.float32)
    scores[:1] = scores.min(initial=0.0) - _UNKNOWN
    return scores


def _norms(rows: NDArray[np.int8]) -> NDArray[np.float32]:
    """Return the (n,) lengths of rows; some at a time, as floats take four times the memory."""
    parts = (rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK))
    squares = [np.einsum("ij,ij->i", part, part) for part in (p.astype(np.float32) for p in parts)]
    return np.asarray(np.sqrt(np.concatenate(squares)) + np.float32(_TINY))
