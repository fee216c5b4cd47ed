"""Trains the reader: `python -m training.reader --data DATA`.

Writes service/models/reader from JaQuAD's training questions and those written for this project
over the same paragraphs, each token with its contextual vector (`training.contextual` makes what
gives those). Nothing of a dev or test set is read. Two networks that differ by their seed are
trained one after the other, first on passages by themselves, then on those of a question together;
each takes about five hours on one core, and what they learn from 40 minutes to make ready.
"""

from __future__ import annotations

import json
import logging
import math
import random
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import chain, groupby
from pathlib import Path
from typing import Annotated

import torch
import typer
from safetensors.torch import save_file
from torch.nn import functional as F

from eval.indexing import index_corpus
from indexer.analysis import PassageAnalyser
from indexer.corpus import Corpus
from indexer.errors import TrainingError
from indexer.terms import Analyser
from indexer.tokens import Tokenizer
from indexer.wordvectors import WordVectors
from service.reader.batches import Item, collate
from service.reader.contextual import Contextual
from service.reader.network import LONGEST, Batch, Network, Shape
from service.reader.prepare import Preparer
from service.reader.reader import FILE_NAME, FOLDER
from service.reader.words import Vocabulary
from service.search import Searcher
from training import golden
from training.descent import descend, pace
from training.leakage import make_guard, protected_texts
from training.reading import Example, Examples, learn_vocabulary, read_tasks
from training.sharing import shared_loss, together

LOG = logging.getLogger(__name__)
ROOT = Path(__file__).resolve().parent.parent
HIDDEN = 96
EPOCHS = 5
BATCH = 32
BUCKET = 50
WARM_UP = 300
CLIP = 2.0
AVERAGE = 0.999
# What is drawn anew for each epoch: so many wrong passages for each right one.
WRONG_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Plan:
    """How one network is trained.

    Its ``seed``; the highest ``rate`` of learning and, for the last pass, ``last_rate``;
    ``dropout``.
    """

    seed: int
    rate: float
    last_rate: float
    dropout: float


PLANS = (Plan(1, 1.5e-3, 6e-4, 0.3), Plan(2, 1e-3, 6e-4, 0.2))


def loss(
    network: Network,
    batch: Batch,
    spans: torch.Tensor,
    denied: torch.Tensor,
    owners: torch.Tensor | None = None,
) -> torch.Tensor:
    """Return minus the log of the probability of the right spans, or of no answer, the mean.

    ``spans`` (b, 2): first and last token, -1 for none. That of a denial, or of none, is added:
    ``denied`` (b,) float32 is 1 or 0, NaN where it counts for nothing. With ``owners`` (b,), whose
    passage each is, their `shared_loss` is added.
    """
    with torch.autocast("cpu", torch.bfloat16):
        logits, none, denying = network(batch)
    every = torch.cat([logits.flatten(1), none[:, None]], 1)
    start, end = spans[:, 0], spans[:, 1]
    length = (end - start).clamp(max=LONGEST - 1)
    right = torch.where(start >= 0, start * LONGEST + length, -1)
    last = torch.full_like(start, every.shape[1] - 1)
    alone = F.cross_entropy(every, torch.where(right >= 0, right, last))
    counts = ~denied.isnan()
    if bool(counts.any()):
        alone = alone + F.binary_cross_entropy_with_logits(denying[counts], denied[counts])
    return alone if owners is None else alone + shared_loss(every[:, :-1], right, owners)


def denials(examples: Sequence[Example]) -> torch.Tensor:
    """Return (b,) float32: 1 for a passage that denies its question, 0 for others.

    NaN for what stands beside one that does: it may deny the question too.
    """
    return torch.tensor([_denial(one) for one in examples])


def _denial(example: Example) -> float:
    if example.kind != "denied":
        return 0.0
    return 1.0 if example.span else math.nan


def epoch(examples: Sequence[Example], generator: random.Random) -> list[list[Example]]:
    """Return the batches of one pass, of examples of like length, in random order.

    English questions, the fewest, are shown twice; of the wrong passages a part is drawn.
    """
    right = [one for one in examples if one.span is not None and _short(one.span)]
    wrong = [one for one in examples if one.span is None and one.kind != "near-miss"]
    shown = [
        *right,
        *(one for one in right if one.kind == "english"),
        *(one for one in examples if one.kind == "near-miss"),
        *generator.sample(wrong, min(int(WRONG_SHARE * len(right)), len(wrong))),
    ]
    generator.shuffle(shown)
    batches = []
    for first in range(0, len(shown), BATCH * BUCKET):
        bucket = sorted(shown[first : first + BATCH * BUCKET], key=_size)
        batches += [bucket[n : n + BATCH] for n in range(0, len(bucket), BATCH)]
    generator.shuffle(batches)
    return batches


def _short(span: tuple[int, int]) -> bool:
    return span[1] - span[0] < LONGEST


def _size(example: Example) -> int:
    return len(example.item.passage_words)


def train(examples: Sequence[Example], shape: Shape, plan: Plan, epochs: int = EPOCHS) -> Network:
    """Return a network trained on ``examples``, those of a question in a row.

    ``epochs`` passes over passages by themselves, then one over those of a question together;
    deterministic for a plan's seed on one thread.
    """
    torch.manual_seed(plan.seed)
    torch.set_num_threads(1)
    generator = random.Random(plan.seed)
    network = Network(shape, plan.dropout)
    total = epochs * len(epoch(examples, random.Random(0)))
    alone = chain.from_iterable(epoch(examples, generator) for _ in range(epochs))
    _learn(network, alone, total, plan.rate, shared=False)
    pairs = together(examples, generator)
    _learn(network, pairs, len(pairs), plan.last_rate, shared=True)
    return network.eval()


def _learn(
    network: Network, batches: Iterable[list[Example]], total: int, rate: float, *, shared: bool
) -> None:
    """Train ``network`` in place; it ends with the running average of its weights.

    AdamW, its rate rising for a short while, then falling to zero along a cosine.
    """
    average = {name: tensor.detach().clone() for name, tensor in network.state_dict().items()}
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=rate, betas=(0.9, 0.98), weight_decay=1e-4
    )
    for step, batch in enumerate(batches):
        wanted = torch.tensor([one.span or (-1, -1) for one in batch])
        owners = torch.tensor([one.question for one in batch]) if shared else None
        items = collate([one.item for one in batch])
        value = loss(network, items, wanted, denials(batch), owners)
        descend(network, optimizer, value, rate * pace(step, total, WARM_UP), CLIP)
        _follow(average, network, min(AVERAGE, (1 + step) / (10 + step)))
        if step % 200 == 0:
            LOG.info("step %d of %d: loss %.3f", step, total, float(value.detach()))
    network.load_state_dict(average)


@torch.no_grad()
def _follow(average: dict[str, torch.Tensor], network: Network, decay: float) -> None:
    for name, tensor in network.state_dict().items():
        average[name].lerp_(tensor, 1 - decay)


def write(folder: Path, networks: Sequence[Network], shape: Shape, vocabulary: Vocabulary) -> None:
    """Write the networks as one safetensors file of float16, with all that reading them takes."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {
        f"{number}.{name}": tensor.half().contiguous()
        for number, network in enumerate(networks)
        for name, tensor in network.state_dict().items()
    }
    told = {
        "words": sorted(vocabulary.words, key=lambda word: vocabulary.words[word]),
        "parts": sorted(vocabulary.parts, key=lambda part: vocabulary.parts[part]),
        "networks": len(networks),
        "shape": asdict(shape),
    }
    metadata = {"reader": json.dumps(told, ensure_ascii=False)}
    save_file(tensors, folder / FILE_NAME, metadata=metadata)


def shape_of(vocabulary: Vocabulary, item: Item) -> Shape:
    """Return the sizes of a network that reads such items."""
    return Shape(
        dim=item.passage_vectors.shape[1],
        words=len(vocabulary.words) + 1,
        parts=len(vocabulary.parts) + 1,
        hidden=HIDDEN,
        context=item.passage_context.shape[1],
    )


def prepare(data: Path) -> tuple[list[Example], Vocabulary]:
    """Return the examples, of at least one question, and their vocabulary.

    Raises:
        TrainingError: the data or the written questions are missing.
    """
    guard = make_guard(protected_texts(data, ROOT / "eval" / "gold", ROOT / "seeds"))
    documents, tasks = read_tasks(data, guard)
    analyser, vectors = Analyser(Tokenizer()), WordVectors.open()
    texts = [*(document.text for document in documents), *(task.text for task in tasks)]
    vocabulary = learn_vocabulary(texts, analyser)
    segmenter = PassageAnalyser(analyser, vectors)
    preparer = Preparer(segmenter, vectors, vocabulary, Contextual.open())
    with tempfile.TemporaryDirectory() as folder:
        generation, tools = index_corpus(Corpus(documents, ()), Path(folder), scorers={})
        with closing(generation):
            every = generation.passages(range(generation.manifest.passages))
            by_document = {
                doc_id: list(group) for doc_id, group in groupby(every, key=lambda p: p.doc_id)
            }
            made = Examples(Searcher(generation, tools), preparer, by_document)
            examples = [one for task in tasks for one in made.of(task)]
    if not examples:
        raise TrainingError(f"{data}: no question there can be learnt from")
    return examples, vocabulary


def main(
    data: Annotated[Path, typer.Option(help="The folder of training and dev data.")],
    out: Annotated[Path, typer.Option(help="Where to write the reader.")] = FOLDER,
    epochs: Annotated[int, typer.Option(min=1, help="Passes over the questions.")] = EPOCHS,
) -> None:
    """Train and write the reader, and what it finds in the texts that a test holds it to."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    examples, vocabulary = prepare(data)
    LOG.info("%d examples", len(examples))
    shape = shape_of(vocabulary, examples[0].item)
    networks = [train(examples, shape, plan, epochs) for plan in PLANS]
    write(out, networks, shape, vocabulary)
    golden.main(out)


if __name__ == "__main__":
    typer.run(main)
