"""The bundled reader: its weights, and what it finds in the texts that it is held to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from service.reader.reader import FILE_NAME, FOLDER, Reader
from service.search import Searcher
from training import golden


@pytest.fixture(scope="module")
def searcher() -> Iterator[Searcher]:
    with golden.searching() as opened_searcher:
        yield opened_searcher


@pytest.mark.parametrize("halves", [False, True])
def test_the_bundled_reader_finds_its_golden_answers(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch, halves: bool
) -> None:
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": halves})
    reader = Reader.open(searcher.tools.analyser, searcher.tools.vectors)
    expected = golden.read_golden()
    assert [(row.question, row.passage) for row in expected] == list(golden.PAIRS)
    for found, row in zip(golden.golden(reader, searcher), expected, strict=True):
        assert found.answer == row.answer
        assert found.share == pytest.approx(row.share, abs=1e-2)
        assert found.none == pytest.approx(row.none, abs=1e-2)
        assert found.denied == pytest.approx(row.denied, abs=1e-2)
        assert found.matched == pytest.approx(row.matched, abs=5e-2)


def test_the_bundled_weights_are_halves_that_are_finite() -> None:
    path = FOLDER / FILE_NAME
    for name, weights in load_file(path).items():
        assert weights.dtype == torch.float16, name
        assert torch.isfinite(weights).all(), name


def test_golden_rows_come_back_as_written(tmp_path: Path) -> None:
    rows = [golden.Golden("問い", "答えは山。", "山", 0.123456, 1 / 3, 2 / 3, 5 / 7)]
    golden.write_golden(rows, tmp_path)
    assert golden.read_golden(tmp_path) == (
        golden.Golden("問い", "答えは山。", "山", 0.1235, 0.3333, 0.6667, 0.7143),
    )
