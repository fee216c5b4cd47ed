from __future__ import annotations

import gzip
import re
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import ModelError
from indexer.lexicon import BUNDLED, FILE_NAME, FORMAT
from indexer.tokens import Tokenizer
from indexer.wordvectors import WordVectors
from service.gloss import LONGEST, Glosser
from service.gloss_line import Line, Piece, plural
from service.glossary import Glossary, Wanted
from service.hepburn import chinese_names, hepburn


@pytest.fixture(scope="module")
def vectors() -> WordVectors:
    return WordVectors.open()


@pytest.fixture(scope="module")
def glossary(vectors: WordVectors) -> Glossary:
    return Glossary.open(vectors)


@lru_cache(maxsize=1)
def shared_glosser() -> Glosser:
    return Glosser.open()


@pytest.fixture(scope="module")
def glosser() -> Glosser:
    return shared_glosser()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("チップ売上", "chip sales"),
        ("半導体の輸出規制", "semiconductor export control"),
        ("梁文峰", "Liang Wenfeng"),
        ("中国商務省", "China Ministry of Commerce"),
        ("南京市", "Nanjing city"),
        ("中国製の機械", "China-made machine"),
        ("中国人科学者", "Chinese scientist"),
        ("光源技術の責任者", "light source technology head"),
        ("半導体と航空宇宙", "semiconductor and aerospace"),
        ("若いイノベーターや起業家", "young innovator and entrepreneur"),
        ("病院または診療所", "hospital or clinic"),
        ("中国の脅威、私利私欲", "China threat, self-interest"),
        ("ロシア、ベラルーシ", "Russia, Belarus"),
        ("バイデン政権", "Biden administration"),
        ("台湾", "Taiwan"),
        ("欧州", "Europe"),
        ("深圳", "Shenzhen"),
        ("南シナ海", "South China Sea"),
        ("マルチパターニング技術", "multi patterning technology"),
        ("EUV光", "EUV light"),
        ("不可能", "impossible"),
        ("密輸", "smuggling"),
        ("ファーウェイ", "Huawei"),
        ("関係者たち", "personnel"),
        ("元技術者", "former engineer"),
        ("強化学習", "reinforcement learning"),
    ],
)
def test_short_answers(glosser: Glosser, text: str, expected: str) -> None:
    assert glosser.gloss(text, "") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2億5000万ドル", "$250 million"),
        ("2025年4月", "April 2025"),
        ("GDPの3%未満", "GDP less than 3%"),
        ("20人の研究者", "20 researchers"),
        ("数百万個のチップ", "millions of chips"),
        ("何百万ものユーザーにモデルを提供", "millions of users model provision"),
        ("数百億ドル", "tens of billions of dollars"),
        ("数百万", "millions"),
        ("何年も必要", "many years needed"),
        ("2020年代後半から2030年代初頭", "late 2020s to early 2030s"),
        ("GPT-4", None),
        ("GPT-4のスコア", "GPT-4 score"),
    ],
)
def test_quantities(glosser: Glosser, text: str, expected: str | None) -> None:
    assert glosser.gloss(text, "") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("問題がない", "no problem"),
        ("食べない", "not eat"),
        ("失敗を意味しない", "failure not mean"),
        ("理解できる", "can understand"),
        ("理解できない", "cannot understand"),
        ("食べたい", "want to eat"),
        ("リソースに制約があるわけではない", "resource no constraint"),
    ],
)
def test_what_denies_or_allows_is_said(glosser: Glosser, text: str, expected: str) -> None:
    assert glosser.gloss(text, "") == expected


@pytest.mark.parametrize(
    ("text", "question", "expected"),
    [
        ("関税", "", "tariff"),
        ("輸出規制", "Which export controls failed?", "export controls"),
        ("輸出規制の対象", "Which export controls?", "export control target"),
        ("企業", "Which firm was it?", "firm"),
        ("企業", "Which company was it?", "company"),
        ("カンブリコン", "Who leads Cambricon?", "Cambricon"),
        ("カンブリコン", "Who leads it?", None),
        ("コロッサス", "What is the Colossus?", "Colossus"),
        ("マスク", "Did Musk say so?", "Musk"),
        ("マスク", "What was worn?", "mask"),
    ],
)
def test_the_words_of_the_question_are_preferred(
    glosser: Glosser, text: str, question: str, expected: str | None
) -> None:
    assert glosser.gloss(text, question) == expected


@pytest.mark.parametrize("text", ["", "  ", "CERN", "50", "は", "、。", "の" * (LONGEST + 1)])
def test_nothing_to_gloss(glosser: Glosser, text: str) -> None:
    assert glosser.gloss(text, "What is it?") is None


def test_the_limit_is_exact(glosser: Glosser) -> None:
    assert glosser.gloss("利益" * (LONGEST // 2), "") is not None
    assert glosser.gloss("利益" * (LONGEST // 2) + "、", "") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("毛沢東", ["Mao Zedong"]),
        ("李強と任正非", ["Li Qiang", "Ren Zhengfei"]),
        ("周恩来首相", ["Zhou Enlai"]),
        ("林芳正", []),
        ("高市早苗", []),
        ("岸田文雄", []),
        ("高度な技術", []),
        ("高知県", []),
        ("張氏", []),
    ],
)
def test_chinese_names(text: str, expected: list[str]) -> None:
    names = list(chinese_names(text, Tokenizer().tokens(text)))
    assert [name.latin for name in names] == expected
    assert all(name.span.of(text) in text for name in names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("王毅", "Wang Yi"), ("高知県", "Kochi Prefecture"), ("岸田", "Kishida")],
)
def test_names_of_one_token(glosser: Glosser, text: str, expected: str) -> None:
    assert glosser.gloss(text, "") == expected


@pytest.mark.parametrize(
    ("kana", "expected"),
    [
        ("タカイチ", "takaichi"),
        ("トウキョウ", "tokyo"),
        ("オオサカ", "osaka"),
        ("ホッカイドウ", "hokkaido"),
        ("マッチャ", "matcha"),
        ("しんじゅく", "shinjuku"),
        ("ジョー", "jo"),
        ("ティファニー", "tifani"),
        ("イノウエ", "inoue"),
        ("ヴェスパ", "vesupa"),
        ("漢字", ""),
    ],
)
def test_hepburn(kana: str, expected: str) -> None:
    assert hepburn(kana) == expected


@given(st.text(alphabet=st.characters(min_codepoint=0x30A1, max_codepoint=0x30FC), max_size=12))
@settings(max_examples=100, deadline=None)
def test_hepburn_is_lower_case_latin(kana: str) -> None:
    assert re.fullmatch("[a-z]*", hepburn(kana))


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("chip", "chips"),
        ("policy", "policies"),
        ("day", "days"),
        ("box", "boxes"),
        ("AI model", "AI models"),
        ("person", "people"),
        ("Chinese scientist", "Chinese scientists"),
        ("information", "information"),
        ("ability", "ability"),
        ("sales", "sales"),
    ],
)
def test_plural(noun: str, expected: str) -> None:
    assert plural(noun) == expected


def test_a_line_leaves_out_joints_with_nothing_to_join() -> None:
    line = Line()
    for piece in [Piece("and", "joint"), Piece("chip", "noun"), Piece(",", "mark")]:
        line.add(piece)
    assert line.english() == "chip"


def test_a_line_that_is_only_spelled_says_nothing() -> None:
    line = Line()
    line.add(Piece("Kanburikon", "name", known=False))
    assert line.english() is None
    line.add(Piece("chip", "noun"))
    assert line.english() == "Kanburikon chip"


def test_a_suffix_goes_to_the_word_before_it_even_after_a_pause() -> None:
    line = Line()
    line.add(Piece("China", "name"))
    line.pause()
    line.add(Piece("-made", "noun"))
    assert line.english() == "China-made"


def test_the_index_finds_what_a_search_of_the_file_finds(vectors: WordVectors) -> None:
    entries = "\n".join(
        [
            "levy\t課する:40;関税:30",
            "tariff\t関税:90;税 率:76",
            "tax\t税:80;税金:70;関税:10",
            "tax rate\t税 率:80",
        ]
    ).encode()
    glossary = Glossary(entries, vectors)
    for lemmas in [("関税",), ("税",), ("税", "率"), ("税金",), ("率",), ("関",)]:
        sought = " ".join(lemmas)
        plain = {
            line.split("\t")[0]
            for line in entries.decode().split("\n")
            if any(item.split(":")[0] == sought for item in line.split("\t")[1].split(";"))
        }
        assert {item.key for item in glossary._candidates(lemmas)} == plain
        wanted = Wanted(lemmas, "".join(lemmas), "", "", "noun")
        assert (glossary.english(wanted, {}) in plain) == bool(plain)
    wanted = Wanted(("関税",), "関税", "カンゼイ", "", "noun")
    assert glossary.english(wanted, {}) == "tariff"


def test_a_name_in_romaji_is_no_english(glossary: Glossary) -> None:
    assert glossary.english(Wanted(("光",), "光", "ヒカリ", "", "noun"), {}) == "light"
    assert glossary.english(Wanted(("キシダ",), "岸田", "キシダ", "", "name"), {}) == "kishida"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (None, "cannot be read"),
        (b"no gzip", "cannot be read"),
        (gzip.compress(b"other\n\nx\ty:1\n\n"), "not of the format"),
        (gzip.compress(FORMAT.encode()), "not of the format"),
    ],
)
def test_a_damaged_lexicon_is_refused(
    tmp_path: Path, vectors: WordVectors, content: bytes | None, what: str
) -> None:
    if content is not None:
        (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(ModelError, match=what):
        Glossary.open(vectors, tmp_path)


def test_every_rendering_is_indexed_once(vectors: WordVectors, glossary: Glossary) -> None:
    entries = gzip.decompress((BUNDLED / FILE_NAME).read_bytes()).split(b"\n\n")[1]
    assert len(glossary._places) == entries.count(b"\t") + entries.count(b";")


_TEXT = st.text(
    alphabet=st.sampled_from(
        "中国人商務省半導体の規制とや、。「」チップス・ーＡa1２%数百万年ないでき張小平"
    )
    | st.characters(),
    max_size=LONGEST,
)


@given(_TEXT)
@settings(max_examples=40, deadline=None)
def test_any_text_gives_one_line_without_japanese(text: str) -> None:
    glosser = shared_glosser()
    gloss = glosser.gloss(text, "Who leads China's chip sales?")
    assert gloss == glosser.gloss(text, "Who leads China's chip sales?")
    if gloss is not None:
        assert gloss == gloss.strip() != ""
        assert not re.search("[ぁ-ゖァ-ヺ一-鿿\n]", gloss)
        assert "  " not in gloss
