"""The guard between training and evaluation: no dev or test text, whole or in part, is learnt.

Japanese texts are compared by 13-grams of their letters and digits, English ones by 13-grams of
words; texts too short for that count only when they are equal and no mere word or greeting.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from indexer.errors import TrainingError
from training.asked import WRITTEN, read_written
from training.data import DEV_SOURCE, read_paragraphs, read_parallel, read_wmt22
from training.near_misses import read_unanswered

GRAM = 13
STRIDE = 6
"""Of Japanese, every sixth 13-gram is probed at first: 18 equal characters cannot hide then."""

RUN = 12
"""So many 13-grams in a row, 24 equal characters, are a copy and not a turn of phrase."""

SHARE = 0.5
MIN_LETTERS = 8
"""A shorter text is a word or a greeting: any dictionary has it."""

JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
SEPARATORS = re.compile(r"[\W_]+")


def key(text: str) -> str:
    """Return the NFKC lower-case letters and digits of ``text``, nothing between them."""
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", text).lower())


def _units(text: str) -> str | list[str]:
    folded = unicodedata.normalize("NFKC", text).lower()
    if JAPANESE.search(folded):
        return SEPARATORS.sub("", folded)
    return SEPARATORS.sub(" ", folded).split()


def _grams(units: str | list[str], step: int = 1) -> Iterator[str]:
    join = "".join if isinstance(units, str) else " ".join
    for start in range(0, len(units) - GRAM + 1, step):
        yield join(units[start : start + GRAM])


class TwoTexts(Protocol):
    """What a training pair shows the guard."""

    @property
    def query(self) -> str:
        """The text that asks."""

    @property
    def target(self) -> str:
        """The text that answers."""


@dataclass(frozen=True, slots=True)
class Guard:
    """The keys and 13-grams of every text that must stay unseen."""

    keys: frozenset[str]
    grams: frozenset[str]

    def leaks(self, text: str) -> bool:
        """Return whether ``text`` equals a protected text or shares a long part with one.

        An English text shares a part when one 13-gram is equal; a Japanese one when half of its
        13-grams are, or RUN of them in a row.
        """
        if key(text) in self.keys:
            return True
        units = _units(text)
        if not isinstance(units, str):
            return any(gram in self.grams for gram in _grams(units))
        if not any(gram in self.grams for gram in _grams(units, STRIDE)):
            return False
        hits = [gram in self.grams for gram in _grams(units)]
        return sum(hits) >= SHARE * len(hits) or _longest_run(hits) >= RUN

    def pair_leaks(self, pair: TwoTexts) -> bool:
        """Return whether either text of the pair leaks."""
        return self.leaks(pair.query) or self.leaks(pair.target)

    def require_clean(self, pairs: Iterable[TwoTexts]) -> None:
        """Refuse training pairs that leak.

        Raises:
            TrainingError: a pair leaks; the message shows its beginning.
        """
        for pair in pairs:
            if self.pair_leaks(pair):
                raise TrainingError(
                    f"a training pair repeats a dev or test text: {pair.query[:60]!r}, "
                    f"{pair.target[:60]!r}; drop it with Guard.pair_leaks before training"
                )


def _longest_run(hits: Iterable[bool]) -> int:
    longest = current = 0
    for hit in hits:
        current = current + 1 if hit else 0
        longest = max(longest, current)
    return longest


def make_guard(texts: Iterable[str]) -> Guard:
    """Return the guard of the protected ``texts``."""
    keys: set[str] = set()
    grams: set[str] = set()
    for text in texts:
        keys.add(key(text))
        grams.update(_grams(_units(text)))
    return Guard(frozenset(k for k in keys if len(k) >= MIN_LETTERS), frozenset(grams))


def _gold_texts(path: Path) -> Iterator[str]:
    """Yield every string in a JSONL file, however deep: its schema is the evaluation's affair."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield from _strings(json.loads(line))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def protected_texts(data: Path, gold: Path, seeds: Path, written: Path = WRITTEN) -> Iterator[str]:
    """Yield the texts of all dev and test sets, of the gold files and of the seeds.

    ``written`` is the folder of written questions, whose dev file is protected too.
    """
    for pair in read_wmt22(data):
        yield from (pair.query, pair.target)
    for pair in read_parallel(data):
        if pair.source == DEV_SOURCE:
            yield from (pair.query, pair.target)
    for name in ("jaquad-dev.jsonl.gz", "jsquad-valid.jsonl.gz"):
        for paragraph in read_paragraphs(data / name):
            yield paragraph.text
            yield from paragraph.questions
    yield from own_texts(gold, seeds, written)


def own_texts(gold: Path, seeds: Path, written: Path = WRITTEN) -> Iterator[str]:
    """Yield the protected texts that are part of the project: gold, seeds, written dev questions.

    Raises:
        TrainingError: the written dev questions are missing.
    """
    for item in read_written("jaquad-dev", written):
        yield from item.texts
    for question in read_unanswered("jaquad-dev", written):
        yield from (question.japanese, question.english)
    for path in sorted(gold.glob("*.jsonl")):
        yield from _gold_texts(path)
    for path in sorted(seeds.glob("*.txt")):
        yield path.read_text(encoding="utf-8")
