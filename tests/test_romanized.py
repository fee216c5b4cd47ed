"""Questions with names in pinyin against a small vocabulary, with the real tokenizer."""

from __future__ import annotations

import pytest

from indexer.english_words import split_words
from indexer.heard import expand
from indexer.lexicon import Rendering, Translation
from indexer.normalize import search_key
from indexer.romanized import hear_pinyin
from indexer.sounds import SoundIndex
from indexer.terms import is_content
from indexer.tokens import Tokenizer
from indexer.vocabulary import Kind, Reading, vocabulary_readings

CORPUS = """
習近平国家主席は北京で演説した。梁文峰氏は浙江大学で学んだ。丁薛祥副首相。林楠氏は述べた。荘栄文主任。
深圳市の華為技術と清華大学。西安と重慶市、長沙、厦門。鄧小平、毛沢東、李強首相、何立峰副首相、王毅外相。
任正非氏、孫文、呂布、張氏、黄仁勲、龍門の石窟、恒生銀行、安奈。ナンを食べる。日本の岸田総理は東京で会見した。
"""
# English words that the lexicon knows, in a question about Chinese names or not.
COVERED = frozenset(
    "lin nan ding sun long men fan china hang ban gang pang tang wang dan ran wei pan man mate bin "
    "song tong seeing lie shanghai city university bread jin mao king river anna".split()
)

FOUND = [
    ("Who is Xi Jinping?", {"Xi Jinping": "習近平"}),
    ("who is xi jinping", {"xi jinping": "習近平"}),
    ("WHO IS XI JINPING", {"XI JINPING": "習近平"}),
    ("Xi Jinping's speech", {"Xi Jinping's": "習近平"}),
    ("Jinping Xi spoke", {"Jinping Xi": "習近平"}),
    ("Xi Jin Ping spoke", {"Xi Jin Ping": "習近平"}),
    ("Xi Jin-ping spoke", {"Xi Jin-ping": "習近平"}),
    ("Xijinping spoke", {"Xijinping": "習近平"}),
    ("What did Liang Wenfeng say?", {"Liang Wenfeng": "梁文峰"}),
    ("Where did Wenfeng Liang study?", {"Wenfeng Liang": "梁文峰"}),
    ("Is Ding Xuexiang there?", {"Ding Xuexiang": "丁薛祥"}),
    ("Is ding xuexiang there?", {"ding xuexiang": "丁薛祥"}),
    ("What did Lin Nan say?", {"Lin Nan": "林楠"}),
    ("What did Nan Lin say?", {"Nan Lin": "林楠"}),
    ("Zhuang Rongwen and Lin Nan", {"Zhuang Rongwen": "荘栄文", "Lin Nan": "林楠"}),
    ("Is it in Shenzhen?", {"Shenzhen": "深圳"}),
    ("is it in shenzhen", {"shenzhen": "深圳"}),
    ("What does Huawei make?", {"Huawei": "華為"}),
    ("what does huawei make", {"huawei": "華為"}),
    ("Tsinghua University", {"Tsinghua": "清華"}),
    ("How far is Xi'an?", {"Xi'an": "西安"}),
    ("How far is Xi’an?", {"Xi’an": "西安"}),
    ("How far is Xian?", {"Xian": "西安"}),
    ("Chongqing, Changsha", {"Chongqing": "重慶", "Changsha": "長沙"}),
    ("Xiamen is a city", {"Xiamen": "厦門"}),
    ("Deng Xiaoping or Mao Zedong", {"Deng Xiaoping": "鄧小平", "Mao Zedong": "毛沢東"}),
    ("What did He Lifeng say?", {"He Lifeng": "何立峰"}),
    ("Li Qiang met Wang Yi", {"Li Qiang": "李強", "Wang Yi": "王毅"}),
    ("Ren Zhengfei's company", {"Ren Zhengfei's": "任正非"}),
    ("Sun Wen was king", {"Sun Wen": "孫文"}),
    ("When did Lu Bu die?", {"Lu Bu": "呂布"}),
    ("When did Lü Bu die?", {"Lü Bu": "呂布"}),
    ("What did Zhang say?", {"Zhang": "張"}),
    ("華為 is Huawei", {"Huawei": "華為"}),
]

NOT_FOUND = [
    # English words that spell pinyin
    "Can it be long?",
    "How many men can lie?",
    "the fan of a long river",
    "China in the sun",
    "the sun was long gone",
    "a pan and a tan",
    "long men sing a song",
    "Who ran the gang?",
    "He did wei it",
    "she sang",
    "women mate",
    "Anna is seeing us",
    "anna",
    # a given name, a part of a name, a family name without a capital or too short
    "What did Jinping say?",
    "What did zhang say?",
    "What did Xi say?",
    "Who is Li?",
    "Who is Lin?",
    "lin nan",
    "nan bread",
    "Nan is bread",
    # of another place or person, or a slip away
    "Where is Dang?",
    "Hang Tang",
    "Xi Jinpin",
    "Xi Jinpings",
    "Xi, Jinping",
    "Sha Nxi, Shen Zhenn",
    "Shenzen",
    "Jin Xi Ping",
    "Sh Enzhen",
    "xian is xi",
    "Wang Li, Li Wang",
    "Kim Jong-un and Moon Jae-in",
    "H20 2025",
    "西安",
    "?",
    "",
]


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer()


@pytest.fixture(scope="module")
def index(tokenizer: Tokenizer) -> SoundIndex:
    return SoundIndex(vocabulary_readings([tokenizer.tokens(search_key(CORPUS).text)]))


def heard(question: str, index: SoundIndex) -> dict[str, tuple[Rendering, ...]]:
    words = [word for word in split_words(question) if word.form.isascii()]
    found = hear_pinyin(question, words, COVERED, COVERED, index)
    return {item.source: item.renderings for item in found}


def lemmas(name: str, tokenizer: Tokenizer) -> tuple[str, ...]:
    """Return the terms that the corpus has of a name where it first stands."""
    text = search_key(CORPUS).text
    start = text.index(name)
    inside = (t for t in tokenizer.tokens(text) if start <= t.start < start + len(name))
    return tuple(token.lemma for token in inside if is_content(token))


@pytest.mark.parametrize(("question", "expected"), FOUND)
def test_names_in_pinyin_are_found_in_kanji(
    question: str, expected: dict[str, str], tokenizer: Tokenizer, index: SoundIndex
) -> None:
    assert heard(question, index) == {
        source: (Rendering(lemmas(name, tokenizer), 1.0),) for source, name in expected.items()
    }


@pytest.mark.parametrize("question", NOT_FOUND)
def test_other_words_are_not(question: str, index: SoundIndex) -> None:
    assert heard(question, index) == {}


def test_a_word_that_the_corpus_does_not_say_counts_with_a_capital(index: SoundIndex) -> None:
    def found(question: str) -> bool:
        return bool(hear_pinyin(question, split_words(question), {"shenzhen"}, set(), index))

    assert found("In Shenzhen")
    assert not found("in shenzhen")


def test_homophones_are_ranked_by_frequency(tokenizer: Tokenizer) -> None:
    text = "李偉氏。李偉氏。李微氏。李薇氏。李薇氏。李薇氏。"
    index = SoundIndex(vocabulary_readings([tokenizer.tokens(text)]))
    found = heard("Who is Li Wei?", index)["Li Wei"]
    assert [rendering.weight for rendering in found] == [1.0] * 3
    assert ["".join(rendering.lemmas)[-1] for rendering in found] == ["薇", "偉", "微"]


def test_a_name_joins_what_is_heard_and_its_words_are_not_heard(
    tokenizer: Tokenizer,
) -> None:
    tokens = tokenizer.tokens(search_key("林楠氏はナンを食べる。ファーウェイ、華為。").text)
    index = SoundIndex(vocabulary_readings([tokens]))
    has = {token.lemma for token in tokens}.__contains__
    known = [Translation("Nan", (Rendering(("ナン",), 1.0),))]

    def sources(question: str) -> dict[str, set[str]]:
        asked = tokenizer.tokens(search_key(question).text)
        found = expand(question, asked, known if "Nan" in question else [], index, has)
        return {item.source: {"".join(each.lemmas) for each in item.renderings} for item in found}

    assert list(sources("Does Lin Nan eat?")) == ["Lin Nan"]
    assert list(sources("Does he eat Nan?")) == ["Nan"]
    assert sources("What is Huawei?")["Huawei"] >= {"花為", "ファーウエー"}


def test_of_names_as_frequent_the_one_of_more_words_comes_first() -> None:
    cut, whole = ("文", "峰"), ("梁", "文", "峰")
    for count, first in ((1, whole), (2, cut)):
        index = SoundIndex(
            [
                Reading(cut, "liang wen feng", Kind.HANZI, count),
                Reading(whole, "liang wen feng", Kind.HANZI, 1),
            ]
        )
        assert heard("Liang Wenfeng", index)["Liang Wenfeng"][0].lemmas == first
