from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.dense import DenseIndex
from indexer.errors import IndexCorrupt, ModelError

Vectors = NDArray[np.float32]


def units(count: int, dim: int, seed: int = 7) -> Vectors:
    raw = np.random.default_rng(seed).standard_normal((count, dim))
    return np.asarray(raw / np.linalg.norm(raw, axis=1, keepdims=True), dtype=np.float32)


def index_of(folder: Path, vectors: Vectors) -> DenseIndex:
    DenseIndex.write(folder / "dense.faiss", vectors)
    return DenseIndex.open(folder / "dense.faiss")


@pytest.mark.parametrize("k", [1, 10, 100, 150, 400])
def test_hits_are_those_of_brute_force(tmp_path: Path, k: int) -> None:
    vectors, queries = units(400, 24), units(20, 24, seed=8)
    index = index_of(tmp_path, vectors)
    for query in queries:
        exact = vectors.astype(np.float64) @ query.astype(np.float64)
        order = sorted(range(400), key=lambda row: (-exact[row], row))[:k]
        found = index.search(query, k)
        assert [row for row, _ in found] == order
        assert [score for _, score in found] == pytest.approx(exact[order].tolist(), abs=1e-6)


def test_a_vector_is_nearest_to_itself_with_score_one(tmp_path: Path) -> None:
    vectors = units(100, 32)
    index = index_of(tmp_path, vectors)
    for row, vector in enumerate(vectors):
        ((found, score),) = index.search(vector, 1)
        assert found == row
        assert score == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("k", [1, 5, 99, 100, 101, 250, 400])
def test_ties_are_ordered_by_row_and_cut_there(tmp_path: Path, k: int) -> None:
    vectors = np.zeros((600, 4), dtype=np.float32)
    vectors[:, 0] = 1
    vectors[::3] = (0, 1, 0, 0)
    query = np.array([1, 0, 0, 0], dtype=np.float32)
    found = index_of(tmp_path, vectors).search(query, k)
    assert found == [(row, 1.0) for row in range(600) if row % 3][:k]


def test_more_than_there_are_gives_all(tmp_path: Path) -> None:
    index = index_of(tmp_path, units(3, 8))
    assert sorted(row for row, _ in index.search(units(1, 8)[0], 50)) == [0, 1, 2]


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    index = index_of(tmp_path, np.zeros((0, 8), dtype=np.float32))
    assert (len(index), index.dim) == (0, 8)
    assert index.search(units(1, 8)[0], 5) == []
    assert index.vectors().shape == (0, 8)


def test_scores_are_those_of_search_in_the_order_asked_for(tmp_path: Path) -> None:
    vectors, query = units(50, 16), units(1, 16, seed=9)[0]
    index = index_of(tmp_path, vectors)
    found = dict(index.search(query, 50))
    rows = [49, 0, 17, 17]
    assert index.scores(query, rows) == pytest.approx([found[row] for row in rows], abs=1e-6)
    assert index.scores(query, []) == []


@pytest.mark.parametrize("shape", [(7,), (9,), (1, 8), ()])
def test_another_dimension_is_refused_with_both_shapes(
    tmp_path: Path, shape: tuple[int, ...]
) -> None:
    index = index_of(tmp_path, units(3, 8))
    query = np.ones(shape, dtype=np.float32)
    for ask in (lambda: index.search(query, 1), lambda: index.scores(query, [0])):
        with pytest.raises(ModelError) as refused:
            ask()
        assert str(shape) in str(refused.value)
        assert "(8,)" in str(refused.value)


def test_vectors_come_back_bit_for_bit(tmp_path: Path) -> None:
    vectors = units(20, 8)
    index = index_of(tmp_path, vectors)
    assert index.vectors().dtype == np.float32
    np.testing.assert_array_equal(index.vectors(), vectors)


def test_a_cut_file_is_refused_wherever_it_was_cut(tmp_path: Path) -> None:
    path = tmp_path / "dense.faiss"
    DenseIndex.write(path, units(2, 4))
    whole = path.read_bytes()
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        with pytest.raises(IndexCorrupt, match="build again"):
            DenseIndex.open(path)


def test_a_missing_or_foreign_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IndexCorrupt, match="nowhere"):
        DenseIndex.open(tmp_path / "nowhere")
    (tmp_path / "text").write_text("山" * 100, encoding="utf-8")
    with pytest.raises(IndexCorrupt, match="not a vector index"):
        DenseIndex.open(tmp_path / "text")
