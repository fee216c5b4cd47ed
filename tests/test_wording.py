from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from indexer.records import Token
from indexer.wording import (
    DATE,
    DURATION,
    LATIN,
    MONEY,
    NAME,
    NOUN,
    NUMBER,
    NUMERIC,
    OTHER,
    PERCENT,
    VERB,
    Word,
    Wording,
    kind_of,
    pack,
    unpack,
    word_key,
    wording,
)

DTYPES = (np.uint32, np.uint16, np.uint8, np.int32, np.uint16)
# What stands before a word, the word, its lemma and part of speech, what stands behind it.
KINDS = [
    ("", "15", "15", "名詞/数詞", "個", NUMBER),
    ("", "五", "五", "名詞/数詞", "", NUMBER),
    ("", "15", "15", "名詞/数詞", "ドル", MONEY),
    ("$", "15", "15", "名詞/数詞", "", MONEY),
    ("", "15", "15", "名詞/数詞", "%", PERCENT),
    ("", "2025", "2025", "名詞/数詞", "年", DATE),
    ("", "15", "15", "名詞/数詞", "年", DURATION),
    ("", "東京", "トウキョウ", "名詞/固有名詞", "円", NAME),
    ("", "openai", "openai", "名詞/固有名詞", "", NAME),
    ("", "h20", "h20", "名詞/普通名詞", "ドル", LATIN),
    ("", "zebra", "zebra", "名詞/普通名詞", "", LATIN),
    ("", "run", "run", "動詞/一般", "", LATIN),
    ("", "関税", "関税", "名詞/普通名詞", "", NOUN),
    ("", "関税", "関税", "名詞", "", NOUN),
    ("", "行っ", "行く", "動詞/一般", "た", VERB),
    ("", "新しい", "新しい", "形容詞/一般", "", VERB),
    ("", "静か", "静か", "形状詞/一般", "", OTHER),
    ("", "人", "人", "接尾辞/名詞的", "", OTHER),
    ("", "私", "私", "代名詞", "", OTHER),
    ("", "私", "私", "", "", OTHER),
]
SMALL = Wording(
    np.array([word_key("山"), word_key("高い")], dtype=np.uint32),
    np.array([0, 1], dtype=np.uint16),
    np.array([NOUN, VERB], dtype=np.uint8),
    np.array([7, -1, 300], dtype=np.int32),
    np.array([0, 1, 258], dtype=np.uint16),
)


def arrays(item: Wording) -> tuple[NDArray[np.generic], ...]:
    return (item.lemmas, item.lemma_sentences, item.kinds, item.pieces, item.piece_sentences)


def assert_equal(left: Wording, right: Wording) -> None:
    for one, other, dtype in zip(arrays(left), arrays(right), DTYPES, strict=True):
        assert one.dtype == other.dtype == dtype
        np.testing.assert_array_equal(one, other)


def crc32(data: bytes) -> int:
    """CRC-32 bit by bit, as ISO 3309 defines it."""
    rest = 0xFFFFFFFF
    for byte in data:
        rest ^= byte
        for _ in range(8):
            rest = rest >> 1 ^ (0xEDB88320 if rest & 1 else 0)
    return rest ^ 0xFFFFFFFF


def numbers(least: int, most: int, size: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(least, most), min_size=size, max_size=size)


@st.composite
def wordings(draw: st.DrawFn) -> Wording:
    n, m = draw(st.integers(0, 6)), draw(st.integers(0, 6))
    return Wording(
        np.array(draw(numbers(0, 2**32 - 1, n)), dtype=np.uint32),
        np.array(sorted(draw(numbers(0, 2**16 - 1, n))), dtype=np.uint16),
        np.array(draw(numbers(0, 255, n)), dtype=np.uint8),
        np.array(draw(numbers(-(2**31), 2**31 - 1, m)), dtype=np.int32),
        np.array(sorted(draw(numbers(0, 2**16 - 1, m))), dtype=np.uint16),
    )


def test_the_numbers_of_the_kinds_are_stored_in_indexes_and_stay() -> None:
    kinds = (OTHER, NUMBER, NAME, LATIN, VERB, NOUN, MONEY, PERCENT, DATE, DURATION)
    assert kinds == tuple(range(10))
    assert frozenset({NUMBER, MONEY, PERCENT, DATE, DURATION}) == NUMERIC


@pytest.mark.parametrize(("before", "surface", "lemma", "pos", "after", "kind"), KINDS)
def test_kinds(before: str, surface: str, lemma: str, pos: str, after: str, kind: int) -> None:
    end = len(before + surface)
    token = Token(surface, lemma, "", pos, len(before), end)
    assert kind_of(token, before + surface + after) == kind


def test_the_published_check_value() -> None:
    assert word_key("123456789") == crc32(b"123456789") == 0xCBF43926


@given(st.text(st.characters(codec="utf-8"), max_size=8))
def test_keys_are_crc_32_of_utf_8(lemma: str) -> None:
    assert word_key(lemma) == crc32(lemma.encode())


def test_words_and_pieces_are_numbered_by_sentence() -> None:
    words = [Word("山", NOUN), Word("高い", VERB)]
    assert_equal(wording(words, [0, 1], [[7], [-1], *[[]] * 256, [300]]), SMALL)


def test_a_text_without_words_has_an_empty_wording() -> None:
    empty = wording([], [], [])
    assert [len(array) for array in arrays(empty)] == [0] * 5
    assert_equal(unpack(pack(empty)), empty)


def test_sentences_past_the_last_number_count_as_that_one() -> None:
    found = wording([Word("山", NOUN)] * 3, [65_534, 65_535, 70_000], [[1]] * 65_538)
    assert found.lemma_sentences.tolist() == [65_534, 65_535, 65_535]
    assert found.piece_sentences.tolist() == [*range(65_536), 65_535, 65_535]


def test_the_packed_form_is_this() -> None:
    expected = struct.pack(
        "<II2I3i2H3H2B",
        *(2, 3),
        *(word_key("山"), word_key("高い")),
        *(7, -1, 300),
        *(0, 1),
        *(0, 1, 258),
        *(NOUN, VERB),
    )
    assert pack(SMALL) == expected
    assert_equal(unpack(expected), SMALL)


@given(wordings())
def test_what_is_packed_comes_back(item: Wording) -> None:
    data = pack(item)
    assert len(data) == 8 + 7 * len(item.lemmas) + 6 * len(item.pieces)
    assert_equal(unpack(data), item)
    assert pack(unpack(data)) == data


def test_arrays_of_another_byte_order_pack_alike() -> None:
    big = Wording(*(array.astype(array.dtype.newbyteorder(">")) for array in arrays(SMALL)))
    assert pack(big) == pack(SMALL)


def test_unpacked_arrays_are_views_that_nobody_changes() -> None:
    data = pack(SMALL)
    whole = np.frombuffer(data, dtype=np.uint8)
    for array in arrays(unpack(data)):
        assert np.shares_memory(array, whole)
        assert not array.flags.writeable


@given(wordings(), st.data())
def test_damaged_bytes_are_refused(item: Wording, data: st.DataObject) -> None:
    whole = pack(item)
    cut = data.draw(st.integers(8, len(whole)))
    if cut < len(whole):
        with pytest.raises(ValueError):
            unpack(whole[:cut])
    with pytest.raises(ValueError, match=f"a wording of {len(whole) + 1} bytes"):
        unpack(whole + b"\0")
    words, pieces = struct.unpack_from("<II", whole)
    more = struct.pack("<II", words + data.draw(st.integers(1, 2**32 - 1 - words)), pieces)
    with pytest.raises(ValueError):
        unpack(more + whole[8:])


@pytest.mark.parametrize("size", range(8))
def test_bytes_too_few_for_the_counts_are_refused(size: int) -> None:
    with pytest.raises((ValueError, struct.error)):
        unpack(pack(SMALL)[:size])
