"""Trains the selector: `python -m training.selector --data DATA`.

Writes service/models/selector from the questions that the reader learns from, in both languages:
of all sentences shown, that in which the answer begins is to score highest. Nothing of a dev or
test set is read. It takes half an hour on one core, and what it learns from 40 minutes to make
ready.
"""

from __future__ import annotations

import json
import logging
import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import chain, groupby
from pathlib import Path
from typing import Annotated

import torch
import typer
from safetensors.torch import save_file
from torch.nn import functional as F

from indexer.errors import TrainingError
from service.reader.selector import FILE_NAME, FOLDER, Selector, Shape
from training.descent import descend, pace
from training.reader import prepare
from training.reading import Example, Halves

LOG = logging.getLogger(__name__)
EPOCHS = 1
QUESTIONS = 24
RATE = 2e-3
WARM_UP = 100
CLIP = 1.0
# These have no sentence that answers them.
_UNANSWERED = ("near-miss", "denied")


def questions_of(examples: Sequence[Example]) -> list[list[Example]]:
    """Return the passages of each question that one of them answers."""
    groups = [list(group) for _, group in groupby(examples, key=lambda one: one.question)]
    return [
        group
        for group in groups
        if group[0].kind not in _UNANSWERED and any(one.span for one in group)
    ]


def shown(group: Sequence[Example], generator: random.Random) -> list[Example]:
    """Return a passage that answers, and one that the search found and that does not."""
    right = [one for one in group if one.span]
    wrong = [one for one in group if not one.span]
    return [generator.choice(right), *generator.sample(wrong, min(1, len(wrong)))]


def epoch(
    groups: Sequence[Sequence[Example]], generator: random.Random
) -> Iterator[list[list[Example]]]:
    """Yield the batches of one pass over all questions, in random order."""
    drawn = generator.sample(groups, len(groups))
    for first in range(0, len(drawn), QUESTIONS):
        yield [shown(group, generator) for group in drawn[first : first + QUESTIONS]]


def loss(selector: Selector, groups: Sequence[Sequence[Example]]) -> torch.Tensor:
    """Return minus the log of the probability of the right sentences, the mean.

    Each of ``groups`` is what is `shown` for a question; every question chooses among the sentences
    of all passages, each of which counts once.
    """
    asked = selector.asked([_question(group[0]) for group in groups])
    passages = list({id(one.item.passage_vectors): one for one in chain(*groups)}.values())
    told = selector.told([_passage(one) for one in passages], [one.sentences for one in passages])
    places = {id(one.item.passage_vectors): place for place, one in enumerate(passages)}
    first = torch.searchsorted(told.passages, torch.arange(len(passages)))
    right = [
        int(first[places[id(group[0].item.passage_vectors)]]) + _sentence(group[0])
        for group in groups
    ]
    return F.cross_entropy(selector(asked, told), torch.tensor(right))


def _question(example: Example) -> Halves:
    item = example.item
    return Halves(item.question_vectors, item.question_context, item.question_own)


def _passage(example: Example) -> Halves:
    item = example.item
    return Halves(item.passage_vectors, item.passage_context, item.passage_own)


def _sentence(example: Example) -> int:
    """Return which of the passage's sentences, of those that have tokens, holds the answer."""
    if example.span is None:
        raise TrainingError(f"question {example.question} has no answer in its first passage")
    here = example.sentences[: example.span[0] + 1]
    return int((here[1:] != here[:-1]).sum())


def train(examples: Sequence[Example], shape: Shape, epochs: int = EPOCHS) -> Selector:
    """Return a selector trained on ``examples``, those of a question in a row.

    AdamW, its rate rising for a short while, then falling to zero along a cosine; deterministic on
    one thread.
    """
    torch.manual_seed(0)
    torch.set_num_threads(1)
    generator = random.Random(0)
    selector, groups = Selector(shape), questions_of(examples)
    optimizer = torch.optim.AdamW(
        selector.parameters(), lr=RATE, betas=(0.9, 0.98), weight_decay=1e-3
    )
    total = epochs * math.ceil(len(groups) / QUESTIONS)
    batches = chain.from_iterable(epoch(groups, generator) for _ in range(epochs))
    for step, batch in enumerate(batches):
        value = loss(selector, batch)
        descend(selector, optimizer, value, RATE * pace(step, total, WARM_UP), CLIP)
        if step % 200 == 0:
            LOG.info("step %d of %d: loss %.3f", step, total, float(value.detach()))
    return selector.eval()


def write(folder: Path, selector: Selector, shape: Shape) -> None:
    """Write the selector as a safetensors file of float16, with its shape."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {name: one.half().contiguous() for name, one in selector.state_dict().items()}
    save_file(tensors, folder / FILE_NAME, metadata={"selector": json.dumps(asdict(shape))})


def main(
    data: Annotated[Path, typer.Option(help="The folder of training and dev data.")],
    out: Annotated[Path, typer.Option(help="Where to write the selector.")] = FOLDER,
    epochs: Annotated[int, typer.Option(min=1, help="Passes over the questions.")] = EPOCHS,
) -> None:
    """Train and write the selector."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    examples, _ = prepare(data)
    item = examples[0].item
    shape = Shape(item.passage_vectors.shape[1], item.passage_context.shape[1])
    write(out, train(examples, shape, epochs), shape)


if __name__ == "__main__":
    typer.run(main)
