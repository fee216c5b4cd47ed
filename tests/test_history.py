"""The accepted runs, one JSON object a line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.figures import Bar
from eval.history import Past, append_history, past_of, read_history
from indexer.errors import GoldError
from tests.made_runs import made_row, made_run

PAST = Past("seeds", "1.2.3", "g1", "", {"test.ja.Success@1": 0.75})
LINE = '{"set": "seeds", "version": "1", "generation": "g", "reason": "", "figures": {}}'


def test_runs_are_read_as_they_were_written_oldest_first(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    pasts = [PAST, replace(PAST, version="1.3.0", reason="新しい版\u2028で")]
    for past in [*pasts, replace(PAST, set="mine.jsonl")]:
        append_history(path, past)
    assert read_history(path, "seeds") == tuple(pasts)
    assert len(read_history(path, "mine.jsonl")) == 1
    assert read_history(path, "other") == ()


def test_no_file_is_no_history(tmp_path: Path) -> None:
    assert read_history(tmp_path / "history.jsonl", "seeds") == ()


def test_figures_with_a_bar_are_kept_or_all_where_none_has_one() -> None:
    rows, measures = [made_row(1), made_row(2, right=False)], ["answer accepted", "Success@1"]
    held = past_of(made_run(rows, measures, {"answer accepted": Bar(0.1, 0.9)}), "why")
    assert held == Past("seeds", "1.2.3", "g1", "why", {"test.ja.answer accepted": 0.5})
    every = past_of(made_run(rows, measures), "")
    assert every.figures == {"test.ja.answer accepted": 0.5, "test.ja.Success@1": 1.0}


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "1",
        LINE.replace('"set"', '"sets"'),
        LINE.replace('"1"', "1"),
        LINE.replace("{}}", "[]}"),
        LINE.replace("{}}", '{"x": "much"}}'),
        LINE.replace("{}}", '{"x": null}}'),
    ],
)
def test_a_line_that_is_no_run_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "history.jsonl"
    path.write_text(f"{LINE}\n\n{line}\n", encoding="utf-8")
    with pytest.raises(GoldError, match=r"history\.jsonl:3: no accepted run"):
        read_history(path, "seeds")


def test_a_file_that_cannot_be_read_or_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="cannot be read"):
        read_history(tmp_path, "seeds")
    with pytest.raises(GoldError, match="cannot be written"):
        append_history(tmp_path, PAST)


@given(reason=st.text(), value=st.floats(0, 1))
def test_any_reason_stays_one_line(
    tmp_path_factory: pytest.TempPathFactory, reason: str, value: float
) -> None:
    path = tmp_path_factory.mktemp("history") / "history.jsonl"
    past = replace(PAST, reason=reason, figures={reason: value})
    append_history(path, past)
    append_history(path, PAST)
    assert read_history(path, "seeds") == (past, PAST)
