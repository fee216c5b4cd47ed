from __future__ import annotations

import pytest

from service.language import detect_language


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What price did Trump's 15% levy apply to?", "en"),
        ("トランプの15%は何に課されたか?", "ja"),
        ("H20の価格は?", "ja"),
        ("H20 価格", "ja"),
        ("DeepSeek training cost はいくら", "ja"),
        ("What does 根拠 mean?", "en"),
        ("What is the meaning of チップ売上の15%?", "en"),
        ("ｲﾝﾃﾙ", "ja"),
        ("Nvidia", "en"),
        ("nvidia h20 price", "en"),
        ("H20?", "en"),
        ("A310やA300-600の元になったエアバスの飛行機は?", "ja"),
        ("It is What the IT?", "en"),
        ("2023?", "ja"),
        ("", "ja"),
        ("🤔", "ja"),
        ("ＷＨＡＴ ＩＳ ＩＴ", "en"),
    ],
)
def test_detect_language(question: str, expected: str) -> None:
    assert detect_language(question) == expected
