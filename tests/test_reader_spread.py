"""How sure the reader is of stretches of a sentence, against plain loops over all spans."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.records import Span
from service.reader.network import LONGEST
from service.reader.spread import Spread
from tests.tiny_judge import spread_of

A, B, C = Span(0, 2), Span(5, 6), Span(8, 13)


@pytest.mark.parametrize(
    ("chances", "share", "expected"),
    [
        ((0.2, 0.7, 0.1), 0.69, B),
        ((0.2, 0.7, 0.1), 0.71, Span(0, 6)),
        ((0.2, 0.7, 0.1), 0.95, Span(0, 13)),
        ((0.1, 0.2, 0.7), 0.69, C),
        ((0.4, 0.2, 0.4), 0.59, Span(0, 6)),
        # Chances that do not add up to 1 count by their share.
        ((0.04, 0.02, 0.0), 0.6, A),
        ((0.0, 0.0, 0.0), 0.9, None),
        ((0.2, math.nan, 0.1), 0.9, None),
    ],
)
def test_the_shortest_stretch_holds_the_share(
    chances: tuple[float, ...], share: float, expected: Span | None
) -> None:
    assert spread_of(A, B, C, chances=chances).shortest(share) == expected


def test_a_spread_moves_with_its_sentence() -> None:
    assert spread_of(A, B, chances=(0.9, 0.1)).moved(7).shortest(0.5) == Span(7, 9)


def slow(spread: Spread, share: float) -> int:
    """The length of the shortest stretch, by trying them all."""
    size = len(spread.places)
    spans = [
        (start, min(start + more, size - 1), float(spread.chances[start, more]))
        for start in range(size)
        for more in range(LONGEST)
    ]
    whole = sum(chance for *_, chance in spans)
    return min(
        int(spread.places[last, 1] - spread.places[first, 0])
        for first in range(size)
        for last in range(first, size)
        if sum(c for start, end, c in spans if first <= start and end <= last)
        >= share * whole - 1e-9
    )


@given(st.integers(0, 2**31), st.integers(1, 7), st.sampled_from([0.3, 0.5, 0.77, 0.95]))
def test_no_shorter_stretch_holds_as_much(seed: int, size: int, share: float) -> None:
    draw = np.random.default_rng(seed)
    ends = np.sort(draw.choice(40, 2 * size, replace=False)).reshape(size, 2)
    chances = (draw.random((size, LONGEST)) ** 8).astype(np.float32)
    spread = Spread(chances, ends)
    found = spread.shortest(share)
    assert found is not None
    assert found.end - found.start == slow(spread, share)
    assert found.start in ends[:, 0] and found.end in ends[:, 1]
