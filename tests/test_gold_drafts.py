"""Drafts of questions: what each template makes of a sentence, and how drafts are spread."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.gold.drafts import drafts, to_draft_line
from eval.gold.questions import check_support, read_gold
from eval.gold.templates import LONGEST_ANSWER, asked
from indexer.errors import GoldError
from indexer.records import Document
from indexer.tokens import Tokenizer

TOKENS = Tokenizer().tokens

MADE = [
    # dates: いつ takes neither に nor the part of the year
    (
        "date",
        "中国は2025年に試作機を完成させた。",
        "中国はいつ試作機を完成させたのですか?",
        "2025年",
    ),
    ("date", "同盟は2010年頃に結ばれました。", "同盟はいつ結ばれましたか?", "2010年頃"),
    ("date", "しかし、製造の目標は2030年です。", "製造の目標はいつですか?", "2030年"),
    ("date", "2022年、政府は輸出を禁止した。", "いつ政府は輸出を禁止したのですか?", "2022年"),
    # amounts
    ("amount", "露光機は一台2億5000万ドルします。", "露光機は一台いくらしますか?", "2億5000万ドル"),
    ("amount", "政府は売上の15%を徴収する。", "政府は売上の何パーセントを徴収するのですか?", "15%"),
    ("amount", "計画には約13万人が参加した。", "計画には何人が参加したのですか?", "約13万人"),
    ("amount", "価格は競合製品の10倍である。", "価格は競合製品の何倍ですか?", "10倍"),
    ("amount", "開発には6年間がかかった。", "開発にはどのくらいの期間がかかったのですか?", "6年間"),
    (
        "amount",
        "会社は15年前、部品を作っていた。",
        "会社はどのくらい前、部品を作っていたのですか?",
        "15年",
    ),
    ("amount", "主な論点は全部で3つだった。", "主な論点は全部でいくつでしたか?", "3つ"),
    # definitions, reasons, names
    ("definition", "歩留まりとは、良品の割合のことである。", "歩留まりとは何ですか?", "良品の割合"),
    (
        "reason",
        "工場が閉鎖されたのは、部品が足りなかったからです。",
        "なぜ工場が閉鎖されたのですか?",
        "部品が足りなかったから",
    ),
    (
        "reason",
        "政府は、競争力を守るため、輸出を禁止した。",
        "政府は、なぜ輸出を禁止したのですか?",
        "競争力を守る",
    ),
    (
        "name",
        "岸田首相は中国への先端チップの販売を全面的に禁止した。",
        "中国への先端チップの販売を全面的に禁止したのは誰ですか?",
        "岸田首相",
    ),
    (
        "name",
        "オランダは露光装置の中国への輸出を厳しく制限している。",
        "露光装置の中国への輸出を厳しく制限しているのはどこですか?",
        "オランダ",
    ),
]


@pytest.mark.parametrize(("asks", "sentence", "question", "answer"), MADE)
def test_a_sentence_is_asked_about(asks: str, sentence: str, question: str, answer: str) -> None:
    found = {(item.asks, item.text, item.accept) for item in asked(sentence, TOKENS)}
    assert (asks, question, (answer,)) in found


@pytest.mark.parametrize(
    "sentence",
    [
        "これは2025年に完成した試作機だ。",  # points outside of itself
        "その後、2025年に完成した。",
        "なぜなら2025年に完成したからだ。",
        "中国は2025年に完成させたか?",  # a question
        "中国は2025年に完成させたのだろうか。",
        "中国は2025年に完成させた",  # no sentence
        "2025年に完成した。",  # too short
        "中国は2025年に試作機を完成させた【前編】。",
        "中国は2024年に始め、2025年に試作機を完成させた。",  # which of two dates?
        "中国は2028年から2030年までに製造を始める。",
        "試作機は4月に完成する見込みである。",  # of which year?
        "2025年の売上は前年と大きく変わらない。",  # いつの
        "中国は試作機を完成させた" + "と彼は言った" * 20 + "。",
    ],
)
def test_nothing_is_asked_about_a_figure_that_cannot_stand_alone(sentence: str) -> None:
    assert [item for item in asked(sentence, TOKENS) if item.asks in ("date", "amount")] == []


def test_a_long_answer_is_none() -> None:
    assert asked(f"歩留まりとは、{'良' * LONGEST_ANSWER}のことである。", TOKENS)
    assert asked(f"歩留まりとは、{'良' * (LONGEST_ANSWER + 1)}のことである。", TOKENS) == ()


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            ["中国", "は", "2025年", "に", "15%", "ため", "、", "た", "。", "だ", "とは"]
        )
    )
)
def test_an_answer_is_part_of_its_sentence_and_a_question_is_one(words: list[str]) -> None:
    sentence = "".join(words)
    for item in asked(sentence, TOKENS):
        assert all(answer in sentence for answer in item.accept)
        assert item.text.endswith("か?")


def documents() -> tuple[Document, ...]:
    many = "".join(f"甲社は{2000 + n}年に工場{n}号を建てた。" for n in range(20))
    return (
        Document("many.txt", "", many + "歩留まりとは、良品の割合のことである。"),
        Document("one.txt", "", "はじめに。\n乙社の売上は15%伸びた。"),
        Document("none.txt", "", "お知らせ。"),
    )


def test_documents_and_kinds_take_turns() -> None:
    found = drafts(documents(), TOKENS, 4)
    assert [question.doc for question in found] == ["many.txt", "one.txt", "many.txt", "many.txt"]
    firsts = {"とは何" in question.q for question in found if question.doc == "many.txt"}
    assert firsts == {True, False}
    assert Counter(question.kind for question in found) == {"fact": 4}


def test_drafts_are_seeded_and_each_sentence_is_asked_about_once() -> None:
    found = drafts(documents(), TOKENS, 100)
    assert found == drafts(documents(), TOKENS, 100)
    assert len({question.support for question in found}) == len(found) == 22
    assert len({question.id for question in found}) == 22
    assert found != drafts(documents(), TOKENS, 100, seed=8)
    check_support(found, documents())


def test_a_draft_is_refused_until_its_mark_is_out(tmp_path: Path) -> None:
    (question,) = drafts(documents(), TOKENS, 1)
    path, line = tmp_path / "gold.jsonl", to_draft_line(question)
    path.write_text(line, encoding="utf-8")
    with pytest.raises(GoldError, match=r'gold\.jsonl:1: still a draft; .* "draft" out'):
        read_gold(path)
    accepted = {name: value for name, value in json.loads(line).items() if name != "draft"}
    path.write_text(json.dumps(accepted), encoding="utf-8")
    assert read_gold(path) == (question,)
