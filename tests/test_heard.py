"""Questions against a small vocabulary, with the real tokenizer."""

from __future__ import annotations

import pytest

from indexer.heard import expand, merged
from indexer.lexicon import Rendering, Translation
from indexer.normalize import search_key
from indexer.sounds import SoundIndex
from indexer.tokens import Tokenizer
from indexer.vocabulary import vocabulary_readings

CORPUS = """
ファーウェイとカンブリコンは半導体を作る。アルトマン氏とイーロン・マスク氏、ジェンセン・フアン氏。
DeepSeekはディープシークとも書く。NVIDIA、エヌビディアのGPU。トランプの関税。岸田総理の東京での開発。
マクロン大統領。マイクロンのメモリー。アンソロピックのサーバー。チーズ、マークとトレイ。
"""
# English words that the lexicon knows, with what it has for them.
KNOWN = {
    "chip": "チップ",
    "market": "市場",
    "train": "列車",
    "cheese": "チーズ",
    "mark": "印",
    "deep": "深い",
    "seek": "求める",
    "tariffs": "関税",
    "trump": "トランプ",
}


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer()


@pytest.fixture(scope="module")
def index(tokenizer: Tokenizer) -> SoundIndex:
    return SoundIndex(vocabulary_readings([tokenizer.tokens(search_key(CORPUS).text)]))


@pytest.fixture(scope="module")
def lemmas(tokenizer: Tokenizer) -> frozenset[str]:
    return frozenset(token.lemma for token in tokenizer.tokens(search_key(CORPUS).text))


HEARD = [
    # Latin names to katakana
    ("What does Huawei make?", {"Huawei": "ファー+ウエー"}),
    ("who is altman", {"altman": "アルトマン"}),
    ("Who is Elon Musk?", {"Elon Musk": "イーロン・マスク", "Musk": "イーロン・マスク"}),
    ("Is Jensen Huang here?", {"Jensen Huang": "ジェンセン+フアン"}),
    ("What did Macron say?", {"Macron": "マクロ"}),
    ("What did Micron say?", {"Micron": "マイ+クローン"}),
    ("What did Kishida say?", {"Kishida": "キシダ"}),
    ("What is the GPU?", {"GPU": "gpu"}),
    # one name, both scripts
    ("What is DeepSeek?", {"DeepSeek": "deepseek ディープ+シーク"}),
    # however many words of grammar stand before
    (
        "What did the head of the firm say about the plan to sell what was made by Huawei?",
        {"Huawei": "ファー+ウエー"},
    ),
    ("What is Deep Seak?", {"Deep Seak": "deepseek ディープ+シーク"}),
    ("what is deep seek", {"deep seek": "deepseek ディープ+シーク"}),
    ("ディープ・シークとは何か", {"ディープ・シーク": "deepseek ディープ+シーク"}),
    ("エヌヴィディアとは何か", {"エヌヴィディア": "nvidia エヌビディア"}),
    ("イーロンマスクとは誰か", {"イーロンマスク": "イーロン・マスク"}),
    ("フアウェイとは何か", {"フアウェイ": "ファー+ウエー"}),
    ("サーバの値段", {"サーバ": "サーバー"}),
    ("ジーピーユーの輸出", {"ジーピーユー": "gpu"}),
    # slips
    ("Does Nvida sell?", {"Nvida": "nvidia エヌビディア"}),
    ("Does Antropic sell?", {"Antropic": "アン+ソロ+ピック"}),
    ("アントロピックとは何か", {"アントロピック": "アン+ソロ+ピック"}),
    # written as they are said
    ("Torampu no kanzei", {"Torampu": "トランプ", "kanzei": "関税"}),
    ("Toukyou no kaihatsu wa?", {"Toukyou": "トウキョウ", "kaihatsu": "開発"}),
    ("とらんぷのかんぜいはなんぱーせんと", {"とらんぷ": "トランプ", "かんぜい": "関税"}),
    (
        "でぃーぷしーくのかいはつ",
        {"でぃーぷしーく": "deepseek ディープ+シーク", "かいはつ": "開発"},
    ),
]

NOT_HEARD = [
    "what is a chip",
    "how big is the market",
    "when does the train leave",
    "What is the mark?",
    "Who won the race?",
    "関税はいくらですか",
    "いくらですか",
    "これはなんですか",
    "Who is he?",
    "H20 2025",
    "?",
    "",
]


def heard(
    question: str, tokenizer: Tokenizer, index: SoundIndex, lemmas: frozenset[str]
) -> tuple[Translation, ...]:
    known = [
        Translation(word, (Rendering((KNOWN[word.lower()],), 1.0),))
        for word in question.rstrip("?").split()
        if word.lower() in KNOWN
    ]
    tokens = tokenizer.tokens(search_key(question).text)
    return expand(question, tokens, known, index, lemmas.__contains__)


@pytest.mark.parametrize(("question", "expected"), HEARD)
def test_names_are_heard(
    question: str,
    expected: dict[str, str],
    tokenizer: Tokenizer,
    index: SoundIndex,
    lemmas: frozenset[str],
) -> None:
    found = {
        item.source: {"+".join(rendering.lemmas) for rendering in item.renderings}
        for item in heard(question, tokenizer, index, lemmas)
    }
    for source, renderings in expected.items():
        assert found.get(source) == set(renderings.split(" ")), found


@pytest.mark.parametrize("question", ["Deep of Seak?", "Deep 3 Seak?", "Deep, Seak?"])
def test_words_with_something_between_are_not_one_name(
    question: str, tokenizer: Tokenizer, index: SoundIndex, lemmas: frozenset[str]
) -> None:
    sources = {item.source for item in heard(question, tokenizer, index, lemmas)}
    assert all(" " not in source for source in sources)


@pytest.mark.parametrize("question", NOT_HEARD)
def test_ordinary_words_are_not(
    question: str, tokenizer: Tokenizer, index: SoundIndex, lemmas: frozenset[str]
) -> None:
    assert heard(question, tokenizer, index, lemmas) == ()


@pytest.mark.parametrize("question", [question for question, _ in HEARD])
def test_renderings_are_ranked_weighted_and_in_the_corpus(
    question: str, tokenizer: Tokenizer, index: SoundIndex, lemmas: frozenset[str]
) -> None:
    for item in heard(question, tokenizer, index, lemmas):
        weights = [rendering.weight for rendering in item.renderings]
        assert weights == sorted(weights, reverse=True)
        assert 0 < weights[-1] <= weights[0] <= 1
        assert all(lemmas.issuperset(rendering.lemmas) for rendering in item.renderings)


def test_the_same_source_is_one_set() -> None:
    known = (
        Translation("Trump", (Rendering(("切り札",), 1.0), Rendering(("トランプ",), 0.5))),
        Translation("tax", (Rendering(("税",), 1.0),)),
    )
    more = (
        Translation("trump", (Rendering(("トランプ",), 0.9), Rendering(("trump",), 0.8))),
        Translation("Musk", (Rendering(("マスク",), 1.0),)),
    )
    first = Translation(
        "Trump",
        (Rendering(("切り札",), 1.0), Rendering(("トランプ",), 0.9), Rendering(("trump",), 0.8)),
    )
    assert merged(known, more) == (first, known[1], more[1])
    assert merged(known, ()) == known
    assert merged((), more) == more
