"""The records of external sets."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.corpus import Corpus


@dataclass(frozen=True, slots=True)
class SetQuestion:
    """A question about the documents of a set.

    ``doc_id`` is the document that it was written about or, of several judged ones, the best;
    ``answers`` are short answers, none where the set has none; ``grades`` are (document id, grade
    from 1 up) of every relevant document, where the set grades them. A question that is not
    ``answerable`` has no relevant document: what it was written about only seems to answer it.
    """

    id: str
    text: str
    doc_id: str
    answers: tuple[str, ...]
    grades: tuple[tuple[str, int], ...] = ()
    answerable: bool = True

    @property
    def relevant(self) -> dict[str, int]:
        """The grade, 1 or more, of each relevant document by its id."""
        if not self.answerable:
            return {}
        return dict(self.grades) or {self.doc_id: 1}


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A corpus of paragraphs, sentences or documents, and questions about it.

    ``unjudged`` counts the queries that were left out since no judgement calls a document relevant.
    """

    corpus: Corpus
    questions: tuple[SetQuestion, ...]
    unjudged: int = 0

    @property
    def has_answers(self) -> bool:
        """Whether any question has a short answer, so that answers can be judged."""
        return any(question.answers for question in self.questions)
