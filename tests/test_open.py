from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import IndexMismatch, IndexMissing
from service.open import open_engine


def test_the_seeds_open_and_answer(seeds_index: Path) -> None:
    engine = open_engine(seeds_index)
    assert engine.generation == (seeds_index / "CURRENT").read_text().strip()
    assert len(engine.documents()) == 5
    engine.close()


def test_no_index_is_told_with_the_command(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="python -m indexer build"):
        open_engine(tmp_path)


@pytest.mark.parametrize("part", ["chunker", "analysis", "dictionary", "model"])
def test_an_index_made_by_other_means_is_refused(
    part: str, seeds_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    import service.open as opening
    from indexer.build import fingerprints

    monkeypatch.setattr(
        opening, "fingerprints", lambda *args: replace(fingerprints(*args), **{part: "other"})
    )
    with pytest.raises(IndexMismatch, match=f"another {part}.*python -m indexer build"):
        open_engine(seeds_index)
