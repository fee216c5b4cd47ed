"""Questions with passages as the reader sees them: what it learns from."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from indexer.normalize import search_key
from indexer.records import Document, Passage, Span
from indexer.terms import Analyser
from service.reader.batches import Array, Item, item
from service.reader.inputs import Asking
from service.reader.prepare import Prepared, Preparer
from service.reader.words import Vocabulary, Words, part_of
from service.search import Searcher
from training.asked import read_written
from training.data import open_lines
from training.documents import Written, read_documents
from training.leakage import Guard
from training.near_misses import near_misses_of

FEWEST_WORDS = 60
FEWEST_PARTS = 20
# How deep wrong passages are looked for, and how many of a question are kept.
DEPTH = 12
WRONG = 2


@dataclass(frozen=True, slots=True)
class Task:
    """A question about the document ``doc_id``, and the ``answer``'s span there, None for none.

    Passages that hold one of ``answers``, and those of the document ``sister``, which tells of the
    same, are not shown as wrong ones. ``kind`` is "asked" for JaQuAD's own questions, "reworded"
    for Japanese and "english" for English ones written for this project, "near-miss", or "denied"
    for one that takes for granted what the answer's span denies.
    """

    text: str
    doc_id: str
    kind: str
    answer: Span | None
    answers: tuple[str, ...]
    sister: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A question with a passage; ``span``: first and last token of the answer, None for none.

    ``question`` is the same number for all passages of a question; ``sentences`` (n,): the sentence
    of each token of the passage.
    """

    item: Item
    kind: str
    span: tuple[int, int] | None
    question: int
    sentences: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Halves:
    """What takes the most room of a text's `Words`, in float16."""

    vectors: Array
    context: Array
    own: Array

    @classmethod
    def of(cls, words: Words) -> Self:
        """Return the halves of what is known of a text's words."""
        return cls(*(each.astype(np.float16) for each in (words.vectors, words.context, words.own)))


def read_tasks(data: Path, guard: Guard) -> tuple[tuple[Document, ...], list[Task]]:
    """Return JaQuAD's training paragraphs, the documents written for this project, and questions.

    Nothing is asked about what leaks.

    Raises:
        TrainingError: the data, the written questions or documents are missing.
    """
    documents, tasks = [], []
    written = {each.id: each for each in read_written("jaquad-train")}
    unanswered = near_misses_of("jaquad-train")
    for number, line in enumerate(open_lines(data / "jaquad-train.jsonl.gz")):
        row, doc_id = json.loads(line), f"{number:06d}"
        documents.append(Document(doc_id, "", row["context"]))
        if guard.leaks(row["context"]):
            continue
        for asked in row["qas"]:
            answers = tuple(answer["text"] for answer in asked["answers"])
            start = asked["answers"][0]["answer_start"]
            span = Span(start, start + len(answers[0]))
            texts = {"asked": asked["question"]}
            if asked["id"] in written:
                both = written[asked["id"]]
                texts |= {"english": both.english, "reworded": both.japanese}
            tasks += [
                Task(text, doc_id, kind, span, answers) for kind, text in texts.items() if text
            ]
        for text in unanswered.get(row["qas"][0]["id"], ()):
            tasks.append(Task(text, doc_id, "near-miss", None, ()))
    told = [one for one in read_documents("train") if not guard.leaks(one.document.text)]
    return (*documents, *(one.document for one in told)), [*tasks, *document_tasks(told)]


def document_tasks(written: Sequence[Written]) -> list[Task]:
    """Return the questions about documents written for this project, in both languages."""
    sisters = {one.sister: one.document.id for one in written if one.sister}
    tasks = []
    for one in written:
        doc_id, sister = one.document.id, one.sister or sisters.get(one.document.id, "")
        for asked in one.answered:
            answers = (asked.span.of(one.document.text),)
            tasks += [
                Task(text, doc_id, kind, asked.span, answers, sister)
                for kind, text in (("reworded", asked.wording.ja), ("english", asked.wording.en))
            ]
        for text in (text for near in one.near for text in (near.ja, near.en)):
            tasks.append(Task(text, doc_id, "near-miss", None, (), sister))
        for denied in one.denied:
            answers = (denied.by.of(one.document.text),)
            tasks += [
                Task(text, doc_id, "denied", denied.by, answers, sister)
                for text in (denied.wording.ja, denied.wording.en)
            ]
    return tasks


def learn_vocabulary(texts: Iterable[str], analyser: Analyser) -> Vocabulary:
    """Return the words and parts of speech that are frequent in ``texts``."""
    words: Counter[str] = Counter()
    parts: Counter[str] = Counter()
    for text in texts:
        for token in analyser.tokens(search_key(text).text):
            words[token.surface] += 1
            parts[part_of(token)] += 1
    return Vocabulary(_frequent(words, FEWEST_WORDS), _frequent(parts, FEWEST_PARTS))


def _frequent(counted: Counter[str], fewest: int) -> dict[str, int]:
    kept = sorted(name for name, times in counted.items() if times >= fewest)
    return {name: number for number, name in enumerate(kept, start=1)}


class Examples:
    """Makes examples out of the questions about one indexed corpus, each passage once."""

    def __init__(
        self, searcher: Searcher, preparer: Preparer, passages: Mapping[str, Sequence[Passage]]
    ) -> None:
        """Keep the corpus's ``passages``, by document."""
        self._searcher = searcher
        self._preparer = preparer
        self._passages = passages
        self._prepared: dict[Passage, tuple[Prepared, Halves]] = {}
        self._numbers = count()

    def of(self, task: Task) -> list[Example]:
        """Return a question with the passages that hold its answer, and with a few wrong ones."""
        query = self._searcher.prepare(task.text)
        asking = self._preparer.asking(query, self._searcher.generation.lexical)
        if not len(asking.words):
            return []
        spans: dict[Passage, tuple[int, int] | None] = {}
        if task.answer is not None:
            for passage in self._passages[task.doc_id]:
                if span := self._tokens(passage, task.answer):
                    spans[passage] = span
        for hit in self._searcher.search(query, DEPTH, rerank=False).hits:
            wrong = sum(span is None for span in spans.values())
            if wrong < WRONG and self._is_wrong(hit.passage, task):
                spans[hit.passage] = None
        number, asked = next(self._numbers), Halves.of(asking.words)
        return [
            Example(self._item(asking, asked, passage), task.kind, span, number, read.sentences)
            for passage, span in spans.items()
            if len((read := self._ready(passage).read).words)
        ]

    def _item(self, asking: Asking, asked: Halves, passage: Passage) -> Item:
        """Return an item of float16 for float32: a hundred thousand of them are kept in memory.

        All items of a passage, and all of a question, share what is known of its words.
        """
        prepared, told = self._kept(passage)
        whole = item(asking, prepared.read)
        return replace(
            whole,
            passage_vectors=told.vectors,
            passage_context=told.context,
            passage_own=told.own,
            passage_pair=whole.passage_pair.astype(np.float16),
            question_vectors=asked.vectors,
            question_context=asked.context,
            question_own=asked.own,
            question_pair=whole.question_pair.astype(np.float16),
        )

    def _is_wrong(self, passage: Passage, task: Task) -> bool:
        if passage.doc_id == task.doc_id and task.answer is not None:
            if passage.start < task.answer.end and task.answer.start < passage.end:
                return False
        elif passage.doc_id == task.sister:
            return False
        return not any(answer in passage.text for answer in task.answers)

    def _ready(self, passage: Passage) -> Prepared:
        return self._kept(passage)[0]

    def _kept(self, passage: Passage) -> tuple[Prepared, Halves]:
        if passage not in self._prepared:
            prepared = self._preparer.passage(passage.text, passage.inner)
            words = prepared.read.words
            # Comparing needs no context: its halves alone are kept.
            bare = replace(words, context=np.zeros((len(words), 0), dtype=np.float32))
            read = replace(prepared.read, words=bare)
            self._prepared[passage] = replace(prepared, read=read), Halves.of(words)
        return self._prepared[passage]

    def _tokens(self, passage: Passage, answer: Span) -> tuple[int, int] | None:
        """Return the first and last token of an answer; None where the passage lacks a part."""
        if not (passage.start <= answer.start and answer.end <= passage.end):
            return None
        places = self._ready(passage).places + passage.start
        inside = np.flatnonzero((places[:, 1] > answer.start) & (places[:, 0] < answer.end))
        return (int(inside[0]), int(inside[-1])) if len(inside) else None
