"""What a run is called and which baseline it gets, as CI calls `python eval/run.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from eval.figures import Bar
from eval.record import from_json
from eval.run import main
from eval.running import Evaluated
from eval.sets import set_name
from indexer.errors import KonkyoError
from tests.made_runs import made_row, made_run

Script = Callable[..., tuple[object, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Script:
    """Runs the script; gives its exit status and what it says on stderr."""

    def script(*arguments: str) -> tuple[object, str]:
        monkeypatch.setattr("sys.argv", ["run.py", *arguments])
        try:
            status: object = main()
        except SystemExit as left:
            status = left.code
        return status, capsys.readouterr().err

    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return script


def answering(right: int) -> Callable[..., Evaluated]:
    """A run over the seeds of which the first ``right`` of 20 questions are answered rightly."""
    rows = [made_row(n, right=n < right) for n in range(20)]
    found = Evaluated(made_run(rows, bars={"answer accepted": Bar(0.1, 0.9)}), (), "the figures")
    return lambda *_, **__: found


def test_a_refused_baseline_exits_1_with_a_line_that_says_what_to_do(
    run: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    baseline = tmp_path / "own.json"
    update = ("--baseline", str(baseline), "--update-baseline")
    monkeypatch.setattr("eval.run.run_gold", answering(20))
    assert run(*update) == (0, "")
    before = baseline.read_bytes()
    monkeypatch.setattr("eval.run.run_gold", answering(5))
    code, said = run(*update)
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith(f"error: --update-baseline {baseline}: refused, since test.ja.answer")
    assert said.endswith("; mend it, or say why it is right with --reason\n")
    assert baseline.read_bytes() == before
    assert run(*update, "--reason", "harder") == (0, "")
    assert baseline.read_bytes() != before


def test_a_baseline_of_other_questions_exits_2_once_the_run_is_written(
    run: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    baseline = tmp_path / "own.json"
    monkeypatch.setattr("eval.run.run_gold", answering(20))
    assert run("--baseline", str(baseline), "--update-baseline") == (0, "")
    rows = [made_row(n) for n in range(20, 40)]
    monkeypatch.setattr("eval.run.run_gold", lambda *_, **__: Evaluated(made_run(rows), (), ""))
    written = tmp_path / "run.json"
    code, said = run("--baseline", str(baseline), "--json", str(written))
    assert (code, said.count("\n")) == (2, 1)
    assert from_json(written.read_text(encoding="utf-8"), "run.json") == made_run(rows)
    assert said.startswith("error: the baseline has no question in common with this run")


def derived(kind: type[Exception]) -> Iterator[type[Exception]]:
    for each in kind.__subclasses__():
        yield each
        yield from derived(each)


def test_every_error_of_ours_stands_in_the_one_tree() -> None:
    """Of all modules that the script reads, or another test has."""
    places = {each.__module__ for each in derived(KonkyoError)}
    ours = {place for place in places if place.split(".")[0] in ("eval", "indexer", "service")}
    assert ours == {"indexer.errors"}


OURS = "leave out --set and --gold for Konkyo's own"


@pytest.mark.parametrize(
    ("option", "path", "called", "mended"),
    [
        ("--set", "own/seeds", "seeds", OURS),
        ("--set", "own/seeds/qrels/dev.tsv", "seeds", OURS),
        ("--set", "own/seeds.dense", "seeds.dense", OURS),
        ("--gold", "own/seeds", "seeds", OURS),
        ("--set", "./jsquad-valid", "jsquad-valid", "give --set jsquad-valid for Konkyo's own"),
        ("--set", "jsquad-valid/", "jsquad-valid", "give --set jsquad-valid for Konkyo's own"),
    ],
)
def test_a_set_of_ones_own_is_not_taken_for_ours(
    run: Script, option: str, path: str, called: str, mended: str
) -> None:
    code, said = run(option, path)
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith(f"error: {path}: a run over it would be called {called!r}, as one over")
    assert said.endswith(f"rename the folder or file, or {mended}\n")


def test_a_part_of_the_search_parts_no_names(run: Script) -> None:
    code, said = run("--set", "own/seeds", "--legs", "dense")
    assert (code, "would be called 'seeds.dense'" in said) == (2, True)


@pytest.mark.parametrize(
    ("option", "path"),
    [
        ("--set", "own/seeds-2"),
        ("--set", "own/seeds.v2"),
        ("--set", "own/jsquad-valid.jsonl"),
        ("--gold", "own/seeds.jsonl"),
    ],
)
def test_a_set_whose_name_is_only_like_ours_is_looked_for(
    run: Script, option: str, path: str
) -> None:
    code, said = run(option, path)
    assert (code, "would be called" in said) == (2, False)
    assert f"no set {path!r}" in said or f"{path}: cannot be read" in said


def test_a_named_set_is_called_so_whatever_a_link_of_that_name_leads_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "jsquad-valid").symlink_to(tmp_path / "elsewhere")
    monkeypatch.chdir(tmp_path)
    assert set_name("jsquad-valid") == "jsquad-valid"
    assert set_name("./jsquad-valid") == "elsewhere"
