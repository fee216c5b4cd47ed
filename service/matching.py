"""Question and passages -> features: how each passage says what the question asks; pure NumPy."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexer.wording import LATIN, NAME, NUMERIC, Wording
from service.layout import Floats, Layout, Numbers
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

# The shortest run of characters that counts as copied, and the power of its length.
RUN = 3
RUN_POWER = 1.5
_PLAIN = re.compile(r"[\u3041-\u3096、。?？!！\s]+")
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


def match(
    question: Matched, texts: Sequence[str], wordings: Sequence[Wording], vectors: Vectors
) -> Floats:
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

    ``copied``: the runs of characters that the passage repeats of the question, longest first from
    the left, by length^1.5 over that of the whole; runs of hiragana and punctuation don't count.
    """
    found = np.zeros((len(texts), len(FEATURES)), dtype=np.float32)
    exact, similar = len(EXACT), len(EXACT) + len(SIMILAR)
    found[:, :exact], answering = _exact(question, wordings)
    found[:, exact:similar] = _similar(question, wordings, vectors, answering)
    found[:, similar] = _copied(question.text, texts)
    return found


def _exact(question: Matched, wordings: Sequence[Wording]) -> tuple[Floats, Numbers]:
    """Return the features and the `Layout.places` of the sentences that have a sought word."""
    layout = Layout.of([item.lemma_sentences for item in wordings])
    if not question.units or not layout.size:
        return _nothing(len(wordings), EXACT), np.zeros(0, dtype=np.intp)
    weights = _shares([unit.weight for unit in question.units])
    said = _said(question.units, np.concatenate([item.lemmas for item in wordings]))
    by_sentence = layout.sentence_best(said)
    by_passage = layout.best(by_sentence)
    sentences = weights @ by_sentence
    best, told = layout.best(sentences), bool(question.sought)
    has = layout.sentence_best(_has(question.sought, wordings, said))
    kinds = np.array([unit.kind for unit in question.units])
    found = {
        "coverage": weights @ by_passage,
        "sentence_coverage": best,
        "window_coverage": layout.best(weights @ layout.with_next(by_sentence)),
        "names": _share(np.isin(kinds, (NAME, LATIN)), weights, by_passage),
        "numbers": _share(np.isin(kinds, list(NUMERIC)), weights, by_passage),
        "sought": told * (layout.best(has) - 1),
        "sought_covered": told * (layout.best(has * sentences) - best),
    }
    return _columns(found, EXACT), layout.places()[has > 0]


def _nothing(rows: int, names: Sequence[str]) -> Floats:
    return np.zeros((rows, len(names)), dtype=np.float32)


def _columns(found: Mapping[str, Floats], names: Sequence[str]) -> Floats:
    """Return (n, names): (n,) features side by side."""
    return np.column_stack([found[name] for name in names])


def _shares(values: Sequence[float]) -> Floats:
    """Return (n,) float32 shares of the whole."""
    array: Floats = np.array(values, dtype=np.float32) + _TINY
    return np.asarray(array / array.sum(), dtype=np.float32)


def _said(asked: Sequence[Unit], lemmas: NDArray[np.uint32]) -> Floats:
    """Return (units, tokens): how well each token says each unit, 0 to 1."""
    different, places = np.unique(lemmas, return_inverse=True)
    columns: Mapping[int, int] = {int(key): place for place, key in enumerate(different)}
    table = np.zeros((len(asked), len(different)), dtype=np.float32)
    for row, unit in enumerate(asked):
        for key, worth in unit.words.items():
            column = columns.get(key)
            if column is not None:
                table[row, column] = worth
    return table[:, places]


def _share(chosen: NDArray[np.bool_], weights: Floats, by_passage: Floats) -> Floats:
    if not chosen.any():
        return np.zeros(by_passage.shape[1], dtype=np.float32)
    part = weights[chosen]
    return np.asarray((part / part.sum()) @ by_passage[chosen] - 1)


def _has(sought: frozenset[int], wordings: Sequence[Wording], said: Floats) -> Floats:
    """Return (tokens,): 1 where a token may be the answer: of its kind, and not in the question."""
    kinds = np.concatenate([item.kinds for item in wordings])
    found = np.isin(kinds, list(sought)) & (said.max(axis=0) < 0.5)
    return np.asarray(found.astype(np.float32))


def _similar(
    question: Matched, wordings: Sequence[Wording], vectors: Vectors, answering: Numbers
) -> Floats:
    layout = Layout.of([item.piece_sentences for item in wordings])
    if not question.pieces or not layout.size:
        return _nothing(len(wordings), SIMILAR)
    pieces = np.concatenate([item.pieces for item in wordings])
    different, places = np.unique(pieces, return_inverse=True)
    asked = np.unique(np.array(question.pieces))
    asked_directions, asked_lengths = vectors.look_up(asked)
    directions, lengths = vectors.look_up(different)
    cosines = np.clip(asked_directions @ directions.T, 0, 1)
    weights = asked_lengths / asked_lengths.sum()
    by_sentence = layout.sentence_best(cosines[:, places])
    by_passage = layout.best(by_sentence)
    nearest, heavy = cosines.max(axis=0), lengths[places]
    mass = layout.sentence_sum(heavy)
    explained = layout.sentence_sum((nearest * lengths)[places])
    squared = layout.sentence_sum((nearest**2 * lengths)[places])
    whole = layout.total(mass) + _TINY
    forward, backward = weights @ by_sentence**2, squared / mass
    best, told = layout.best(forward), bool(question.sought and question.units)
    has = np.isin(layout.places(), answering)
    found = {
        "similar": weights @ by_passage,
        "similar_squared": weights @ by_passage**2,
        "explained": layout.total(explained) / whole,
        "explained_squared": layout.total(squared) / whole,
        "sentence_similar": layout.best(weights @ by_sentence),
        "sentence_similar_squared": best,
        "window_similar": layout.best(weights @ layout.with_next(by_sentence)),
        "sentence_both": layout.best(2 * forward * backward / (forward + backward + _TINY)),
        "size": -np.abs(np.log(whole / _mass(question.pieces, vectors))),
        "sought_similar": told * (layout.best(forward * has) - best),
    }
    return _columns(found, SIMILAR)


def _mass(pieces: Sequence[int], vectors: Vectors) -> np.float32:
    return np.float32(vectors.look_up(np.array(pieces))[1].sum())


def _copied(question: str, texts: Sequence[str]) -> Floats:
    asked = _folded(question)
    most = max(len(asked), 1) ** RUN_POWER
    sums = [sum(len(run) ** RUN_POWER for run in _runs(asked, _folded(t))) for t in texts]
    return np.array(sums, dtype=np.float32) / np.float32(most)


def _runs(asked: str, text: str) -> Iterator[str]:
    """Yield from the left the longest runs of ``asked`` that stand in ``text``."""
    start = 0
    while start < len(asked):
        end = start
        while end < len(asked) and asked[start : end + 1] in text:
            end += 1
        run = asked[start:end]
        if len(run) >= RUN and not _PLAIN.fullmatch(run):
            yield run
        start = max(end, start + 1)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
