"""Sets of sentence pairs: an English sentence asks for its Japanese translation."""

from __future__ import annotations

from pathlib import Path

from eval.sets.fields import filled, question_text, read_objects
from eval.sets.records import QuestionSet, SetQuestion
from indexer.corpus import Corpus
from indexer.records import Document


def read_pairs(path: Path) -> QuestionSet:
    """Read ``{"en", "ja"}`` a line; raises GoldError, with its place, for what is malformed."""
    # Equal texts are one document: of two, no ranking could tell which one is asked for.
    ids: dict[str, str] = {}
    questions = []
    for number, (place, pair) in enumerate(read_objects(path)):
        doc_id = ids.setdefault(filled(pair, "ja", place), f"{number:06d}")
        text = question_text(pair, "en", place)
        questions.append(SetQuestion(f"q{number:06d}", text, doc_id, ()))
    documents = tuple(Document(doc_id, "", text) for text, doc_id in ids.items())
    return QuestionSet(Corpus(documents, ()), tuple(questions))
