from __future__ import annotations

import re
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from fakes import CharacterSegmenter
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.records import Token
from indexer.terms import ENGLISH_FUNCTION_WORDS, LONGEST_TERM, VIEWS, Analyser, Terms
from indexer.tokens import Tokenizer


class Fixed:
    """Answers every text with the same tokens."""

    fingerprint = "fixed"

    def __init__(self, *tokens: Token) -> None:
        self._tokens = tokens

    def tokens(self, text: str) -> tuple[Token, ...]:
        return self._tokens


def noun(lemma: str, origin: str = "") -> Token:
    return Token(lemma, lemma, origin, "名詞/普通名詞", 0, len(lemma))


@pytest.fixture(scope="module")
def real() -> Analyser:
    return Analyser(Tokenizer())


def test_views_are_the_fields_of_terms_in_order() -> None:
    assert VIEWS == Terms.__slots__


@pytest.mark.parametrize(
    ("text", "lemma", "bigram", "chars", "latin"),
    [
        ("", (), (), (), ()),
        ("。", (), (), (), ()),
        ("山", ("山",), (), ("山",), ()),
        ("山は川", ("山", "川"), ("山 川",), ("山は", "は川"), ()),
        ("山 川", ("山", "川"), ("山 川",), ("山", "川"), ()),
        ("山山山", ("山",) * 3, ("山 山",) * 2, ("山山",) * 2, ()),
    ],
)
def test_views_of_short_texts(
    text: str,
    lemma: tuple[str, ...],
    bigram: tuple[str, ...],
    chars: tuple[str, ...],
    latin: tuple[str, ...],
) -> None:
    analyser = Analyser(CharacterSegmenter())
    assert analyser.terms(text) == Terms(lemma, bigram, chars, latin)


@pytest.mark.parametrize(
    ("text", "latin"),
    [
        ("the running cats", ("run", "cat")),
        ("What is it?", ()),
        ("H20 and GPT4", ("h20", "gpt4")),
        ("covid19s", ("covid19s",)),
        ("ＧＰＵ", ("gpu",)),
        ("Nvidia's chips.", ("nvidia", "chip")),
        ("3.5", ("3.5",)),
        ("12.5%", ("12.5", "12.5%")),
        ("don't stop", ("don't", "stop")),
        ("v1.2.", ("v1.2",)),
        ("x" * 100, ("x" * LONGEST_TERM,)),
    ],
)
def test_latin_words(text: str, latin: tuple[str, ...]) -> None:
    assert Analyser(Fixed()).terms(text).latin == latin


def test_origins_of_loanwords_are_stemmed_like_words() -> None:
    terms = Analyser(Fixed(noun("チップ", "chips"), noun("データ", "Data Base"))).terms("")
    assert terms.latin == ("chip", "data", "base")
    assert terms.lemma == ("チップ", "データ")


@pytest.mark.parametrize("pos", ["助詞/格助詞", "助動詞", "補助記号/句点", "空白", "記号/一般"])
def test_function_words_are_no_lemmas_and_do_not_part_their_neighbours(pos: str) -> None:
    between = Token("x", "x", "", pos, 0, 1)
    terms = Analyser(Fixed(noun("山"), between, noun("川"))).terms("")
    assert terms.lemma == ("山", "川")
    assert terms.bigram == ("山 川",)


def test_english_function_words_are_no_lemmas() -> None:
    assert Analyser(Fixed(noun("the"), noun("cat"))).terms("").lemma == ("cat",)
    assert all(word == word.lower() for word in ENGLISH_FUNCTION_WORDS)


def test_long_lemmas_are_cut() -> None:
    assert Analyser(Fixed(noun("長" * 65))).terms("").lemma == ("長" * LONGEST_TERM,)


def test_the_dictionary_is_the_segmenters() -> None:
    assert Analyser(CharacterSegmenter("d1")).dictionary == "d1"


@pytest.mark.parametrize(
    ("passage", "question"),
    [
        ("令和7年の売上は45万7329円", "2025年 457329円"),
        ("チップを売った。", "チップが売れる"),
        ("ＮＶＩＤＩＡのＧＰＵ", "nvidia gpu"),
        ("サーバー", "サーバ"),
    ],
)
def test_equal_content_meets_as_equal_terms(real: Analyser, passage: str, question: str) -> None:
    there, asked = real.terms(passage), real.terms(question)
    assert set(there.lemma) & set(asked.lemma)


def test_a_loanword_meets_the_english_word(real: Analyser) -> None:
    assert "chip" in real.terms("チップ").latin
    assert "chip" in real.terms("chips").latin


hostile = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("山川はの。、チップ々aA1 .%'\u3099\u200d\x00\n\ufeff👨‍👩‍👧𠮷"),
    ),
    max_size=40,
)


@given(hostile)
@settings(max_examples=150, deadline=None)
def test_terms_of_any_text_are_short_and_never_empty(real: Analyser, text: str) -> None:
    terms = real.terms(text)
    for view in (terms.lemma, terms.chars, terms.latin):
        assert all(0 < len(term) <= LONGEST_TERM for term in view)
    assert len(terms.bigram) == max(0, len(terms.lemma) - 1)
    assert not any(re.search(r"\s", term) for term in terms.chars + terms.latin)
    assert terms == real.terms(text)


def test_threads_share_one_analyser(real: Analyser) -> None:
    words = ("nationalization", "happily", "running", "generously", "hopefulness", "cats")
    texts = [f"{words[n % 6]} の山 {words[n % 5]} {n}番" for n in range(60)]
    alone = [real.terms(text) for text in texts]
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(real.terms, texts * 4)) == alone * 4
    finally:
        sys.setswitchinterval(usual)
