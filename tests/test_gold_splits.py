"""What is tuned on and what is measured are different questions, in whatever words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest

from eval.gold import Question, read_gold
from eval.metrics import comparable
from eval.run import SEEDS_GOLD

SEEDS = SEEDS_GOLD.parents[2] / "seeds"
TEXTS = {"tokyo": "東京の人口は約1400万人である。面積は2194平方キロである。"}
QUESTION = Question(
    "x", "ja", "東京の人口は?", "tokyo", ("人口は約1400万人",), ("1400万人", "1400万"), "fact"
)


def spans(question: Question, texts: Mapping[str, str]) -> list[tuple[str, int, int]]:
    """Return where the evidence of a question stands: document, start, end."""
    return [
        (name, text.index(support), text.index(support) + len(support))
        for support in question.support
        for name, text in texts.items()
        if support in text
    ]


def asks_the_same(one: Question, other: Question, texts: Mapping[str, str]) -> bool:
    """Tell whether two questions have an accepted answer in common and evidence that overlaps."""
    answers = [{comparable(answer) for answer in found.accept} for found in (one, other)]
    return not answers[0].isdisjoint(answers[1]) and any(
        here == there and start < last and first < end
        for here, start, end in spans(one, texts)
        for there, first, last in spans(other, texts)
    )


def repeated(questions: Iterable[Question], texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the ids of the pairs of a dev and a test question that ask the same."""
    found = list(questions)
    dev, test = ([q for q in found if q.split == split] for split in ("dev", "test"))
    return [(a.id, b.id) for a in dev for b in test if asks_the_same(a, b, texts)]


def test_no_dev_question_asks_what_a_test_question_asks() -> None:
    texts = {path.name: path.read_bytes().decode() for path in sorted(SEEDS.glob("*.txt"))}
    assert texts
    assert repeated(read_gold(SEEDS_GOLD), texts) == []


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({}, [("x", "y")]),
        ({"support": ("約1400万人である",), "accept": ("1400万",)}, [("x", "y")]),
        ({"support": ("東京の",)}, []),
        ({"support": ("面積は2194平方キロ",)}, []),
        ({"accept": ("東京",)}, []),
        ({"split": "dev"}, []),
    ],
)
def test_a_question_asked_again_is_noticed(
    other: dict[str, tuple[str, ...]], expected: list[tuple[str, str]]
) -> None:
    asked_again = replace(replace(QUESTION, id="y"), **other)  # type: ignore[arg-type]
    assert repeated([replace(QUESTION, split="dev"), asked_again], TEXTS) == expected
