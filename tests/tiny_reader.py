"""A reader one can compute by hand: tokens of given vectors, networks of eight units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from indexer.records import Span, Token
from indexer.wording import OTHER
from service.layout import Floats
from service.reader.batches import Item, item
from service.reader.inputs import Asking, Read
from service.reader.network import Network, Shape
from service.reader.prepare import Prepared
from service.reader.reader import Reading
from service.reader.selector import Selector
from service.reader.selector import Shape as SelectorShape
from service.reader.words import OWN, Vocabulary, Words
from service.records import Unit
from training.reading import Example
from training.selector import write

# The sum of 山 and 空 is zero; 海 points between 山 and 川. Any other character has no vector.
ROWS = {"山": (2.0, 0.0), "川": (0.0, 1.0), "海": (3.0, 4.0), "空": (-2.0, 0.0)}
DIM = 2
# The length of a contextual vector.
CONTEXT = 3
VOCABULARY = Vocabulary({"山": 1, "は": 2}, {"名詞/普通名詞": 1, "助詞/格助詞": 2})
SHAPE = Shape(dim=DIM, words=3, parts=3, hidden=8, word_size=4, part_size=2, joint=4)
CONTEXTUAL = replace(SHAPE, context=CONTEXT, context_size=4)
SELECTING = SelectorShape(dim=DIM, context=0, size=4, hidden=5, gist=3, worth=2)
Draw = np.random.Generator


class CharacterVectors:
    """Every character of ROWS is one token, numbered in their order; others are none."""

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        known = list(ROWS)
        return [[known.index(letter) for letter in text if letter in ROWS] for text in texts]

    def look_up(self, pieces: NDArray[np.integer]) -> tuple[Floats, Floats]:
        rows = np.array(list(ROWS.values()), dtype=np.float32)[pieces].reshape(-1, DIM)
        lengths = np.linalg.norm(rows, axis=1)
        return rows / lengths[:, None], lengths


def token(surface: str, pos: str = "名詞/普通名詞", lemma: str = "", detail: str = "") -> Token:
    """A token at the beginning of its text, its lemma the surface unless given."""
    return Token(surface, lemma or surface, "", pos, 0, len(surface), "", detail)


def words_from(
    surfaces: Sequence[str],
    keys: Sequence[int] | None = None,
    kinds: Sequence[int] | None = None,
    vectors: Floats | None = None,
) -> Words:
    """Words known by hand: without keys, kinds or vectors unless given, never with a context."""
    size = len(surfaces)
    zeros = np.zeros((size, DIM), dtype=np.float32)
    return Words(
        vectors=zeros if vectors is None else vectors.astype(np.float32),
        own=np.zeros((size, OWN), dtype=np.float32),
        words=np.zeros(size, dtype=np.int64),
        parts=np.zeros(size, dtype=np.int64),
        keys=np.array([-1] * size if keys is None else keys, dtype=np.int64),
        kinds=np.array([OTHER] * size if kinds is None else kinds, dtype=np.int64),
        surfaces=tuple(surfaces),
        context=np.zeros((size, 0), dtype=np.float32),
    )


def random_words(draw: Draw, size: int) -> Words:
    """Words of which all that the network reads is drawn; their keys are below 5."""
    raw = draw.standard_normal((size, DIM))
    return Words(
        vectors=(raw / np.linalg.norm(raw, axis=1, keepdims=True)).astype(np.float32),
        own=draw.random((size, OWN), dtype=np.float32),
        words=draw.integers(0, SHAPE.words, size),
        parts=draw.integers(0, SHAPE.parts, size),
        keys=draw.integers(-1, 5, size),
        kinds=draw.integers(0, 10, size),
        surfaces=tuple("山川海空木"[n] for n in draw.integers(0, 5, size)),
        context=draw.standard_normal((size, CONTEXT)).astype(np.float32),
    )


def random_asking(draw: Draw, size: int) -> Asking:
    """A question of ``size`` tokens about two units, seeking the kinds 2 and 3."""
    units = (Unit(2.0, {1: 1.0, 3: 0.5}, 5), Unit(1.0, {2: 1.0}, 5))
    return Asking(random_words(draw, size), units, frozenset({2, 3}), english=False)


def random_passage(draw: Draw, size: int, per_sentence: int = 4) -> Prepared:
    """A passage of ``size`` tokens; token n stands at the characters 3 n to 3 n + 2."""
    starts = 3 * np.arange(size, dtype=np.int64)
    read = Read(random_words(draw, size), np.arange(size, dtype=np.int64) // per_sentence)
    return Prepared(read, np.stack([starts, starts + 2], axis=1))


def random_item(seed: int, passage: int, question: int) -> Item:
    """A question of so many tokens with a passage of so many, all of it drawn."""
    draw = np.random.default_rng(seed)
    return item(random_asking(draw, question), random_passage(draw, passage).read)


def example_of(
    item: Item, kind: str, span: tuple[int, int] | None, question: int, per_sentence: int = 4
) -> Example:
    """An example to learn from, whose sentences have so many tokens."""
    sentences = np.arange(len(item.passage_words), dtype=np.int64) // per_sentence
    return Example(item, kind, span, question, sentences)


def network_of(seed: int, shape: Shape = SHAPE) -> Network:
    """A network of random weights, larger than fresh ones, so that its probabilities differ."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        network = Network(shape)
        with torch.no_grad():
            for weights in network.parameters():
                weights.mul_(2).add_(0.1 * torch.randn_like(weights))
    return network.eval()


def selector_of(seed: int, shape: SelectorShape = SELECTING) -> Selector:
    """A selector of random weights, halves as they are written."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        selector = Selector(shape)
        with torch.no_grad():
            for weights in selector.parameters():
                weights.add_(0.3 * torch.randn_like(weights))
                weights.copy_(weights.half())
    return selector.eval()


def selector_folder(folder: Path, shape: SelectorShape = SELECTING) -> Path:
    """A folder of the weights of one."""
    write(folder, selector_of(1, shape), shape)
    return folder


def spans_of(text: str) -> list[Span]:
    """The sentences of a text, each ended by 。"""
    ends = [place + 1 for place, letter in enumerate(text) if letter == "。"]
    return [Span(*pair) for pair in zip([0, *ends], ends, strict=False)]


def assert_alike(one: Reading, other: Reading) -> None:
    """Two readings of a passage say the same, but for rounding."""
    assert one.none == pytest.approx(other.none, abs=1e-5)
    assert one.denied == pytest.approx(other.denied, abs=1e-5)
    assert one.found.keys() == other.found.keys()
    for number, found in one.found.items():
        assert found.span == other.found[number].span
        assert found.mass == pytest.approx(other.found[number].mass, abs=1e-5)
        assert found.least == pytest.approx(other.found[number].least, abs=1e-5)
        assert found.least <= found.mass + 1e-6
        assert found.matched == pytest.approx(other.found[number].matched, abs=1e-4)
        assert found.share == pytest.approx(other.found[number].share, abs=1e-4)
        ours, theirs = found.spread, other.found[number].spread
        assert ours.places.tolist() == theirs.places.tolist()
        assert ours.chances == pytest.approx(theirs.chances, abs=1e-5)
