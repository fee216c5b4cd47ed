"""Gold questions checked: support, derivable answers, repeats and leaks, balance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from eval.gold.balance import imbalance
from eval.gold.derivation import Gloss, derivable
from eval.gold.evidence import surroundings
from eval.gold.findings import Finding
from eval.gold.questions import Question, grounds, unsupported
from eval.gold.repeats import repeats
from indexer.records import Document, Passage


def findings(
    questions: Sequence[Question],
    documents: Sequence[Document],
    passages: Sequence[Passage],
    gloss: Gloss,
) -> tuple[Finding, ...]:
    """Return all that is wrong with the questions, and then all that a person should look at.

    ``passages`` are those of an index of ``documents``; ``gloss`` renders Japanese in English.
    """
    texts = {document.id: document.text for document in documents}
    found = [
        *_grounding(questions, texts, passages),
        *_derivation(questions, texts, gloss),
        *repeats(questions, texts),
        *imbalance(questions, sorted(texts)),
    ]
    return tuple(sorted(found, key=lambda finding: finding.severity != "wrong"))


def _grounding(
    questions: Sequence[Question], texts: Mapping[str, str], passages: Sequence[Passage]
) -> Iterator[Finding]:
    by_document: dict[str, list[Passage]] = {}
    for passage in passages:
        by_document.setdefault(passage.doc_id, []).append(passage)
    for question in questions:
        if told := unsupported(question, texts):
            yield Finding("wrong", (question.id,), told)
        elif question.answerable and not any(
            grounds(question, passage.doc_id, passage.text)
            for passage in by_document.get(question.doc, passages)
        ):
            yield Finding("wrong", (question.id,), "no passage holds a whole support: shorten it")


def _derivation(
    questions: Sequence[Question], texts: Mapping[str, str], gloss: Gloss
) -> Iterator[Finding]:
    for question in questions:
        near = surroundings(question, texts)
        if not near:
            continue
        if not question.accept:
            yield Finding("look", (question.id,), "accepts no answer, so none can be right")
        elif not any(derivable(answer, near, question.q, gloss) for answer in question.accept):
            told = ", ".join(question.accept)
            yield Finding("look", (question.id,), f"cannot be derived: look at {told}")
