"""The supporting sentences deleted: what answered a question is gone, so it must be refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eval.adversarial.places import Places, Words, edited, says_any
from eval.adversarial.records import Case, Changed, ordered, rewritten
from eval.gold.questions import Question
from indexer.records import Document, Span


def delete_support(
    questions: Iterable[Question], documents: Sequence[Document], words: Words
) -> Changed:
    """Return the corpus without the supporting sentences of all usable questions.

    A question is usable when no other sentence echoes its answer (`Places.echoes`): holds an
    accepted string and, with its neighbours, two rare words of the supporting sentences. What
    other questions lose does not count for it. An accepted string far from such words is no
    answer: a company may be named anywhere.
    """
    places = Places(documents, words)
    cases: list[Case] = []
    rows: set[int] = set()
    for question in questions:
        supporting = places.supporting(question)
        says = says_any(question.accept)
        if supporting and not places.echoes(supporting, question.accept, says):
            cases.append(Case(question, forbidden=question.accept))
            rows.update(supporting)
    return Changed(_without(documents, places, rows), tuple(cases))


def _without(documents: Sequence[Document], places: Places, rows: set[int]) -> tuple[Document, ...]:
    gone: dict[str, list[tuple[Span, str]]] = {}
    for row in sorted(rows):
        sentence = places.sentences[row]
        gone.setdefault(sentence.doc_id, []).append((sentence.span, ""))
    kept = []
    for document in documents:
        text = edited(document.text, gone.get(document.id, ()))
        if text.strip():
            kept.append(rewritten(document, text) if document.id in gone else document)
    return ordered(kept)
