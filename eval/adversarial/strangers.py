"""Questions asked about somebody whom no document knows: they must be refused.

Who answers what the CEO of Nvidia said when asked for that of Babobu answers from the likeness of
questions, not from the corpus.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from eval.adversarial.names import Inventor, Tokens, find_names, titled_names
from eval.adversarial.places import edited
from eval.adversarial.records import Case
from eval.gold.questions import Question
from indexer.records import Document, Span


def ask_about_strangers(
    questions: Iterable[Question], documents: Sequence[Document], tokens: Tokens, seed: int
) -> tuple[Case, ...]:
    """Return the questions that name somebody, with an invented name for each name."""
    whole = "\n".join(document.text for document in documents)
    inventor, titled = Inventor(seed, whole), titled_names(whole)
    named = ((question, names_of(question, tokens, titled)) for question in questions)
    return tuple(
        Case(replace(question, q=_renamed(question.q, names, inventor)))
        for question, names in named
        if names
    )


def names_of(question: Question, tokens: Tokens, titled: Iterable[str] = ()) -> tuple[Span, ...]:
    """Return the names of a question; the first word of an English one has a capital anyway.

    ``titled`` as `find_names` has it.
    """
    spans = find_names(question.q, tokens, titled)
    return tuple(span for span in spans if span.start or question.lang == "ja")


def _renamed(text: str, names: Sequence[Span], inventor: Inventor) -> str:
    return edited(text, [(span, inventor.other(span.of(text))) for span in names])
