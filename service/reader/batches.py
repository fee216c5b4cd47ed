"""Pairs of question and passage -> one padded batch for the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from service.reader.inputs import Asking, Read, pair
from service.reader.network import Batch

Array = NDArray[np.generic]


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One question with one passage: the arrays of both `Words` and their `Pair`, unpadded."""

    passage_vectors: Array
    passage_context: Array
    passage_own: Array
    passage_pair: Array
    passage_words: Array
    passage_parts: Array
    question_vectors: Array
    question_context: Array
    question_own: Array
    question_pair: Array
    question_words: Array
    question_parts: Array


def item(asking: Asking, read: Read) -> Item:
    """Return a question with a passage, each of at least one token."""
    found, passage, question = pair(asking, read), read.words, asking.words
    return Item(
        *(passage.vectors, passage.context, passage.own, found.passage),
        *(passage.words, passage.parts),
        *(question.vectors, question.context, question.own, found.question),
        *(question.words, question.parts),
    )


def collate(items: Sequence[Item], steps: tuple[int, int] = (1, 1)) -> Batch:
    """Return the batch of at least one item: float32 and int64, zeros for padding.

    It is as long as the longest, or the next multiple of ``steps``: of passages, of questions.
    """
    passage, question = steps
    return Batch(
        passage_vectors=_floats([item.passage_vectors for item in items], passage),
        passage_context=_floats([item.passage_context for item in items], passage),
        passage_own=_floats([item.passage_own for item in items], passage),
        passage_pair=_floats([item.passage_pair for item in items], passage),
        passage_words=_numbers([item.passage_words for item in items], passage),
        passage_parts=_numbers([item.passage_parts for item in items], passage),
        passage_mask=_mask([len(item.passage_words) for item in items], passage),
        question_vectors=_floats([item.question_vectors for item in items], question),
        question_context=_floats([item.question_context for item in items], question),
        question_own=_floats([item.question_own for item in items], question),
        question_pair=_floats([item.question_pair for item in items], question),
        question_words=_numbers([item.question_words for item in items], question),
        question_parts=_numbers([item.question_parts for item in items], question),
        question_mask=_mask([len(item.question_words) for item in items], question),
    )


def _floats(arrays: Sequence[Array], step: int) -> Tensor:
    longest = _padded([len(array) for array in arrays], step)
    padded = np.zeros((len(arrays), longest, arrays[0].shape[1]), dtype=np.float32)
    for row, array in enumerate(arrays):
        padded[row, : len(array)] = array
    return torch.from_numpy(padded)


def _numbers(arrays: Sequence[Array], step: int) -> Tensor:
    longest = _padded([len(array) for array in arrays], step)
    padded = np.zeros((len(arrays), longest), dtype=np.int64)
    for row, array in enumerate(arrays):
        padded[row, : len(array)] = array
    return torch.from_numpy(padded)


def _mask(sizes: Sequence[int], step: int) -> Tensor:
    return torch.arange(_padded(sizes, step))[None, :] < torch.tensor(sizes)[:, None]


def _padded(sizes: Sequence[int], step: int) -> int:
    """Return the least multiple of ``step`` that no size exceeds."""
    return -(-max(sizes) // step) * step
