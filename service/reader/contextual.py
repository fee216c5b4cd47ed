"""The contextual vectors of a text's tokens: what each means in its sentence, in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from tokenizers import Tokenizer

from indexer.errors import ModelError
from service.layout import Floats
from service.reader.encoder import Encoder, Shape
from service.reader.weights import fill, in_halves
from service.threads import alone

Array = NDArray[np.generic]
FOLDER = Path(__file__).parent.parent / "models" / "contextual"
FILE_NAME = "model.safetensors"
TOKENIZER_NAME = "tokenizer.json"
BLOCK = 32
"""How many numbers of a packed row share a scale."""
CODES, SCALES = ".codes", ".scales"
WORDS = "words"
# What the encoder was taught to see before what is asked and before what is read.
ASKED, READ = "query: ", "passage: "
# A number farther from the mean, in standard deviations, says no more.
_FARTHEST = 30.0
# How many texts are encoded side by side.
_THREADS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """A matrix of 4 bits a number.

    ``codes`` (n, size / 2) uint8: of each BLOCK numbers 16 bytes, whose lower halves are the first
    16 of them and whose upper halves the rest; ``scales`` (n, size / BLOCK) float16. A number is
    its code less 8, times the scale of its block.
    """

    codes: NDArray[np.uint8]
    scales: NDArray[np.float16]

    @property
    def shape(self) -> tuple[int, int]:
        """The shape of the whole matrix."""
        return self.codes.shape[0], 2 * self.codes.shape[1]

    def rows(self, numbers: NDArray[np.int64] | slice = slice(None)) -> Floats:
        """Return (m, size) rows by number, all unless given."""
        codes, scales = self.codes[numbers], self.scales[numbers]
        blocks = codes.reshape(*scales.shape, BLOCK // 2)
        whole = np.concatenate([blocks & 15, blocks >> 4], axis=2).astype(np.float32) - 8
        whole *= scales[..., None].astype(np.float32)
        return whole.reshape(len(codes), self.shape[1])


@dataclass(frozen=True, slots=True)
class Told:
    """What the weights' metadata say: the shape, and the pieces before and behind every text."""

    shape: Shape
    begin: int
    end: int

    @classmethod
    def of(cls, text: str) -> Self:
        """Return what a JSON object says; raises KeyError, TypeError or ValueError."""
        told = json.loads(text)
        shape = Shape(**told["shape"])
        found = cls(shape, int(told["begin"]), int(told["end"]))
        if not (0 <= found.begin < shape.pieces and 0 <= found.end < shape.pieces):
            raise ValueError(f"no pieces {found.begin} and {found.end}")
        if shape.heads < 1 or shape.dim % shape.heads or shape.places <= len(READ) + 2:
            raise ValueError(f"{shape} leaves a head or a text no room")
        return found


class Contextual:
    """Encodes one text at a time; immutable, safe to share between threads.

    The encoder's layer norms have a token's numbers at about mean 0 and deviation 1.
    """

    def __init__(self, tokenizer: Tokenizer, words: Packed, encoder: Encoder, told: Told) -> None:
        """Keep ``words``, a row for each of the tokenizer's pieces, and multiply as is fastest."""
        self._tokenizer = tokenizer
        self._words = words
        self._encoder = encoder.eval()
        self._told = told
        if in_halves():
            self._encoder.halve()
        self._threads = alone(_THREADS)

    @classmethod
    def open(cls, folder: Path = FOLDER) -> Self:
        """Read the encoder of ``folder``; raises ModelError when it is missing or damaged."""
        try:
            text = (folder / TOKENIZER_NAME).read_text(encoding="utf-8")
            with safe_open(folder / FILE_NAME, framework="np") as file:
                told = Told.of((file.metadata() or {})["contextual"])
                tensors = {name: file.get_tensor(name) for name in file.keys()}
            # tokenizers answers what is no tokenizer with a bare Exception.
            if len(json.loads(text)["model"]["vocab"]) != told.shape.pieces:
                raise ValueError(f"{told.shape.pieces} pieces are not those of the tokenizer")
            words = _packed(tensors, WORDS)
            if words.shape != (told.shape.pieces, told.shape.dim):
                raise ValueError(f"{WORDS} is not of the shape told")
            return cls(Tokenizer.from_str(text), words, _encoder(tensors, told.shape), told)
        except (OSError, KeyError, TypeError, ValueError, RuntimeError, SafetensorError) as error:
            raise ModelError(
                f"{folder}: the contextual vectors cannot be read ({error}); install Konkyo again"
            ) from error

    @property
    def dim(self) -> int:
        """The length of one vector."""
        return self._told.shape.dim

    def of(self, text: str, places: NDArray[np.int64], *, asking: bool) -> Floats:
        """Return (n, dim) vectors of the tokens of a text, in about -3 to 3 with few beyond.

        ``places`` (n, 2): where each token begins and ends, rising; ``asking``: whether the text
        is a question. A token that no piece of the text covers has zeros.
        """
        lead = ASKED if asking else READ
        encoding = self._tokenizer.encode(lead + text, add_special_tokens=False)
        offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2) - len(lead)
        first = int(np.searchsorted(offsets[:, 1], 0, side="right"))
        # Torch would wait for helpers in the thread of a caller.
        states = self._threads.submit(self._states, encoding.ids, first).result()
        return pooled(states, offsets[first:], places)

    @torch.inference_mode()
    def _states(self, pieces: list[int], first: int) -> Floats:
        """Return the states of all pieces but the ``first`` ones, the words before the text."""
        room = self._told.shape.places - 2 - first
        found = [np.zeros((0, self.dim), dtype=np.float32)]
        for window in windows(len(pieces) - first, room):
            inside = pieces[first + window.start : first + window.stop]
            numbers = [self._told.begin, *pieces[:first], *inside, self._told.end]
            rows = torch.from_numpy(self._words.rows(np.array(numbers, dtype=np.int64)))
            found.append(self._encoder(rows)[1 + first : -1].numpy())
        return np.concatenate(found)


def windows(count: int, room: int) -> Iterator[range]:
    """Yield ``count`` pieces in order, at most ``room`` at a time."""
    for start in range(0, count, room):
        yield range(start, min(start + room, count))


def pooled(states: Floats, offsets: NDArray[np.int64], places: NDArray[np.int64]) -> Floats:
    """Return (n, dim) means of the states of the pieces that overlap each token, or zeros.

    ``states`` (p, dim) of pieces that stand at ``offsets`` (p, 2); ``places`` (n, 2) of tokens;
    both rise.
    """
    begin = np.searchsorted(offsets[:, 1], places[:, 0], side="right")
    end = np.searchsorted(offsets[:, 0], places[:, 1], side="left")
    counts = np.maximum(end - begin, 0)
    sums = np.zeros((len(states) + 1, states.shape[1]))
    np.cumsum(states, axis=0, dtype=np.float64, out=sums[1:])
    means = (sums[np.maximum(begin, end)] - sums[begin]) / np.maximum(counts, 1)[:, None]
    return np.asarray(np.clip(means, -_FARTHEST, _FARTHEST), dtype=np.float32)


def _encoder(tensors: Mapping[str, Array], shape: Shape) -> Encoder:
    """Return the encoder with its packed matrices unpacked; raises ValueError or KeyError."""
    with torch.device("meta"):  # Its own weights would be drawn and thrown away.
        encoder = Encoder(shape)
    given = {name: torch.from_numpy(array) for name, array in _unpacked(tensors).items()}
    fill(encoder, given)
    return encoder


def _unpacked(tensors: Mapping[str, Array]) -> dict[str, Floats]:
    found = {}
    for name, array in tensors.items():
        if name.endswith(CODES) and name != WORDS + CODES:
            whole = name.removesuffix(CODES)
            found[f"{whole}.weight"] = _packed(tensors, whole).rows()
        elif not name.endswith((CODES, SCALES)):
            found[name] = np.array(array, dtype=np.float32)
    return found


def _packed(tensors: Mapping[str, Array], name: str) -> Packed:
    """Return a matrix by name; raises KeyError, or ValueError where its parts do not fit."""
    codes, scales = tensors[name + CODES], tensors[name + SCALES]
    if codes.ndim != 2 or scales.shape != (len(codes), codes.shape[1] * 2 / BLOCK):
        raise ValueError(f"{name} has codes {codes.shape} and scales {scales.shape}")
    if codes.dtype != np.uint8 or scales.dtype != np.float16:
        raise ValueError(f"{name} has codes of {codes.dtype} and scales of {scales.dtype}")
    return Packed(codes.astype(np.uint8, copy=False), scales.astype(np.float16, copy=False))
