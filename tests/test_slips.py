"""What a misspelt word may have been: in tables, and against every slip a hand makes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.slips import hiragana_words, kana_words, latin_words

LATIN = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=8)
KATAKANA = st.text("アカガサザタダナハバパマラワンッャァーチプ", min_size=2, max_size=8)
HIRAGANA = st.text("あかがさざたたはばぱまらわんっゃぁつやう", min_size=2, max_size=8)


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("markt", "market"),
        ("markeet", "market"),
        ("makret", "market"),
        ("marlet", "market"),
        ("whicg", "which"),
        ("cann", "can"),
        ("ca", "cat"),
    ],
)
def test_a_latin_word_may_have_been_one_easy_slip_away(word: str, meant: str) -> None:
    assert (meant, True) in set(latin_words(word))


@pytest.mark.parametrize(
    ("word", "other", "easily"),
    [
        ("marpet", "market", False),  # p and k are no neighbours
        ("merket", "market", True),  # vowels are mistaken for each other
        ("narket", "market", None),  # the first letter is right
        ("mrakte", "market", None),  # two slips
    ],
)
def test_other_letters_are_likelier_or_less(word: str, other: str, easily: bool | None) -> None:
    found = {how for form, how in latin_words(word) if form == other}
    assert found == (set() if easily is None else {easily})


@given(LATIN)
def test_latin_words_begin_alike_and_differ_by_a_letter_at_most(word: str) -> None:
    for form, _ in latin_words(word):
        assert form[0] == word[0]
        assert abs(len(form) - len(word)) <= 1


@given(LATIN, st.data())
def test_every_slip_of_a_latin_word_is_undone(word: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(1, len(word) - 1))
    before, letter, after = word[:place], word[place], word[place + 1 :]
    swapped = before + after[:1] + letter + after[1:]
    for wrong in {before + after, before + letter * 2 + after, swapped} - {word}:
        assert (word, True) in set(latin_words(wrong))


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("チプッ", "チップ"),
        ("チッフ", "チップ"),
        ("ディブシーク", "ディプシーク"),
        ("メトル", "メートル"),
        ("メートール", "メートル"),
        ("フアーム", "ファーム"),
        ("モデデル", "モデル"),
        ("モデル", "モデルー"),
    ],
)
def test_a_katakana_word_may_have_been_one_slip_away(word: str, meant: str) -> None:
    assert meant in set(kana_words(word))


@given(KATAKANA)
def test_katakana_differs_by_one_sign_at_most(word: str) -> None:
    for form in kana_words(word):
        assert abs(len(form) - len(word)) <= 1
        assert form != word


@pytest.mark.parametrize(
    ("word", "meant", "expected"),
    [
        ("いらく", "いくら", True),
        ("なせ", "なぜ", True),
        ("とうやつて", "とうやって", True),
        ("はいつて", "ぱいつて", True),
        ("なぜ", "なせ", False),  # nobody adds a mark
        ("やって", "やつて", False),  # nor makes a sign small
        ("いいえ", "いえ", False),
    ],
)
def test_hiragana_may_have_been_one_slip_away(word: str, meant: str, expected: bool) -> None:
    assert (meant in set(hiragana_words(word))) is expected


@given(HIRAGANA)
def test_hiragana_keeps_its_length(word: str) -> None:
    assert all(len(form) == len(word) and form != word for form in hiragana_words(word))
