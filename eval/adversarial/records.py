"""What every change of questions or of a corpus gives: documents, and cases to ask of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from eval.gold.questions import Question
from indexer.records import Document
from indexer.structure import find_sections


@dataclass(frozen=True, slots=True)
class Case:
    """A question as it is asked after a change.

    ``variant`` tells one change of a question from another, ``""`` where there is only one;
    ``expected`` is what an answer must say beside what the question accepts, ``forbidden`` what it
    must not say.
    """

    question: Question
    variant: str = ""
    expected: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """A changed corpus, its documents ordered by id, and the cases to ask of it."""

    documents: tuple[Document, ...]
    cases: tuple[Case, ...]


def rng(seed: int, *about: str) -> Random:
    """Return a generator of its own for what is changed: no change moves another one's draws."""
    return Random("\x1f".join([str(seed), *about]))


def rewritten(document: Document, text: str) -> Document:
    """Return ``document`` with another text, and the sections of that."""
    return replace(document, text=text, sections=find_sections(text))


def ordered(documents: list[Document]) -> tuple[Document, ...]:
    """Return documents by id, as a corpus holds them."""
    return tuple(sorted(documents, key=lambda document: document.id))
