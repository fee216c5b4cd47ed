from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import TrainingError
from training.tokenizer import (
    UNKNOWN,
    Vocabulary,
    assemble,
    learn_pieces,
    piece_tokenizer,
    word_tokenizer,
)
from training.words import count_english, count_japanese, is_compound

WORDS = {"東京": -4.0, "大学": -5.0, "東京大学": -7.0, "の": -2.0, "研究": -5.0, "house": -6.0}
PIECES = {"東京": -3.0, "hou": -4.0, "se": -3.0, "アイン": -5.0}
CHARACTERS = sorted(set("東京大学の研究houseアイン2"))
VOCABULARY = assemble(WORDS, PIECES, CHARACTERS)


def cut(text: str) -> list[str]:
    return [VOCABULARY.tokens[i] for i in word_tokenizer(VOCABULARY).encode(text).ids]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("東京大学の研究", ["東京大学", "の", "研究"]),
        ("東京の大学", ["東京", "の", "大学"]),
        ("東京、大学！", ["東京", "大学"]),
        ("House", ["house"]),
        ("ＨＯＵＳＥ 22", ["house", "2", "2"]),
        ("ｱｲﾝ研", ["アイン", "研"]),
        ("house研究", ["house", "研究"]),
        ("!?", []),
        ("x", [UNKNOWN]),
    ],
)
def test_words_come_before_pieces_and_characters(text: str, tokens: list[str]) -> None:
    assert cut(text) == tokens


LATIN = assemble(
    {"the": -1.5, "as": -2.0, "ml": -3.0, "asml": -16.0, "a": -1.0, "12": -3.0, "2025": -16.0},
    {"as": -2.0, "asm": -7.0, "ml": -3.0, "deep": -4.0, "seek": -5.0, "th": -3.0, "he": -2.0}
    | dict.fromkeys("abcdefghijklmnopqrstuvwxyz0123456789", -2.0),
    [],
)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("ASML", ["asml"]),
        ("as the a", ["as", "the", "a"]),
        ("asmx", ["asm", "x"]),
        ("DeepSeek", ["deep", "seek"]),
        ("2025年12", ["2025", UNKNOWN, "12"]),
        ("124", ["12", "4"]),
    ],
)
def test_a_known_latin_word_beats_every_split(text: str, tokens: list[str]) -> None:
    tokenizer = word_tokenizer(LATIN)
    assert [LATIN.tokens[i] for i in tokenizer.encode(text).ids] == tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("house", ["hou", "se"]),
        ("東京大学", ["東京", "大", "学"]),
    ],
)
def test_piece_tokenizer_uses_no_whole_words(text: str, tokens: list[str]) -> None:
    encoding = piece_tokenizer(VOCABULARY).encode(text)
    assert encoding.tokens == tokens
    assert [VOCABULARY.tokens[i] for i in encoding.ids] == tokens


def test_vocabulary_lists_each_token_once_words_first() -> None:
    assert VOCABULARY.tokens[:7] == (UNKNOWN, *WORDS)
    assert len(set(VOCABULARY.tokens)) == len(VOCABULARY.tokens)
    assert set(VOCABULARY.tokens) == {UNKNOWN, *WORDS, *PIECES, *CHARACTERS}


def test_vocabulary_refuses_unequal_lengths() -> None:
    with pytest.raises(TrainingError, match="different lengths"):
        Vocabulary(("a", "b"), (0.0,), (0.0, 0.0))


def test_pieces_are_parts_of_the_words() -> None:
    words = ["walking", "talking", "walked", "talked", "walks", "talks"] * 3
    pieces = learn_pieces(words, 20)
    assert 0 < len(pieces) <= 20
    assert all(any(piece in word for word in words) for piece in pieces)


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("東京大学の研究 house22、.x"), max_size=40))
def test_tokens_lose_no_known_letter(text: str) -> None:
    known = [c for c in text if c.isalnum() and c != "x"]
    assert [c for token in cut(text) if token != UNKNOWN for c in token] == known


def test_japanese_words_are_counted_with_compounds() -> None:
    words = count_japanese(["東京大学で研究した。", "研究"], {"東京大学"})
    assert words.counts["研究"] == 2
    assert words.counts["東京大学"] == words.counts["東京"] == words.counts["大学"] == 1
    assert words.lemmas["し"] == "為る"
    assert "。" not in words.counts


def test_english_words_are_counted_in_lower_case() -> None:
    assert count_english(["The House's 12 doors", "東京 house"]) == {
        "the": 1, "house": 2, "s": 1, "12": 1, "doors": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("東京大学", True),
        ("コンピュータ", True),
        ("食べ物", True),
        ("として", False),
        ("東", False),
        ("ＩＴ企業", False),
        ("コンピュータ科学", False),
        ("house", False),
    ],
)
def test_compounds_are_single_runs_that_are_not_hiragana(word: str, expected: bool) -> None:
    assert is_compound(word) is expected
