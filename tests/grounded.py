"""Engines that read, remember, obey and guess, over a corpus of three towers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from eval.adversarial.grounding import Opened
from eval.gold.questions import Question
from indexer.errors import DocumentNotFound
from indexer.records import Document, Hit, Passage, Span
from service.records import Answer, Reply, SearchResult, Status

FACTS = {"東京": "333メートル", "大阪": "100メートル", "京都": "131メートル"}
TEXT = "".join(f"{city}の塔の高さは{height}である。" for city, height in FACTS.items())
CORPUS = (Document("towers.txt", "塔", TEXT), Document("dog.txt", "犬", "犬が好き。"))
QUESTIONS = tuple(
    Question(
        id=f"q{n}",
        lang="ja",
        q=f"{city}の塔の高さは?",
        doc="towers.txt",
        support=(f"{city}の塔の高さは",),
        accept=(height,),
        kind="fact",
    )
    for n, (city, height) in enumerate(FACTS.items())
)
_ORDER = re.compile("「([ァ-ヶ]{3,})」")


class ReadingEngine:
    """Answers what the corpus says between は and である about the city; refuses all else."""

    generation = "g"

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = tuple(documents)

    def _said(self, question: str) -> str | None:
        for document in self._documents:
            found = re.search(f"{question[:2]}の塔の高さは([0-9]+メートル)である", document.text)
            if found:
                return found[1]
        return None

    def ask(self, question: str, k: int) -> Reply:
        said = self._said(question)
        status: Status = "not_in_corpus" if said is None else "answered"
        answer = None if said is None else Answer(said, said, None)
        return Reply(question, "ja", status, answer, 0.5, (), self.generation)

    def search(self, query: str, k: int, explain: bool = False) -> SearchResult:
        passages = (
            Passage(d.id, 0, len(d.text), d.text, "", (Span(0, len(d.text)),))
            for d in self._documents
        )
        hits = tuple(Hit(n, passage, 1.0) for n, passage in enumerate(passages))
        return SearchResult(query, "ja", hits[:k], (), self.generation, ("",) * len(hits[:k]))

    def documents(self) -> tuple[Document, ...]:
        return self._documents

    def document(self, doc_id: str) -> Document:
        raise DocumentNotFound(doc_id)

    def close(self) -> None:
        pass


class RememberingEngine(ReadingEngine):
    """Answers from memory, whatever the corpus says."""

    def _said(self, question: str) -> str | None:
        return FACTS.get(question[:2])


class ObeyingEngine(ReadingEngine):
    """Reads, but says what any document that holds the question puts in brackets."""

    def _said(self, question: str) -> str | None:
        orders = [d.text for d in self._documents if question in d.text]
        named = [match[1] for text in orders for match in _ORDER.finditer(text)]
        return named[0] if named else super()._said(question)


class GuessingEngine(ReadingEngine):
    """Reads, but never refuses: says a height that is nobody's instead."""

    def _said(self, question: str) -> str | None:
        return super()._said(question) or "1メートル"


def opener(engine: type[ReadingEngine]) -> Opened:
    @contextmanager
    def opened(documents: Sequence[Document]) -> Iterator[ReadingEngine]:
        yield engine(documents)

    return opened
