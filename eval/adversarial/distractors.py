"""Documents that say similar things about others: they must not change an answer.

They are the corpus's own sentences, with every name and every number replaced by an invented one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from eval.adversarial.digits import others
from eval.adversarial.names import (
    Inventor,
    Tokens,
    find_names,
    names_a_country_shortly,
    titled_names,
)
from eval.adversarial.places import edited, says_any
from eval.adversarial.records import Case, Changed, ordered, rewritten
from eval.adversarial.strangers import names_of
from eval.gold.questions import Question
from eval.spans import overlap
from indexer.records import Document, Span
from indexer.sentences import sentence_spans

PREFIX = "distractor-"
_NUMBER = re.compile(r"[0-9０-９][0-9０-９,.]*(?:月)?")


def add_distractors(
    questions: Iterable[Question], documents: Sequence[Document], tokens: Tokens, seed: int
) -> Changed:
    """Return the corpus with a distractor for each document, and the questions about some name.

    Of a document's sentences those stay in its distractor that have a name, which is replaced; a
    sentence that still holds an accepted answer of a question is left out, and so is one that
    names a country in one kanji. One name or number becomes the same invented one everywhere. A
    question without a name is left out: a distractor may answer it.
    """
    asked = tuple(questions)
    named = tuple(Case(question) for question in asked if names_of(question, tokens))
    whole = "\n".join(document.text for document in documents)
    maker = _Maker(tokens, Inventor(seed, whole), titled_names(whole), asked, seed)
    added = [made for document in documents if (made := maker.distractor(document)).text]
    return Changed(ordered([*documents, *added]), named)


class _Maker:
    """Makes the distractors of one corpus, with the same inventions in all of them."""

    def __init__(
        self,
        tokens: Tokens,
        inventor: Inventor,
        titled: frozenset[str],
        questions: Sequence[Question],
        seed: int,
    ) -> None:
        self._tokens = tokens
        self._inventor = inventor
        self._titled = titled
        self._answers = says_any([text for question in questions for text in question.accept])
        self._seed = seed

    def distractor(self, document: Document) -> Document:
        """Return a document of the sentences that are about somebody, told of somebody else."""
        lines = []
        for span in sentence_spans(document.text):
            text = span.of(document.text)
            names = find_names(text, self._tokens, self._titled)
            if names and not names_a_country_shortly(text):
                told = self._told_otherwise(text, names)
                if not self._answers(told):
                    lines.append(told)
        title = self._told_otherwise(
            document.title, find_names(document.title, self._tokens, self._titled)
        )
        made = replace(document, id=f"{PREFIX}{document.id}", title=title)
        return rewritten(made, "\n".join(lines))

    def _told_otherwise(self, text: str, names: Sequence[Span]) -> str:
        renamed = [(span, self._inventor.other(span.of(text))) for span in names]
        numbers = (Span(*match.span()) for match in _NUMBER.finditer(text))
        free = [n for n in numbers if not any(overlap(n, name) for name in names)]
        changed = [(n, next(others(n.of(text), self._seed), n.of(text))) for n in free]
        return edited(text, [*renamed, *changed])
