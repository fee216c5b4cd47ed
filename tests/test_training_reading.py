"""What the reader learns from: a tiny file of questions, a small real index."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import fields, replace
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.analysis import PassageAnalyser
from indexer.build import build
from indexer.config import IndexConfig
from indexer.corpus import Corpus
from indexer.errors import TrainingError
from indexer.records import Document, Passage, Span
from indexer.store import Store
from indexer.terms import Analyser
from indexer.tokens import Tokenizer
from service.layout import Floats
from service.query import Tools
from service.reader.batches import item
from service.reader.prepare import Preparer
from service.reader.words import Vocabulary
from service.search import Searcher
from tests.fakes import CharacterSegmenter
from tests.tiny import DOCUMENTS, FUSED, ConceptEmbedder, WordList, word_vectors
from training import documents as written_documents
from training import reading
from training.asked import Written
from training.documents import Answered, Wording
from training.leakage import make_guard
from training.reading import WRONG, Example, Examples, Task, learn_vocabulary, read_tasks

PROTECTED = "この段落は試験に使われるものなので、学んではならない。"


def question(key: str, text: str, *answers: tuple[str, int]) -> dict[str, object]:
    told = [{"text": answer, "answer_start": start} for answer, start in answers]
    return {"id": key, "question": text, "answers": told}


PARAGRAPHS = (
    {"context": "犬は動物。", "qas": [
        question("tr-1", "犬は何か。", ("動物", 2), ("犬", 0)), question("tr-2", "誰?", ("犬", 0)),
    ]},
    {"context": PROTECTED, "qas": [question("tr-3", "何をしない?", ("学んで", 18))]},
    {"context": "猫は鳴く。", "qas": [question("tr-4", "何をする?", ("鳴く", 2))]},
)  # fmt: skip
WRITTEN = [
    Written("tr-1", "What is a dog?", "犬とは?"),
    Written("tr-3", "What not?", "何を?"),
    Written("tr-4", "What does it do?", ""),
]
NEAR = {"tr-1": ("犬の色は?", "What colour?"), "tr-2": ("はずれ", "Miss"), "tr-3": ("色", "Hue")}


TOLD = tuple(
    written_documents.Written(
        Document(key, "", text),
        "talk",
        (Answered(Wording("税は?", "How high?"), "amount", Span(2, 5)),),
        (),
        (),
        "",
        (),
    )
    for key, text in (("told-1", "税は15%だと言う。"), ("told-2", f"税は15%。{PROTECTED}"))
)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in PARAGRAPHS)
    (tmp_path / "jaquad-train.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    monkeypatch.setattr(reading, "read_written", lambda name: WRITTEN)
    monkeypatch.setattr(reading, "near_misses_of", lambda name: NEAR)
    monkeypatch.setattr(reading, "read_documents", lambda part: TOLD)
    return tmp_path


def test_tasks_are_those_of_paragraphs_that_leak_nothing(data: Path) -> None:
    """The near-misses go with the first question of a paragraph: those of tr-2 with none."""
    documents, tasks = read_tasks(data, make_guard([PROTECTED]))
    assert [(each.id, each.text) for each in documents] == [
        *((f"{number:06d}", row["context"]) for number, row in enumerate(PARAGRAPHS)),
        ("told-1", "税は15%だと言う。"),
    ]
    first, both = Span(2, 4), ("動物", "犬")
    assert tasks == [
        Task("犬は何か。", "000000", "asked", first, both),
        Task("What is a dog?", "000000", "english", first, both),
        Task("犬とは?", "000000", "reworded", first, both),
        Task("誰?", "000000", "asked", Span(0, 1), ("犬",)),
        Task("犬の色は?", "000000", "near-miss", None, ()),
        Task("What colour?", "000000", "near-miss", None, ()),
        Task("何をする?", "000002", "asked", Span(2, 4), ("鳴く",)),
        Task("What does it do?", "000002", "english", Span(2, 4), ("鳴く",)),
        Task("税は?", "told-1", "reworded", Span(2, 5), ("15%",)),
        Task("How high?", "told-1", "english", Span(2, 5), ("15%",)),
    ]


def test_answers_stand_where_they_are_told_to(data: Path) -> None:
    documents, tasks = read_tasks(data, make_guard([]))
    texts = {each.id: each.text for each in documents}
    for task in tasks:
        if task.answer is not None:
            assert task.answer.of(texts[task.doc_id]) == task.answers[0]


def test_missing_data_are_told(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="jaquad-train.jsonl.gz is missing"):
        read_tasks(tmp_path, make_guard([]))


def test_what_is_frequent_is_learnt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "FEWEST_WORDS", 2)
    monkeypatch.setattr(reading, "FEWEST_PARTS", 3)
    found = learn_vocabulary(["海山", "山は海", "川"], Analyser(CharacterSegmenter()))
    assert found == Vocabulary({"山": 1, "海": 2}, {"名詞/普通名詞": 1})


LONG = Document(
    "long.txt",
    "",
    "税の話をする。" + "前置きはまだ続いている。" * 4 + "税は30%に上がる。話は終わる。",
)
TWIN = Document("twin.txt", "", "売上の15%が税になる。")
CONFIG = IndexConfig(passage_chars=40, overlap_sentences=1)
CORPUS = tuple(sorted((*DOCUMENTS, LONG, TWIN), key=lambda each: each.id))


Made = tuple[Examples, Preparer, Searcher]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Examples, Preparer, Searcher]]:
    store, vectors, embedder = (
        Store(tmp_path_factory.mktemp("i")),
        word_vectors(),
        ConceptEmbedder(),
    )
    analyser = PassageAnalyser(Analyser(Tokenizer()), vectors)
    build(Corpus(CORPUS, ()), store, CONFIG, analyser, embedder)
    generation = store.open()
    searcher = Searcher(generation, Tools(analyser, embedder, WordList(), vectors, FUSED))
    preparer = Preparer(analyser, vectors, Vocabulary({"税": 1}, {"名詞/数詞": 1}))
    yield Examples(searcher, preparer, passages_of(searcher)), preparer, searcher
    generation.close()


def passages_of(searcher: Searcher) -> dict[str, list[Passage]]:
    every = searcher.generation.passages(range(searcher.generation.manifest.passages))
    return {doc: list(group) for doc, group in groupby(every, key=lambda each: each.doc_id)}


def task_of(text: str, doc_id: str, answer: str, kind: str = "asked") -> Task:
    whole = next(each.text for each in CORPUS if each.id == doc_id)
    start = whole.rindex(answer)
    return Task(text, doc_id, kind, Span(start, start + len(answer)), (answer,))


def surfaces(made: Made, passage: Passage, span: tuple[int, int]) -> str:
    """The tokens of a span, joined."""
    words = made[1].passage(passage.text, []).read.words
    return "".join(words.surfaces[span[0] : span[1] + 1])


def shown(made: Made, example: Example) -> Passage:
    """The passage of an example, known by the vectors of its words."""
    for passage in (each for found in passages_of(made[2]).values() for each in found):
        vectors = made[1].passage(passage.text, []).read.words.vectors.astype(np.float16)
        if np.array_equal(vectors, example.item.passage_vectors):
            return passage
    raise LookupError("an example of no passage")


def right(examples: list[Example]) -> list[tuple[int, int]]:
    return [each.span for each in examples if each.span is not None]


@pytest.mark.parametrize(
    ("text", "doc_id", "answer"),
    [
        ("猫は何を好むか", "animals.txt", "魚"),
        ("気温は何度?", "weather.txt", "25度"),
        ("税は何%?", "tax.txt", "15%"),
        ("How about the weather?", "weather.txt", "25度になる見込み"),
    ],
)
def test_an_answer_is_its_tokens(made: Made, text: str, doc_id: str, answer: str) -> None:
    found = made[0].of(task_of(text, doc_id, answer))
    (passage,) = passages_of(made[2])[doc_id]
    (span,) = right(found)
    assert surfaces(made, passage, span) == answer


def test_an_answer_counts_in_every_passage_that_has_all_of_it(made: Made) -> None:
    passages = passages_of(made[2])["long.txt"]
    holding = [each for each in passages if "30%" in each.text]
    assert 0 < len(holding) < len(passages)
    spans = right(made[0].of(task_of("税は何%に上がる?", "long.txt", "30%")))
    assert [surfaces(made, p, s) for p, s in zip(holding, spans, strict=True)] == ["30%"] * len(
        holding
    )


def test_other_passages_of_the_document_are_wrong_and_those_of_its_sister_are_not(
    made: Made,
) -> None:
    searcher, text = made[2], "まだ続いている前置きは何%に上がる?"
    nearest = searcher.search(searcher.prepare(text), 1, rerank=False).hits[0].passage
    assert nearest.doc_id == "long.txt" and "30%" not in nearest.text
    task = task_of(text, "long.txt", "30%")
    wrong = [shown(made, each) for each in made[0].of(task) if each.span is None]
    assert nearest in wrong
    told = task_of(text, "tax.txt", "15%")
    for sister, seen in (("", True), ("long.txt", False)):
        found = made[0].of(replace(told, sister=sister))
        wrong = [shown(made, each) for each in found if each.span is None]
        assert (nearest in wrong) is seen


def test_an_answer_across_passages_is_not_shown(made: Made) -> None:
    first, *_, last = passages_of(made[2])["long.txt"]
    across = Task("税は?", "long.txt", "asked", Span(first.start, last.end), (LONG.text,))
    assert right(made[0].of(across)) == []


def test_wrong_passages_are_few_and_lack_every_answer(made: Made) -> None:
    """Both documents with 15% answer, and the third document about taxes is wrong."""
    found = made[0].of(task_of("税は売上の何%?", "tax.txt", "15%"))
    assert [shown(made, each).doc_id for each in found if each.span is not None] == ["tax.txt"]
    wrong = {shown(made, each).doc_id for each in found if each.span is None}
    assert len(found) == 1 + WRONG
    assert "long.txt" in wrong and not wrong & {"tax.txt", "twin.txt"}


def test_of_a_near_miss_the_nearest_passages_are_wrong(made: Made) -> None:
    text = "犬と猫の値段はいくら?"
    found = made[0].of(Task(text, "animals.txt", "near-miss", None, ()))
    assert {(each.kind, each.span) for each in found} == {("near-miss", None)}
    searcher = made[2]
    hits = searcher.search(searcher.prepare(text), WRONG, rerank=False).hits
    assert "animals.txt" in {hit.passage.doc_id for hit in hits}
    assert [shown(made, each) for each in found] == [hit.passage for hit in hits]


def test_examples_are_what_the_service_reads_in_half_the_memory(made: Made) -> None:
    task = task_of("気温は何度?", "weather.txt", "25度")
    searcher, (passage,) = made[2], passages_of(made[2])["weather.txt"]
    asking = made[1].asking(searcher.prepare(task.text), searcher.generation.lexical)
    read = made[1].passage(passage.text, [s for s in passage.sentences]).read
    whole, found = item(asking, read), made[0].of(task)[0].item
    for field in fields(whole):
        one, half = getattr(whole, field.name), getattr(found, field.name)
        assert half.dtype == (np.float16 if one.dtype == np.float32 else np.int64)
        assert half == pytest.approx(one, abs=2e-3)


class Placed:
    """A contextual vector tells where its token begins and ends, and whether the text asks."""

    def of(self, text: str, places: NDArray[np.int64], *, asking: bool) -> Floats:
        told = np.full((len(places), 1), asking)
        return np.concatenate([places, told], axis=1).astype(np.float32)


def test_contexts_are_kept_in_halves_once_for_a_text(made: Made) -> None:
    searcher = made[2]
    analyser, vectors = searcher.tools.analyser, searcher.tools.vectors
    preparer = Preparer(analyser, vectors, Vocabulary({}, {}), Placed())
    examples = Examples(searcher, preparer, passages_of(searcher))
    first, again = (
        examples.of(task_of(text, "weather.txt", "25度")) for text in ("気温は?", "何度?")
    )
    one, other = first[0].item, again[0].item
    (passage,) = passages_of(searcher)["weather.txt"]
    whole = preparer.passage(passage.text, passage.inner).read.words
    assert np.array_equal(one.passage_context, whole.context.astype(np.float16))
    assert {int(row[2]) for row in one.question_context} == {1}
    for name in ("passage_vectors", "passage_context", "passage_own"):
        assert getattr(one, name) is getattr(other, name)
    for name in ("question_vectors", "question_context", "question_own"):
        assert getattr(one, name).dtype == np.float16
        assert all(getattr(each.item, name) is getattr(one, name) for each in first)
        assert getattr(one, name) is not getattr(other, name)
