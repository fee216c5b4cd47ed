"""A question beside a passage -> the arrays that the reader's network sees; pure NumPy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.wording import DURATION
from service.layout import Floats
from service.reader.words import Words
from service.records import Unit

_KINDS = DURATION + 1
PAIR = (
    "said", "copied", "characters", "sentence", "window", "before", "after", "sought", "similar",
)  # fmt: skip
"""The columns of `Pair.passage`; see there."""
ASKED = _KINDS + 4
"""How many columns `Pair.question` has."""
# How fast nearness to a word of the question fades, in tokens.
_REACH = 4.0
_SAID = 0.5
_TELLING = re.compile(r"[^ぁ-ん、。,.?!「」『』()・\s]")


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """A question for the reader: its ``words``, the units it asks about, the kinds it seeks."""

    words: Words
    units: Sequence[Unit]
    sought: frozenset[int]
    english: bool


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A passage for the reader: ``sentences`` (n,) is each token's sentence, from 0, rising."""

    words: Words
    sentences: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """What a question and a passage are to each other.

    ``passage`` (n, len(PAIR)), by token of the passage: ``said``: how well it says a unit of the
    question, 0 to 1; ``copied``: whether the question has it as it stands; ``characters``: the
    share of its telling characters that the question has; ``sentence``, ``window``: the share of
    the question that its sentence says, or that it says with its neighbours; ``before``,
    ``after``: how near the last and the next token are that say a unit; ``sought``: whether it is
    of a kind that is asked for, and new; ``similar``: the cosine of the question's nearest token.

    ``question`` (m, ASKED), by token of the question: the kinds sought (one-hot, the same for
    all), whether it is English, its unit's share of the question, how well the passage says it,
    and the cosine of the passage's nearest token.
    """

    passage: Floats
    question: Floats


def pair(asking: Asking, read: Read) -> Pair:
    """Compare a question of m tokens and a passage of n tokens, each at least one."""
    by_key: dict[int, list[int]] = {}
    for place, key in enumerate(read.words.keys.tolist()):
        by_key.setdefault(key, []).append(place)
    table = np.zeros((len(asking.units), len(read.words)), dtype=np.float32)
    for row, unit in enumerate(asking.units):
        for key, worth in unit.words.items():
            if key in by_key:
                table[row, by_key[key]] = worth
    shares = _shares(asking.units)
    cosines = np.clip(asking.words.vectors @ read.words.vectors.T, 0, 1)
    return Pair(
        _passage(asking, read, table, shares, cosines), _question(asking, table, shares, cosines)
    )


def _shares(units: Sequence[Unit]) -> Floats:
    weights = np.array([unit.weight for unit in units], dtype=np.float32)
    return np.asarray(weights / max(float(weights.sum()), 1e-6))


def _passage(asking: Asking, read: Read, table: Floats, shares: Floats, cosines: Floats) -> Floats:
    said = table.max(axis=0, initial=0)
    asked = set(asking.words.surfaces)
    letters = set("".join(asking.words.surfaces))
    by_sentence = _by_sentence(table, read.sentences)
    found = np.zeros((len(read.words), len(PAIR)), dtype=np.float32)
    found[:, 0] = said
    found[:, 1] = [surface in asked for surface in read.words.surfaces]
    found[:, 2] = [_overlap(surface, letters) for surface in read.words.surfaces]
    found[:, 3] = (shares @ by_sentence)[read.sentences]
    found[:, 4] = (shares @ _with_neighbours(by_sentence))[read.sentences]
    found[:, 5] = _nearness(said)
    found[:, 6] = _nearness(said[::-1])[::-1]
    found[:, 7] = np.isin(read.words.kinds, list(asking.sought)) & (said < _SAID)
    found[:, 8] = cosines.max(axis=0)
    return found


def _overlap(surface: str, letters: set[str]) -> float:
    telling = _TELLING.findall(surface)
    return sum(letter in letters for letter in telling) / len(telling) if telling else 0.0


def _by_sentence(table: Floats, sentences: NDArray[np.int64]) -> Floats:
    found = np.zeros((len(table), int(sentences.max()) + 1), dtype=np.float32)
    for row, values in enumerate(table):
        np.maximum.at(found[row], sentences, values)
    return found


def _with_neighbours(by_sentence: Floats) -> Floats:
    found = by_sentence.copy()
    found[:, 1:] = np.maximum(found[:, 1:], by_sentence[:, :-1])
    found[:, :-1] = np.maximum(found[:, :-1], by_sentence[:, 1:])
    return found


def _nearness(said: Floats) -> Floats:
    """Return (n,): how near the last token before each is that says a unit, 1 beside it, to 0."""
    places = np.where(said >= _SAID, np.arange(len(said)), -np.inf)
    last = np.maximum.accumulate(np.concatenate([[-np.inf], places[:-1]]))
    distance = np.arange(len(said)) - last
    return np.exp((1 - distance) / _REACH).astype(np.float32)


def _question(asking: Asking, table: Floats, shares: Floats, cosines: Floats) -> Floats:
    told = table.max(axis=1, initial=0)
    unit_of = {
        key: row for row, unit in reversed(list(enumerate(asking.units))) for key in unit.words
    }
    found = np.zeros((len(asking.words), ASKED), dtype=np.float32)
    found[:, list(asking.sought)] = 1
    found[:, _KINDS] = asking.english
    for place, key in enumerate(asking.words.keys.tolist()):
        row = unit_of.get(key)
        if row is not None:
            found[place, _KINDS + 1 : _KINDS + 3] = shares[row], told[row]
    found[:, _KINDS + 3] = cosines.max(axis=1)
    return found
