"""Where a corpus says what a question asks for: its supporting sentences, and their echoes; pure.

An echo is another sentence that holds an accepted answer near the same words. A corpus that has
one still says the answer when the supporting sentences are gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from eval.gold.questions import Question
from eval.metrics import comparable
from eval.spans import overlap, support_places
from indexer.records import Document, Span
from indexer.sentences import sentence_spans

Words = Callable[[str], Iterable[str]]
"""Text -> its content words."""

# A word is rare when at most one sentence in so many has it, or not more than FEW.
RARE_IN = 20
FEW = 3
# An echo shares so many rare words with the supporting sentences.
SHARED = 2


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a document; ``text == document.text[span.start:span.end]``."""

    doc_id: str
    span: Span
    text: str


class Places:
    """The sentences of a corpus in order, and the words around each; immutable."""

    def __init__(self, documents: Iterable[Document], words: Words) -> None:
        """Split ``documents``; ``words`` is called once a sentence."""
        self.sentences = tuple(
            Sentence(document.id, span, span.of(document.text))
            for document in documents
            for span in sentence_spans(document.text)
        )
        self._texts = {document.id: document.text for document in documents}
        self._words = tuple(frozenset(words(sentence.text)) for sentence in self.sentences)
        counts = Counter(word for found in self._words for word in found)
        most = max(FEW, len(self.sentences) // RARE_IN)
        self._rare = frozenset(word for word, count in counts.items() if count <= most)
        self._read = words

    def supporting(self, question: Question) -> tuple[int, ...]:
        """Return the rows of the sentences that a support string of ``question`` touches."""
        spans = support_places(question, self._texts)
        return tuple(
            row
            for row, sentence in enumerate(self.sentences)
            if any(overlap(sentence.span, span) for span in spans.get(sentence.doc_id, ()))
        )

    def echoes(
        self, supporting: Collection[int], answers: Sequence[str], says: Callable[[str], bool]
    ) -> tuple[int, ...]:
        """Return the rows of the sentences that ``says`` and that are about the same thing.

        They, with the sentence before and after, share two rare words with ``supporting`` ones;
        words of ``answers`` do not count.
        """
        own = {word for answer in answers for word in self._read(answer)}
        asked = {word for row in supporting for word in self._words[row]} & self._rare
        return tuple(
            row
            for row, sentence in enumerate(self.sentences)
            if row not in supporting
            and says(sentence.text)
            and len(self._around(row) & (asked - own)) >= SHARED
        )

    def _around(self, row: int) -> frozenset[str]:
        doc_id = self.sentences[row].doc_id
        near = (n for n in (row - 1, row, row + 1) if 0 <= n < len(self.sentences))
        same = (self._words[n] for n in near if self.sentences[n].doc_id == doc_id)
        return frozenset().union(*same)


def says_any(answers: Sequence[str]) -> Callable[[str], bool]:
    """Return what tells whether a text holds one of ``answers``, compared as answers are."""
    keys = [comparable(answer) for answer in answers]

    def says(text: str) -> bool:
        key = comparable(text)
        return any(item in key for item in keys)

    return says


def edited(text: str, edits: Iterable[tuple[Span, str]]) -> str:
    """Return ``text`` with each span replaced; the spans do not overlap."""
    pieces, end = [], 0
    for span, put in sorted(edits):
        pieces += [text[end : span.start], put]
        end = span.end
    return "".join([*pieces, text[end:]])
