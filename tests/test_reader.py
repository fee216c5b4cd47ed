"""The reader: random networks against plain loops over all spans."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import save_file

from indexer.errors import ModelError
from indexer.records import Span
from service.layout import Floats
from service.reader.batches import collate, item
from service.reader.inputs import Asking
from service.reader.network import LONGEST, Network
from service.reader.prepare import Prepared, Preparer
from service.reader.reader import FILE_NAME, NOTHING, Found, Reader, Reading, Ready
from service.reader.spread import Spread
from tests.damage import DAMAGES
from tests.fakes import CharacterSegmenter
from tests.tiny_reader import (
    SHAPE,
    VOCABULARY,
    CharacterVectors,
    assert_alike,
    network_of,
    random_asking,
    random_passage,
    selector_folder,
    selector_of,
)

SEGMENTER, VECTORS = CharacterSegmenter(), CharacterVectors()
PREPARER = Preparer(SEGMENTER, VECTORS, VOCABULARY)
NETWORKS = (network_of(1), network_of(2))
SELECTOR = selector_of(1)
READER = Reader(NETWORKS, SELECTOR, PREPARER)
SIZES = asdict(SHAPE)
TOLD = {
    "words": list(VOCABULARY.words),
    "parts": list(VOCABULARY.parts),
    "networks": 2,
    "shape": SIZES,
}
EMPTY = READER.passage(" ", [])


def drawn(seed: int, *sizes: int) -> tuple[Asking, list[Ready]]:
    draw = np.random.default_rng(seed)
    return random_asking(draw, 4), [READER.ready(random_passage(draw, size)) for size in sizes]


def read(asking: Asking, passages: Sequence[Ready], reader: Reader = READER) -> tuple[Reading, ...]:
    return reader.read(asking, reader.score(asking, passages))


def chances_of(asking: Asking, passage: Prepared, network: Network) -> tuple[Floats, float, float]:
    """(n, LONGEST) probabilities of spans, that of none, and that of a denial, by one network."""
    with torch.inference_mode():
        spans, none, denied = network(collate([item(asking, passage.read)]))
    weights = np.exp([*spans.double().flatten().tolist(), none.item()])
    weights /= weights.sum()
    odds = math.exp(denied.item())
    return weights[:-1].reshape(-1, LONGEST), float(weights[-1]), odds / (1 + odds)


def slow_reading(asking: Asking, ready: Ready) -> Reading:
    """What a passage says, by plain loops over all spans."""
    passage = ready.prepared
    (matched,) = SELECTOR.scores(asking.words, [SELECTOR.ready(passage.read)])
    parts = [chances_of(asking, passage, network) for network in NETWORKS]
    size = len(passage.places)
    spans = {
        (first, first + more): sum(float(part[first, more]) for part, *_ in parts) / len(parts)
        for first in range(size)
        for more in range(min(LONGEST, size - first))
    }
    found = {}
    for number in set(passage.read.sentences.tolist()):
        inside = np.flatnonzero(passage.read.sentences == number)
        begun = {span: chance for span, chance in spans.items() if span[0] in inside}
        first, last = max(begun, key=lambda span: begun[span])
        last = min(last, int(inside[-1]))
        alike = [c for (start, end), c in begun.items() if start <= last and end >= first]
        mass = sum(begun.values())
        span = Span(int(passage.places[first, 0]), int(passage.places[last, 1]))
        least = min(float(part[inside].sum()) for part, *_ in parts)
        chances = np.zeros((len(inside), LONGEST))
        for (start, end), chance in begun.items():
            chances[start - int(inside[0]), end - start] = chance
        spread = Spread(chances.astype(np.float32), passage.places[inside])
        found[number] = Found(span, mass, sum(alike) / mass, least, float(matched[number]), spread)
    none, denied = (sum(part[n] for part in parts) / len(parts) for n in (1, 2))
    return Reading(found, none, denied)


@settings(max_examples=25)
@given(st.integers(0, 2**31), st.integers(1, 30))
def test_the_best_span_is_that_of_all_spans(seed: int, size: int) -> None:
    asking, (passage,) = drawn(seed, size)
    (found,) = read(asking, [passage])
    assert_alike(found, slow_reading(asking, passage))
    assert sum(each.mass for each in found.found.values()) + found.none == pytest.approx(1)


def test_an_answer_ends_with_its_sentence() -> None:
    """The longest spans are the likeliest by far here, and all run on into the next sentence."""
    network = network_of(1)
    with torch.no_grad():
        network.length[:] = torch.arange(LONGEST)
        network.length[-1] = 200
    asking, (passage,) = drawn(1, 32)
    (found,) = read(asking, [passage], Reader([network], SELECTOR, PREPARER))
    for number in (0, 1):
        places, sentences = passage.prepared.places, passage.prepared.read.sentences
        last = places[sentences == number][-1, 1]
        assert found.found[number].span.end == last


def test_passages_are_read_in_order_and_those_without_tokens_say_nothing() -> None:
    asking, (passage,) = drawn(3, 6)
    found = read(asking, [EMPTY, passage, EMPTY])
    assert found[0] == found[2] == NOTHING == Reading({}, 1.0, 0.0)
    assert_alike(found[1], slow_reading(asking, passage))
    assert read(asking, []) == ()
    assert read(asking, [EMPTY]) == (NOTHING,)


def test_a_passage_matches_as_its_best_sentence_does() -> None:
    asking, passages = drawn(9, 9, 6)
    best = [
        max(found.matched for found in reading.found.values()) for reading in read(asking, passages)
    ]
    first, nothing, second = READER.score(asking, [passages[0], EMPTY, passages[1]])
    assert [first.matched, second.matched] == pytest.approx(best, abs=1e-4)
    assert (nothing.matched, len(nothing.scores)) == (0.0, 0)
    assert [one.matched for one in READER.score(asking, [EMPTY])] == [0.0]
    assert READER.score(asking, []) == ()


def test_a_question_without_tokens_is_answered_by_nothing() -> None:
    asking, (passage,) = drawn(3, 6)
    nothing = Asking(EMPTY.prepared.read.words, asking.units, asking.sought, english=False)
    assert read(nothing, [passage, passage]) == (NOTHING, NOTHING)
    assert [one.matched for one in READER.score(nothing, [passage, passage])] == [0.0, 0.0]


@pytest.mark.parametrize("sizes", [(4, 9), (9, 4), (1, 30, 7)])
def test_a_passage_is_read_alike_whatever_is_read_beside_it(sizes: tuple[int, ...]) -> None:
    asking, passages = drawn(5, *sizes)
    for found, passage in zip(read(asking, passages), passages, strict=True):
        assert_alike(found, slow_reading(asking, passage))


def test_equal_passages_are_read_equally_and_again() -> None:
    asking, (passage,) = drawn(6, 12)
    first, second = read(asking, [passage, passage])
    assert first == second
    assert read(asking, [passage, passage]) == (first, second)


def test_threads_read_alike() -> None:
    jobs = [drawn(seed, 5 + seed % 7, 9) for seed in range(24)]
    alone = [read(*job) for job in jobs]
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda job: read(*job), jobs)) == alone


def tensors() -> dict[str, torch.Tensor]:
    return {
        f"{number}.{name}": tensor.clone()
        for number, network in enumerate(NETWORKS)
        for name, tensor in network.state_dict().items()
    }


def written(folder: Path, told: object = TOLD, **changed: torch.Tensor | None) -> Path:
    """A folder of weights; those that are ``changed`` to None are left out."""
    kept = {name: tensor for name, tensor in (tensors() | changed).items() if tensor is not None}
    save_file(kept, folder / FILE_NAME, metadata={"reader": json.dumps(told)})
    return folder


def opened(folder: Path) -> Reader:
    """The reader of a folder on a machine that does not multiply bfloat16 by itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch.cpu, "get_capabilities", dict)
        selector = selector_folder(folder / "selector")
        return Reader.open(SEGMENTER, VECTORS, folder, selector=selector)


def test_what_is_written_reads_as_it_did(tmp_path: Path) -> None:
    asking, passages = drawn(8, 9, 5)
    reader = opened(written(tmp_path))
    for one, other in zip(read(asking, passages, reader), read(asking, passages), strict=True):
        assert_alike(one, other)


REFUSED = "install Konkyo again"


def test_missing_weights_are_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=f"cannot be read.*{REFUSED}"):
        opened(tmp_path)


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_weights_are_told(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = written(tmp_path) / FILE_NAME
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ModelError, match=f"cannot be read.*{REFUSED}"):
        opened(tmp_path)


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {},
        {**TOLD, "networks": 0},
        {**TOLD, "networks": 3},
        {**TOLD, "networks": None},
        {**TOLD, "words": 5},
        {**TOLD, "words": ["山"]},
        {**TOLD, "parts": ["名詞", "助詞", "動詞"]},
        {**TOLD, "shape": None},
        {**TOLD, "shape": {**SIZES, "hidden": 9}},
        {**TOLD, "shape": {**SIZES, "dim": 3}},
        {**TOLD, "shape": {**SIZES, "depth": 2}},
    ],
)
def test_weights_that_tell_of_another_network_are_refused(tmp_path: Path, told: object) -> None:
    with pytest.raises(ModelError, match=f"cannot be read.*{REFUSED}"):
        opened(written(tmp_path, told))


def test_a_file_that_tells_nothing_is_refused(tmp_path: Path) -> None:
    save_file(tensors(), tmp_path / FILE_NAME)
    with pytest.raises(ModelError, match=f"cannot be read.*{REFUSED}"):
        opened(tmp_path)


@pytest.mark.parametrize("changed", [None, torch.zeros(2, 3, 5)], ids=["none", "other"])
@pytest.mark.parametrize(
    "name", ["1.words.weight", "0.read.ahead.0.weight_ih_l0", "1.length", "0.more"]
)
def test_every_weight_must_be_there_and_of_its_shape(
    tmp_path: Path, name: str, changed: torch.Tensor | None
) -> None:
    if name == "0.more":
        changed = torch.zeros(1)
    with pytest.raises(ModelError, match=f"{name} is not of the shape told.*{REFUSED}"):
        opened(written(tmp_path, **{name: changed}))
