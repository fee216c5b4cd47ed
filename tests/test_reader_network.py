from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from service.reader.batches import Item, collate
from service.reader.inputs import ASKED, PAIR
from service.reader.network import CONTEXT_DROPOUT, FAR, LONGEST, Batch, Network, Shape
from service.reader.words import OWN
from tests.tiny_reader import CONTEXTUAL, SHAPE, network_of, random_item

IMPOSSIBLE = -1e3
SEEDS = st.integers(0, 2**31)
SIZES = st.tuples(st.integers(1, 30), st.integers(1, 8))


def run(network: Network, *items: Item) -> tuple[Tensor, Tensor, Tensor]:
    with torch.inference_mode():
        spans, none, denied = network(collate(items))
    return spans, none, denied


def possible(sizes: list[int], longest: int) -> Tensor:
    """(b, n, LONGEST): whether a span ends within its passage."""
    last = torch.arange(longest)[:, None] + torch.arange(LONGEST)
    return torch.stack([last < size for size in sizes])


@settings(max_examples=30)
@given(SEEDS, st.lists(SIZES, min_size=1, max_size=3))
def test_spans_past_the_end_are_impossible_and_others_are_not(
    seed: int, sizes: list[tuple[int, int]]
) -> None:
    found, none, denied = run(
        network_of(1), *(random_item(seed + n, *s) for n, s in enumerate(sizes))
    )
    longest = max(size for size, _ in sizes)
    assert tuple(found.shape) == (len(sizes), longest, LONGEST)
    assert tuple(none.shape) == tuple(denied.shape) == (len(sizes),)
    inside = possible([size for size, _ in sizes], longest)
    assert (found[inside].abs() < -IMPOSSIBLE).all()
    assert (found[~inside] < IMPOSSIBLE).all()
    assert torch.isfinite(none).all()
    assert torch.isfinite(denied).all()


@settings(max_examples=30)
@given(SEEDS, SIZES, SIZES)
def test_probabilities_are_those_of_spans_within_the_passage(
    seed: int, one: tuple[int, int], other: tuple[int, int]
) -> None:
    spans, none, _ = run(network_of(2), random_item(seed, *one), random_item(seed + 1, *other))
    chances = torch.cat([spans.flatten(1), none[:, None]], 1).softmax(1)
    inside = possible([one[0], other[0]], spans.shape[1]).flatten(1)
    within = (chances[:, :-1] * inside).sum(1) + chances[:, -1]
    assert within.tolist() == pytest.approx([1, 1], abs=1e-5)


def test_a_span_is_scored_by_its_start_its_end_both_and_its_length() -> None:
    """With the weights of all but one part at zero, that part is what is left."""
    network, one = network_of(3), random_item(4, 30, 3)
    parts = ("start", "end", "joint_start")
    found = []
    for kept in (*parts, "length"):
        alone = network_of(3)
        with torch.no_grad():
            for name, weights in alone.named_parameters():
                if name.split(".")[0] in {*parts, "length"} - {kept}:
                    weights.zero_()
        found.append(run(alone, one)[0][0])
    inside = possible([30], 30)[0]
    start, end, fit, length = (torch.where(inside, part, 0) for part in found)
    whole = torch.where(inside, run(network, one)[0][0], 0)
    assert torch.allclose(whole, start + end + fit + length, atol=1e-4)
    for column in range(LONGEST):
        last = 30 - column
        assert torch.allclose(start[:last, column], start[:last, 0])
        assert torch.allclose(end[:last, column], end[column:, 0])
        assert torch.allclose(length[:last, column], network.length[column].detach())


def changed(batch: Batch, side: str) -> Batch:
    """The batch with other values wherever a side is padded."""
    padded = ~getattr(batch, f"{side}_mask")
    found = {}
    for name in ("own", "pair", "vectors", "context"):
        values = getattr(batch, f"{side}_{name}").clone()
        values[padded] = 0.7
        found[f"{side}_{name}"] = values
    return replace(batch, **found)


SHAPES = pytest.mark.parametrize("shape", [SHAPE, CONTEXTUAL], ids=["static", "contextual"])


@SHAPES
@pytest.mark.parametrize("side", ["passage", "question"])
def test_what_stands_in_the_padding_is_not_attended_to(side: str, shape: Shape) -> None:
    batch = collate([random_item(1, 9, 2), random_item(2, 4, 6)])
    network = network_of(4, shape)
    with torch.inference_mode():
        before, after = network(batch), network(changed(batch, side))
    for one, other in zip(before, after, strict=True):
        assert torch.allclose(one.clamp(min=IMPOSSIBLE), other.clamp(min=IMPOSSIBLE), atol=1e-5)


@SHAPES
@pytest.mark.parametrize(("passage", "question"), [(9, 3), (3, 9), (9, 9), (1, 1)])
def test_no_attention_and_no_pointer_sees_padding(
    passage: int, question: int, shape: Shape
) -> None:
    items = random_item(1, 4, 4), random_item(2, passage, question)
    network = network_of(5, shape)
    spans, none, denied = run(network, *items)
    for row, (one, size) in enumerate(zip(items, (4, passage), strict=True)):
        alone, nothing, denial = run(network, one)
        inside = possible([size], size)[0]
        assert torch.allclose(spans[row, :size][inside], alone[0][inside], atol=1e-5)
        assert torch.allclose(none[row], nothing[0], atol=1e-5)
        assert torch.allclose(denied[row], denial[0], atol=1e-5)


def test_a_token_attends_to_the_others_and_not_to_itself() -> None:
    """Of two tokens, each attends to the other alone."""
    network, joined = network_of(8), []
    network.self_fuse.register_forward_pre_hook(lambda _, given: joined.append(given[0]))
    run(network, random_item(1, 2, 3))
    state, attended, _ = joined[0][0].chunk(3, -1)
    assert torch.allclose(attended, state.flip(0), atol=1e-5)


@SHAPES
def test_items_of_one_size_do_not_touch_each_other(shape: Shape) -> None:
    network, items = network_of(6, shape), [random_item(seed, 6, 4) for seed in range(3)]
    spans, none, denied = run(network, *items)
    for row, one in enumerate(items):
        alone, nothing, denial = run(network, one)
        assert torch.allclose(spans[row], alone[0], atol=1e-5)
        assert torch.allclose(none[row], nothing[0], atol=1e-5)
        assert torch.allclose(denied[row], denial[0], atol=1e-5)


@pytest.mark.parametrize(
    "name",
    [
        f"{side}_{part}"
        for side in ("passage", "question")
        for part in ("vectors", "context", "own", "pair", "words", "parts")
    ],
)
def test_all_that_is_known_of_a_token_is_read(name: str) -> None:
    batch, network = collate([random_item(1, 5, 4)]), network_of(7, CONTEXTUAL)
    values = getattr(batch, name).clone()
    values[0, 0] = (values[0, 0] + 1) % 3 if values.dtype == torch.int64 else values[0, 0] + 1
    with torch.inference_mode():
        before, after = network(batch), network(replace(batch, **{name: values}))
    assert not torch.allclose(before[0][0, :, 0], after[0][0, :, 0], atol=1e-4)
    assert not torch.allclose(before[1], after[1], atol=1e-4)
    assert not torch.allclose(before[2], after[2], atol=1e-4)


def test_the_widths_of_the_first_layers_are_those_of_the_inputs() -> None:
    network = Network(SHAPE)
    told = SHAPE.dim + SHAPE.word_size + SHAPE.part_size + OWN
    for both, size in (
        (network.read, told + len(PAIR) + SHAPE.dim),
        (network.ask, told + ASKED),
    ):
        assert [way[0].input_size for way in (both.ahead, both.back)] == [size, size]


def test_dropout_is_of_training_alone() -> None:
    network, batch = Network(SHAPE, dropout=0.5), collate([random_item(1, 5, 4)])
    with torch.inference_mode():
        network.train()
        assert not torch.equal(network(batch)[0], network(batch)[0])
        network.eval()
        assert torch.equal(network(batch)[0], network(batch)[0])


def test_a_network_without_contextual_vectors_has_no_weights_for_them() -> None:
    batch, network = collate([random_item(1, 5, 4)]), network_of(7)
    names = {name for name, _ in network.named_parameters()}
    more = {name for name, _ in Network(CONTEXTUAL).named_parameters()} - names
    assert more == {"context.weight", "context.bias", "meet.weight"}
    none = replace(
        batch,
        passage_context=torch.zeros(1, 5, 0),
        question_context=torch.zeros(1, 4, 0),
    )
    with torch.inference_mode():
        for one, other in zip(network(batch), network(none), strict=True):
            assert torch.equal(one, other)


def test_contextual_vectors_stand_beside_the_others_and_meet_those_of_the_question() -> None:
    """What is read, column by column: of tokens, of their pairs, and aligned to each."""
    network, one = network_of(9, CONTEXTUAL), random_item(3, 5, 4)
    read, asked = [], []
    network.read.register_forward_pre_hook(lambda _, given: read.append(given[0][0].numpy()))
    network.ask.register_forward_pre_hook(lambda _, given: asked.append(given[0][0].numpy()))
    run(network, one)
    weights = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    made = [
        np.maximum(each @ weights["context.weight"].T + weights["context.bias"], 0)
        for each in (one.passage_context, one.question_context)
    ]
    met = one.passage_context @ weights["meet.weight"].T
    scores = met @ (one.question_context @ weights["meet.weight"].T).T
    chances = np.exp(scores / SHAPE.hidden**0.5)
    aligned = chances / chances.sum(1, keepdims=True) @ made[1]
    size = CONTEXTUAL.context_size
    told = SHAPE.dim + SHAPE.word_size + SHAPE.part_size + OWN
    assert read[0][:, told : told + size] == pytest.approx(made[0], abs=1e-5)
    assert np.array_equal(read[0][:, told + size : told + size + len(PAIR)], one.passage_pair)
    assert read[0][:, -size:] == pytest.approx(aligned, abs=1e-5)
    assert asked[0][:, told : told + size] == pytest.approx(made[1], abs=1e-5)
    assert np.array_equal(asked[0][:, told + size :], one.question_pair)


def test_in_training_a_text_lacks_the_same_numbers_in_all_its_tokens() -> None:
    shape = replace(CONTEXTUAL, context=40)
    network, given = Network(shape), []
    assert network.context is not None
    network.context.register_forward_pre_hook(lambda _, each: given.append(each[0]))
    batch = replace(
        collate([random_item(1, 5, 4), random_item(2, 5, 4)]),
        passage_context=torch.ones(2, 5, 40),
        question_context=torch.ones(2, 4, 40),
    )
    with torch.random.fork_rng():
        torch.manual_seed(1)
        network.train()(batch)
    for texts in given:
        assert {round(value, 5) for value in texts.unique().tolist()} == {
            0.0,
            round(1 / (1 - CONTEXT_DROPOUT), 5),
        }
        assert torch.equal(texts, texts[:, :1].expand_as(texts))
        assert not torch.equal(texts[0, 0], texts[1, 0])
    given.clear()
    network.eval()(batch)
    assert all(bool((texts == 1).all()) for texts in given) and len(given) == 2


def test_far_is_farther_than_impossible() -> None:
    assert FAR < IMPOSSIBLE


@settings(max_examples=20)
@given(SEEDS, st.lists(SIZES, min_size=1, max_size=3))
def test_halves_say_about_the_same(seed: int, sizes: list[tuple[int, int]]) -> None:
    whole, halved = network_of(4), network_of(4)
    halved.halve()
    items = [random_item(seed + n, *size) for n, size in enumerate(sizes)]
    for one, other in zip(run(whole, *items), run(halved, *items), strict=True):
        assert one.dtype == other.dtype == torch.float32
        held = one > IMPOSSIBLE
        assert torch.allclose(one[held], other[held], atol=0.5, rtol=0.05)


def test_halves_are_what_recurs() -> None:
    network = network_of(4)
    network.halve()
    halves = {name for name, part in network.named_parameters() if part.dtype == torch.bfloat16}
    recurring = ("read.", "ask.", "final.")
    assert halves == {name for name, _ in network.named_parameters() if name.startswith(recurring)}
