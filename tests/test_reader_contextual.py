"""Contextual vectors: a tiny drawn encoder against plain NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from service.layout import Floats
from service.reader.contextual import (
    Contextual,
    Packed,
    pooled,
    windows,
)
from tests.tiny_contextual import (
    BEGIN,
    END,
    LEADS,
    SHAPE,
    Plain,
    drawn,
    drawn_packed,
    plain_rows,
    tokenizer,
    written,
)

TENSORS = drawn()
PLAIN = Plain(TENSORS)
REFUSED = "contextual vectors cannot be read.*install Konkyo again"
TEXTS = st.text("山川海ab 木😀", max_size=40)


def opened(folder: Path, *, halves: bool = False) -> Contextual:
    """The encoder of a folder on a machine that multiplies bfloat16 by itself, or does not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": halves})
        return Contextual.open(folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("contextual"), TENSORS)


@pytest.fixture(scope="module")
def encoder(folder: Path) -> Contextual:
    return opened(folder)


def characters(text: str) -> NDArray[np.int64]:
    """The places of tokens that are one character each."""
    return np.array([(n, n + 1) for n in range(len(text))], dtype=np.int64).reshape(-1, 2)


def plain_of(text: str, places: Sequence[Sequence[int]], *, asking: bool) -> Floats:
    """What `Contextual.of` says, by plain loops; at most so many pieces as a window has."""
    lead = "query: " if asking else "passage: "
    encoding = tokenizer().encode(lead + text)
    states = PLAIN.states([BEGIN, *encoding.ids, END])[1:-1]
    found = np.zeros((len(places), SHAPE.dim))
    for row, (start, end) in enumerate(places):
        covering = [
            state
            for state, (first, last) in zip(states, encoding.offsets, strict=True)
            if last - len(lead) > start and first - len(lead) < end
        ]
        if covering:
            found[row] = np.mean(covering, axis=0)
    return found.astype(np.float32)


@settings(max_examples=40)
@given(st.integers(0, 2**31), st.integers(0, 4), st.sampled_from([32, 64, 96]))
def test_a_packed_matrix_holds_two_numbers_a_byte(seed: int, rows: int, size: int) -> None:
    parts = drawn_packed(np.random.default_rng(seed), rows, size)
    packed = Packed(parts["codes"], parts["scales"])  # type: ignore[arg-type]
    expected = plain_rows(**parts)
    assert packed.shape == expected.shape == (rows, size)
    assert packed.rows().dtype == np.float32
    assert np.array_equal(packed.rows(), expected)
    numbers = np.arange(rows, dtype=np.int64)[::-1].repeat(2)
    assert np.array_equal(packed.rows(numbers), expected[numbers])


def test_packed_numbers_by_hand() -> None:
    codes = np.zeros((1, 16), dtype=np.uint8)
    codes[0, :3] = 0xF0, 0x08, 0x79
    rows = Packed(codes, np.array([[0.5]], dtype=np.float16)).rows()[0].tolist()
    assert rows[:4] == [-4.0, 0.0, 0.5, -4.0]
    assert rows[16:20] == [3.5, -4.0, -0.5, -4.0]


@pytest.mark.parametrize("asking", [True, False])
@pytest.mark.parametrize("text", ["山", "山川", "山は海", "ab ab", "海山 川", "😀", "a" * 8])
def test_vectors_are_those_of_plain_numpy(encoder: Contextual, text: str, asking: bool) -> None:
    found = encoder.of(text, characters(text), asking=asking)
    assert found.dtype == np.float32
    assert found == pytest.approx(
        plain_of(text, characters(text).tolist(), asking=asking), abs=1e-4
    )


def test_halves_say_nearly_the_same(folder: Path, encoder: Contextual) -> None:
    text = "山は川 ab海"
    places = characters(text)
    halved = opened(folder, halves=True).of(text, places, asking=False)
    assert halved.dtype == np.float32
    assert halved == pytest.approx(encoder.of(text, places, asking=False), abs=0.2)


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({}, torch.float32),
        ({"avx2": True, "avx512_bf16": False}, torch.float32),
        ({"avx512_bf16": True}, torch.bfloat16),
    ],
)
def test_products_are_of_halves_where_the_machine_has_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch, told: dict[str, bool], kind: torch.dtype
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: told)
    weights = Contextual.open(folder)._encoder.state_dict()
    assert weights["layers.0.query.weight"].dtype == kind
    assert weights["layers.0.norm.weight"].dtype == weights["places"].dtype == torch.float32


STATES = np.array([[1, 10], [2, 20], [4, 40], [8, 80]], dtype=np.float32)
OFFSETS = [(-1, 1), (1, 3), (3, 4), (6, 7)]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ((0, 1), [1, 10]),  # a piece that began before the text
        ((1, 2), [2, 20]),  # a part of a piece
        ((0, 2), [1.5, 15]),
        ((0, 4), [7 / 3, 70 / 3]),
        ((2, 4), [3, 30]),
        ((3, 7), [6, 30]),  # 80 is beyond the farthest: see below
        ((4, 6), [0, 0]),
        ((5, 6), [0, 0]),
        ((6, 7), [8, 30]),
        ((7, 9), [0, 0]),
    ],
)
def test_a_token_is_the_mean_of_the_pieces_that_overlap_it(
    place: tuple[int, int], expected: list[float]
) -> None:
    found = pooled(STATES, np.array(OFFSETS), np.array([place]))
    assert found.dtype == np.float32
    assert found.tolist() == [pytest.approx(np.clip(expected, -30, 30).tolist())]


def test_numbers_are_cut_at_thirty() -> None:
    states = np.array([[-31, 29, 1e4, -30]], dtype=np.float32)
    assert pooled(states, np.array([(0, 1)]), np.array([(0, 1)])).tolist() == [[-30, 29, 30, -30]]


def test_nothing_is_pooled_of_nothing() -> None:
    none, two = np.zeros((0, 2), dtype=np.int64), np.array([(0, 1), (1, 2)])
    assert pooled(STATES[:0], none, two).tolist() == [[0, 0], [0, 0]]
    assert pooled(STATES, np.array(OFFSETS), none).shape == (0, 2)


@given(st.integers(0, 60), st.integers(1, 20))
def test_windows_hold_every_piece_once_in_order(count: int, room: int) -> None:
    found = list(windows(count, room))
    assert [piece for window in found for piece in window] == list(range(count))
    assert all(0 < len(window) <= room for window in found)
    assert all(len(one) == room for one, _ in pairwise(found))


def test_every_token_of_a_long_text_has_a_vector(encoder: Contextual) -> None:
    """Each window begins with the same words; the blank before the text is one of these."""
    text = "山海川" * 14
    found = encoder.of(text, characters(text), asking=False)
    front = [BEGIN, *LEADS[False], 3]
    room = SHAPE.places - len(front) - 1
    ids = tokenizer().encode(text).ids[1:]
    parts = [
        PLAIN.states([*front, *ids[n : n + room], END])[len(front) : -1]
        for n in range(0, len(ids), room)
    ]
    assert len(parts) > 2
    assert np.abs(found).sum(1).all()
    assert found == pytest.approx(np.concatenate(parts), abs=1e-4)


@settings(max_examples=50, deadline=None)
@given(TEXTS, st.booleans())
def test_any_text_has_a_vector_for_each_token(encoder: Contextual, text: str, asking: bool) -> None:
    places = characters(text)
    found = encoder.of(text, places, asking=asking)
    assert found.shape == (len(text), encoder.dim)
    assert np.isfinite(found).all()
    assert np.abs(found).sum(1).all()
    assert np.array_equal(encoder.of(text, places, asking=asking), found)
    some = places[::2]
    assert np.array_equal(encoder.of(text, some, asking=asking), found[::2])


def test_a_token_that_no_piece_covers_has_zeros(encoder: Contextual) -> None:
    places = np.array([(0, 1), (5, 6)], dtype=np.int64)
    first, beyond = encoder.of("山", places, asking=False)
    assert first.any() and not beyond.any()
    assert not encoder.of("", places, asking=False).any()
    assert encoder.of("", characters(""), asking=True).shape == (0, SHAPE.dim)


def test_questions_and_passages_are_told_apart(encoder: Contextual) -> None:
    asked, read = (encoder.of("山", characters("山"), asking=asking) for asking in (True, False))
    assert not np.allclose(asked, read, atol=0.1)


@pytest.mark.parametrize("halves", [False, True])
def test_a_text_says_the_same_whatever_is_encoded_beside_it(folder: Path, halves: bool) -> None:
    encoder = opened(folder, halves=halves)
    texts = ["山川" * n + "海" * (n % 5) for n in range(1, 24)]
    alone = [encoder.of(text, characters(text), asking=False) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        beside = list(
            pool.map(lambda text: encoder.of(text, characters(text), asking=False), texts)
        )
    assert all(np.array_equal(*both) for both in zip(alone, beside, strict=True))


def test_no_helpers_compute_for_a_caller_that_has_some(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder, helpers = opened(folder), []
    before = torch.get_num_threads()
    encoder._encoder.register_forward_pre_hook(
        lambda *_: helpers.append((torch.get_num_threads(), torch.is_inference_mode_enabled()))
    )
    torch.set_num_threads(3)
    try:
        encoder.of("山", characters("山"), asking=False)
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)
    assert helpers == [(1, True)]
