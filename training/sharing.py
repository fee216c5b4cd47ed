"""The reader's last pass: the passages of a question compete for its answer.

What is learnt of each passage alone says little of which passage to believe. Here the spans of all
passages shown for a question share one softmax (Clark and Gardner 2018, "Simple and effective
multi-paragraph reading comprehension", shared normalisation).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import groupby

import torch
from torch import Tensor

from service.reader.network import LONGEST
from training.reading import Example

# So many of JaQuAD's own questions are drawn; those that were written are all shown.
OWN = 14_000
QUESTIONS = 16
BUCKET = 50
_NONE = -1e4


def together(examples: Sequence[Example], generator: random.Random) -> list[list[Example]]:
    """Return the batches of one pass: a question's right passages beside a wrong one, or two.

    Batches hold QUESTIONS questions with passages of like length, in random order.
    """
    groups = [list(group) for _, group in groupby(examples, key=lambda one: one.question)]
    own = [group for group in groups if group[0].kind == "asked"]
    shown = [group for group in groups if group[0].kind != "asked"]
    shown += generator.sample(own, min(OWN, len(own)))
    pairs = [_pair(group, generator) for group in shown]
    generator.shuffle(pairs)
    batches = []
    for first in range(0, len(pairs), QUESTIONS * BUCKET):
        bucket = sorted(pairs[first : first + QUESTIONS * BUCKET], key=_size)
        batches += [
            [one for pair in bucket[n : n + QUESTIONS] for one in pair]
            for n in range(0, len(bucket), QUESTIONS)
        ]
    generator.shuffle(batches)
    return batches


def _pair(group: Sequence[Example], generator: random.Random) -> list[Example]:
    right = [one for one in group if one.span and one.span[1] - one.span[0] < LONGEST]
    wrong = [one for one in group if one.span is None]
    room = 1 if right else 2
    return right + generator.sample(wrong, min(room, len(wrong)))


def _size(group: Sequence[Example]) -> int:
    return max(len(one.item.passage_words) for one in group)


def shared_loss(spans: Tensor, right: Tensor, owners: Tensor) -> Tensor:
    """Return minus the log of the right spans' share of all spans of their question, the mean.

    ``spans`` (b, s) are logits; ``right`` (b,) the number of the right one, negative for none;
    ``owners`` (b,) int64 tells whose passage each is. Questions without a right span are left out;
    0 when no question has one.
    """
    _, owner = torch.unique(owners, return_inverse=True)
    has = right >= 0
    answered = torch.zeros(int(owner.max()) + 1, dtype=torch.bool).index_fill(0, owner[has], True)
    chosen = spans.gather(1, right.clamp(min=0)[:, None])[:, 0]
    every = _pooled(spans.logsumexp(1), owner, len(answered))
    good = _pooled(torch.where(has, chosen, _NONE), owner, len(answered))
    return (every - good)[answered].mean() if bool(answered.any()) else spans.sum() * 0


def _pooled(values: Tensor, owner: Tensor, count: int) -> Tensor:
    """Return (count,) the log of the sum of exponentials of each owner's values."""
    most = torch.full((count,), _NONE).scatter_reduce(0, owner, values.detach(), "amax")
    return most + torch.zeros(count).index_add(0, owner, (values - most[owner]).exp()).log()
