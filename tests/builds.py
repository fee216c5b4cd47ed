"""Three documents built into an index by fakes, and all that a reader can see of it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

from fakes import (
    CharacterAnalyser,
    CountingEmbedder,
    built,
    corpus,
    document,
    plain,
)

from indexer.config import IndexConfig
from indexer.corpus import Corpus
from indexer.records import Passage
from indexer.store import Store

LONG = "山は高い。" * 10 + "\n" + "川は長くて山より古い。" * 8
A = document("a", f"一つ目。{LONG}")
B = document("b", f"二つ目の海。{LONG}空が見える。")
C = document("c", "三つ目の山と川と海。")
CONFIG = IndexConfig(model="fake", passage_chars=40, overlap_sentences=0)
Row = tuple[Passage, object, tuple[float, ...]]


def three_built(folder: Path) -> Store:
    """An index of A, B and C in a folder that is not there yet."""
    made = Store(folder)
    built(made, corpus(A, B, C))
    return made


def content(store: Store) -> list[Row]:
    """Everything a reader can see of each row: passage, analysis, vector."""
    with closing(store.open()) as generation:
        vectors = generation.dense.vectors()
        analysed = generation.analysed(range(len(vectors)))
        return [
            (passage, plain(analysis), tuple(vector))
            for (passage, analysis), vector in zip(analysed, vectors.tolist(), strict=True)
        ]


def answers(store: Store) -> list[object]:
    weights = {"lemma": 1.0, "bigram": 0.5, "chars": 0.3, "latin": 0.2}
    found: list[object] = []
    with closing(store.open()) as generation:
        for question in ("山", "川と海", "二つ目", "空が見える", "無"):
            terms = CharacterAnalyser().terms(question)
            (vector,) = CountingEmbedder().queries([question])
            found += [generation.lexical.search(terms, weights, k) for k in (1, 3, 50)]
            found += [generation.dense.search(vector, k) for k in (1, 3, 50)]
            found.append(generation.lexical.bound(terms, weights))
    return found


def assert_equal_to_a_full_build(store: Store, given: Corpus, place: Path) -> None:
    full = Store(place)
    built(full, given)
    assert content(store) == content(full)
    assert answers(store) == answers(full)
    with closing(store.open()) as one, closing(full.open()) as other:
        assert one.documents() == other.documents() == given.documents
        assert one.manifest.generation == other.manifest.generation
        assert one.readings() == other.readings()
        assert one.mean_length() == other.mean_length()


def files(store: Store) -> dict[Path, tuple[int, bytes]]:
    return {
        path: (path.stat().st_mtime_ns, path.read_bytes())
        for path in store.folder.rglob("*")
        if path.is_file()
    }


def passages_of(store: Store, doc_id: str) -> list[str]:
    with closing(store.open()) as generation:
        found = generation.passages(range(generation.manifest.passages))
    return [item.text for item in found if item.doc_id == doc_id]


CHANGED = replace(B, text=B.text + "空は青い。")
