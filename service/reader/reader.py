"""The reader: how likely each span of a passage answers a question, none does, and it denies it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open

from indexer.errors import ModelError
from indexer.lexical import LexicalIndex
from indexer.records import Span
from service.layout import Floats
from service.matching import Vectors
from service.query import Query
from service.reader import contextual
from service.reader.batches import collate, item
from service.reader.contextual import Contextual
from service.reader.inputs import Asking
from service.reader.network import LONGEST, Batch, Network, Shape
from service.reader.prepare import Prepared, Preparer, Segmenter
from service.reader.selector import FOLDER as SELECTOR
from service.reader.selector import Selector, Told, open_selector
from service.reader.spread import Spread
from service.reader.weights import fill, in_halves
from service.reader.words import Vocabulary
from service.threads import alone

FOLDER = Path(__file__).parent.parent / "models" / "reader"
FILE_NAME = "model.safetensors"
# Passages and questions are padded to multiples of so many tokens: for every new length torch
# prepares all products anew, which takes half as long as to compute them.
STEPS = (32, 16)


@dataclass(frozen=True, slots=True)
class Found:
    """The likeliest answer in one sentence, a span of the passage's text.

    ``mass`` is the probability, 0 to 1, that the answer begins in the sentence; ``share`` the part
    of it that falls on ``span`` and on spans that overlap it; ``least`` the mass that the network
    gives it which believes in it least; ``matched`` how well the sentence matches the question by
    the selector, about 0 to 40; ``spread`` tells of all its spans.
    """

    span: Span
    mass: float
    share: float
    least: float
    matched: float
    spread: Spread = field(compare=False)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a passage says: ``found`` by number of its sentence.

    ``none``: the probability, 0 to 1, that it has no answer; ``denied``: that it denies what the
    question takes for granted.
    """

    found: Mapping[int, Found]
    none: float
    denied: float

    @property
    def best(self) -> Found | None:
        """The likeliest answer, of the lowest number where equal; None for no sentence."""
        return max(self.found.values(), key=lambda one: one.mass * one.share, default=None)


NOTHING = Reading({}, 1.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """A passage ready to be read and to be compared; ``told`` is None where it has no tokens."""

    prepared: Prepared
    told: Told | None


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """A passage beside a question: how well each of its sentences with tokens matches.

    ``scores`` (s,) are none where the passage or the question has no tokens.
    """

    ready: Ready
    scores: Floats

    @property
    def matched(self) -> float:
        """How well the best sentence matches; 0 where there is none."""
        return float(self.scores.max()) if len(self.scores) else 0.0


class Reader:
    """Networks that read together, and a selector; immutable, safe to share between threads."""

    def __init__(self, networks: Sequence[Network], selector: Selector, preparer: Preparer) -> None:
        self._networks = [network.eval() for network in networks]
        self._selector = selector.eval()
        self._threads = alone(max(len(networks), 1))
        self._preparer = preparer

    @classmethod
    def open(
        cls,
        segmenter: Segmenter,
        vectors: Vectors,
        folder: Path = FOLDER,
        encoder: Path = contextual.FOLDER,
        selector: Path = SELECTOR,
    ) -> Reader:
        """Read the networks of ``folder`` and their ``selector``.

        The ``encoder`` is read where they need contextual vectors.

        Raises ModelError when one of these is missing or damaged.
        """
        path = folder / FILE_NAME
        try:
            with safe_open(path, framework="pt") as file:
                told = json.loads((file.metadata() or {})["reader"])
                tensors = {name: file.get_tensor(name).float() for name in file.keys()}
            shape, count = Shape(**told["shape"]), int(told["networks"])
            vocabulary = Vocabulary(_numbered(told["words"]), _numbered(told["parts"]))
            contexts = Contextual.open(encoder) if shape.context else None
            _check(shape, count, vocabulary, vectors, contexts)
            networks = [_network(tensors, shape, number) for number in range(count)]
        except (OSError, KeyError, TypeError, ValueError, RuntimeError, SafetensorError) as error:
            raise ModelError(
                f"{path}: the reader cannot be read ({error}); install Konkyo again"
            ) from error
        preparer = Preparer(segmenter, vectors, vocabulary, contexts)
        return cls(networks, open_selector(shape.dim, shape.context, selector), preparer)

    def asking(self, query: Query, index: LexicalIndex) -> Asking:
        """Return a question ready to be read for; its units are weighed by ``index``."""
        return self._preparer.asking(query, index)

    def passage(self, text: str, sentences: Sequence[Span]) -> Ready:
        """Return a passage ready to be read; ``sentences`` are spans of its ``text``."""
        return self.ready(self._preparer.passage(text, sentences))

    def ready(self, prepared: Prepared) -> Ready:
        """Return a passage ready to be read and to be compared."""
        if not len(prepared.read.words):
            return Ready(prepared, None)
        # Torch would wait for helpers in the thread of a caller.
        return Ready(prepared, self._threads.submit(self._selector.ready, prepared.read).result())

    def score(self, asking: Asking, passages: Sequence[Ready]) -> tuple[Scored, ...]:
        """Return how well the sentences of each passage match a question, in order."""
        told = [one.told for one in passages if one.told is not None and len(asking.words)]
        scores: list[Floats] = []
        if told:
            scores = self._threads.submit(self._selector.scores, asking.words, told).result()
        each, nothing = iter(scores), np.zeros(0, dtype=np.float32)
        return tuple(
            Scored(one, nothing if one.told is None else next(each, nothing)) for one in passages
        )

    def read(self, asking: Asking, passages: Sequence[Scored]) -> tuple[Reading, ...]:
        """Return what each passage, scored for the question, says to it, in order."""
        kept = {place: one for place, one in enumerate(passages) if len(one.scores)}
        if not kept:
            return (NOTHING,) * len(passages)
        items = [item(asking, one.ready.prepared.read) for one in kept.values()]
        batch = collate(items, STEPS)
        # Each network on a thread of its own: a third faster where there are two cores.
        several = list(self._threads.map(lambda network: _chances(network, batch), self._networks))
        readings = {
            place: _reading(chances, one.ready.prepared, one.scores)
            for (place, one), chances in zip(kept.items(), np.stack(several, 1), strict=True)
        }
        return tuple(readings.get(place, NOTHING) for place in range(len(passages)))


def _numbered(names: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names, start=1)}


def _check(
    shape: Shape,
    count: int,
    vocabulary: Vocabulary,
    vectors: Vectors,
    contexts: Contextual | None,
) -> None:
    """Refuse what would fail at the first question: no network, or sizes that do not fit."""
    dim = vectors.look_up(np.zeros(0, dtype=np.intp))[0].shape[1]
    sizes = {
        "dim": dim,
        "words": len(vocabulary.words) + 1,
        "parts": len(vocabulary.parts) + 1,
        "context": contexts.dim if contexts else 0,
    }
    for name, size in sizes.items():
        if getattr(shape, name) != size:
            raise ValueError(f"{name} is {getattr(shape, name)} there and {size} here")
    if count < 1:
        raise ValueError(f"{count} networks")


def _network(tensors: Mapping[str, torch.Tensor], shape: Shape, number: int) -> Network:
    network = Network(shape)
    prefix = f"{number}."
    own = {name.removeprefix(prefix): t for name, t in tensors.items() if name.startswith(prefix)}
    fill(network, own, prefix)
    if in_halves():
        network.halve()
    return network


@torch.inference_mode()
def _chances(network: Network, batch: Batch) -> Floats:
    """Return (b, n x LONGEST + 2) probabilities: of spans, of no answer, and of a denial."""
    spans, none, denied = network(batch)
    chances = torch.cat([spans.flatten(1), none[:, None]], 1).softmax(1)
    return torch.cat([chances, denied.sigmoid()[:, None]], 1).numpy()


def _reading(several: Floats, passage: Prepared, matched: Floats) -> Reading:
    """Return what a passage says by the chances that each of the networks gives.

    ``matched`` are the scores of its sentences, of those that have tokens.
    """
    sentences = passage.read.sentences
    chances = several.mean(0)
    spans = chances[:-2].reshape(-1, LONGEST)[: len(sentences)]
    begun = several[:, :-2].reshape(len(several), -1, LONGEST)[:, : len(sentences)].sum(2)
    found = {}
    for sentence, score in zip(np.unique(sentences), matched.tolist(), strict=True):
        tokens = np.flatnonzero(sentences == sentence)
        least = float(begun[:, tokens].sum(1).min())
        found[int(sentence)] = _best(spans, tokens, passage, least, score)
    return Reading(found, float(chances[-2]), float(chances[-1]))


def _best(
    spans: Floats, tokens: NDArray[np.intp], passage: Prepared, least: float, matched: float
) -> Found:
    """Return the likeliest of the spans that begin at ``tokens``, which are consecutive."""
    inside, first = spans[tokens], int(tokens[0])
    start, more = divmod(int(inside.argmax()), LONGEST)
    end = min(start + more, len(tokens) - 1)
    starts = np.arange(len(tokens))[:, None]
    overlap = (starts <= end) & (starts + np.arange(LONGEST)[None, :] >= start)
    mass = float(inside.sum())
    share = float(inside[overlap].sum()) / max(mass, 1e-9)
    begin, last = passage.places[first + start, 0], passage.places[first + end, 1]
    spread = Spread(inside, passage.places[tokens])
    return Found(Span(int(begin), int(last)), mass, share, least, matched, spread)
