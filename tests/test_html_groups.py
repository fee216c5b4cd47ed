from __future__ import annotations

from dataclasses import replace

from report_run import FIGURES, ROWS

from eval.figures import Figure
from eval.htmlreport.groups import Cell, confusion_table, every_figure, split_name, tables


def figure(name: str, value: float = 0.5) -> Figure:
    return Figure(name, value, 4, None)


def test_a_name_parts_at_its_last_dot() -> None:
    assert split_name("document.a.txt.answer accepted") == ("document.a.txt", "answer accepted")
    assert split_name("nDCG@10") == ("", "nDCG@10")


def test_families_have_a_table_each_with_known_columns_in_order() -> None:
    found = [
        figure("kind.how.answer accepted"),
        figure("kind.fact.Success@5", 0.25),
        figure("kind.how.Success@5"),
        figure("kind.fact.AURC"),
        figure("document.a.txt.Success@5"),
        figure("document.*.Success@5"),
        figure("test.ja.Success@5"),
    ]
    kinds, documents = tables(found, {"a.txt": "富士山", "*": "several documents"})
    assert kinds.columns == ("Success@5", "answer accepted")
    assert kinds.rows == (("how", (found[2], found[0])), ("fact", (found[1], None)))
    assert [name for name, _ in documents.rows] == ["富士山", "several documents"]


def test_every_other_figure_stands_by_measure_and_group() -> None:
    table = every_figure(FIGURES)
    assert table.columns == ("test.ja", "test.en", "test", "citations")
    by_name = dict(table.rows)
    assert by_name["Success@5"] == (FIGURES[0], FIGURES[1], None, None)
    assert by_name["ECE"] == (None, None, FIGURES[2], None)
    assert "answer accepted" not in by_name


def test_figures_over_all_questions_have_a_column() -> None:
    table = every_figure([figure("nDCG@10")])
    assert (table.columns, table.rows[0][0]) == (("all questions",), "nDCG@10")


def test_confusion_shades_by_the_share_of_what_was_expected() -> None:
    asked = [("fact", "answered")] * 3 + [("fact", "partial"), ("unanswerable", "answered")]
    rows = [replace(ROWS[0], kind=kind, status=status) for kind, status in asked]
    table = confusion_table(rows)
    by_name = {name: dict(zip(table.given, cells, strict=True)) for name, cells in table.rows}
    assert list(by_name) == ["answered", "not_in_corpus"]
    assert by_name["answered"]["answered"] == Cell(3, True, 4)
    assert by_name["answered"]["partial"] == Cell(1, True, 1)
    assert by_name["not_in_corpus"]["answered"] == Cell(1, False, 5)
    assert by_name["not_in_corpus"]["not_in_corpus"] == Cell(0, True, 0)
    assert confusion_table([]).rows == ()
