"""The bundled English-Japanese lexicon turned round: Japanese lemmas -> the best English for them.

A sorted array of where each rendering begins in the file's bytes is the whole index: 2 MB beside
the text itself, and made in a tenth of a second.
"""

from __future__ import annotations

import gzip
import math
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from indexer.errors import ModelError
from indexer.katakana import spelling
from indexer.lexicon import BUNDLED, FILE_NAME, FORMAT, REMEDY
from indexer.romaji import romaji
from service.hepburn import hepburn
from service.matching import Vectors

Use = Literal["noun", "verb", "adjective", "adverb", "name"]
"""What part of speech the English word is wanted as."""

_PREFIX = 8
_SHORTLIST = 24
_NAMED = 0.5
_INITIALS = 4
_UNSEEN = 84
"""The best percent of a key that the lexicon's sentence pairs do not have: a rare word."""

_WEIGHT, _COSINE, _USUAL, _SENSES, _LIKED = 3.0, 4.0, 0.8, 0.6, 1.5
_RARE, _LONGER, _SHORT, _MISFIT = 0.7, 0.6, 2.0, 0.6
"""What speaks for a gloss, in log units; by eye on answers to the development questions."""

_MISFITS: Mapping[Use, tuple[str, ...]] = {
    "noun": ("ly", "ed", "ory", "ive", "ize", "izing", "ical", "ous", "ful", "able", "ible", "ic"),
    "name": ("ly", "ed", "ory", "ive", "ize", "ese", "ian", "ish"),
    "verb": ("tion", "sion", "ment", "ness", "ity", "ly", "ance", "ing", "er", "ory", "ive", "al"),
    "adjective": ("ly", "tion", "sion", "ness", "ment", "ity", "ize", "ing"),
    "adverb": ("tion", "sion", "ness", "ment", "ity", "ize"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked up: the ``lemmas`` as they are written, read and used in the answer.

    ``reading`` is katakana, ``""`` when unknown; ``origin`` UniDic's Latin spelling of a loanword.
    """

    lemmas: tuple[str, ...]
    written: str
    reading: str
    origin: str
    use: Use


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An English key; ``share`` in (0, 1] is its weight over that of the key's best rendering.

    ``senses`` is how many renderings the key has, 1 to 12: words in daily use have many.
    """

    key: str
    share: float
    senses: int
    rare: bool


class Glossary:
    """Sequences of Japanese lemmas to English; immutable, safe to share between threads."""

    def __init__(self, entries: bytes, vectors: Vectors) -> None:
        """Index ``entries``, lines of ``key<TAB>lemma lemma:percent;...`` in UTF-8."""
        self._entries = entries
        self._places = _sorted_places(entries)
        self._vectors = vectors

    @classmethod
    def open(cls, vectors: Vectors, folder: Path = BUNDLED) -> Glossary:
        """Read the lexicon of ``folder``; raises ModelError when it is missing or damaged."""
        path = folder / FILE_NAME
        try:
            parts = gzip.decompress(path.read_bytes()).split(b"\n\n")
        except (OSError, EOFError, zlib.error) as error:
            raise ModelError(f"the lexicon {path} cannot be read ({error}); {REMEDY}") from error
        if parts[0] != FORMAT.encode() or len(parts) != 3:
            raise ModelError(f"the lexicon {path} is not of the format {FORMAT!r}; {REMEDY}")
        return cls(parts[1], vectors)

    def english(self, wanted: Wanted, asked: Mapping[tuple[str, ...], str]) -> str | None:
        """Return the best English key for what is wanted, None when there is none.

        ``asked`` has what the question says of each sequence of lemmas, as keys of the lexicon:
        that word is taken unless it fits much worse than another.
        """
        found = [item for item in self._candidates(wanted.lemmas) if not _reads(item, wanted)]
        liked = {asked.get(wanted.lemmas, ""), wanted.origin}
        if wanted.use == "name":
            liked.add(hepburn(wanted.reading))
        ranked = sorted(found, key=lambda item: (-_plain_score(item), item.key))
        chosen = ranked[:_SHORTLIST] + [i for i in ranked[_SHORTLIST:] if i.key in liked]
        if not chosen:
            return None
        cosines, usual = self._meaning(wanted, [item.key for item in chosen])
        scored = [
            (_score(item, wanted, liked) + _COSINE * cosine + _USUAL * length, item.key)
            for item, cosine, length in zip(chosen, cosines, usual, strict=True)
            if item.key in liked or wanted.use != "name" or not item.rare or cosine > _NAMED
        ]
        return min(scored, key=lambda pair: (-pair[0], pair[1]))[1] if scored else None

    def _candidates(self, lemmas: Sequence[str]) -> Iterator[_Candidate]:
        """Yield the keys that have ``lemmas`` as a rendering, in the order of the index."""
        sought = f"{' '.join(lemmas)}:".encode()
        first = bisect_left(self._places, sought[:_PREFIX], key=self._prefix)
        for place in self._places[first:]:
            if self._prefix(place)[: len(sought)] > sought[:_PREFIX]:
                return
            if self._entries.startswith(sought, place):
                yield self._candidate(int(place), len(sought))

    def _prefix(self, place: int) -> bytes:
        return self._entries[place : place + _PREFIX]

    def _candidate(self, place: int, length: int) -> _Candidate:
        start = self._entries.rfind(b"\n", 0, place) + 1
        key, _, renderings = self._entries[start : self._line_end(place)].partition(b"\t")
        best = _percent(renderings, renderings.index(b":") + 1)
        percent = _percent(self._entries, place + length)
        senses = renderings.count(b";") + 1
        return _Candidate(key.decode(), percent / best, senses, best == _UNSEEN)

    def _line_end(self, place: int) -> int:
        end = self._entries.find(b"\n", place)
        return len(self._entries) if end < 0 else end

    def _meaning(
        self, wanted: Wanted, keys: Sequence[str]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return (n,) float32 twice: how alike the wanted and each key are, and how usual it is.

        The former is -1 to 1; UniDic's lemma of 深圳 is シンセン, so both are looked at. A word's
        vector is the longer the more the model's sentence pairs had to say about it: the latter is
        the logarithm of that length.
        """
        texts = ["".join(wanted.lemmas), wanted.written, *keys]
        vectors = np.stack([self._vector(pieces) for pieces in self._vectors.pieces(texts)])
        lengths = np.linalg.norm(vectors, axis=1) + np.float32(1e-9)
        units = vectors / lengths[:, None]
        both = units[2:] @ units[:2].T
        cosines = both.max(axis=1) if wanted.use == "name" else both[:, 0]
        return np.asarray(cosines, np.float32), np.asarray(np.log(lengths[2:]), np.float32)

    def _vector(self, pieces: Sequence[int]) -> NDArray[np.float32]:
        """Return (dim,) float32: the mean of the pieces' vectors."""
        directions, lengths = self._vectors.look_up(np.array(pieces, np.int64))
        vector: NDArray[np.float32] = (directions * lengths[:, None]).sum(axis=0)
        return vector / np.float32(max(1, len(pieces)))


def _sorted_places(entries: bytes) -> NDArray[np.int32]:
    """Return (n,) int32: where the renderings begin, in the order of their first eight bytes."""
    data = np.frombuffer(entries + bytes(_PREFIX), np.uint8)
    starts = np.flatnonzero((data == ord("\t")) | (data == ord(";"))).astype(np.int32) + 1
    prefixes = np.zeros(len(starts), np.uint64)
    for offset in range(_PREFIX):
        prefixes = (prefixes << np.uint64(8)) | data[starts + offset]
    return starts[np.argsort(prefixes, kind="stable")]


def _percent(data: bytes, place: int) -> int:
    digits = data[place : place + 3]
    return int(digits[: len(digits) - len(digits.lstrip(b"0123456789"))])


def _plain_score(item: _Candidate) -> float:
    return _WEIGHT * math.log(item.share) + _SENSES * math.log(item.senses) - _RARE * item.rare


def _score(item: _Candidate, wanted: Wanted, liked: Set[str]) -> float:
    words = item.key.split(" ")
    misfit = words[-1].endswith(_MISFITS[wanted.use])
    initials = len(wanted.lemmas) > 1 and len(item.key) <= _INITIALS
    bonus = -_MISFIT if misfit else _LIKED * (item.key in liked)
    longer = max(0, len(words) - len(wanted.lemmas))
    return _plain_score(item) + bonus - _SHORT * initials - _LONGER * longer


def _reads(item: _Candidate, wanted: Wanted) -> bool:
    """Tell whether a key is no English but a name, as ``hikari`` is of 光."""
    if wanted.use == "name" or " " in item.key or wanted.origin:
        return False
    read = spelling(romaji(item.key))
    return bool(read) and (item.rare or spelling(wanted.reading) in read)
