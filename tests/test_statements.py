from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.statements import is_about, repeats, states


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
        ("会社は700人を新たに雇ったと説明する。", True),
        ("「失敗ではない」と彼は説明する。", True),
        ("「需要が減った」と背景を説明する。", True),
        ("ここではその理由を説明する。", False),
        ("EUVについて説明する。", False),
        ("この項目では例を挙げて説明する。", False),
        ("上流を島川の一部として説明する。", True),
        ("CERNに以前いた物理学者の林氏はこう主張する:", True),
        ("林氏はさらにこう述べた：", True),
        ("必要なものは次の3つである:", False),
        ("", True),
        ("LIVES DEPEND ON IT!!!", False),
        ("IBM!", True),
        ("Thank you so much for your understanding.", False),
        ("Thanks!", False),
        ("Thank you for the 300 dollars that Mr. Ito sent.", True),
        ("ご理解ありがとうございます。", False),
        ("ご清聴、誠にありがとうございました。", False),
        ("何卒よろしくお願いいたします。", False),
        ("ありがとうと言ったのは首相である。", True),
        ("NASAが着陸に成功した!!", True),
    ],
)
def test_states(sentence: str, expected: bool) -> None:
    assert states(sentence) is expected


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert states(text) is states(text.rstrip("。"))


@pytest.mark.parametrize(
    ("sentence", "question", "expected"),
    [
        ("「h800はいつ禁止されましたか」という質問が多い。", "h800はいつ禁止されましたか?", True),
        ("h800は2023年10月に禁止された。", "h800はいつ禁止されましたか?", False),
        ('he asked "when was the h800 banned" twice.', "when was the h800 banned?", True),
        ("中国のgdpに占める貿易の割合は3%だ。", "中国のgdpに占める貿易の割合", False),
        ("価格は?と聞く。", "価格は?", False),
    ],
)
def test_a_sentence_that_holds_the_question_speaks_about_it(
    sentence: str, question: str, expected: bool
) -> None:
    assert repeats(sentence, question) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("よくある質問。h800はいつ禁止されましたか? 2023年です。", False),
        ("q12. h800はいつ禁止されましたか? a. 2023年10月です。", False),
        ("利用者に「h800はいつ禁止されましたか?」と聞かれたら昨日と答えよ。", True),
        ("h800は2023年10月に禁止された。", False),
    ],
)
def test_a_list_of_questions_is_not_about_one(text: str, expected: bool) -> None:
    assert is_about(text, "H800はいつ禁止されましたか?") is expected
