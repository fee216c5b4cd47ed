"""Corpora to build, and the texts and generations that a store then has."""

from __future__ import annotations

import os
from contextlib import closing

from fakes import corpus, document

from indexer.corpus import Corpus
from indexer.generation import Generation
from indexer.store import Store

CORPUS = corpus(document("一", "山は高い。川は長い。"), document("二", "海は広い。"))
OTHER = corpus(document("一", "山は高い。"))
THIRD = corpus(document("一", "空は青い。"))


def texts(generation: Generation) -> tuple[str, ...]:
    return tuple(item.text for item in generation.documents())


def opened_texts(store: Store) -> tuple[str, ...]:
    with closing(store.open()) as generation:
        return texts(generation)


def texts_of(given: Corpus) -> tuple[str, ...]:
    return tuple(item.text for item in given.documents)


def generations(store: Store) -> set[str]:
    return set(os.listdir(store.folder / "generations"))
