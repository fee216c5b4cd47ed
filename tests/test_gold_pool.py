"""Pooling passages to judge, and reading the judgements back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from eval.gold.pool import WAYS, Pooled, merged, pool, to_line
from eval.gold.questions import Question, grounds
from eval.legs import ranked
from indexer.errors import GoldError
from service.answer import Answerer
from tests.tiny import TEXTS, tiny_engine

TAX = Question("t", "ja", "税と売上は?", "tax.txt", ("売上の15%",), ("15%",), "fact")
BOTH = Question("b", "ja", "税と猫は?", "*", ("気まぐれ",), ("気まぐれ",), "fact")
NONE = Question("n", "ja", "税はいつ始まる?", "-", (), (), "unanswerable")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    opened = tiny_engine(tmp_path_factory.mktemp("pool"))
    yield opened
    opened.close()


def test_a_pool_holds_what_any_way_finds_and_no_support_tells_right(engine: Answerer) -> None:
    found = pool(engine.searcher, [TAX, NONE], depth=3)
    generation = engine.searcher.generation
    for question in (TAX, NONE):
        expected: dict[str, dict[str, int]] = {}
        for way in WAYS:
            rows = ranked(engine.searcher, question.q, way, 3)
            for rank, passage in enumerate(generation.passages(rows), start=1):
                if not grounds(question, passage.doc_id, passage.text):
                    expected.setdefault(passage.text, {})[way] = rank
        mine = [item for item in found if item.question == question.id]
        assert {item.text: item.found_by for item in mine} == {
            text: tuple(ranks) for text, ranks in expected.items()
        }
        assert [item.rank for item in mine] == sorted(min(r.values()) for r in expected.values())
        assert all(TEXTS[item.doc][item.start : item.end] == item.text for item in mine)
    assert {item.question for item in found} >= {"n"}
    assert all(item.relevant is None and item.support == "" for item in found)


def test_no_pooled_passage_holds_a_support(engine: Answerer) -> None:
    found = pool(engine.searcher, [TAX, BOTH], depth=5)
    assert [(item.question, item.doc) for item in found] == [("b", "tax.txt")]


PASSAGE = Pooled("t", TAX.q, "tax.txt", 0, 9, "税は二割とする。", ("all", "dense"), 1)
RIGHT = replace(PASSAGE, relevant=True, support="税は二割")


def judged(tmp_path: Path, *items: Pooled) -> Path:
    path = tmp_path / "pool.jsonl"
    path.write_text("\n".join(map(to_line, items)), encoding="utf-8")
    return path


def test_judgements_widen_the_support(tmp_path: Path) -> None:
    wrong = replace(PASSAGE, relevant=False)
    path = judged(tmp_path, wrong, RIGHT, PASSAGE, replace(RIGHT, start=4))
    questions, waiting = merged([BOTH, TAX, NONE], path)
    assert questions == (BOTH, replace(TAX, support=("売上の15%", "税は二割")), NONE)
    assert waiting == 1


@pytest.mark.parametrize(("doc", "expected"), [("tax.txt", "tax.txt"), ("b.txt", "*")])
def test_a_support_elsewhere_opens_the_question_to_all_documents(
    tmp_path: Path, doc: str, expected: str
) -> None:
    (question,), _ = merged([TAX], judged(tmp_path, replace(RIGHT, doc=doc)))
    assert question.doc == expected
    assert grounds(question, doc, RIGHT.text)


def test_a_support_that_is_known_is_not_added(tmp_path: Path) -> None:
    known = replace(RIGHT, text="売上の15%だ", support="売上の15%だ")
    assert merged([TAX], judged(tmp_path, known)) == ((TAX,), 0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"question": "x"}, "the gold file has no question 'x'"),
        ({"question": "n"}, "n is unanswerable, and yet"),
        ({"support": ""}, "support must hold the part of text"),
        ({"support": "税は三割"}, "support must hold the part of text"),
        ({"relevant": "yes"}, "relevant must be true, false, or null"),
        ({"relevant": 1}, "relevant must be true, false, or null"),
        ({"support": ["税"]}, "support must be a string"),
        ({"colour": "red"}, "a pooled line has the fields question, q, doc"),
    ],
)
def test_a_bad_judgement_is_refused_with_its_place(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    path = judged(tmp_path, PASSAGE)
    line = {**json.loads(to_line(RIGHT)), **change}
    path.write_text(f"{to_line(PASSAGE)}\n{json.dumps(line)}", encoding="utf-8")
    with pytest.raises(GoldError, match=rf"pool\.jsonl:2: {re.escape(said)}"):
        merged([TAX, NONE], path)
