"""Sentence pairs -> bags of units: English base forms and phrases, Japanese lemma sequences."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.english_words import is_function_word, is_number, phrase_key, split_words
from indexer.lexicon import MAX_WORDS
from training.data import DEV_SOURCE, Pair, read_parallel
from training.leakage import Guard

Lemmas = tuple[str, ...]

LIGHT = frozenset(
    "為る 有る 居る 成る 事 物 の 様 御 其の 此の 其れ 此れ 的 出来る 等 因る 於く 対する 付く "
    "就く 言う 行う 為 無い 良い 此方 其処 此処 何 誰 私 貴方 彼 彼女 我々 もう また 又 及び "
    "と つ そう んー".split()
)
"""Lemmas that say little alone: left out of renderings, unless nothing else is in them."""

MAX_UNITS = 60
DOCS_LIMIT = 5000
LIMITS = {"tanaka": 60000, "coursera": 60000, "wmt21": 60000, "visualstudio-docs": 12000}
WEIGHTS = {"tanaka": 1.0, "coursera": 1.0, "wmt21": 3.0, "visualstudio-docs": 0.15}
DOCS_WEIGHT = 0.1


@dataclass(frozen=True, slots=True)
class Bags:
    """The units of each sentence pair, and the weight of each pair."""

    english: list[list[str]]
    japanese: list[list[Lemmas]]
    weights: list[float]


def read_bitext(data: Path, guard: Guard) -> list[Pair]:
    """Return a balanced choice of the parallel data, without the dev rows and what leaks.

    A source with a limit keeps the pairs with the smallest digests.
    """
    by_source: dict[str, list[Pair]] = {}
    for pair in read_parallel(data):
        if pair.source != DEV_SOURCE:
            by_source.setdefault(pair.source, []).append(pair)
    chosen = (_chosen(source, by_source[source]) for source in sorted(by_source))
    return [pair for pairs in chosen for pair in pairs if not guard.pair_leaks(pair)]


def _chosen(source: str, pairs: Sequence[Pair]) -> list[Pair]:
    limit = LIMITS.get(source, DOCS_LIMIT)
    ordered = sorted(pairs, key=lambda pair: hashlib.sha256(pair.query.encode()).digest())
    return ordered[:limit]


def content(lemmas: Lemmas) -> Lemmas:
    """Return ``lemmas`` without the light ones, or all of them where nothing would be left."""
    return tuple(lemma for lemma in lemmas if lemma not in LIGHT) or lemmas


def runs(words: Sequence[str], longest: int) -> Iterator[tuple[str, ...]]:
    """Yield all runs of 2 to ``longest`` neighbours."""
    for size in range(2, longest + 1):
        for start in range(len(words) - size + 1):
            yield tuple(words[start : start + size])


def english_units(text: str, bases: Mapping[str, str], phrases: Collection[str]) -> list[str]:
    """Return the base forms of the content words of ``text`` and the known phrases in it."""
    groups: list[list[str]] = []
    for word in split_words(text):
        form = bases.get(word.form, word.form)
        if word.joined and groups:
            groups[-1].append(form)
        else:
            groups.append([form])
    forms = (form for group in groups for form in group)
    units = [form for form in forms if not is_function_word(form) and not is_number(form)]
    keys = (phrase_key(run) for group in groups for run in runs(group, MAX_WORDS))
    return units + [key for key in keys if key in phrases]


def japanese_units(lemmas: Lemmas, compounds: Collection[Lemmas]) -> list[Lemmas]:
    """Return each lemma that is not light, and the known compounds of neighbours."""
    kept = tuple(lemma for lemma in lemmas if lemma not in LIGHT)
    return [(lemma,) for lemma in kept] + [run for run in runs(kept, 4) if run in compounds]


def bags(
    pairs: Iterable[Pair],
    english: Callable[[str], list[str]],
    japanese: Callable[[str], list[Lemmas]],
) -> Bags:
    """Return the units of ``pairs``; pairs with none, or with more than MAX_UNITS, are left out."""
    found = Bags([], [], [])
    for pair in pairs:
        ours, theirs = english(pair.query), japanese(pair.target)
        if 0 < len(ours) <= MAX_UNITS and 0 < len(theirs) <= MAX_UNITS:
            found.english.append(ours)
            found.japanese.append(theirs)
            found.weights.append(WEIGHTS.get(pair.source, DOCS_WEIGHT))
    return found


def unit_counts(units: Iterable[Iterable[Lemmas]]) -> Counter[Lemmas]:
    """Count the units of many texts."""
    return Counter(unit for text in units for unit in text)
