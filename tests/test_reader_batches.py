from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
import torch

from service.reader.batches import Item, collate, item
from service.reader.inputs import ASKED, PAIR, pair
from service.reader.network import Batch
from service.reader.words import OWN
from tests.tiny_reader import CONTEXT, DIM, random_asking, random_item, random_passage

SIZES = ((5, 3), (2, 4), (7, 1))
FLOATS = {
    "vectors": (DIM, DIM),
    "context": (CONTEXT, CONTEXT),
    "own": (OWN, OWN),
    "pair": (len(PAIR), ASKED),
}


def items() -> list[Item]:
    return [random_item(seed, *sizes) for seed, sizes in enumerate(SIZES)]


def rows(one: Item) -> dict[str, np.ndarray]:
    return {field.name: getattr(one, field.name) for field in fields(one)}


def test_an_item_holds_both_texts_and_their_pair() -> None:
    draw = np.random.default_rng(3)
    asking, read = random_asking(draw, 3), random_passage(draw, 5).read
    found, both = item(asking, read), pair(asking, read)
    for name in ("vectors", "context", "own", "words", "parts"):
        assert getattr(found, f"passage_{name}") is getattr(read.words, name)
        assert getattr(found, f"question_{name}") is getattr(asking.words, name)
    assert np.array_equal(found.passage_pair, both.passage)
    assert np.array_equal(found.question_pair, both.question)


@pytest.mark.parametrize(
    ("side", "place", "steps", "longest"),
    [
        ("passage", 0, (1, 1), 7),
        ("question", 1, (1, 1), 4),
        ("passage", 0, (5, 3), 10),
        ("question", 1, (5, 3), 6),
        ("passage", 0, (7, 4), 7),
        ("question", 1, (7, 4), 4),
    ],
)
def test_a_batch_is_as_long_as_its_longest_or_the_next_step(
    side: str, place: int, steps: tuple[int, int], longest: int
) -> None:
    batch = collate(items(), steps)
    for name, widths in FLOATS.items():
        found = getattr(batch, f"{side}_{name}")
        assert tuple(found.shape) == (3, longest, widths[place])
        assert found.dtype == torch.float32
    for name in ("words", "parts"):
        found = getattr(batch, f"{side}_{name}")
        assert tuple(found.shape) == (3, longest)
        assert found.dtype == torch.int64
    mask = getattr(batch, f"{side}_mask")
    assert mask.dtype == torch.bool
    assert mask.sum(1).tolist() == [sizes[place] for sizes in SIZES]
    assert (mask.int().diff(dim=1) <= 0).all()


def test_what_is_no_padding_is_kept_and_padding_is_zero() -> None:
    batch = collate(items())
    for row, one in enumerate(items()):
        for name, array in rows(one).items():
            found = getattr(batch, name)[row].numpy()
            assert np.array_equal(found[: len(array)], array)
            assert not found[len(array) :].any()


def test_halves_become_floats_again() -> None:
    whole = random_item(1, 4, 3)
    half = replace(whole, passage_vectors=whole.passage_vectors.astype(np.float16))
    found = collate([half]).passage_vectors
    assert found.dtype == torch.float32
    assert found[0].numpy() == pytest.approx(whole.passage_vectors, abs=1e-3)


def test_every_part_of_a_batch_comes_of_an_item() -> None:
    masks = {"passage_mask", "question_mask"}
    assert {field.name for field in fields(Batch)} == {f.name for f in fields(Item)} | masks
