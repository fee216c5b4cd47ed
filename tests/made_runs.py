"""Runs made by hand: rows that are right or wrong, and figures over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from eval.figures import Bar, Ceiling, Figure
from eval.record import Row, Run

RIGHT_ROW = Row(
    id="q01",
    q="富士山の高さは?",
    lang="ja",
    kind="fact",
    split="test",
    doc="fuji.txt",
    pair="",
    status="answered",
    answer="3776メートル",
    confidence=0.875,
    ranking=("fuji.txt:0-20", "fuji.txt:20-40"),
    relevant=("fuji.txt:0-20",),
    cited=("fuji.txt:3-19",),
    measures={
        "Success@1": 1.0,
        "valid": 1.0,
        "support cited": 1.0,
        "answer accepted": 1.0,
        "replied rightly": 1.0,
    },
    milliseconds=12.5,
)


def made_row(number: int, *, right: bool = True, **changed: float) -> Row:
    """A question, `q01` and so on; ``changed`` measures have a space where the name has ``_``."""
    row = replace(RIGHT_ROW, id=f"q{number:02}", q=f"富士山の高さは? ({number})")
    if not right:
        row = with_measures(row, {"answer accepted": 0.0, "replied rightly": 0.0})
        row = replace(row, answer="3775メートル")
    return with_measures(row, {name.replace("_", " "): value for name, value in changed.items()})


def with_measures(row: Row, measures: Mapping[str, float]) -> Row:
    return replace(row, measures={**row.measures, **measures})


def made_run(
    rows: Sequence[Row],
    measures: Sequence[str] = ("answer accepted",),
    bars: Mapping[str, Bar | Ceiling] | None = None,
    **changed: str,
) -> Run:
    """A run over ``rows``, with the mean of each of ``measures`` as its figures `test.ja.…`."""
    figures = []
    for measure in measures:
        name = f"test.ja.{measure}"
        values = [row.measures[measure] for row in rows if measure in row.measures]
        bar = (bars or {}).get(measure)
        figures.append(Figure(name, sum(values) / len(values), len(values), bar))
    names = {"set": "seeds", "version": "1.2.3", "generation": "g1", **changed}
    return Run(**names, figures=tuple(figures), rows=tuple(rows), timings={})
