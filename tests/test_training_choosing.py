"""Learning which passages are read: examples of a tiny index, and weights that rank by both."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from service.answer import Answerer
from service.odds import log_odds
from tests.tiny import TEXTS, tiny_engine, with_parts
from tests.tiny_judge import HandReader
from training.choosing import QUESTIONS, Example, collect, example, fit
from training.dev_questions import Asked


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    opened = tiny_engine(tmp_path_factory.mktemp("index"))
    yield opened
    opened.close()


def asked(text: str, part: str = "", answerable: bool = True) -> Asked:
    return Asked(text, lambda item: part in item.text, lambda _: True, 1.0, answerable)


def test_an_example_tells_of_every_passage_found(tiny: Answerer) -> None:
    """Right is that of which a sentence answers, however little it matches."""
    matched = {TEXTS["tax.txt"]: 3.0, TEXTS["animals.txt"]: 7.0}
    engine = with_parts(tiny, HandReader(matched=matched))
    hits = engine.hits(engine.searcher.prepare("犬と税"), 10)
    found = example(engine, asked("犬と税", "来年"), 0.5)
    assert found is not None
    assert found.told.tolist() == [
        pytest.approx([log_odds(hit.score), matched[hit.passage.text]], abs=1e-5) for hit in hits
    ]
    assert found.right.tolist() == [hit.passage.text == TEXTS["tax.txt"] for hit in hits]
    assert sorted(found.right.tolist()) == [False, True]
    assert found.weight == 0.5


def test_each_corpus_counts_alike(tiny: Answerer) -> None:
    questions = [
        asked("犬", "犬"),
        asked("税", "税"),
        asked("猫", "猫", answerable=False),
        asked("zz"),
    ]
    found = collect(with_parts(tiny), questions)
    assert [one.weight for one in found] == [QUESTIONS / 3] * 2


def drawn(seed: int) -> Example:
    """Five passages; the right one is told by the sum of both numbers, and half as well by one."""
    draw = np.random.default_rng(seed)
    told = draw.normal(size=(5, 2)).astype(np.float32)
    right = told.sum(1) + draw.normal(size=5) * 0.2
    return Example(told, right == right.max(), 1.0)


def test_both_are_weighed_by_what_they_tell() -> None:
    examples = [drawn(seed) for seed in range(200)]
    weights = fit(examples)
    assert weights.found == pytest.approx(weights.matched, rel=0.2)
    assert weights.found > 1
    odds = np.concatenate([
        one.told @ np.array([weights.found, weights.matched]) + weights.bias for one in examples
    ])  # fmt: skip
    # As likely as they are: one in five is right.
    assert float(np.mean(1 / (1 + np.exp(-odds)))) == pytest.approx(0.2, abs=0.03)
