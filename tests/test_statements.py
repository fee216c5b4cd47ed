from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.asked import asks_figure, new_figures, states


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("いつ完成したか", True),
        ("契約金はいくら?", True),
        ("何人の技術者がいたか", True),
        ("売上の何％を徴収する?", True),
        ("ＥＵＶ装置の価格は?", True),
        ("How many chips did China buy?", True),
        ("how much is the fish", True),
        ("When was it finished?", True),
        ("What percentage goes to the government?", True),
        ("What share of revenue came from China?", True),
        ("誰が率いているか", False),
        ("なぜ規制したのか", False),
        ("何のために作ったのか", False),
        ("Who runs the project?", False),
        ("What happens when it rains?", True),  # "when" is not parsed, only seen
        ("", False),
    ],
)
def test_asks_figure(question: str, expected: bool) -> None:
    assert asks_figure(question) is expected


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("いつ?", "2025年初頭に完成した。", True),
        ("15%は何か", "売上の15%を徴収する。", False),
        ("15%の税で何ドル?", "15%で500億ドルになる。", True),
        ("How much?", "四十万ドルを提供した。", True),
        ("How much?", "数十億ドルを得る。", True),
        ("How much?", "多くの金を得る。", False),
        ("2023年は?", "２０２３年のことだ。", False),
    ],
)
def test_new_figures(question: str, sentence: str, expected: bool) -> None:
    assert new_figures(question, sentence) is expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("政府は15%を徴収する。", True),
        ("なぜ中国にチップを売るべきか。", False),
        ("どうなりますか。", False),
        ("同等の会話はどこにありますか?", False),
        ("「なぜか？」", False),
        ("3つの力学について説明する:", False),
        ("主な内容は以下の通り。", False),
        ("彼は説明すると言った。", True),
        ("", True),
    ],
)
def test_states(sentence: str, expected: bool) -> None:
    assert states(sentence) is expected


@given(st.text(), st.text())
def test_nothing_raises(one: str, other: str) -> None:
    asks_figure(one)
    states(one)
    new_figures(one, other)


@given(st.text(st.sampled_from("税は1234,.%万年何割が😀 ")))
def test_a_sentence_that_repeats_the_question_has_no_new_figure(question: str) -> None:
    assert not new_figures(question, question) or "何万" in question
