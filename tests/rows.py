"""Rows of a run of which one names only what matters."""

from __future__ import annotations

from dataclasses import replace

from eval.record import Row

BLANK = Row(
    id="q",
    q="問い",
    lang="ja",
    kind="fact",
    split="test",
    doc="a.txt",
    pair="",
    status="answered",
    answer="答え",
    confidence=0.5,
    ranking=(),
    relevant=(),
    cited=(),
    measures={},
    milliseconds=0.0,
)


def row(name: str = "q", **fields: object) -> Row:
    """Return a row of the id ``name`` with some fields of its own; all else is `BLANK`'s."""
    return replace(BLANK, id=name, **fields)  # type: ignore[arg-type]
