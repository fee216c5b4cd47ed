"""What is made of a run: files, the comparison with a baseline, and whether the run passes."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import pytest

from eval.acceptance import HISTORY
from eval.figures import Bar, Figure
from eval.publishing import Outputs, publish
from eval.record import Run, from_json, to_json
from eval.report import gold_figures
from eval.running import Evaluated
from indexer.errors import BaselineRefused, GoldError
from tests.rows import row


@pytest.fixture(autouse=True)
def not_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)


BAR = {"test.ja.answer accepted": Bar(0.1, 0.9)}


def evaluated(right: int, bars: dict[str, Bar] = BAR, questions: int = 40) -> Evaluated:
    """A run whose first ``right`` questions are answered rightly."""
    rows = tuple(
        row(
            f"q{n}",
            measures={
                "answer accepted": float(n < right),
                "replied rightly": float(n < right),
                "valid": 1.0,
            },
        )
        for n in range(questions)
    )
    figures = tuple(gold_figures(rows, bars))
    return Evaluated(Run("own", "1.0", "g", figures, rows, {}), (), "the figures")


def stored(found: Evaluated, path: Path) -> Path:
    path.write_text(to_json(found.run), encoding="utf-8")
    return path


def test_without_a_baseline_only_bars_count(capsys: pytest.CaptureFixture[str]) -> None:
    assert publish(evaluated(20), Outputs())
    assert not publish(evaluated(2), Outputs())
    assert publish(evaluated(2, {}), Outputs())
    assert capsys.readouterr().out == "the figures\n" * 3


@pytest.mark.parametrize(
    ("before", "after", "passes", "said"),
    [(30, 10, False, "worse"), (30, 29, True, "within noise"), (10, 30, True, "better")],
)
def test_a_figure_with_a_bar_must_not_be_worse_than_the_baseline(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    before: int,
    after: int,
    passes: bool,
    said: str,
) -> None:
    baseline = stored(evaluated(before), tmp_path / "old.json")
    assert publish(evaluated(after), Outputs(baseline=baseline)) is passes
    lines = capsys.readouterr().out.splitlines()
    assert [said in line for line in lines if "test.ja.answer accepted" in line] == [True]


def test_a_figure_without_a_bar_may_be_worse(tmp_path: Path) -> None:
    baseline = stored(evaluated(30, {}), tmp_path / "old.json")
    assert publish(evaluated(10, {}), Outputs(baseline=baseline))


def test_every_file_that_is_asked_for_is_written(tmp_path: Path) -> None:
    baseline = stored(evaluated(30), tmp_path / "old.json")
    outputs = Outputs(
        json=tmp_path / "run.json",
        html=tmp_path / "run.html",
        junit=tmp_path / "run.xml",
        baseline=baseline,
    )
    outputs.check("own")
    found = evaluated(29)
    assert publish(found, outputs)
    written = (tmp_path / "run.json").read_text(encoding="utf-8")
    assert from_json(written, "run.json") == found.run
    assert "<html" in (tmp_path / "run.html").read_text(encoding="utf-8")
    cases = list(ElementTree.parse(tmp_path / "run.xml").iter("testcase"))
    assert len(cases) >= 40


def test_a_baseline_is_made_and_then_replaced_for_a_reason_only(tmp_path: Path) -> None:
    path = tmp_path / "baselines" / "own.json"
    assert publish(evaluated(30), Outputs(baseline=path, update=True))
    assert from_json(path.read_text(encoding="utf-8"), "own").rows == evaluated(30).run.rows
    with pytest.raises(BaselineRefused, match="refused"):
        publish(evaluated(10), Outputs(baseline=path, update=True))
    assert from_json(path.read_text(encoding="utf-8"), "own").rows == evaluated(30).run.rows
    told = Outputs(baseline=path, update=True, reason="harder questions")
    told.check("own")
    assert publish(evaluated(10), told)
    assert from_json(path.read_text(encoding="utf-8"), "own").rows == evaluated(10).run.rows
    history = (path.parent / HISTORY).read_text(encoding="utf-8").splitlines()
    assert ["harder questions" in line for line in history] == [False, True]


def test_a_baseline_of_other_questions_is_no_pass_but_may_be_replaced(tmp_path: Path) -> None:
    found = evaluated(30)
    others = tuple(replace(each, id=f"other {each.id}") for each in found.run.rows)
    baseline = stored(replace(found, run=replace(found.run, rows=others)), tmp_path / "own.json")
    with pytest.raises(GoldError, match="no question in common"):
        publish(found, Outputs(baseline=baseline))
    with pytest.raises(BaselineRefused, match="question other q0 is gone"):
        publish(found, Outputs(baseline=baseline, update=True))
    assert publish(found, Outputs(baseline=baseline, update=True, reason="new questions"))
    assert from_json(baseline.read_text(encoding="utf-8"), "own").rows == found.run.rows


@pytest.mark.parametrize("lost", [False, True])
def test_what_cannot_be_compared_is_written_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lost: bool
) -> None:
    """With a baseline of other questions, and one that is lost while the run lasts."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    found = evaluated(2)
    publish(found, Outputs(*(tmp_path / f"alone.{kind}" for kind in ("json", "html", "xml"))))
    alone = capsys.readouterr().out
    others = tuple(replace(each, id=f"other {each.id}") for each in found.run.rows)
    baseline = stored(replace(found, run=replace(found.run, rows=others)), tmp_path / "own.json")
    asked = [tmp_path / f"run.{kind}" for kind in ("json", "html", "xml")]
    outputs = Outputs(*asked, baseline=baseline)
    outputs.check("own")
    if lost:
        baseline.unlink()
    with pytest.raises(GoldError, match="cannot be read" if lost else "no question in common"):
        publish(found, outputs)
    for path in asked:
        assert path.read_bytes() == path.with_stem("alone").read_bytes()
    assert capsys.readouterr().out == alone


def test_the_baseline_of_a_set_is_named_by_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eval.publishing.BASELINES", tmp_path)
    publish(evaluated(30), Outputs(update=True))
    assert (tmp_path / "own.json").exists()


def test_in_ci_what_is_wrong_is_annotated(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert not publish(evaluated(2), Outputs())
    assert "::error" in capsys.readouterr().out
    monkeypatch.setenv("GITHUB_ACTIONS", "false")
    publish(evaluated(2), Outputs())
    assert "::error" not in capsys.readouterr().out


def test_a_baseline_that_cannot_be_read_is_told_before_the_run(tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text("{}", encoding="utf-8")
    for update in (False, True):
        with pytest.raises(GoldError, match="old.json: no stored run"):
            Outputs(baseline=tmp_path / "old.json", update=update).check("own")
    Outputs(baseline=tmp_path / "new.json", update=True).check("own")
    with pytest.raises(GoldError, match="new.json: cannot be read"):
        Outputs(baseline=tmp_path / "new.json").check("own")


@pytest.mark.parametrize("update", [False, True])
def test_a_baseline_of_another_set_is_told_before_the_run(tmp_path: Path, update: bool) -> None:
    baseline = stored(evaluated(30), tmp_path / "old.json")
    with pytest.raises(GoldError, match="'own', this one is over 'other'"):
        Outputs(baseline=baseline, update=update).check("other")


@pytest.mark.parametrize("name", ["run.json", "./run.json", "run.html", "own.json"])
def test_one_file_is_not_written_over_by_another(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    baseline = stored(evaluated(30), Path("own.json"))
    outputs = Outputs(Path("run.json"), Path("run.html"), Path(name), baseline)
    with pytest.raises(GoldError, match="--junit .*: --.* names it too"):
        outputs.check("own")
    assert [path.name for path in tmp_path.iterdir()] == ["own.json"]


@pytest.mark.parametrize("wrong", ["own.json/own.json", "folder"])
def test_a_baseline_that_cannot_be_replaced_is_told_before_the_run(
    tmp_path: Path, wrong: str
) -> None:
    (tmp_path / "folder").mkdir()
    stored(evaluated(30), tmp_path / "own.json")
    with pytest.raises(GoldError, match=r"(update-)?baseline .*: cannot be (written|read)"):
        Outputs(baseline=tmp_path / wrong, update=True).check("own")


def test_a_history_that_cannot_be_read_is_told_before_the_run(tmp_path: Path) -> None:
    (tmp_path / HISTORY).write_text("[]", encoding="utf-8")
    with pytest.raises(GoldError, match="no accepted run"):
        Outputs(baseline=tmp_path / "own.json", update=True).check("own")


def test_a_missed_bar_is_not_excused_by_an_update(tmp_path: Path) -> None:
    run = Run("own", "1.0", "g", (Figure("x", 0.1, 1, Bar(0.5, 0.5)),), (), {})
    found = Evaluated(run, (), "")
    assert not publish(found, Outputs(baseline=tmp_path / "own.json", update=True, reason="new"))
