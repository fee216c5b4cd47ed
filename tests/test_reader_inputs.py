from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.wording import DATE, NAME, NOUN, OTHER
from service.layout import Floats
from service.reader.inputs import ASKED, PAIR, Asking, Pair, Read, pair
from service.reader.words import KINDS
from service.records import Unit
from tests.tiny_reader import random_asking, random_passage, words_from

MOUNTAIN, RIVER, SEA, SKY = 1, 2, 9, 8
UNITS = (Unit(3.0, {MOUNTAIN: 1.0}, NOUN), Unit(1.0, {RIVER: 0.5, SEA: 0.4}, NOUN))
# Three sentences. The first says the mountain and hardly the river, the second the river.
SURFACES = ("海", "山", "。", "川", "。", "空", "。")
KEYS = (SEA, MOUNTAIN, -1, RIVER, -1, SKY, -1)
SENTENCES = (0, 0, 0, 1, 1, 2, 2)
ENGLISH, SHARE, TOLD, NEAREST = range(KINDS, KINDS + 4)


def asking_of(
    surfaces: Sequence[str] = ("山", "は", "川", "?"),
    keys: Sequence[int] = (MOUNTAIN, -1, RIVER, -1),
    units: Sequence[Unit] = UNITS,
    sought: Sequence[int] = (),
    vectors: Floats | None = None,
    *,
    english: bool = False,
) -> Asking:
    return Asking(words_from(surfaces, keys, None, vectors), units, frozenset(sought), english)


def read_of(
    surfaces: Sequence[str] = SURFACES,
    keys: Sequence[int] = KEYS,
    sentences: Sequence[int] = SENTENCES,
    kinds: Sequence[int] | None = None,
    vectors: Floats | None = None,
) -> Read:
    return Read(words_from(surfaces, keys, kinds, vectors), np.array(sentences, dtype=np.int64))


def column(found: Pair, name: str) -> list[float]:
    return [float(value) for value in found.passage[:, PAIR.index(name)]]


def near(*distances: int) -> list[float]:
    """How near a token at each distance is: 1 beside it, a quarter less in the exponent each."""
    return [math.exp((1 - distance) / 4) if distance else 0.0 for distance in distances]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("said", [0.4, 1, 0, 0.5, 0, 0, 0]),
        ("copied", [0, 1, 0, 1, 0, 0, 0]),
        ("characters", [0, 1, 0, 1, 0, 0, 0]),
        ("sentence", [0.75 + 0.25 * 0.4] * 3 + [0.25 * 0.5] * 2 + [0] * 2),
        ("window", [0.75 + 0.25 * 0.5] * 5 + [0.25 * 0.5] * 2),
        ("before", near(0, 0, 1, 2, 1, 2, 3)),
        ("after", near(1, 2, 1, 0, 0, 0, 0)),
        ("sought", [0] * 7),
        ("similar", [0] * 7),
    ],
)
def test_the_columns_of_a_passage(name: str, expected: list[float]) -> None:
    assert column(pair(asking_of(), read_of()), name) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("surface", "share"),
    [
        ("犬小屋", 1),
        ("小犬", 1),
        ("犬舎", 1 / 2),
        ("猫舎", 0),
        ("小屋の", 1),
        ("の", 0),
        ("「」", 0),
        ("ai", 1 / 2),
        ("カー", 1 / 2),
    ],
)
def test_hiragana_and_signs_are_no_telling_characters(surface: str, share: float) -> None:
    asking = asking_of(("犬小屋", "の", "「", "a", "ー"), [-1] * 5, ())
    found = pair(asking, read_of([surface], [-1], [0]))
    assert column(found, "characters") == pytest.approx([share])


def test_what_is_sought_is_of_its_kind_and_new() -> None:
    """The mountain is said; the sea, at 0.4, is not said well enough to be known."""
    kinds = [NAME, NAME, OTHER, DATE, OTHER, NOUN, OTHER]
    found = pair(asking_of(sought=[NAME, DATE]), read_of(kinds=kinds))
    assert column(found, "sought") == [1, 0, 0, 0, 0, 0, 0]
    assert column(pair(asking_of(sought=[NOUN]), read_of(kinds=kinds)), "sought")[5] == 1


def test_cosines_are_those_of_the_nearest_token_and_not_below_0() -> None:
    asked = np.array([(1, 0), (0, 0), (0.6, 0.8), (0, 0)])
    told = np.array([(1, 0), (0, 1), (-1, 0), (0.8, 0.6), (0, 0), (0, -1), (0.6, 0.8)])
    found = pair(asking_of(vectors=asked), read_of(vectors=told))
    assert column(found, "similar") == pytest.approx([1, 0.8, 0, 0.96, 0, 0, 1], abs=1e-6)
    assert found.question[:, NEAREST].tolist() == pytest.approx([1, 0, 1, 0], abs=1e-6)


def test_the_columns_of_a_question() -> None:
    found = pair(asking_of(sought=[NAME, DATE], english=True), read_of()).question
    assert found.shape == (4, ASKED)
    kinds = [float(kind in (NAME, DATE)) for kind in range(KINDS)]
    assert found[:, :KINDS].tolist() == [kinds] * 4
    assert found[:, ENGLISH].tolist() == [1] * 4
    assert found[:, SHARE].tolist() == [0.75, 0, 0.25, 0]
    assert found[:, TOLD].tolist() == [1, 0, 0.5, 0]


def test_a_word_of_two_units_counts_for_the_first() -> None:
    units = (Unit(3.0, {RIVER: 1.0}, NOUN), Unit(1.0, {RIVER: 1.0, MOUNTAIN: 1.0}, NOUN))
    found = pair(asking_of(units=units), read_of(["川"], [RIVER], [0])).question
    assert found[:, SHARE].tolist() == [0.25, 0, 0.75, 0]


def test_a_unit_that_the_passage_lacks_is_not_told() -> None:
    found = pair(asking_of(), read_of(["空", "川"], [SKY, RIVER], [0, 0]))
    assert found.question[:, TOLD].tolist() == [0, 0, 0.5, 0]
    assert column(found, "sentence") == [0.125, 0.125]


def test_a_question_about_nothing_is_compared_by_its_form() -> None:
    found = pair(asking_of(units=()), read_of())
    assert column(found, "copied") == [0, 1, 0, 1, 0, 0, 0]
    for name in ("said", "sentence", "window", "before", "after"):
        assert column(found, name) == [0] * 7
    assert not found.question.any()


def test_sentences_without_tokens_are_no_neighbours() -> None:
    found = pair(asking_of(), read_of(["山", "川"], [MOUNTAIN, RIVER], [0, 2]))
    assert column(found, "window") == pytest.approx([0.75, 0.125])


@settings(max_examples=50)
@given(st.integers(0, 2**31), st.integers(1, 12), st.integers(1, 9))
def test_every_value_is_a_share(seed: int, passage: int, question: int) -> None:
    draw = np.random.default_rng(seed)
    found = pair(random_asking(draw, question), random_passage(draw, passage).read)
    assert found.passage.shape == (passage, len(PAIR))
    assert found.question.shape == (question, ASKED)
    for values in (found.passage, found.question):
        assert values.dtype == np.float32
        assert (values >= 0).all() and (values <= 1 + 1e-6).all()
    assert (found.passage[:, 4] >= found.passage[:, 3] - 1e-6).all()
