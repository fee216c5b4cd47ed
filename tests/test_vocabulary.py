from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import IndexCorrupt
from indexer.records import Token
from indexer.transliteration import readings
from indexer.vocabulary import (
    Kind,
    Reading,
    from_line,
    katakana_runs,
    lemmas_of,
    merged,
    to_line,
    vocabulary_readings,
)

Spec = tuple[str, str, str, str]
"""Surface, lemma, part of speech, kana."""


def tokens(*specs: Spec | str) -> tuple[Token, ...]:
    """Put tokens side by side; a string is a noun in katakana, and a blank is only room."""
    found, place = [], 0
    for spec in specs:
        surface, lemma, pos, kana = (
            (spec, spec, "名詞/普通名詞", "") if isinstance(spec, str) else spec
        )
        if surface.strip():
            found.append(Token(surface, lemma, "", pos, place, place + len(surface), kana))
        place += len(surface)
    return tuple(found)


DOT: Spec = ("・", "・", "補助記号/一般", "・")
NO: Spec = ("の", "の", "助詞/格助詞", "ノ")
II: Spec = ("イー", "良い", "形容詞/非自立可能", "イー")

RUNS = [
    ((II, "ロン", DOT, "マスク"), ["イー ロン/マスク"]),
    (("ディープ", "シーク", NO, "チップ"), ["ディープ シーク", "チップ"]),
    (("アルト", " ", "マン"), ["アルト", "マン"]),
    (("ア", DOT, "イ", " ", "ウ", DOT, "エ"), ["ア/イ", "ウ/エ"]),
    ((DOT, "ア", DOT, NO, "イ"), ["ア", "イ"]),
    (("ア", DOT, DOT, "イ"), ["ア", "イ"]),
    (("ア", "イ", "ウ", DOT, "エ", "オ", "カ", DOT, "キ"), ["ア イ ウ", "エ オ カ", "キ"]),
    (("ア", "イ", "ウ", "エ", "オ", "カ", "キ"), []),
    ((), []),
]


@pytest.mark.parametrize(("specs", "expected"), RUNS)
def test_runs_of_katakana(specs: tuple[Spec | str, ...], expected: list[str]) -> None:
    runs = katakana_runs(tokens(*specs))
    shown = ["/".join(" ".join(token.surface for token in part) for part in run) for run in runs]
    assert shown == expected


def test_a_name_counts_whole_by_its_parts_and_by_its_words() -> None:
    found = vocabulary_readings([tokens(II, "ロン", DOT, "マスク"), tokens("マスク")])
    assert found == (
        Reading(("マスク",), "マスク", Kind.LOAN, 2),
        Reading(("ロン",), "ロン", Kind.LOAN, 1),
        Reading(("良い", "ロン"), "イーロン", Kind.LOAN, 1),
        Reading(("良い", "ロン", "マスク"), "イーロンマスク", Kind.LOAN, 1),
    )


def test_a_name_in_one_token_is_read_by_its_parts_too() -> None:
    found = vocabulary_readings([tokens("イーロン・マスク")])
    assert {item.kana for item in found} == {"イーロンマスク", "イーロン", "マスク"}
    assert {item.lemmas for item in found} == {("イーロン・マスク",)}


def test_kanji_by_their_reading_and_latin_by_how_it_is_said() -> None:
    found = vocabulary_readings(
        [
            tokens(
                ("関税", "関税", "名詞/普通名詞", "カンゼイ"),
                NO,
                ("岸田", "キシダ", "名詞/固有名詞", "キシダ"),
                ("行っ", "行く", "動詞/一般", "イッ"),
                ("deepseek", "deepseek", "名詞/普通名詞", ""),
                ("the", "the", "名詞/普通名詞", ""),
                ("h20", "h20", "名詞/普通名詞", ""),
            )
        ]
    )
    assert found == (
        *(Reading(("deepseek",), kana, Kind.LOAN, 1) for kana in sorted(readings("deepseek"))),
        Reading(("キシダ",), "an tian", Kind.HANZI, 1),
        Reading(("キシダ",), "キシダ", Kind.NAME, 1),
        Reading(("関税",), "カンゼイ", Kind.WORD, 1),
    )


SIGN: Spec = ("梁", "梁", "記号/一般", "")


@pytest.mark.parametrize(
    ("specs", "expected"),
    [
        ((SIGN, ("文", "文", "名詞/普通名詞", ""), ("峰", "峯", "接尾辞/名詞的", "")), "文 峯"),
        ((SIGN, ("氏", "氏", "接尾辞/名詞的", "")), ""),
        ((("梁", "ハリ", "名詞/固有名詞", ""), NO), "ハリ"),
        ((("李", "リ", "名詞/固有名詞", ""), NO), ""),
    ],
)
def test_chinese_names_have_lemmas_enough(specs: tuple[Spec, ...], expected: str) -> None:
    found = [item for item in vocabulary_readings([tokens(*specs)]) if item.kind is Kind.HANZI]
    longest = max((item.lemmas for item in found), key=len, default=())
    assert " ".join(longest) == expected


def test_merged_readings_add_up_their_counts() -> None:
    mask, loan = Reading(("マスク",), "マスク", Kind.LOAN, 2), Reading(("ア",), "ア", Kind.LOAN, 1)
    name, word = Reading(("ア",), "ア", Kind.NAME, 5), Reading(("ア",), "イ", Kind.LOAN, 1)
    assert merged([(loan, mask), (), (mask, name), (word,), (loan,)]) == (
        Reading(("ア",), "ア", Kind.LOAN, 2),
        name,
        word,
        Reading(("マスク",), "マスク", Kind.LOAN, 4),
    )
    assert merged([]) == merged([(), ()]) == ()


SPECS: st.SearchStrategy[Spec | str] = st.sampled_from(
    [
        *("アルト", "マスク", "イーロン・マスク", " ", DOT, NO, II),
        ("関税", "関税", "名詞/普通名詞", "カンゼイ"),
        ("岸田", "キシダ", "名詞/固有名詞", "キシダ"),
        ("chip", "chip", "名詞/普通名詞", ""),
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(SPECS, max_size=8).map(lambda specs: tokens(*specs)), max_size=5))
def test_merged_readings_of_passages_are_those_of_all(passages: list[tuple[Token, ...]]) -> None:
    """In whatever order and however often merged: an incremental build is a full one."""
    parts = [vocabulary_readings([passage]) for passage in passages]
    whole = vocabulary_readings(passages)
    assert merged(parts) == merged(parts[::-1]) == whole
    assert merged([merged(parts[:2]), *parts[2:]]) == whole


def test_lemmas_are_those_of_the_index() -> None:
    assert lemmas_of(tokens("ア", NO, ("ア" * 70, "ア" * 70, "名詞", ""))) == ("ア", "ア" * 64)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.text(alphabet="アイa漢-", min_size=1), min_size=1, max_size=3),
    st.text(alphabet="アイウー"),
    st.sampled_from(Kind),
    st.integers(1, 10**9),
)
def test_a_line_holds_a_reading(lemmas: list[str], kana: str, kind: Kind, count: int) -> None:
    reading = Reading(tuple(lemmas), kana, kind, count)
    assert from_line(to_line(reading)) == reading


@pytest.mark.parametrize("line", ["", "a\tb", "a\tア\tother\t1", "a\tア\tloan\tmany"])
def test_a_damaged_line_says_what_mends_it(line: str) -> None:
    with pytest.raises(IndexCorrupt, match="build the index again"):
        from_line(line)
