"""SQuAD-style sets: questions over paragraphs, with answers in their words.

A ``.json`` file is SQuAD v1 or v2 or JSQuAD, ``{"data": [{"title", "paragraphs": [{"context",
"qas"}]}]}`` (Rajpurkar et al. 2016, 2018; Kurihara et al. 2022); a ``.jsonl`` or ``.jsonl.gz`` file
has a paragraph ``{"title"?, "context", "qas"}`` a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from eval.sets.fields import (
    Raw,
    as_object,
    filled,
    objects,
    once,
    parse,
    question_text,
    read_objects,
    read_text,
    string,
)
from eval.sets.records import QuestionSet, SetQuestion
from indexer.corpus import Corpus
from indexer.errors import GoldError
from indexer.records import Document

SUFFIXES = (".json", ".jsonl", ".jsonl.gz")


def read_squad(path: Path) -> QuestionSet:
    """Read a set; paragraphs are numbered from ``000000``, equal ones are one document.

    Raises GoldError, with its place, for what is malformed or stands twice.
    """
    documents: dict[str, Document] = {}
    questions: list[SetQuestion] = []
    seen: dict[str, str] = {}
    for number, (place, title, paragraph) in enumerate(_paragraphs(path)):
        context = filled(paragraph, "context", place)
        # Of two equal paragraphs no ranking could tell which one is asked for.
        document = documents.setdefault(context, Document(f"{number:06d}", title, context))
        for where, item in objects(paragraph, "qas", place):
            question = _question(item, document.id, where)
            once(seen, question.id, where)
            questions.append(question)
    return QuestionSet(Corpus(tuple(documents.values()), ()), tuple(questions))


def _paragraphs(path: Path) -> Iterator[tuple[str, str, Raw]]:
    """Yield the place, the article's title and the paragraph."""
    if path.suffix == ".json":
        whole = as_object(parse(read_text(path), str(path)), str(path))
        for place, article in objects(whole, "data", str(path)):
            for where, paragraph in objects(article, "paragraphs", place):
                yield where, string(article, "title", place, ""), paragraph
    else:
        for place, paragraph in read_objects(path):
            yield place, string(paragraph, "title", place, ""), paragraph


def _question(item: Raw, doc_id: str, place: str) -> SetQuestion:
    impossible = item.get("is_impossible", False)
    if not isinstance(impossible, bool):
        raise GoldError(f"{place}: is_impossible must be true or false")
    answers = [filled(answer, "text", where) for where, answer in _answers(item, place)]
    if impossible and answers:
        raise GoldError(f"{place}: is_impossible, and yet it has answers; take one of them away")
    return SetQuestion(
        id=filled(item, "id", place),
        text=question_text(item, "question", place),
        doc_id=doc_id,
        answers=tuple(answers),
        answerable=not impossible,
    )


def _answers(item: Raw, place: str) -> list[tuple[str, Raw]]:
    return objects(item, "answers", place) if "answers" in item else []
