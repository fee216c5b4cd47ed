"""Which names a text has in which roles, and which stand in the place of an asserted one."""

from __future__ import annotations

import pytest

from indexer.normalize import search_key
from indexer.tokens import Tokenizer
from service.actors import mentions, name_clashes
from service.assertion import read
from tests.asserted import ask, say


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ドイツは主翼を設計した", [("ドイツ", "agent")]),
        ("イギリスによって作られた", [("イギリス", "agent")]),
        ("バイデン政権はNvidiaを規制した", [("バイデン", "agent"), ("nvidia", "patient")]),
        (
            "ジェンセン・フアンがドイツで語る",
            [("ジェンセン・フアン", "agent"), ("ドイツ", "place")],
        ),
        ("会社は大きい", []),
        ("which company built h800 chips", [("h800", "")]),
        ("", []),
    ],
)
def test_mentions(tokenizer: Tokenizer, text: str, expected: list[tuple[str, str]]) -> None:
    key = search_key(text).text
    tokens = tokenizer.tokens(key)
    found = [
        (key[tokens[one.first].start : tokens[one.last].end], one.role)
        for one in mentions(key, tokens)
    ]
    assert found == expected


CLASHES: list[tuple[str, str, list[str]]] = [
    ("ドイツが主翼を設計したのはなぜ", "イギリスが主翼を設計した。", ["イギリス"]),
    ("NvidiaがH20を採用したのはなぜ", "NvidiaはH800を採用した。", ["h800"]),
    # The name is there; another role; a model of another family; another script of one name.
    ("ドイツが主翼を設計したのはなぜ", "ドイツではなくイギリスが主翼を設計した。", []),
    ("ドイツが主翼を設計したのはなぜ", "主翼はイギリスで設計された。", []),
    ("NvidiaがH20を採用したのはなぜ", "NvidiaはV3を採用した。", []),
    ("ドイツが主翼を設計したのはなぜ", "Airbusが主翼を設計した。", []),
]


@pytest.mark.parametrize(("question", "sentence", "expected"), CLASHES)
def test_another_name_in_the_same_role(question: str, sentence: str, expected: list[str]) -> None:
    asked = ask(question)
    reading = read(asked, say(asked, sentence))
    tokens, key = reading.statement.tokens, reading.statement.key.text
    found = [key[tokens[c.first].start : tokens[c.last].end] for c in name_clashes(reading)]
    assert found == expected
