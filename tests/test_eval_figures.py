"""Bars as they are read from the file of what is expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.figures import Bar, Ceiling, read_bars
from indexer.errors import GoldError


def test_bars_are_read_by_section() -> None:
    assert read_bars("seeds")["citations.valid"] == Bar(1.0, 1.0)
    assert read_bars("jsquad-valid")["RR@10"] == Bar(0.94, 0.95)
    assert read_bars("nothing") == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[x.bars]\nECE = { most = 0.1, goal = 0.05 }", {"ECE": Ceiling(0.1, 0.05)}),
        ("[x.bars]\nEM = { least = 1, goal = 1 }", {"EM": Bar(1.0, 1.0)}),
        ("[x]", {}),
    ],
)
def test_a_bar_may_be_a_ceiling(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, expected: dict[str, Bar | Ceiling]
) -> None:
    path = tmp_path / "expected.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr("eval.figures.EXPECTED", path)
    assert read_bars("x") == expected


@pytest.mark.parametrize("text", ["[x.bars]\nEM = { goal = 1 }", "[x.bars]\nEM = 1", "["])
def test_bars_that_cannot_be_read_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    path = tmp_path / "expected.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setattr("eval.figures.EXPECTED", path)
    with pytest.raises(GoldError, match="cannot be read"):
        read_bars("x")
