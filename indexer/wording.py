"""The words of a passage in their order, packed: what ranking by words in context reads."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.quantities import Quantity, quantity
from indexer.records import Token

OTHER, NUMBER, NAME, LATIN, VERB, NOUN, MONEY, PERCENT, DATE, DURATION = range(10)
"""The kinds of content words, by part of speech and script, and of numbers, by what they count."""

NUMERIC = frozenset({NUMBER, MONEY, PERCENT, DATE, DURATION})
_QUANTITIES: dict[Quantity, int] = {
    "number": NUMBER,
    "money": MONEY,
    "percent": PERCENT,
    "date": DATE,
    "duration": DURATION,
}

_COUNTS = struct.Struct("<II")
_LAST_SENTENCE = 0xFFFF


@dataclass(frozen=True, slots=True, eq=False)
class Wording:
    """Two streams over one passage, both in text order.

    ``lemmas`` (n,) uint32: content words as `word_key`; ``kinds`` (n,) uint8; ``pieces`` (m,)
    int32: the word vectors' tokens of its sentences. ``lemma_sentences`` (n,) and
    ``piece_sentences`` (m,) uint16: the sentence of the passage each stands in, from 0, never
    falling.
    """

    lemmas: NDArray[np.uint32]
    lemma_sentences: NDArray[np.uint16]
    kinds: NDArray[np.uint8]
    pieces: NDArray[np.int32]
    piece_sentences: NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Word:
    """One content word of a text: its UniDic lemma and one of the kinds above."""

    lemma: str
    kind: int


def word_key(lemma: str) -> int:
    """Return the 32-bit key of a lemma (CRC-32 of its UTF-8), so that no vocabulary is needed.

    Two lemmas of 100,000 share one in 1 of 40,000 look-ups; that costs rank, never a citation.
    """
    return zlib.crc32(lemma.encode())


def kind_of(token: Token, key: str) -> int:
    """Return the kind of a token of the search key ``key``."""
    if token.pos.startswith("名詞/数詞"):
        return _QUANTITIES[quantity(key, token.start, token.end)]
    if token.pos.startswith("名詞/固有名詞"):
        return NAME
    if "a" <= token.lemma[:1] <= "z":
        return LATIN
    if token.pos.startswith(("動詞", "形容詞")):
        return VERB
    return NOUN if token.pos.startswith("名詞") else OTHER


def wording(
    words: Sequence[Word], word_sentences: Sequence[int], pieces: Sequence[Sequence[int]]
) -> Wording:
    """Return the wording of content ``words`` with their sentences, and of each sentence's pieces.

    Sentences past the 65,535th count as that one.
    """
    piece_sentences = [number for number, ids in enumerate(pieces) for _ in ids]
    return Wording(
        np.array([word_key(word.lemma) for word in words], dtype=np.uint32),
        _numbers(word_sentences),
        np.array([word.kind for word in words], dtype=np.uint8),
        np.array([piece for ids in pieces for piece in ids], dtype=np.int32),
        _numbers(piece_sentences),
    )


def pack(item: Wording) -> bytes:
    """Return the little-endian bytes of a wording: both counts, then the five arrays."""
    arrays = (item.lemmas, item.pieces, item.lemma_sentences, item.piece_sentences, item.kinds)
    little = (array.astype(array.dtype.newbyteorder("<")).tobytes() for array in arrays)
    return _COUNTS.pack(len(item.lemmas), len(item.pieces)) + b"".join(little)


def unpack(data: bytes) -> Wording:
    """Return what `pack` packed; arrays are views of ``data``.

    Raises:
        ValueError: ``data`` is not of the length that its counts say.
    """
    if len(data) < _COUNTS.size:
        raise ValueError(f"a wording of {len(data)} bytes has no counts")
    words, pieces = _COUNTS.unpack_from(data)
    place = _COUNTS.size

    def take(kind: str, count: int) -> NDArray[np.generic]:
        nonlocal place
        array = np.frombuffer(data, dtype=kind, count=count, offset=place)
        place += array.nbytes
        return array

    lemmas, ids = take("<u4", words), take("<i4", pieces)
    word_sentences, piece_sentences = take("<u2", words), take("<u2", pieces)
    kinds = take("<u1", words)
    if place != len(data):
        raise ValueError(f"a wording of {len(data)} bytes, {place} expected")
    return Wording(lemmas, word_sentences, kinds, ids, piece_sentences)  # type: ignore[arg-type]


def _numbers(sentences: Sequence[int]) -> NDArray[np.uint16]:
    return np.minimum(np.array(sentences, dtype=np.int64), _LAST_SENTENCE).astype(np.uint16)
