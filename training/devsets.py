"""The sets that are tuned on, as questions with the test for a right passage."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from eval.gold.questions import SEEDS_GOLD, Question, grounds, read_gold
from eval.indexing import indexed
from eval.sets import QuestionSet, SetQuestion, load_set
from indexer.corpus import Corpus
from indexer.records import Document, Passage
from service.open import open_engine
from service.query import LONGEST_QUESTION
from service.records import Language
from service.search import Searcher
from training.data import DEV_SOURCE, read_parallel
from training.written import question_set

Right = Callable[[Passage], bool]


@dataclass(frozen=True, slots=True)
class DevSet:
    """An open index and the questions about it, each with what tells a right passage."""

    name: str
    searcher: Searcher
    questions: Sequence[tuple[str, Right]]


def dev_sets(language: Language, data: Path, index: Path) -> Iterator[DevSet]:
    """Yield the dev sets of one language, the gold questions last; each is closed after use."""
    if language == "ja":
        sets = {"jaquad": load_set("jaquad-dev", data), "reworded": question_set(data, "dev", "ja")}
    else:
        sets = {"written": question_set(data, "dev", "en"), "wmt23": _wmt23(data)}
    for name, questions in sets.items():
        with _of_set(name, questions) as found:
            yield found
    with _of_gold(index, language) as found:
        yield found


@contextmanager
def _of_set(name: str, questions: QuestionSet) -> Iterator[DevSet]:
    with indexed(questions.corpus.documents, scorers={}) as engine:
        asked = [(item.text, _in_documents(item.relevant)) for item in questions.questions]
        yield DevSet(name, engine.searcher, asked)


@contextmanager
def _of_gold(index: Path, language: Language) -> Iterator[DevSet]:
    questions = [
        question
        for question in read_gold(SEEDS_GOLD)
        if question.split == "dev" and question.lang == language and question.answerable
    ]
    with closing(open_engine(index, scorers={})) as engine:
        yield DevSet("gold", engine.searcher, [(q.q, _grounding(q)) for q in questions])


def _in_documents(doc_ids: Collection[str]) -> Right:
    return lambda passage: passage.doc_id in doc_ids


def _grounding(question: Question) -> Right:
    return lambda passage: grounds(question, passage.doc_id, passage.text)


def _wmt23(data: Path) -> QuestionSet:
    """Return the WMT23 pairs, English asking for its Japanese; equal Japanese is one document."""
    ids: dict[str, str] = {}
    questions = []
    for number, pair in enumerate(read_parallel(data)):
        if pair.source == DEV_SOURCE and len(pair.query) <= LONGEST_QUESTION:
            doc_id = ids.setdefault(pair.target, f"{number:06d}")
            questions.append(SetQuestion(f"{number:06d}", pair.query, doc_id, ()))
    documents = [Document(doc_id, "", text) for text, doc_id in ids.items()]
    return QuestionSet(Corpus(tuple(documents), ()), tuple(questions))
