"""Glosses of words, in the order of the Japanese -> one line of English; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from service.gloss_words import IRREGULAR

Kind = Literal["noun", "verb", "adjective", "adverb", "name", "amount", "joint", "mark"]

_NOMINAL = ("noun", "name")
_WORDS = ("noun", "verb", "adjective", "adverb", "name", "amount")
_SIBILANT = re.compile("(?:s|x|z|ch|sh)$")
_CONSONANT_Y = re.compile("(?<=[^aeiou])y$")
_UNCOUNTED = re.compile("(?:tion|ment|ness|ity|ing|s)$")
_BEFORE_MARK = re.compile(r"\s+(?=[,;)])|(?<=\()\s+")

_SUFFIX = re.compile("-[a-z]")
_RANGE = re.compile(r"\b([0-9][0-9.,]*) ([a-z]+?)s? to ([0-9][0-9.,]* \2)")


@dataclass(frozen=True, slots=True)
class Piece:
    """One gloss; ``many`` asks for the plural of the noun that follows an amount.

    ``known`` is False where the Japanese was only spelled in Latin letters.
    """

    text: str
    kind: Kind
    many: bool = False
    known: bool = True


class Line:
    """A line of English in the making; used by one thread."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []

    @property
    def last(self) -> Piece | None:
        """The word, joint or mark that was added last."""
        return self._pieces[place] if (place := self._last_place()) >= 0 else None

    def add(self, piece: Piece) -> None:
        """Put a piece at the end; a suffix (``-made``) goes to the word before it."""
        last = self.last
        if _SUFFIX.match(piece.text) and last is not None and last.kind in _WORDS:
            self.replace_last(last.text + piece.text)
        elif piece.text:
            self._pieces.append(piece)

    def pause(self) -> None:
        """End a noun phrase: what follows is counted, denied and linked by itself."""
        if self._pieces and self._pieces[-1].kind in _WORDS:
            self._pieces.append(Piece("", "mark"))

    def replace_last(self, text: str) -> None:
        """Say the last piece otherwise; there must be one."""
        place = self._last_place()
        self._pieces[place] = replace(self._pieces[place], text=text)

    def _last_place(self) -> int:
        places = range(len(self._pieces) - 1, -1, -1)
        return next((place for place in places if self._pieces[place].text), -1)

    def prepose(self, word: str, kind: Kind = "adverb") -> None:
        """Put ``word`` before the last word or amount, or at the end where there is none."""
        places = [i for i, piece in enumerate(self._pieces) if piece.kind in _WORDS]
        place = places[-1] if places else len(self._pieces)
        self._pieces.insert(place, Piece(word, kind))

    def negate(self) -> None:
        """Deny the last word: ``no`` of a thing, ``not`` of all else."""
        words = [piece for piece in self._pieces if piece.kind in _WORDS]
        self.prepose("no" if words and words[-1].kind == "noun" else "not")

    def english(self) -> str | None:
        """Return the line, None if nothing in it is more than spelled in Latin letters."""
        if not any(piece.known for piece in self._pieces if piece.kind in _WORDS):
            return None
        text = " ".join(piece.text for piece in _trimmed(_inflected(self._pieces)) if piece.text)
        shorter = _RANGE.sub(r"\1 to \3", _BEFORE_MARK.sub("", text))
        return shorter.replace("- ", "-").replace("can not ", "cannot ") or None


def plural(noun: str) -> str:
    """Return the plural of an English noun, the last of several words: policy -> policies."""
    head, _, word = noun.rpartition(" ")
    start = f"{head} " if head else ""
    if word in IRREGULAR:
        return start + IRREGULAR[word]
    if _CONSONANT_Y.search(word) and not _UNCOUNTED.search(word):
        return f"{start}{word[:-1]}ies"
    if _UNCOUNTED.search(word):
        return noun
    return f"{start}{word}es" if _SIBILANT.search(word) else f"{start}{word}s"


def _inflected(pieces: list[Piece]) -> Iterator[Piece]:
    """Put the head of what is counted into the plural: ``millions of AI chips``."""
    many = False
    for place, piece in enumerate(pieces):
        following = pieces[place + 1].kind if place + 1 < len(pieces) else "mark"
        if piece.kind == "amount":
            many = piece.many
            linked = many and piece.text.endswith(" of") and following in ("mark", "joint", "verb")
            yield replace(piece, text=piece.text.removesuffix(" of")) if linked else piece
        elif many and piece.kind in _NOMINAL and following not in _NOMINAL:
            many = False
            yield replace(piece, text=plural(piece.text))
        else:
            yield piece


def _trimmed(pieces: Iterator[Piece]) -> list[Piece]:
    """Leave out joints and marks with nothing before or after them, or one another."""
    kept: list[Piece] = []
    for piece in pieces:
        if piece.kind in _WORDS or (kept and kept[-1].kind in _WORDS):
            kept.append(piece)
    while kept and kept[-1].kind not in _WORDS:
        kept.pop()
    return kept
