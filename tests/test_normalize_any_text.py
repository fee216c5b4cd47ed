"""Search keys of any text at all: what holds of every key, and of its map to the source."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.normalize import search_key
from indexer.records import Span

JAPANESE = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "〇零一二三四五六七八九十百千万億兆京0123456789.,々ゝゞヽヾーｰ-－—〜~ヶヵケか箇月年日国"
        ),
        st.sampled_from(
            "昭和平成令元第数何分のドル円$¥€%％パーセント人 　\n\x00\ud800\u200b\ufe0f\U000e0100"
        ),
        st.characters(min_codepoint=0x3041, max_codepoint=0x30FF),
        st.characters(min_codepoint=0xFF00, max_codepoint=0xFFEF),
        st.characters(min_codepoint=0x0300, max_codepoint=0x036F),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    ),
    max_size=40,
)
PHRASES = st.lists(
    st.sampled_from(
        "october may sept. jan 2023 5 1.3 12 thousand million bn m b a half hundred and one".split()
        + "twenty -five percent per cent % $ us € £ dollars yen euros , . ー - 〜 ア".split()
        + "パ ドル june 31 万 三十 平成 年 月 3ヶ".split()
        + [" ", "\n"]
    ),
    max_size=14,
).map("".join)
HOSTILE = st.text(alphabet=st.characters(exclude_categories=()), max_size=30)
ANY_TEXT = st.one_of(JAPANESE, PHRASES, HOSTILE)


@settings(max_examples=600, deadline=None)
@given(ANY_TEXT)
def test_map_is_monotone_in_range_and_never_empty(text: str) -> None:
    key = search_key(text)
    spans = [key.source(place, place + 1) for place in range(len(key.text))]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(a.start <= b.start and a.end <= b.end for a, b in itertools.pairwise(spans))


@settings(max_examples=1500, deadline=None)
@given(ANY_TEXT)
def test_any_key_is_its_own_key(text: str) -> None:
    key = search_key(text).text
    assert search_key(key).text == key


@settings(max_examples=200, deadline=None)
@given(HOSTILE)
def test_key_length_is_bounded(text: str) -> None:
    # One character becomes at most 18 (U+FDFA).
    assert len(search_key(text).text) <= 18 * len(text)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="あいうアイウ漢字語abc。、\n ", max_size=40))
def test_plain_text_is_its_own_key_with_the_identity_map(text: str) -> None:
    key = search_key(text)
    assert key.text == text
    assert all(key.source(place, place + 1) == Span(place, place + 1) for place in range(len(text)))


def test_every_code_point_is_folded() -> None:
    assigned = itertools.chain(range(0x30000), range(0xE0000, 0xE1000))
    key = search_key("\n".join(map(chr, assigned))).text
    assert unicodedata.normalize("NFKC", key) == key
    assert unicodedata.normalize("NFKC", key.casefold()) == key
    assert search_key(key).text == key


@pytest.mark.parametrize(
    "text",
    [
        "一万" * 50_000,
        "9" * 100_000 + "万",
        "人" + "々" * 100_000,
        "か" + "ゝゞ" * 50_000,
        "a" + "\u0301\u0323" * 50_000,
        "ア-" * 50_000,
        "5" + " thousand million" * 10_000,
        "twenty " * 20_000,
        "1," * 50_000,
        "\u200b" * 100_000,
    ],
    ids=lambda text: text[:3] + "...",
)
def test_hostile_text_has_a_key_that_is_its_own_key(text: str) -> None:
    # A step that is not linear would make this one the slowest test by far.
    key = search_key(text)
    assert search_key(key.text).text == key.text
