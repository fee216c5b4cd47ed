"""Which runs may become the baseline."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from eval.acceptance import HISTORY, read_baseline, update_baseline
from eval.figures import Bar
from eval.history import read_history
from eval.record import Run
from indexer.errors import BaselineRefused, GoldError
from tests.made_runs import made_row, made_run, with_measures

MEASURES = ["answer accepted", "replied rightly"]
BARS = {"answer accepted": Bar(0.1, 0.9)}


def run_with(right: int, of: int = 20) -> Run:
    return made_run([made_row(n, right=n < right) for n in range(of)], MEASURES, BARS)


def test_the_first_run_is_accepted_and_read_back(tmp_path: Path) -> None:
    path, run = tmp_path / "baselines" / "seeds.json", run_with(15)
    assert update_baseline(path, run) is None
    assert read_baseline(path) == run
    (past,) = read_history(path.parent / HISTORY, "seeds")
    assert (past.reason, past.figures) == ("", {"test.ja.answer accepted": 0.75})
    assert sorted(file.name for file in path.parent.iterdir()) == [HISTORY, "seeds.json"]


@pytest.mark.parametrize("right", [15, 14, 20])
def test_what_is_not_worse_beyond_noise_is_accepted(tmp_path: Path, right: int) -> None:
    path = tmp_path / "seeds.json"
    update_baseline(path, run_with(15))
    comparison = update_baseline(path, run_with(right))
    assert comparison is not None
    assert comparison.compared[0].after == right / 20
    assert read_baseline(path) == run_with(right)
    assert len(read_history(tmp_path / HISTORY, "seeds")) == 2


GOOD = run_with(20)
FREE = made_run([made_row(n, right=False) for n in range(20)], MEASURES)
INVALID = replace(GOOD, rows=(with_measures(GOOD.rows[0], {"valid": 0.0}), *GOOD.rows[1:]))


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (run_with(10), r"test\.ja\.answer accepted is worse \(1\.0000 → 0\.5000"),
        (FREE, r"test\.ja\.replied rightly is worse"),
        (INVALID, "q00 has a citation that is not valid"),
        (run_with(19, of=19), "question q19 is gone"),
        (run_with(10, of=10), r"question q14 is gone; and 5 more; mend it, or say why"),
    ],
)
def test_what_got_worse_is_refused_without_a_reason(tmp_path: Path, run: Run, said: str) -> None:
    path = tmp_path / "seeds.json"
    update_baseline(path, GOOD)
    for reason in ("", " \n"):
        with pytest.raises(BaselineRefused, match=said):
            update_baseline(path, run, reason)
    assert read_baseline(path) == GOOD
    assert len(read_history(tmp_path / HISTORY, "seeds")) == 1
    update_baseline(path, run, "the answers are\n shorter now")
    assert read_baseline(path) == run
    assert read_history(tmp_path / HISTORY, "seeds")[-1].reason == "the answers are shorter now"


def test_the_first_run_is_refused_with_a_citation_that_is_not_valid(tmp_path: Path) -> None:
    path = tmp_path / "seeds.json"
    with pytest.raises(BaselineRefused, match="q00 has a citation that is not valid"):
        update_baseline(path, INVALID)
    assert list(tmp_path.iterdir()) == []


def test_the_baseline_of_another_set_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "seeds.json"
    update_baseline(path, GOOD)
    with pytest.raises(GoldError, match="give the baseline of the same set"):
        update_baseline(path, replace(GOOD, set="mine.jsonl"), "a reason")
    assert read_baseline(path) == GOOD


def test_files_that_are_no_baseline_are_named(tmp_path: Path) -> None:
    path = tmp_path / "seeds.json"
    with pytest.raises(GoldError, match=r"--baseline .*seeds\.json: cannot be read"):
        read_baseline(path)
    path.write_text("{}")
    with pytest.raises(GoldError, match=r"seeds\.json"):
        read_baseline(path)
    path.unlink()
    (tmp_path / "seeds.json.new").mkdir()
    with pytest.raises(GoldError, match="cannot be written"):
        update_baseline(path, GOOD)
    assert not path.exists()
