"""The order of batches over all sources, and the training loop."""

from __future__ import annotations

import logging
import math
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from training.bags import Ids, encode
from training.contrast import PairBags, Table
from training.sources import Source

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train; the defaults made the bundled model.

    ``rate`` is Adam's, falling linearly to zero after ``warmup`` steps; ``scale`` multiplies
    cosines in the loss; ``token_rate`` is the second stage's; ``report_every`` is in steps.
    """

    seed: int = 20
    dim: int = 256
    rate: float = 1e-2
    token_rate: float = 3e-3
    scale: float = 14.0
    warmup: int = 50
    report_every: int = 1000


@dataclass(frozen=True, slots=True)
class Batch:
    """Some pairs of one source, by index."""

    source: str
    index: Ids


def _keys(texts: Sequence[str]) -> Ids:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(text, len(numbers)) for text in texts], dtype=np.int64)


def pair_bags(source: Source, tokenizer: Tokenizer) -> PairBags:
    """Tokenise both texts of each pair of a source."""
    queries = [pair.query for pair in source.pairs]
    targets = [pair.target for pair in source.pairs]
    return PairBags(
        encode(tokenizer, queries), encode(tokenizer, targets), _keys(queries), _keys(targets)
    )


def _order(source: Source, generator: np.random.Generator) -> Ids:
    """Return all indices of a source's pairs in random order, group by group where it says so."""
    order = generator.permutation(len(source.pairs))
    if not source.grouped:
        return order
    groups = _keys([pair.group for pair in source.pairs])
    ranks = generator.permutation(len(groups))[groups]
    return order[np.argsort(ranks[order], kind="stable")]


def plan(sources: Sequence[Source], seed: int) -> list[Batch]:
    """Return all batches of all sources in one random order; equal for an equal seed.

    A source with fewer pairs than a batch makes one smaller batch a pass; otherwise pairs that
    fill no batch are left out of that pass.
    """
    generator = np.random.default_rng(seed)
    batches = []
    for source in sources:
        count, size = len(source.pairs), min(source.batch, len(source.pairs))
        passes = [_order(source, generator) for _ in range(math.ceil(source.passes))]
        order = np.concatenate(passes)[: round(count * source.passes)]
        batches += [
            Batch(source.name, order[start : start + size])
            for start in range(0, len(order) - size + 1, size)
        ]
    return [batches[place] for place in generator.permutation(len(batches))]


def train(
    table: Table,
    bags: Mapping[str, PairBags],
    batches: Sequence[Batch],
    settings: Settings,
    report: Callable[[], str],
    *,
    tokens: bool = False,
) -> None:
    """Take one step for each batch; log the mean recent loss and ``report()`` now and then.

    ``tokens`` compares texts token by token too.
    """
    recent: deque[float] = deque(maxlen=100)
    for step, batch in enumerate(batches, start=1):
        rate = settings.rate * min(1.0, step / settings.warmup) * (1 - (step - 1) / len(batches))
        pairs = bags[batch.source]
        loss = table.step(pairs, batch.index, rate=rate, scale=settings.scale, tokens=tokens)
        recent.append(loss)
        if step % settings.report_every == 0 or step == len(batches):
            mean = sum(recent) / len(recent)
            log.info("step %d of %d, loss %.3f, %s", step, len(batches), mean, report())
