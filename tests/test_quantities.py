from __future__ import annotations

import pytest

from indexer.normalize import search_key
from indexer.quantities import quantity


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1台約2億5000万ドル", ["number", "money"]),
        ("150円", ["money"]),
        ("$50", ["money"]),
        ("€ 3", ["money"]),
        ("5人民元", ["money"]),
        ("50%", ["percent"]),
        ("三割", ["percent"]),
        ("2023年10月3日", ["date", "date", "date"]),
        ("1990年代", ["date"]),
        ("昭和48年", ["date"]),
        ("20世紀", ["date"]),
        ("13年", ["duration"]),
        ("二十五年間", ["duration"]),
        ("18ヶ月", ["duration"]),
        ("7~10カ月前", ["number", "duration"]),
        ("3時間", ["duration"]),
        ("30分", ["duration"]),
        ("4分の1", ["number", "number"]),
        ("13.5ナノメートル", ["number"]),
        ("193もの", ["number"]),
        ("100人", ["number"]),
        ("9999年", ["duration"]),
    ],
)
def test_quantity(text: str, expected: list[str]) -> None:
    key = search_key(text).text
    assert [quantity(key, start, end) for start, end in _numbers(key)] == expected


def _numbers(key: str) -> list[tuple[int, int]]:
    import re

    return [match.span() for match in re.finditer(r"\d+(?:\.\d+)?", key)]
