"""Whether a sentence or a passage can answer at all: whether it tells anything; pure."""

from __future__ import annotations

from functools import lru_cache

from indexer.records import Passage
from service.orders import orders
from service.query import fold
from service.statements import is_about, repeats, states

# Sentences that are found come up for one question after another: so many are kept judged.
KEPT = 4096


def tells(sentence: str, question: str) -> bool:
    """Tell whether a sentence says something, rather than ask, announce, order, or ask the same.

    ``question`` is as `service.query.fold` has it.
    """
    return _says(sentence) and not repeats(fold(sentence), question)


@lru_cache(maxsize=KEPT)
def _says(sentence: str) -> bool:
    return states(sentence) and not orders(sentence)


def may_answer(passage: Passage, question: str) -> bool:
    """Tell whether a passage may hold an answer: any of its sentences `tells`.

    A passage that speaks about the question, to order what to answer or to quote who asked, is
    found because it repeats it; nothing in it is evidence.
    """
    if is_about(fold(passage.text), question):
        return False
    sentences = (span.of(passage.text) for span in passage.inner)
    return any(tells(text, question) for text in sentences if text != passage.section)
