"""Training the reader: passes, and tiny networks that learn to point at what is marked."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from service.reader.batches import collate
from service.reader.inputs import PAIR
from service.reader.network import LONGEST, Network, Shape
from service.reader.prepare import Preparer
from service.reader.reader import Reader
from tests.fakes import CharacterSegmenter
from tests.tiny_reader import (
    CONTEXT,
    CONTEXTUAL,
    DIM,
    SHAPE,
    VOCABULARY,
    CharacterVectors,
    example_of,
    network_of,
    random_asking,
    random_item,
    random_passage,
    selector_folder,
    selector_of,
)
from training import golden, reader
from training.reader import BATCH, WRONG_SHARE, Plan, epoch, train, write
from training.reading import Example

Span = tuple[int, int]
PLAN = Plan(seed=4, rate=3e-2, last_rate=1e-2, dropout=0.0)


@pytest.fixture(autouse=True)
def settings_of_torch(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Training pins torch's threads and seed: other tests get theirs back. Warms up sooner."""
    monkeypatch.setattr(reader, "WARM_UP", 10)
    threads, state = torch.get_num_threads(), torch.get_rng_state()
    yield
    torch.set_num_threads(threads)
    torch.set_rng_state(state)


ITEMS = [random_item(seed, 1 + seed % 9, 3) for seed in range(9)]


def examples_of(count: int, kind: str, span: Span | None) -> list[Example]:
    return [example_of(ITEMS[n % len(ITEMS)], kind, span, n) for n in range(count)]


ASKED = examples_of(90, "asked", (0, 0))
ENGLISH = examples_of(30, "english", (0, LONGEST - 1))
NEAR = examples_of(25, "near-miss", None)
WRONG = examples_of(200, "asked", None)
TOO_LONG = examples_of(10, "reworded", (2, LONGEST + 2))
EVERY = [*ASKED, *ENGLISH, *NEAR, *WRONG, *TOO_LONG]


def test_a_pass_shows_all_that_is_right_and_a_part_of_the_wrong() -> None:
    shown = Counter(id(one) for batch in epoch(EVERY, random.Random(1)) for one in batch)
    counts = {
        name: Counter(shown[id(one)] for one in part)
        for name, part in (("ja", ASKED), ("en", ENGLISH), ("near", NEAR), ("long", TOO_LONG))
    }
    assert counts == {"ja": {1: 90}, "en": {2: 30}, "near": {1: 25}, "long": {0: 10}}
    wrong = Counter(shown[id(one)] for one in WRONG)
    assert wrong == {1: int(WRONG_SHARE * 120), 0: 200 - int(WRONG_SHARE * 120)}


def test_wrong_passages_are_drawn_anew_for_each_pass() -> None:
    generator = random.Random(1)
    passes = [
        {id(one) for batch in epoch(EVERY, generator) for one in batch} & set(map(id, WRONG))
        for _ in range(2)
    ]
    assert passes[0] != passes[1]


def test_few_wrong_passages_are_all_shown() -> None:
    shown = [one for batch in epoch([*ASKED, *WRONG[:5]], random.Random(1)) for one in batch]
    assert len(shown) == len(ASKED) + 5


def test_batches_are_full_and_of_like_length() -> None:
    batches = epoch(EVERY, random.Random(1))
    sizes = sorted(map(len, batches))
    assert sizes[1:] == [BATCH] * (len(batches) - 1)
    spread = [{len(one.item.passage_words) for one in batch} for batch in batches]
    assert max(max(found) - min(found) for found in spread) <= 3
    assert [min(found) for found in spread] != sorted(min(found) for found in spread)


def test_equal_seeds_give_equal_passes() -> None:
    first, again, other = (epoch(EVERY, random.Random(seed)) for seed in (1, 1, 2))
    assert [[id(one) for one in batch] for batch in first] == [
        [id(one) for one in batch] for batch in again
    ]
    assert first != other


def marked(seed: int) -> Example:
    """A passage whose answer is the one token that is of the kind sought; every fourth has none."""
    draw = np.random.default_rng(seed)
    one = random_item(seed, int(draw.integers(5, 9)), 3)
    pairs = np.zeros_like(one.passage_pair)
    if seed % 4 == 0:
        return example_of(replace(one, passage_pair=pairs), "near-miss", None, seed)
    place = int(draw.integers(len(pairs)))
    pairs[place, PAIR.index("sought")] = 1
    return example_of(replace(one, passage_pair=pairs), "asked", (place, place), seed)


MARKED = [marked(seed) for seed in range(48)]


def pointed(network: Network, example: Example) -> Span | None:
    with torch.inference_mode():
        spans, none, _ = network(collate([example.item]))
    if none > spans.max():
        return None
    first, more = divmod(int(spans[0].argmax()), LONGEST)
    return first, first + more


def test_a_network_learns_to_point_at_what_is_marked() -> None:
    network = train(MARKED, SHAPE, PLAN, epochs=100)
    assert not network.training
    assert [pointed(network, one) for one in MARKED] == [one.span for one in MARKED]
    unseen = [marked(seed) for seed in range(100, 120)]
    assert sum(pointed(network, one) == one.span for one in unseen) >= 12


def equal(one: Network, other: Network) -> bool:
    return all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))


def test_training_twice_gives_equal_weights() -> None:
    first, again = (train(MARKED, SHAPE, PLAN, epochs=2) for _ in range(2))
    assert equal(first, again)
    assert not equal(first, train(MARKED, SHAPE, replace(PLAN, seed=5), epochs=2))


def test_what_is_written_reads_as_it_did(tmp_path: Path) -> None:
    """But for the rounding to halves."""
    networks = [network_of(1), network_of(2)]
    write(tmp_path / "new" / "folder", networks, SHAPE, VOCABULARY)
    segmenter, vectors = CharacterSegmenter(), CharacterVectors()
    chosen = selector_folder(tmp_path / "selector")
    found = Reader.open(segmenter, vectors, tmp_path / "new" / "folder", selector=chosen)
    before = Reader(networks, selector_of(1), Preparer(segmenter, vectors, VOCABULARY))
    draw = np.random.default_rng(1)
    asking, passage = random_asking(draw, 4), random_passage(draw, 9)
    ((one,), (other,)) = (
        each.read(asking, each.score(asking, [each.ready(passage)])) for each in (found, before)
    )
    assert one.none == pytest.approx(other.none, abs=1e-2)
    assert [each.mass for each in one.found.values()] == pytest.approx(
        [each.mass for each in other.found.values()], abs=1e-2
    )
    text = "山は木。"
    known = [each.passage(text, []).prepared.read.words.words.tolist() for each in (found, before)]
    assert known == [[1, 2, 0, 0]] * 2


BARE = [
    replace(
        one,
        item=replace(
            one.item,
            passage_context=one.item.passage_context[:, :0],
            question_context=one.item.question_context[:, :0],
        ),
    )
    for one in MARKED
]


def test_the_sizes_of_a_network_are_those_of_its_items() -> None:
    found = reader.shape_of(VOCABULARY, MARKED[0].item)
    assert found == Shape(DIM, SHAPE.words, SHAPE.parts, reader.HIDDEN, context=CONTEXT)
    assert reader.shape_of(VOCABULARY, BARE[0].item).context == 0


def test_a_network_learns_to_point_at_what_its_context_marks() -> None:
    """Its token's contextual vector is large, all others are zero, and nothing else tells it."""
    examples = [in_context(seed) for seed in range(48)]
    network = train(examples, CONTEXTUAL, PLAN, epochs=60)
    assert sum(pointed(network, one) == one.span for one in examples) >= 40


def in_context(seed: int) -> Example:
    draw = np.random.default_rng(seed)
    one = random_item(seed, int(draw.integers(5, 9)), 3)
    context, place = np.zeros_like(one.passage_context), int(draw.integers(5))
    context[place] = 3
    marked_there = replace(
        one, passage_pair=np.zeros_like(one.passage_pair), passage_context=context
    )
    return example_of(marked_there, "asked", (place, place), seed)


def test_the_command_writes_what_it_trained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders: list[Path] = []
    monkeypatch.setattr(reader, "prepare", lambda data: (BARE, VOCABULARY))
    monkeypatch.setattr(reader, "PLANS", (PLAN, replace(PLAN, seed=5)))
    monkeypatch.setattr(reader, "HIDDEN", 8)
    monkeypatch.setattr(golden, "main", folders.append)
    reader.main(Path("data"), tmp_path, epochs=1)
    chosen = selector_folder(tmp_path / "selector")
    found = Reader.open(CharacterSegmenter(), CharacterVectors(), tmp_path, selector=chosen)
    draw = np.random.default_rng(2)
    asking, passage = random_asking(draw, 3), found.ready(random_passage(draw, 5))
    (reading,) = found.read(asking, found.score(asking, [passage]))
    assert sum(each.mass for each in reading.found.values()) + reading.none == pytest.approx(1)
    assert folders == [tmp_path]
