from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from eval.sets import QuestionSet, load_set
from service.answer import Answerer
from service.evidence import Features
from tests.tiny import tiny_engine
from training import judgement
from training.judgement import GOLD_WEIGHT, Example, example, fit


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    opened = tiny_engine(tmp_path_factory.mktemp("index"))
    yield opened
    opened.close()


def made_up(coverage: float, right: bool, answerable: bool = True, unknown: float = 0.0) -> Example:
    features = np.array([[coverage, 0, 0, 0, 1, 1], [0.1, 0, 0, 0, 1, 1], [0.99, 0, 0, 0, 0, 1]])
    return Example(features, np.array([right, False, False]), GOLD_WEIGHT, answerable, unknown)


def test_what_was_right_is_judged_likely() -> None:
    examples = [made_up(0.8 + n / 100, True) for n in range(20)]
    examples += [made_up(0.2 + n / 100, False, answerable=False) for n in range(20)]
    judge = fit(examples, [])
    assert judge.coverage > 0
    assert judge.probability(Features(0.9, 0, 0, 0, 1, 1)) > 0.7
    assert judge.probability(Features(0.2, 0, 0, 0, 1, 1)) < 0.3


def test_the_probability_is_how_often_the_best_sentence_was_right() -> None:
    """Three of four right, whatever the features: the calibrated probability is about that."""
    examples = [made_up(0.5, n % 4 > 0) for n in range(80)]
    judge = fit(examples, [])
    assert judge.probability(Features(0.5, 0, 0, 0, 1, 1)) == pytest.approx(0.75, abs=0.08)


def test_the_threshold_refuses_no_more_than_allowed() -> None:
    examples = [made_up(0.3 + n / 100, n > 8) for n in range(60)]
    judge = fit(examples, [made_up(0.9, True), made_up(0.1, False)])
    tops = [judge.probability(Features(0.3 + n / 100, 0, 0, 0, 1, 1)) for n in range(60)]
    assert 0 < sum(top < judge.threshold for top in tops) <= 9


def test_a_question_may_be_as_unknown_as_the_answerable_ones_are() -> None:
    examples = [made_up(0.5 + n / 300, n % 5 > 0, unknown=n / 100) for n in range(100)]
    judge = fit(examples, [])
    assert judge.most_unknown == pytest.approx(0.98, abs=0.011)


def test_an_example_holds_every_sentence_found(engine: Answerer) -> None:
    found = example(engine, "税はいつ", lambda item: "来年" in item.text, 1.0)
    assert found is not None
    assert found.features.shape == (2, 6)
    assert found.right.tolist() == [False, True]
    assert found.answerable


def test_a_question_without_its_document_is_unanswerable(engine: Answerer) -> None:
    question = "売上と犬"
    whole = example(engine, question, lambda item: True, 1.0)
    rest = example(engine, question, lambda item: True, 1.0, without="tax.txt")
    assert whole is not None and rest is not None
    assert len(rest.right) < len(whole.right)
    assert not rest.answerable
    assert example(engine, "quux", lambda item: True, 1.0) is None


def test_every_third_question_of_jaquad_loses_its_paragraph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contexts = {"犬は庭で眠る。猫は屋根で眠る。": "庭", "猫は魚を好む。犬は肉を好む。": "魚"}
    rows = [
        {
            "context": context,
            "qas": [
                {"id": f"{answer}{n}", "question": "犬と猫は?", "answers": [{"text": answer}]}
                for n in range(2)
            ],
        }
        for context, answer in contexts.items()
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "jaquad-dev.jsonl.gz").write_bytes(gzip.compress(lines.encode()))

    def index_set(questions: QuestionSet, folder: Path) -> Answerer:
        return tiny_engine(folder, questions.corpus.documents)

    monkeypatch.setattr(judgement, "index_set", index_set)
    found = judgement._of_set(load_set("jaquad-dev", tmp_path))
    assert [item.answerable for item in found] == [True, True, False, True]
    assert [int(item.right.sum()) for item in found] == [1, 1, 0, 1]
    assert [len(item.right) for item in found] == [4, 4, 2, 4]
    assert {item.weight for item in found} == {1.0}


def test_gold_questions_of_the_dev_split_are_learned_from(
    engine: Answerer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"id": "a", "lang": "ja", "q": "税はいつ", "doc": "tax.txt", "accept": [], "kind": "fact",
           "support": ["税は来年から"], "split": "dev"}  # fmt: skip
    nowhere = {"doc": "-", "support": [], "kind": "unanswerable"}
    changes: list[dict[str, object]] = [
        {}, {"split": "test"}, {"lang": "en"}, {"q": "猫の税", **nowhere},
    ]  # fmt: skip
    lines = [json.dumps({**row, **change, "id": f"g{n}"}) for n, change in enumerate(changes)]
    (tmp_path / "gold.jsonl").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(judgement, "SEEDS_GOLD", tmp_path / "gold.jsonl")
    answerable, other = judgement._gold_examples(engine, "ja")
    assert (answerable.answerable, other.answerable) == (True, False)
    assert answerable.right.tolist() == [False, True]
    assert not other.right.any() and len(other.right) > 0
    assert answerable.weight == other.weight == GOLD_WEIGHT
