from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.records import Token
from indexer.wording import DATE, LATIN, NAME, NOUN, OTHER, PERCENT, VERB, word_key
from service.reader.words import (
    CLASSES,
    KINDS,
    OWN,
    Vocabulary,
    Words,
    part_of,
    surface_vectors,
    words_of,
)
from tests.fakes import CharacterSegmenter
from tests.tiny_reader import DIM, ROWS, VOCABULARY, CharacterVectors, token

VECTORS = CharacterVectors()
DIGITS, KATAKANA, LETTERS, KANJI, HIRAGANA, SIGN, OPENING, CLOSING = range(CLASSES)


def known_of(*tokens: Token, key: str = "") -> Words:
    return words_of(key, tokens, VECTORS, VOCABULARY)


def slow_vector(surface: str) -> tuple[list[float], float]:
    """The sum of a surface's rows in plain Python: its direction, or zero, and its length."""
    rows = [ROWS[letter] for letter in surface if letter in ROWS]
    total = [sum(row[axis] for row in rows) for axis in range(DIM)]
    length = math.hypot(*total)
    return [value / length if length else 0.0 for value in total], length


@pytest.mark.parametrize(
    ("surface", "direction", "length"),
    [
        ("山", (1, 0), 2),
        ("川", (0, 1), 1),
        ("海", (0.6, 0.8), 5),
        ("山川", (2 / math.sqrt(5), 1 / math.sqrt(5)), math.sqrt(5)),
        ("山木", (1, 0), 2),
        ("山空", (0, 0), 0),
        ("木", (0, 0), 0),
        ("", (0, 0), 0),
    ],
)
def test_the_vector_of_a_surface_is_the_sum_of_its_pieces(
    surface: str, direction: tuple[float, float], length: float
) -> None:
    directions, lengths = surface_vectors([surface], VECTORS)
    assert directions[0] == pytest.approx(direction, abs=1e-6)
    assert lengths.tolist() == pytest.approx([length])


@settings(max_examples=60)
@given(st.lists(st.text("山川海空木", max_size=4), max_size=8))
def test_vectors_equal_plain_sums_in_order(surfaces: list[str]) -> None:
    directions, lengths = surface_vectors(surfaces, VECTORS)
    assert directions.shape == (len(surfaces), DIM)
    assert directions.dtype == lengths.dtype == np.float32
    expected = [slow_vector(surface) for surface in surfaces]
    assert directions.tolist() == [pytest.approx(d, abs=1e-5) for d, _ in expected]
    assert lengths.tolist() == pytest.approx([length for _, length in expected], abs=1e-5)


@pytest.mark.parametrize(
    ("found", "key", "kind"),
    [
        (token("犬"), "犬", NOUN),
        (token("東京", "名詞/固有名詞", detail="地名/一般"), "東京", NAME),
        (token("走る", "動詞/一般"), "走る", VERB),
        (token("ai", lemma="ai"), "ai", LATIN),
        (token("15", "名詞/数詞"), "15%", PERCENT),
        (token("3", "名詞/数詞"), "3月に", DATE),
        (token("とても", "副詞/*"), "とても", OTHER),
    ],
)
def test_a_content_word_has_one_kind(found: Token, key: str, kind: int) -> None:
    words = known_of(found, key=key)
    assert words.kinds.tolist() == [kind]
    assert words.own[0, :KINDS].tolist() == [float(column == kind) for column in range(KINDS)]


@pytest.mark.parametrize(
    "found", [token("は", "助詞/係助詞"), token("。", "補助記号/句点"), token("the")]
)
def test_a_function_word_has_no_kind_and_no_key(found: Token) -> None:
    words = known_of(found)
    assert not words.own[:, :KINDS].any()
    assert (words.kinds.tolist(), words.keys.tolist()) == ([OTHER], [-1])


@pytest.mark.parametrize(
    ("surface", "classes"),
    [
        ("15", {DIGITS}),
        ("1,000.5", {DIGITS}),
        ("タワー", {KATAKANA}),
        ("gpt-4", {LETTERS}),
        ("a", {LETTERS}),
        ("人々", {KANJI}),
        ("くに", {HIRAGANA}),
        ("。", {SIGN}),
        ("~", {SIGN}),
        ("「", {OPENING}),
        ("》", {CLOSING}),
        (".", {DIGITS, SIGN}),
        ("走る", set()),
        ("東京タワー", set()),
        ("。。", set()),
        ("%", set()),
    ],
)
def test_the_class_of_characters(surface: str, classes: set[int]) -> None:
    own = known_of(token(surface)).own[0, KINDS : KINDS + CLASSES]
    assert set(np.flatnonzero(own).tolist()) == classes
    assert set(own.tolist()) <= {0.0, 1.0}


@pytest.mark.parametrize(("surface", "length"), [("海", 5), ("川", 1), ("木", 0), ("山空", 0)])
def test_rarity_is_half_the_logarithm_of_the_length(surface: str, length: float) -> None:
    assert known_of(token(surface)).own[0, -1] == pytest.approx(math.log(1 + length) / 2)


def test_words_and_parts_are_numbers_of_the_vocabulary() -> None:
    name = token("田中", "名詞/固有名詞", detail="人名/姓")
    vocabulary = Vocabulary({"田中": 7}, {"名詞/固有名詞/人名/姓": 3})
    words = words_of("", [name, token("山")], VECTORS, vocabulary)
    assert (words.words.tolist(), words.parts.tolist()) == ([7, 0], [3, 0])
    assert words.words.dtype == words.parts.dtype == words.keys.dtype == np.int64


@pytest.mark.parametrize(
    ("detail", "name"), [("", "名詞/普通名詞"), ("一般/*", "名詞/普通名詞/一般/*")]
)
def test_a_part_of_speech_is_named_in_all_its_levels(detail: str, name: str) -> None:
    assert part_of(token("犬", detail=detail)) == name


def test_keys_are_those_of_lemmas() -> None:
    words = known_of(token("走っ", "動詞/一般", lemma="走る"), token("犬"))
    assert words.keys.tolist() == [word_key("走る"), word_key("犬")]


def test_a_text_without_tokens_has_empty_arrays() -> None:
    words = known_of()
    assert len(words) == 0
    assert words.vectors.shape == (0, DIM)
    assert words.own.shape == (0, OWN)


def columns_of(words: Words) -> Sequence[int]:
    return [len(words.vectors), len(words.own), *map(len, (words.words, words.parts, words.keys))]


@settings(max_examples=60)
@given(st.text("山川は。「」a1.ー々 😀\u3099", max_size=20))
def test_all_arrays_are_as_long_as_the_tokens(text: str) -> None:
    tokens = CharacterSegmenter().tokens(text)
    words = words_of(text, tokens, VECTORS, VOCABULARY)
    assert words.surfaces == tuple(text.replace(" ", ""))
    assert set(columns_of(words)) == {len(words)} == {len(words.kinds)}
    assert np.isfinite(words.own).all()
    content = words.keys >= 0
    assert words.own[:, :KINDS].sum(axis=1).tolist() == content.astype(float).tolist()
