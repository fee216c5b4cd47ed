"""How much passages repeat of a question, character by character; pure NumPy."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.layout import Floats

Pairs = NDArray[np.uint32]

# The shortest run of characters that counts as copied, and the power of its length.
RUN = 3
RUN_POWER = 1.5
_PLAIN = re.compile(r"[\u3041-\u3096、。?？!！\s]+")
SPREAD = np.uint32(0x9E3779B1)
"""What the first character of a pair is multiplied by for the number of the pair."""


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A text with its characters folded, and the numbers of all pairs of neighbours in it."""

    folded: str
    pairs: Pairs


def folded(text: str) -> Text:
    """Make a text ready: the same for every question, so it is worth keeping."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return Text(plain, np.unique(_pairs(plain)))


def copied(question: str, texts: Sequence[Text]) -> Floats:
    """Return (n,) shares, 0 to 1, of a question that each text repeats.

    The runs of characters that a text has in common with the question, longest first from the
    left, by length^RUN_POWER over that of the whole; runs of hiragana and punctuation don't count.
    """
    asked = unicodedata.normalize("NFKC", question).lower()
    sums = np.zeros(len(texts))
    for place, part in _parts(asked, texts):
        for run in _runs(part, texts[place].folded):
            if not _PLAIN.fullmatch(run):
                sums[place] += len(run) ** RUN_POWER
    return np.asarray(sums.astype(np.float32) / np.float32(max(len(asked), 1) ** RUN_POWER))


def _pairs(text: str) -> Pairs:
    """Return a number for each pair of neighbouring characters; a few pairs share one."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    return np.asarray(codes[:-1] * SPREAD + codes[1:], dtype=np.uint32)


def _parts(asked: str, texts: Sequence[Text]) -> Iterator[tuple[int, str]]:
    """Yield text by text the parts of ``asked`` whose every pair a text may have, RUN or longer.

    No run goes across a pair that is not there, so runs can be looked for part by part.
    """
    pairs = _pairs(asked)
    if len(pairs) < RUN - 1 or not texts:
        return
    different, places = np.unique(pairs, return_inverse=True)
    every = np.concatenate([text.pairs for text in texts])
    owners = np.repeat(np.arange(len(texts)), [len(text.pairs) for text in texts])
    # Without the last, so that each place is one of a pair, if not of the same.
    columns = np.searchsorted(different[:-1], every)
    same = np.flatnonzero(different[columns] == every)
    there = np.zeros((len(texts), len(different)), dtype=bool)
    there[owners[same], columns[same]] = True
    # One column more on either side, so that every part has a beginning and an end.
    known = np.zeros((len(texts), len(pairs) + 2), dtype=np.int8)
    known[:, 1:-1] = there[:, places]
    turns = np.diff(known, axis=1)
    rows, starts = (found.tolist() for found in np.nonzero(turns == 1))
    ends = np.nonzero(turns == -1)[1].tolist()
    for row, start, end in zip(rows, starts, ends, strict=True):
        if end - start >= RUN - 1:
            yield row, asked[start : end + 1]


def _runs(part: str, text: str) -> Iterator[str]:
    """Yield from the left the longest runs of ``part`` in ``text`` of RUN characters or more."""
    start = 0
    while len(part) - start >= RUN:
        end = start + 1
        while end <= len(part) and part[start:end] in text:
            end += 1
        if end - 1 - start >= RUN:
            yield part[start : end - 1]
        start = max(end - 1, start + 1)
