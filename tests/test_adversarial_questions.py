"""Questions asked otherwise: slips, scripts, synonyms, strangers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.adversarial.scripts import rescript
from eval.adversarial.strangers import ask_about_strangers
from eval.adversarial.synonyms import paraphrase
from eval.adversarial.typos import misspell
from eval.gold.questions import Question
from indexer.records import Document
from indexer.tokens import Tokenizer
from service.language import detect_language

TOKENS = Tokenizer().tokens


def question(text: str, lang: Literal["ja", "en"] = "ja", name: str = "q1") -> Question:
    return Question(name, lang, text, "*", ("根拠",), ("答え",), "fact")


def variants(text: str, lang: Literal["ja", "en"] = "ja") -> dict[str, str]:
    return {case.variant: case.question.q for case in rescript([question(text, lang)], TOKENS, 0)}


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        (
            "犬の寿命は?",
            "ja",
            {"犬の寿命は？", "犬のじゅみょうは?", "犬のジュミョウは?", "犬のjumyoは?"},
        ),
        ("データの量は?", "ja", {"データの量は？", "ﾃﾞｰﾀの量は?", "detaの量は?"}),
        ("ＡＢ12とは?", "ja", {"ＡＢ１２とは？"}),
        ("いつですか", "ja", set()),
        (
            "Who runs it?",
            "en",
            {"Ｗｈｏ　ｒｕｎｓ　ｉｔ？", "WHO RUNS IT?", "who runs it?"},
        ),
        ("why", "en", {"ｗｈｙ", "WHY"}),
    ],
)
def test_questions_in_other_scripts(
    text: str, lang: Literal["ja", "en"], expected: set[str]
) -> None:
    assert set(variants(text, lang).values()) == expected


def test_variants_are_named_and_keep_the_rest_of_the_question() -> None:
    given_question = question("半導体の規制は?")
    cases = rescript([given_question], TOKENS, 0)
    assert {case.variant for case in cases} == {"full-width", "hiragana", "katakana", "romaji"}
    assert all(case.question.accept == ("答え",) for case in cases)
    assert all(case.question.id == "q1" for case in cases)


@settings(max_examples=50)
@given(st.text(alphabet="アガパンッャーｱABc12 ?犬", max_size=20))
def test_widths_change_nothing_but_the_width(text: str) -> None:
    found = variants(text)
    for variant in ("full-width", "half-width"):
        if variant in found:
            same = unicodedata.normalize("NFKC", found[variant])
            assert same == unicodedata.normalize("NFKC", text)


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("米国製の装置はなぜ安い?", "ja", "アメリカ製の機械はどうして安い?"),
        ("アメリカの会社は?", "ja", "米国の企業は?"),
        ("「輸出規制について」の理由は?", "ja", "「輸出規制について」のわけは?"),
        ("Why did the US buy it?", "en", "For what reason did the United States purchase it?"),
        ("America's firms", "en", "America's companies"),
        ("Who wrote 'Buy now'? Is it big?", "en", "Who wrote 'Buy now'? Is it large?"),
    ],
)
def test_synonyms(text: str, lang: Literal["ja", "en"], expected: str) -> None:
    (case,) = paraphrase([question(text, lang)])
    assert case.question.q == expected


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("株式会社とは?", "ja"),
        ("装置産業とは?", "ja"),
        ("いつですか", "ja"),
        ("Who is affirming the bigotry?", "en"),
        ("What is on sale?", "en"),
    ],
)
def test_words_inside_longer_words_stay(text: str, lang: Literal["ja", "en"]) -> None:
    assert paraphrase([question(text, lang)]) == ()


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("データの量は?", "ja", "テータの量は? デタの量は? デターの量は?"),
        ("チップ2は?", "ja", "チプッ2は? チツプ2は? チッフ2は?"),
        ("よいかな", "ja", "よかいな よいなか"),
        ("aaaaa?", "en", "aaaa? aaaaaa? asaaa? aasaa? aaasa? aaaas?"),
    ],
)
def test_one_word_is_misspelt(text: str, lang: Literal["ja", "en"], expected: str) -> None:
    cases = misspell([question(text, lang, f"q{n}") for n in range(60)], 0)
    assert {case.question.q for case in cases} == set(expected.split(" "))


@pytest.mark.parametrize(("text", "lang"), [("Who is it?", "en"), ("何年?", "ja")])
def test_what_has_no_long_word_is_left_out(text: str, lang: Literal["ja", "en"]) -> None:
    assert misspell([question(text, lang)], 0) == ()


def test_the_seed_and_the_question_decide_the_slip() -> None:
    asked = question("Which company makes the machines?", "en")
    assert misspell([asked], 3) == misspell([question("Is it?", "en"), asked], 3)
    assert len({misspell([asked], seed)[0].question.q for seed in range(20)}) > 5


def test_a_question_stays_in_its_language() -> None:
    for text in ("データセンターの電力は?", "中国の企業は何社?"):
        cases = [*rescript([question(text)], TOKENS, 1), *misspell([question(text)], 1)]
        assert {detect_language(case.question.q) for case in cases} == {"ja"}


KNOWN = [Document("a.txt", "題", "トランプ氏はNvidiaのCEOと話した。")]


@pytest.mark.parametrize(
    ("text", "lang", "kept"),
    [
        ("What did Trump say to Nvidia?", "en", r"What did (\w+) say to (\w+)\?"),
        ("When did Trump praise Trump?", "en", r"When did (\w+) praise (\1)\?"),
        ("トランプは何%取る?", "ja", r"(\w+)は何%取る\?"),
        ("NvidiaのCEOは誰?", "ja", r"(\w+)のCEOは誰\?"),
    ],
)
def test_strangers_stand_in_the_place_of_names(
    text: str, lang: Literal["ja", "en"], kept: str
) -> None:
    (case,) = ask_about_strangers([question(text, lang)], KNOWN, TOKENS, 0)
    asked = re.fullmatch(kept, case.question.q)
    assert asked is not None
    assert all(name not in KNOWN[0].text and name not in text for name in asked.groups())
    assert replace(case.question, q=text) == question(text, lang)


@pytest.mark.parametrize(
    ("text", "lang"), [("Why did it rise?", "en"), ("Nvidia fell, why?", "en"), ("なぜ?", "ja")]
)
def test_who_names_nobody_is_asked_about_no_stranger(text: str, lang: Literal["ja", "en"]) -> None:
    assert ask_about_strangers([question(text, lang)], KNOWN, TOKENS, 0) == ()
