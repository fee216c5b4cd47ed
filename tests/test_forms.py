from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.forms import Form, fits, form

QUESTIONS: dict[Form, tuple[str, ...]] = {
    "word": (
        "ディープシークの創業者はだれ",
        "DeepSeek-V3の学習費用はいくらだったの?",
        "EUVの光の波長は何ナノメートル?",
        "２０１８年ごろまで、中国の通信塔はどこの会社の製品だった?",
        "輸出規制を打ち出したのは、どの政権か",
        "清華大のSun Nanが米国から戻ったのは何年か",
        "Ascend 910BはNvidia製よりどれだけ安い?",
        "ニュースレターの名前は",
        "競争が始まったいま、どんな前提がぐらついているのか",
        "計画を取り仕切っているのは誰だと伝えているか",
        "いつまでに実用化しますか。",
        "性能は何倍になるでしょうか",
        "Who founded DeepSeek?",
        "What year was MSU-BIT University established?",
        "How much did DeepSeek spend on chips?",
        "How many EUV patents did the team apply for?",
        "How long did it take ASML to build the machine?",
        "How high is Mount Fuji?",
        "How old is the founder?",
        "For how little was the system put up for auction?",
        "How late did the delivery come?",
        "How small is the smallest transistor?",
        "How closely do the tunes match?",
        "How cheap is it?",
        "How often do the labs meet?",
        "Which carmaker has been ahead of Tesla since last year?",
        "before the biden rules how much of nvidia's revenue came from china",
        "What is the price tag on 50,000 chips?",
        "When will the chips be made?",
        "showing what the levy is",
    ),
    "reason": (
        "装置より大きいのはなぜか",
        "なぜ中国は輸入を止めたのですか?",
        "何故株価は下がった",
        "どうして学習が安くなったの?",
        "なんで規制したの",
        "半導体を選びたがる理由は何だと言われている?",
        "失敗した原因を教えて",
        "急落の要因は何か",
        "R1が面白くないというのは、どういう理由からでしょうか",
        "売らないわけは何ですか",
        "Why did Washington stop helping China?",
        "WHY IS THE SHARE PRICE LOW",
        "What is the reason for the ban?",
        "What led Beijing to invest?",
        "What caused the fall?",
        "How come DeepSeek did it for $6 million?",
        "If it is only twice as fast, why does anyone worry?",
    ),
    "manner": (
        "SMICは、どうやって7ナノの半導体を作ったのか",
        "試作機の存在はどのようにして外部に知られたのか?",
        "米国はどう働きかけた?",
        "いかに規制を逃れたか",
        "2015年に設立された経緯を教えて",
        "密輸の手口は",
        "どんな方法で運んだのですか",
        "逆順に並べるにはどうすればよい?",
        "How does photosynthesis work?",
        "How did SMIC make chips without EUV?",
        "How is the state helping its chip makers?",
        "So how do they get around the rules?",
        "How strongly did China react?",
        "How small firms survive",
        "How farmers cope with it",
    ),
    "list": (
        "ハイテク協力を進める相手国を挙げよ",
        "アモデイが挙げるAI開発の3つの力学とは?",
        "主な製品を列挙してください",
        "会談したのは誰と誰ですか",
        "原料は何と何?",
        "二つの条件は何か",
        "会社を3社とも答えて",
        "Name two companies that make chips.",
        "List all the partners",
        "Which companies supply the parts?",
        "What kinds of chips are banned?",
        "What are the three forces of AI development?",
        "What materials does it need?",
        "What else is China doing?",
    ),
    "whether": (
        "規制は効いていますか",
        "禁じたのはバイデンですか?",
        "密輸されたという話は本当?",
        "優位を保ち続けることはできるのか",
        "本物の脅威?それとも騒ぎすぎ?",
        "もう肩を並べたのか",
        "値段は高いか?",
        "Is the export ban working?",
        "Did Biden forbid American machines?",
        "Has China caught up with Nvidia",
        "Can the lead be kept?",
    ),
}
CASES = [(question, asked) for asked, questions in QUESTIONS.items() for question in questions]


@pytest.mark.parametrize(("question", "expected"), CASES)
def test_the_form_that_is_asked_for(question: str, expected: Form) -> None:
    assert form(question) == expected


def test_every_form_has_its_questions() -> None:
    assert set(QUESTIONS) == set(get_args(Form))


def variants(question: str) -> Iterator[str]:
    yield f"{question}?"
    yield f"{question.rstrip('?。')}？"
    yield question.upper()
    yield question.replace("2", "２").replace("a", "ａ")


@pytest.mark.parametrize(("question", "expected"), CASES)
def test_width_case_and_the_mark_at_the_end_tell_nothing(question: str, expected: Form) -> None:
    assert {form(variant) for variant in variants(question)} == {expected}


@given(st.text(max_size=40))
def test_any_text_has_a_form(text: str) -> None:
    assert form(text) in get_args(Form)


FITS: list[tuple[Form, str, bool]] = [
    ("reason", "需要が増えたため、価格が上がった。", True),
    ("reason", "供給が足りないからだ。", True),
    ("reason", "規制が緩いので、輸出が続く。", True),
    ("reason", "理由は三つある。", True),
    ("reason", "一つは人材の不足である。", True),
    ("reason", "技術の流出を防ぐ狙いがある。", True),
    ("reason", "中国から届いた。", False),
    ("reason", "価格が上がった。", False),
    ("manner", "部品を買い集めることで装置を作った。", True),
    ("manner", "古い装置を用いて生産した。", True),
    ("manner", "第三国を経由して運んだ。", True),
    ("manner", "分解し、組み立て直した。", True),
    ("manner", "生産した。", False),
    ("list", "日本、韓国、台湾が加わった。", True),
    ("list", "米や麦などを運ぶ。", True),
    ("list", "チップと電力の両方が要る。", True),
    ("list", "日本が加わった。", False),
    ("list", "だが、日本が加わった。", False),
    ("word", "価格が上がった。", True),
    ("whether", "価格が上がった。", True),
]


@pytest.mark.parametrize(("asked", "sentence", "expected"), FITS)
def test_sentences_read_like_the_form_or_not(asked: Form, sentence: str, expected: bool) -> None:
    assert fits(asked, sentence) is expected


@given(st.sampled_from(["word", "whether"]), st.text(max_size=40))
def test_any_sentence_may_hold_a_word_or_tell_whether(asked: Form, sentence: str) -> None:
    assert fits(asked, sentence)
