"""Figures -> tables over groups: splits and languages, kinds, documents, types; and statuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.confusion import confusion, fits
from eval.figures import Figure
from eval.record import Row

# The measures of the tables by kind, document and type, as far as they are there.
COLUMNS = (
    "nDCG@10",
    "Success@5",
    "support cited",
    "answer accepted",
    "F1",
    "replied rightly",
)
FAMILIES = {"kind": "By kind", "type": "By type of question", "document": "By document"}
SHADES = 5


@dataclass(frozen=True, slots=True)
class Table:
    """Figures by row and column: ``rows`` are a name with a figure, or none, for each column."""

    title: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Figure | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """How many questions that expect one status were given another.

    ``fits`` is whether that is right; ``shade``, 0 to 5, the share of those that expect it.
    """

    count: int
    fits: bool
    shade: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """The statuses given, and for each status expected a cell under each of them."""

    given: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]


def tables(figures: Sequence[Figure], titles: Mapping[str, str]) -> tuple[Table, ...]:
    """Return a table for kinds, for types and for documents, those that have figures.

    ``titles`` are documents' titles by id.
    """
    found = (_family(family, title, figures, titles) for family, title in FAMILIES.items())
    return tuple(table for table in found if table.rows)


def every_figure(figures: Sequence[Figure]) -> Table:
    """Return all figures that are of no kind, document or type: a row a measure."""
    cells: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        group, measure = split_name(figure.name)
        if group.partition(".")[0] not in FAMILIES:
            cells.setdefault(measure, {})[group] = figure
    groups = tuple(dict.fromkeys(group for row in cells.values() for group in row))
    return Table(
        "Every figure",
        "measure",
        tuple(group or "all questions" for group in groups),
        tuple((name, tuple(row.get(group) for group in groups)) for name, row in cells.items()),
    )


def confusion_table(rows: Sequence[Row]) -> Confusion:
    """Return statuses expected against statuses given, in the order in which they are defined."""
    counts = confusion(rows)
    given = tuple(dict.fromkeys(status for row in counts.values() for status in row))
    return Confusion(given, tuple((name, _cells(name, row, given)) for name, row in counts.items()))


def split_name(name: str) -> tuple[str, str]:
    """Return a figure's group and measure: they are parted by the name's last dot."""
    group, _, measure = name.rpartition(".")
    return group, measure


def _family(family: str, title: str, figures: Sequence[Figure], titles: Mapping[str, str]) -> Table:
    cells: dict[str, dict[str, Figure]] = {}
    for figure in figures:
        group, measure = split_name(figure.name)
        if group.startswith(f"{family}."):
            cells.setdefault(group.removeprefix(f"{family}."), {})[measure] = figure
    columns = tuple(name for name in COLUMNS if any(name in row for row in cells.values()))
    rows = tuple(
        (titles.get(name, name), tuple(row.get(column) for column in columns))
        for name, row in cells.items()
        if any(column in row for column in columns)
    )
    return Table(title, family, columns, rows)


def _cells(expected: str, counts: Mapping[str, int], given: Sequence[str]) -> tuple[Cell, ...]:
    total = max(1, sum(counts.values()))
    return tuple(
        Cell(
            counts.get(status, 0),
            fits(expected, status),
            round(SHADES * counts.get(status, 0) / total),
        )
        for status in given
    )
