"""Whether an accepted answer can be had from the text around its support."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from eval.metrics import comparable
from indexer.terms import ENGLISH_FUNCTION_WORDS
from service.gloss import LONGEST
from service.values import same, values

Gloss = Callable[[str, str], str | None]
"""Text and question -> the text in English, word by word, or None."""

_CLAUSE_END = re.compile("[、。,.!?！？\n]|(?<=[をにはがでと])")
_WORD = re.compile("[a-z0-9]+")
_LATIN = re.compile("[A-Za-z]")
# Enough of an English word to be told by, whatever its ending: smuggled, smuggling.
_STEM = 5


def derivable(answer: str, near: Sequence[str], question: str, gloss: Gloss) -> bool:
    """Tell whether ``answer`` stands in one of the texts ``near`` its support, or renders one.

    It stands there made comparable, or as a quantity of equal value; an English answer renders a
    text when the gloss of its clauses, asked by ``question``, has each of its words.
    """
    said = comparable(answer)
    if any(said in comparable(text) for text in near) or _said_by_value(answer, near):
        return True
    return bool(_LATIN.search(answer)) and _rendered(answer, near, question, gloss)


def _said_by_value(answer: str, near: Sequence[str]) -> bool:
    told = values(answer)
    there = [value for text in near for value in values(text)]
    return bool(told) and all(any(same(one, other) for other in there) for one in told)


def _rendered(answer: str, near: Sequence[str], question: str, gloss: Gloss) -> bool:
    wanted = _stems(answer)
    glosses = (gloss(clause, question) for text in near for clause in _clauses(text))
    return bool(wanted) and wanted <= _stems(" ".join(filter(None, glosses)))


def _clauses(text: str) -> Iterator[str]:
    """Yield the parts of a text that are short enough to be glossed."""
    line = ""
    for part in _CLAUSE_END.split(text):
        if len(line) + len(part) > LONGEST:
            yield line
            line = ""
        line += part
    yield line


def _stems(text: str) -> frozenset[str]:
    words = _WORD.findall(text.lower())
    return frozenset(word[:_STEM] for word in words if word not in ENGLISH_FUNCTION_WORDS)
