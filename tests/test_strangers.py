"""Names that the corpus has in no spelling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace

import pytest

from indexer.lexicon import Lexicon
from indexer.records import Document
from service.search import Searcher
from service.strangers import _is_pinyin, strangers
from tests.tiny import tiny_engine

LONG = f"Iao{'iao' * 40}v"
TEXT = (
    "ソビエトの計算機は1995年に売れた。欧州の会社がサムスンとNvidiaのチップを買う。"
    "米国政府は規制を続ける。新木場の工場で根拠を調べた。ベルリンは遠い。"
)
ENGLISH: Mapping[str, str] = {"ソ連": "Ussr", "ヨーロッパ": "Europe", "ラピダス": "Rapidus"}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("index")
    with closing(tiny_engine(folder, [Document("a.txt", "題", TEXT)])) as engine:
        tools = replace(engine.searcher.tools, translator=Lexicon.open())
        yield Searcher(engine.searcher.generation, tools)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("ソビエトの計算機は?", ()),
        ("ソ連の計算機は?", ()),
        ("ヨーロッパの会社は?", ()),
        ("エヌビディアのチップは?", ()),
        ("nvidiaのチップは?", ()),
        ("サムスングのチップは?", ()),
        ("新木場はどこ?", ()),
        ("コウジョウはどこ?", ()),
        ("セイフキセイは?", ()),
        ("センモン家はどこ?", ()),
        ("コウジョウキセイは?", ()),
        ("kojoはどこ?", ()),
        ("Kojoはどこ?", ("kojo",)),
        ("税はいくら?", ()),
        ("サスムンのチップは?", ()),
        ("Nvidaiのチップは?", ()),
        ("ラピダスの工場は?", ("ラピダス",)),
        ("ゼレンスキーの会社は?", ("ゼレンスキー",)),
        ("Rapidusの工場は?", ("rapidus",)),
        ("RX5000xの価格は?", ("rx5000x",)),
        ("大阪の工場と京都の会社は?", ("大阪", "京都")),
        ("", ()),
    ],
)
def test_strangers_of_a_japanese_question(
    searcher: Searcher, question: str, expected: tuple[str, ...]
) -> None:
    query = searcher.prepare(question or "は?")
    assert strangers(query, searcher, ENGLISH.get) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does Nvidia sell?", ()),
        ("What does Samsung sell?", ()),
        ("What did the Soviet Union sell?", ()),
        ("How far is Berlin?", ()),
        ("Who runs rapidus?", ()),
        ("Rapidus: who runs it?", ()),
        ("What does Konkyo mean?", ()),
        ("Who is Deng Xiaoping?", ()),
        ("What does The Government sell?", ()),
        ("Who sold 300 chips?", ()),
        ("What IS sold?", ()),
        ("WHO RUNS RAPIDUS?", ()),
        ("What does Nvdiia sell?", ()),
        ("Who runs Zürich?", ("zurich",)),
        ("Who runs Rapidus?", ("rapidus",)),
        ("Is Rapidus's rival Globex there?", ("rapidus", "globex")),
        ("How far is Copenhagen?", ("copenhagen",)),
        # What can be cut into syllables in very many ways, but for its last letter.
        (f"Who is {LONG}?", (LONG.lower(),)),
    ],
)
def test_strangers_of_an_english_question(
    searcher: Searcher, question: str, expected: tuple[str, ...]
) -> None:
    assert strangers(searcher.prepare(question), searcher, ENGLISH.get) == expected


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("xian", True),
        ("nanan", True),
        ("fangan", True),
        ("zhuangzi", True),
        ("liangwenfeng", True),
        ("", False),
        ("berlin", True),
        ("stuttgart", False),
        ("xianv", False),
        ("zh", False),
        ("iao" * 100, True),
        (LONG.lower(), False),
    ],
)
def test_a_word_of_syllables_may_be_chinese(form: str, expected: bool) -> None:
    assert _is_pinyin(form) is expected


def test_what_no_dictionary_has_in_english_is_a_stranger(searcher: Searcher) -> None:
    query = searcher.prepare("ヨーロッパの会社は?")
    assert strangers(query, searcher, lambda _: None) == ("ヨーロッパ",)
