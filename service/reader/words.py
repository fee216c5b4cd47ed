"""Tokens of a text -> what the reader's network knows of each; pure but for the vectors' table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.records import Token
from indexer.terms import is_content, lemma_term
from indexer.wording import DURATION, OTHER, kind_of, word_key
from service.layout import Floats
from service.matching import Vectors

KINDS = DURATION + 1
_CLASSES = (
    r"[0-9.,]+", r"[ァ-ヶー]+", r"[a-z0-9.&'-]*[a-z][a-z0-9.&'-]*", r"[\u3400-\u9fff々]+",
    r"[ぁ-ん]+", r"[、。,.!?:;・~-]", r"[「『(\[【<《\"]", r"[」』)\]】>》\"]",
)  # fmt: skip
_PATTERNS = tuple(re.compile(pattern) for pattern in _CLASSES)
CLASSES = len(_CLASSES)
OWN = KINDS + CLASSES + 1
"""How many columns `Words.own` has."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The frequent words and the parts of speech that the network has learnt vectors for.

    Both map to numbers from 1; 0 is any other.
    """

    words: Mapping[str, int]
    parts: Mapping[str, int]


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """What is known of the n tokens of a text by themselves, in text order.

    ``vectors`` (n, dim): unit length or zero; ``own`` (n, OWN): the kind of `indexer.wording`
    (one-hot; a function word has none), the class of its characters (one-hot; a mixed word has
    none, a lone point or comma two) and how rare the word is, 0 to about 1; ``words`` and
    ``parts`` (n,) int64: numbers of a `Vocabulary`; ``keys`` (n,) int64: the `word_key` of a
    content word, -1 for others; ``kinds`` (n,) int64; ``surfaces``: as the search key has them;
    ``context`` (n, c): the contextual vectors of `service.reader.contextual`, c = 0 without any.
    """

    vectors: Floats
    own: Floats
    words: NDArray[np.int64]
    parts: NDArray[np.int64]
    keys: NDArray[np.int64]
    kinds: NDArray[np.int64]
    surfaces: tuple[str, ...]
    context: Floats

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.surfaces)


def part_of(token: Token) -> str:
    """Return the name of a token's part of speech, in all its levels."""
    return f"{token.pos}/{token.detail}" if token.detail else token.pos


def words_of(
    key: str,
    tokens: Sequence[Token],
    vectors: Vectors,
    vocabulary: Vocabulary,
    context: Floats | None = None,
) -> Words:
    """Return what is known of the ``tokens`` of the search key ``key``.

    ``context`` (n, c) are their contextual vectors; none unless given.
    """
    surfaces = tuple(token.surface for token in tokens)
    directions, lengths = surface_vectors(surfaces, vectors)
    kinds = [kind_of(token, key) if is_content(token) else OTHER for token in tokens]
    keys = [word_key(lemma_term(token)) if is_content(token) else -1 for token in tokens]
    own = np.zeros((len(tokens), OWN), dtype=np.float32)
    for row, (token, kind) in enumerate(zip(tokens, kinds, strict=True)):
        own[row, kind] = is_content(token)
        for column, pattern in enumerate(_PATTERNS, start=KINDS):
            own[row, column] = bool(pattern.fullmatch(token.surface))
    own[:, -1] = np.log1p(lengths) / 2
    return Words(
        vectors=directions,
        own=own,
        words=_numbers(vocabulary.words, surfaces),
        parts=_numbers(vocabulary.parts, [part_of(token) for token in tokens]),
        keys=np.array(keys, dtype=np.int64),
        kinds=np.array(kinds, dtype=np.int64),
        surfaces=surfaces,
        context=np.zeros((len(tokens), 0), dtype=np.float32) if context is None else context,
    )


def _numbers(known: Mapping[str, int], names: Sequence[str]) -> NDArray[np.int64]:
    return np.array([known.get(name, 0) for name in names], dtype=np.int64)


def surface_vectors(surfaces: Sequence[str], vectors: Vectors) -> tuple[Floats, Floats]:
    """Return (n, dim) unit directions, or zero, and (n,) lengths of the sums of words' pieces."""
    different = list(dict.fromkeys(surfaces))
    pieces = vectors.pieces(different)
    directions, lengths = vectors.look_up(np.array([p for ids in pieces for p in ids], dtype=int))
    sums = np.zeros((len(different), directions.shape[1]), dtype=np.float32)
    owners = np.repeat(np.arange(len(different)), [len(ids) for ids in pieces])
    np.add.at(sums, owners, directions * lengths[:, None])
    norms = np.sqrt(np.einsum("ij,ij->i", sums, sums))
    place = {surface: row for row, surface in enumerate(different)}
    rows = np.array([place[surface] for surface in surfaces], dtype=int)
    unit = sums / np.maximum(norms, 1e-6)[:, None]
    return unit[rows], norms[rows]
