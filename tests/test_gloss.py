"""Glosses of Japanese answers, by the bundled lexicon."""

from __future__ import annotations

import re
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.gloss import LONGEST, Glosser


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
    [("王毅", "Wang Yi"), ("高知県", "Kochi Prefecture"), ("岸田", "Kishida")],
)
def test_names_of_one_token(glosser: Glosser, text: str, expected: str) -> None:
    assert glosser.gloss(text, "") == expected


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
