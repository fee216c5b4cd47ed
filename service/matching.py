"""Question and passages -> features: how each passage says what the question asks; pure NumPy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.wording import LATIN, NAME, NUMERIC, Wording
from service.copying import Text, copied, folded
from service.layout import Floats, Layout, Numbers, Stretch
from service.records import Unit

EXACT = (
    "coverage", "sentence_coverage", "window_coverage", "names", "numbers", "sought",
    "sought_covered",
)  # fmt: skip
SIMILAR = (
    "similar", "similar_squared", "explained", "explained_squared", "sentence_similar",
    "sentence_similar_squared", "window_similar", "sentence_both", "size", "sought_similar",
)  # fmt: skip
FEATURES = (*EXACT, *SIMILAR, "copied")
"""The columns of `match`; see there."""

_TINY = np.float32(1e-6)


class Vectors(Protocol):
    """What matching needs of word vectors; `indexer.wordvectors.WordVectors` in production."""

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of each text, in order."""
        ...

    def look_up(self, pieces: NDArray[np.integer]) -> tuple[Floats, Floats]:
        """Return (n, dim) unit directions and (n,) lengths of tokens."""
        ...


@dataclass(frozen=True, slots=True)
class Matched:
    """What is matched against passages: a question's text, units, tokens, and the answer sought."""

    text: str
    units: Sequence[Unit]
    pieces: Sequence[int]
    sought: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """A passage made ready to be matched: its characters, content words, and pieces.

    ``lemmas`` and ``kinds`` are of the words, as in `Wording`; ``words`` and ``sentences`` tell
    which sentence each word and each piece stands in.
    """

    text: Text
    lemmas: NDArray[np.uint32]
    kinds: NDArray[np.uint8]
    words: Stretch
    pieces: Numbers
    sentences: Stretch


def ready(text: str, wording: Wording) -> Ready:
    """Make a passage ready: the same for every question, so it is worth keeping."""
    return Ready(
        folded(text),
        wording.lemmas,
        wording.kinds,
        Stretch.of(wording.lemma_sentences),
        wording.pieces.astype(np.intp),
        Stretch.of(wording.piece_sentences),
    )


def match(question: Matched, passages: Sequence[Ready], vectors: Vectors) -> Floats:
    """Return (n, features) float32, one row a passage, in the columns of FEATURES.

    Exact, by units and their weights: ``coverage``: the share of the question that the passage
    says; ``sentence_coverage``, ``window_coverage``: that its best sentence, or two sentences in a
    row, say; ``names``, ``numbers``: the share of those that is said, less 1, or 0 when none is
    asked about; ``sought``: -1 when the passage has no new word of the kind that the question
    asks for, else 0; ``sought_covered``: what the best sentence that has one says, less what the
    best sentence says.

    Similar, by word vectors: ``similar``: the mean over the question's tokens of the cosine of the
    passage's nearest token, weighted by length, or squared; ``explained``: the same with sides
    changed; ``sentence_…`` and ``window_…`` as above; ``sentence_both``: the harmonic mean of both
    sides in one sentence; ``size``: minus the logarithm of how many times heavier one side is;
    ``sought_similar``: as ``sought_covered``.

    ``copied``: the share of the question that the passage repeats, see `service.copying`.
    """
    exact, answering = _exact(question, passages)
    similar = _similar(question, passages, vectors, answering)
    found = np.zeros((len(passages), len(FEATURES)), dtype=np.float32)
    for column, name in enumerate((*EXACT, *SIMILAR)):
        if name in exact:
            found[:, column] = exact[name]
        elif name in similar:
            found[:, column] = similar[name]
    found[:, -1] = copied(question.text, [passage.text for passage in passages])
    return found


Columns = Mapping[str, Floats]
"""Features by name, one number a passage; none where the question or the passages have no words."""


def _exact(question: Matched, passages: Sequence[Ready]) -> tuple[Columns, Numbers]:
    """Return the features and the `Layout.places` of the sentences that have a sought word."""
    layout = Layout.of([item.words for item in passages])
    if not question.units or not layout.size:
        return {}, np.zeros(0, dtype=np.intp)
    weights = _shares([unit.weight for unit in question.units])
    said = _said(question.units, np.concatenate([item.lemmas for item in passages]))
    by_sentence = layout.sentences_of(said.tokens, said.worth)
    has = layout.sentence_any(_may_answer(question.sought, passages, said))
    sentences = weights @ by_sentence
    window = weights @ layout.with_next(by_sentence)
    per_sentence = [*by_sentence, sentences, window, has, has * sentences]
    *by_unit, best, windows, having, covered = layout.best(np.array(per_sentence))
    by_passage, told = np.array(by_unit), bool(question.sought)
    kinds = [unit.kind for unit in question.units]
    found = {
        "coverage": weights @ by_passage,
        "sentence_coverage": best,
        "window_coverage": windows,
        "names": _share([kind in (NAME, LATIN) for kind in kinds], weights, by_passage),
        "numbers": _share([kind in NUMERIC for kind in kinds], weights, by_passage),
        "sought": told * (having - 1),
        "sought_covered": told * (covered - best),
    }
    return found, layout.places()[has]


def _shares(values: Sequence[float]) -> Floats:
    """Return (n,) float32 shares of the whole."""
    array: Floats = np.array(values, dtype=np.float32) + _TINY
    return np.asarray(array / array.sum(), dtype=np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """The ``tokens`` (t,), ascending, that say a unit at all; ``worth`` (units, t): how well."""

    tokens: Numbers
    worth: Floats


def _said(asked: Sequence[Unit], lemmas: NDArray[np.uint32]) -> _Said:
    keys = np.array(sorted({key for unit in asked for key in unit.words}), dtype=np.uint32)
    # Most words are none of the question's, and half of a key is enough to tell.
    likely = np.zeros(1 << 16, dtype=bool)
    likely[keys.astype(np.uint16)] = True
    tokens = np.flatnonzero(likely[lemmas.astype(np.uint16)])
    # Without the last, so that each column is one of a key, if not of the same.
    columns = np.searchsorted(keys[:-1], lemmas[tokens])
    same = keys[columns] == lemmas[tokens]
    places = {int(key): place for place, key in enumerate(keys)}
    table = np.zeros((len(asked), len(keys)), dtype=np.float32)
    for row, unit in enumerate(asked):
        for key, worth in unit.words.items():
            table[row, places[key]] = worth
    return _Said(tokens[same], table.take(columns[same], axis=1))


def _share(chosen: Sequence[bool], weights: Floats, by_passage: Floats) -> Floats:
    if not any(chosen):
        return np.zeros(by_passage.shape[1], dtype=np.float32)
    rows = np.flatnonzero(chosen)
    part = weights[rows]
    return np.asarray((part / part.sum()) @ by_passage[rows] - 1)


def _may_answer(
    sought: frozenset[int], passages: Sequence[Ready], said: _Said
) -> NDArray[np.bool_]:
    """Return (tokens,): whether a token is of a kind that is sought, and not in the question."""
    kinds = np.concatenate([item.kinds for item in passages])
    wanted = np.zeros(np.iinfo(kinds.dtype).max + 1, dtype=bool)
    wanted[list(sought)] = True
    found: NDArray[np.bool_] = wanted[kinds]
    found[said.tokens[said.worth.max(axis=0, initial=0) >= 0.5]] = False
    return found


def _similar(
    question: Matched, passages: Sequence[Ready], vectors: Vectors, answering: Numbers
) -> Columns:
    layout = Layout.of([item.sentences for item in passages])
    if not question.pieces or not layout.size:
        return {}
    different, places = _numbered(np.concatenate([item.pieces for item in passages]))
    asked = sorted(set(question.pieces))
    asked_directions, asked_lengths = vectors.look_up(np.array(asked))
    directions, lengths = vectors.look_up(different)
    cosines = (asked_directions @ directions.T).clip(0, 1)
    weights = asked_lengths / asked_lengths.sum()
    by_sentence = layout.sentence_best(cosines.take(places, axis=1))
    nearest = cosines.max(axis=0)
    masses = np.array([lengths, nearest * lengths, nearest**2 * lengths])
    sums = layout.sentence_sum(masses.take(places, axis=1))
    forward, backward = weights @ by_sentence**2, sums[2] / sums[0]
    per_sentence = [
        *by_sentence,
        weights @ by_sentence,
        forward,
        weights @ layout.with_next(by_sentence),
        2 * forward * backward / (forward + backward + _TINY),
        forward * _among(answering, layout.places()),
    ]
    *by_piece, linear, best, window, both, having = layout.best(np.array(per_sentence))
    by_passage, told = np.array(by_piece), bool(question.sought and question.units)
    whole, explained, squared = layout.total(sums)
    whole = whole + _TINY
    mass = asked_lengths[[asked.index(piece) for piece in question.pieces]].sum()
    return {
        "similar": weights @ by_passage,
        "similar_squared": weights @ by_passage**2,
        "explained": explained / whole,
        "explained_squared": squared / whole,
        "sentence_similar": linear,
        "sentence_similar_squared": best,
        "window_similar": window,
        "sentence_both": both,
        "size": -np.abs(np.log(whole / mass)),
        "sought_similar": told * (having - best),
    }


def _numbered(pieces: NDArray[np.integer]) -> tuple[Numbers, NDArray[np.int32]]:
    """Return the different numbers of ``pieces``, ascending, and the place of each among them."""
    seen = np.zeros(int(pieces.max()) + 1, dtype=bool)
    seen[pieces] = True
    different = np.flatnonzero(seen)
    places = np.empty(len(seen), dtype=np.int32)
    places[different] = np.arange(len(different), dtype=np.int32)
    return different, places[pieces]


def _among(chosen: Numbers, places: Numbers) -> NDArray[np.bool_]:
    """Tell which of ``places`` are ``chosen``; both ascend and are not negative."""
    ended = np.append(chosen, -1)
    return np.asarray(ended[np.searchsorted(chosen, places)] == places)
