from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_drill_kill import drill

from tests.drills.damage import DAMAGES, append, cut, flip


def test_every_damaged_file_is_refused_by_name_by_all_who_read_it() -> None:
    run = drill("damage", "--seed", "1")
    assert run.returncode == 0, run.stdout + run.stderr
    found = re.search(r"(\d+) damaged files, seed 1: 0 not refused", run.stdout)
    assert found is not None
    assert int(found[1]) > 20


@given(st.binary(min_size=1, max_size=20), st.integers(0, 99))
def test_damages_change_one_bit_or_the_length_by_one(whole: bytes, seed: int) -> None:
    flipped, shorter, longer = (damage(whole, random.Random(seed)) for damage in DAMAGES)
    bits = int.from_bytes(flipped) ^ int.from_bytes(whole)
    assert (len(flipped), bits.bit_count()) == (len(whole), 1)
    assert len(shorter) == len(whole) - 1
    assert longer[:-1] == whole


@pytest.mark.parametrize(("damage", "expected"), [(cut, 0), (flip, 1), (append, 2)])
def test_a_file_of_one_byte_can_be_damaged(damage: object, expected: int) -> None:
    assert callable(damage)
    assert len(damage(b"x", random.Random(1))) == expected
