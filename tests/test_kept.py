from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.kept import Kept


class Maker:
    """Makes a word of as many letters as its key says, and tells what was made."""

    def __init__(self) -> None:
        self.made: list[int] = []

    def __call__(self, size: int) -> str:
        if size < 0:
            raise ValueError("too short")
        self.made.append(size)
        return "x" * size


def test_what_was_used_last_is_not_made_again() -> None:
    make = Maker()
    kept = Kept(make, len, 10)
    assert [len(kept.get(size)) for size in (4, 5, 4, 3, 4, 5)] == [4, 5, 4, 3, 4, 5]
    # 3 was put beside 4 and 5, too much by 2: 5 had not been used for longest.
    assert make.made == [4, 5, 3, 5]


def test_what_is_too_heavy_is_given_and_pushes_nothing_out() -> None:
    make = Maker()
    kept = Kept(make, len, 10)
    for size in (3, 11, 11, 10, 3, 10):
        assert len(kept.get(size)) == size
    assert make.made == [3, 11, 11, 10, 3, 10]
    for size in (4, 6, 11, 4, 6):
        assert len(kept.get(size)) == size
    assert make.made[6:] == [4, 6, 11]


def test_a_failure_is_told_each_time() -> None:
    kept = Kept(Maker(), len, 10)
    for _ in range(2):
        with pytest.raises(ValueError, match="too short"):
            kept.get(-1)
    assert kept.get(1) == "x"


@given(st.lists(st.integers(0, 12), max_size=40))
def test_values_are_right_and_their_weight_is_bounded(sizes: list[int]) -> None:
    """Against a plain list of keys in the order of their use."""
    make, used = Maker(), list[int]()
    kept = Kept(make, len, 10)
    for size in sizes:
        before = len(make.made)
        assert kept.get(size) == "x" * size
        assert (len(make.made) == before) == (size in used)
        used = [other for other in used if other != size] + [size] * (size <= 10)
        while sum(used) > 10:
            used.pop(0)


def test_threads_get_right_values_and_leave_it_in_order() -> None:
    kept = Kept(Maker(), len, 10)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda n: len(kept.get(n % 7)), range(2000)))
    assert found == [n % 7 for n in range(2000)]
    make = Maker()
    again = Kept(make, len, 10)
    assert [again.get(3) for _ in range(2)] == ["xxx", "xxx"]
    assert make.made == [3]
