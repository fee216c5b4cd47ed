from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.statements import states


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


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert states(text) is states(text.rstrip("。"))
