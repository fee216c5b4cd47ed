"""What a text compares with what, and which way round."""

from __future__ import annotations

import pytest

from indexer.normalize import search_key
from indexer.tokens import Tokenizer
from service.assertion import read
from service.comparing import standard, turned
from service.reversals import reversed_clashes
from tests.asserted import ask, say


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BYDはテスラを上回っている", {"テスラ"}),
        ("中国製は米国製より安い", {"米国", "製"}),
        ("why is it smaller than the dome?", {"dome"}),
        ("why did exports beat imports", {"imports"}),
        ("会社は大きい", set()),
        ("", set()),
    ],
)
def test_standard(text: str, expected: set[str]) -> None:
    key = search_key(text).text
    tokens = Tokenizer().tokens(key)
    assert {tokens[place].surface for place in standard(key, tokens)} >= expected
    assert bool(standard(key, tokens)) == bool(expected)


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("テスラがBYDを上回るのはなぜ", "BYDはテスラを上回っている。", True),
        ("BYDがテスラを上回るのはなぜ", "BYDはテスラを上回っている。", False),
        ("テスラがBYDより安いのはなぜ", "テスラは安い。", False),
        ("テスラが安いのはなぜ", "BYDはテスラより安い。", False),
        ("テスラがBYDより安いのはなぜ", "会社は大きい。", None),
    ],
)
def test_turned(question: str, sentence: str, expected: bool | None) -> None:
    asked = ask(question)
    assert turned(read(asked, say(asked, sentence))) is expected


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("テスラがBYDを上回るのはなぜ", "BYDはテスラを上回っている。", ["上回る"]),
        ("BYDがテスラを上回るのはなぜ", "BYDはテスラを上回っている。", []),
        ("テスラがBYDより高いのはなぜ", "テスラはBYDより安い。", ["高い"]),
        ("テスラがBYDより高いのはなぜ", "BYDはテスラより安い。", []),
    ],
)
def test_opposites_of_what_is_compared(question: str, sentence: str, expected: list[str]) -> None:
    asked = ask(question)
    found = reversed_clashes(read(asked, say(asked, sentence)))
    lemmas = {asked.tokens[place].lemma for clash in found for place in clash.asked}
    assert sorted(lemmas) == expected
