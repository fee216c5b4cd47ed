"""Which questions the judges learn from, and what is found for each."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from eval.gold.questions import Question
from eval.sets import SetQuestion, load_set
from indexer.records import Document, Span
from service.answer import Answerer
from service.evidence import Evidence
from service.judgement import FEATURES, SIGNS, Judge, load_judges
from service.records import Language
from tests.tiny import tiny_engine
from tests.tiny_judge import HandReader, evidence_of
from training import dev_questions, judgement
from training.dev_questions import GOLD_WEIGHT, HIDDEN_WEIGHT, UNANSWERED_WEIGHT, Asked
from training.documents import Answered, Wording, Written
from training.judgement import Example, example

TOLD = Written(
    Document("told", "", "鳥は5歳だという。"),
    "talk",
    (Answered(Wording("鳥は何歳?", "How old is the bird?"), "howmany", Span(2, 4)),),
    *((), (), "", ()),
)
LEVY, YEAR = "政府は売上の15%を税として徴収する。", "税は来年から始まる。"
ASKED = Asked(
    "税は何%?", lambda item: "15%" in item.text, lambda text: text == "15%", 2.0, answerable=True
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answerer]:
    reader = HandReader({"15%": (0.8, 0.9)})
    opened = tiny_engine(tmp_path_factory.mktemp("index"), reader=reader)
    yield opened
    opened.close()


def test_an_example_holds_every_sentence_found(engine: Answerer) -> None:
    found = example(engine, ASKED)
    assert found is not None
    assert [item.text for item in found.evidence] == [LEVY, YEAR]
    assert found.features.shape == (2, len(FEATURES))
    assert found.features.dtype == np.float32
    shares = [item.features.coverage for item in found.evidence]
    assert found.features[:, FEATURES.index("coverage")] == pytest.approx(shares)
    assert (found.right.tolist(), found.accepted.tolist()) == ([True, False], [True, False])
    assert (found.question, found.weight, found.answerable) == ("税は何%?", 2.0, True)
    assert 0 <= found.unknown < 1
    assert found.first == max(item.features.answered for item in found.evidence)
    assert not found.gold


def test_a_sentence_may_be_right_and_what_is_shown_of_it_wrong(engine: Answerer) -> None:
    """For a reason the whole sentence is shown, not the span."""
    found = example(engine, replace(ASKED, text="なぜ税は15%?"))
    assert found is not None
    assert (found.right.tolist(), found.accepted.tolist()) == ([True, False], [False, False])


def test_nothing_is_right_for_a_question_without_an_answer(engine: Answerer) -> None:
    found = example(engine, replace(ASKED, answerable=False))
    assert found is not None
    assert not found.right.any() and not found.accepted.any()
    assert len(found.right) == 2


def test_what_is_taken_away_is_not_found(engine: Answerer) -> None:
    both = replace(ASKED, text="売上と犬")
    whole, rest = (
        example(engine, both),
        example(engine, replace(both, hides=lambda passage: passage.doc_id == "tax.txt")),
    )
    assert whole is not None and rest is not None
    assert {item.hit.passage.doc_id for item in whole.evidence} == {"tax.txt", "animals.txt"}
    assert {item.hit.passage.doc_id for item in rest.evidence} == {"animals.txt"}


def test_what_states_nothing_is_no_example(engine: Answerer, tmp_path: Path) -> None:
    assert example(engine, replace(ASKED, text="quux")) is None
    documents = [replace(engine.documents()[0], text="税は何%ですか?税は?")]
    asking = tiny_engine(tmp_path, documents)
    assert example(asking, ASKED) is None
    asking.close()


def test_questions_that_find_nothing_are_left_out(engine: Answerer) -> None:
    asked = [ASKED, replace(ASKED, text="quux"), replace(ASKED, weight=3.0)]
    assert [item.weight for item in judgement.collect(engine, asked)] == [2.0, 3.0]


@pytest.mark.parametrize(
    ("text", "doc_id", "expected"),
    [
        ("税は来年から始まる。", "a", True),  # holds a support
        ("税は来年から始まる。", "b", False),
        ("政府は決めた。", "a", True),  # is a part of one
        ("猫は眠る。", "a", False),
    ],
)
def test_gold_is_grounded_by_its_support(text: str, doc_id: str, expected: bool) -> None:
    support = ("税は来年から", "政府は決めた。それは昨日である。")
    question = Question("q", "ja", "税は?", "a", support, (), "fact")
    assert dev_questions.holds_support(question)(evidence_of(text, doc_id=doc_id)) is expected


@pytest.mark.parametrize(
    ("text", "doc_id", "expected"),
    [("税は15%だ。", "a", True), ("税は15%だ。", "b", False), ("税は20%だ。", "a", False)],
)
def test_a_set_is_grounded_by_its_answers_in_their_document(
    text: str, doc_id: str, expected: bool
) -> None:
    question = SetQuestion("q", "税は?", "a", ("15%", "十五"))
    assert dev_questions.holds_answer(question)(evidence_of(text, doc_id=doc_id)) is expected


@pytest.mark.parametrize(
    ("text", "expected"), [("15%", True), ("約 １５％、", True), ("15", False), ("", False)]
)
def test_an_answer_is_right_that_says_an_accepted_one(text: str, expected: bool) -> None:
    assert dev_questions.says_one_of(("二割", "15%"))(text) is expected


def test_every_fourth_question_of_a_set_loses_what_answers_it() -> None:
    """Its paragraph, and any other that says its answer."""
    questions = [SetQuestion(str(n), f"問{n}", f"d{n}", ("答",)) for n in range(9)]
    asked = dev_questions.of_set(questions)
    assert [item.text for item in asked] == [item.text for item in questions]
    passages = [evidence_of("文", doc_id=f"d{n}").hit.passage for n in range(9)]
    passages.append(evidence_of("その答。", doc_id="other").hit.passage)
    hidden = {item.text: [p.doc_id for p in passages if item.hides(p)] for item in asked}
    assert {text: ids for text, ids in hidden.items() if ids} == {
        "問3": ["d3", "other"],
        "問7": ["d7", "other"],
    }
    for item in asked:
        assert item.weight == (1.0 if item.answerable else UNANSWERED_WEIGHT)
        assert item.answerable == (not hidden[item.text]) and not item.gold


@pytest.mark.parametrize(
    ("answer", "told", "right"),
    [
        ("昭和42年", "1967年", True),
        ("小型砲8門程度", "8門程度", True),
        ("8門", "9門", False),
        ("東京", "東京都", True),
        ("東京", "京都", False),
    ],
)
def test_a_question_of_a_set_takes_the_same_in_other_words(
    answer: str, told: str, right: bool
) -> None:
    (asked,) = dev_questions.of_set([SetQuestion("1", "問", "d", (answer,))])
    assert asked.accepts(told) is right


GOLD = [
    {"id": "1", "lang": "ja", "q": "税はいつ", "doc": "tax.txt", "support": ["税は来年から"],
     "accept": ["来年"], "kind": "fact", "split": "dev"},
    {"id": "2", "lang": "ja", "q": "税の額は", "doc": "tax.txt", "support": ["税は来年から"],
     "accept": ["来年"], "kind": "fact", "split": "test"},
    {"id": "3", "lang": "en", "q": "When is the levy?", "doc": "*", "support": ["税は来年から"],
     "accept": ["来年"], "kind": "fact", "split": "dev"},
    {"id": "4", "lang": "ja", "q": "猫の税は", "doc": "-", "support": [], "accept": [],
     "kind": "unanswerable", "split": "dev"},
]  # fmt: skip


@pytest.fixture
def gold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [json.dumps(row) for row in GOLD]
    (tmp_path / "gold.jsonl").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(dev_questions, "SEEDS_GOLD", tmp_path / "gold.jsonl")
    aside = [json.dumps({**GOLD[-1], "q": "税とは?", "split": split}) for split in ("dev", "test")]
    aside = [line.replace('"4"', f'"{n}"') for n, line in enumerate(aside)]
    (tmp_path / "off_topic.jsonl").write_text("\n".join(aside), encoding="utf-8")
    monkeypatch.setattr(dev_questions, "OFF_TOPIC", tmp_path / "off_topic.jsonl")


@pytest.mark.usefixtures("gold")
def test_gold_questions_of_the_dev_split_are_learned_from(engine: Answerer) -> None:
    asked = dev_questions.of_gold("ja")
    assert [(item.text, item.answerable, item.weight) for item in asked] == [
        ("税はいつ", True, GOLD_WEIGHT),
        ("猫の税は", False, GOLD_WEIGHT),
        ("税はいつ", False, HIDDEN_WEIGHT),
    ]
    assert [item.text for item in dev_questions.of_gold("en")] == ["When is the levy?"] * 2
    found = judgement.collect(engine, asked[:2])
    assert [item.right.any() for item in found] == [True, False]
    assert all(item.gold for item in (*asked, *found))
    right = [item for item, true in zip(found[0].evidence, found[0].right, strict=True) if true]
    assert [item.text for item in right] == [YEAR]


@pytest.mark.usefixtures("gold")
@pytest.mark.parametrize(
    ("text", "doc_id", "expected"),
    [
        ("税は来年から始まる。", "tax.txt", True),  # supports the answer
        ("決定は来年である。", "b", True),  # says it elsewhere
        ("税は来る年から始まる。", "tax.txt", False),
    ],
)
def test_all_that_answers_a_gold_question_is_taken_away(
    text: str, doc_id: str, expected: bool
) -> None:
    *_, hidden = dev_questions.of_gold("ja")
    assert hidden.hides(evidence_of(text, doc_id=doc_id).hit.passage) is expected
    assert not hidden.grounds(evidence_of(text)) and not hidden.accepts("来年")


@pytest.mark.usefixtures("gold")
def test_the_command_learns_a_judge_of_each_language_from_all_kinds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contexts = {"犬は庭で眠る。猫は屋根で眠る。": "庭", "猫は魚を好む。犬は肉を好む。": "魚"}
    rows = [
        {"context": context, "qas": [
            {"id": f"{answer}{n}", "question": f"犬と猫は{n}?", "answers": [{"text": answer}]}
            for n in range(2)]}
        for context, answer in contexts.items()
    ]  # fmt: skip
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "jaquad-dev.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    taught: dict[str, list[Example]] = {}

    def fit(examples: Sequence[Example]) -> Judge:
        language = ("ja", "en")[len(taught)]
        taught[language] = list(examples)
        weights = tuple(float(len(taught)) for _ in FEATURES)
        none = (0.0,) * (len(SIGNS) + 1)
        return Judge((*weights, 0.0), none, none, 0.5, ((0.1, 0.6),))

    def open_engine(index: Path, judges: Mapping[Language, Judge]) -> Answerer:
        return tiny_engine(tmp_path / f"gold{len(taught)}", judges=judges)

    @contextmanager
    def indexed(
        documents: Sequence[Document], judges: Mapping[Language, Judge]
    ) -> Iterator[Answerer]:
        folder = tmp_path / f"{len(taught)}.{documents[0].id}"
        with closing(tiny_engine(folder, documents, judges=judges)) as engine:
            yield engine

    for name, fake in (("fit", fit), ("open_engine", open_engine), ("indexed", indexed)):
        monkeypatch.setattr(judgement, name, fake)
    monkeypatch.setattr(dev_questions, "question_set", lambda *_: load_set("jaquad-dev", tmp_path))
    monkeypatch.setattr(dev_questions, "near_misses", lambda name, language: [f"犬の税{language}"])
    monkeypatch.setattr(judgement, "read_documents", lambda part: [TOLD] if part == "dev" else [])
    judgement.main(tmp_path, tmp_path / "index", tmp_path / "judges.json")
    elsewhere = ["犬と猫は0?", "犬と猫は1?"] * 2
    assert [item.question for item in taught["ja"]] == [
        "税はいつ", "猫の税は", *elsewhere, "犬の税ja", "鳥は何歳?", *elsewhere, "税とは?",
    ]  # fmt: skip
    answerable = [True, False, *[True] * 3, False, False, True, *[False] * 5]
    assert [item.answerable for item in taught["ja"]] == answerable
    assert [item.aside for item in taught["ja"]] == [*[False] * 8, *[True] * 5]
    right = [1, 0, 1, 1, 1, 0, 0, 1, *[0] * 5]
    assert [int(item.right.sum()) for item in taught["ja"]] == right
    lost = taught["ja"][5].evidence
    assert {item.hit.passage.doc_id for item in lost} == {"000000"}
    assert taught["en"][-5].question == "犬の税en"
    found = load_judges(tmp_path / "judges.json")
    assert {language: judge.sentence[0] for language, judge in found.items()} == {"ja": 1, "en": 2}
    evidence: list[Evidence] = [item for each in taught["ja"] for item in each.evidence]
    assert all(item.features.statement for item in evidence)
