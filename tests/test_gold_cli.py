"""`python -m eval.gold`: exit codes, and files that are never written over."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from eval.gold import __main__ as cli
from eval.gold.questions import SEEDS_GOLD, read_gold

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    seeds_index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run a command over the seeds in this process; return exit status, stdout and stderr."""
    monkeypatch.setenv("INDEX", str(seeds_index))

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["gold", *map(str, arguments)])
        try:
            status = cli.main()
        except SystemExit as ended:
            status = int(ended.code or 0)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_seeds_gold_is_in_order(run: Run) -> None:
    status, out, _ = run("check")
    assert status == 0, out
    assert " 0 wrong, " in out.splitlines()[-1]
    assert "cannot be derived" not in out


def test_a_fault_ends_check_with_1(run: Run, tmp_path: Path) -> None:
    gold, path = SEEDS_GOLD.read_text(encoding="utf-8"), tmp_path / "gold.jsonl"
    path.write_text(gold.replace('"split": "dev", "pair": "p02"', '"pair": "p02"', 1), "utf-8")
    status, out, _ = run("check", "--gold", path)
    assert status == 1
    assert "wrong: s003, s004: the pair p02 stands in dev and in test" in out


def test_drafts_are_accepted_by_taking_their_mark_out(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "drafts.jsonl"
    status, out, _ = run("suggest", "--out", path, "--n", 10)
    assert (status, len(lines(path))) == (0, 10)
    assert f"{path}: 10 drafts" in out
    assert len({draft["doc"] for draft in lines(path)}) == 5
    status, _, err = run("check", "--gold", path)
    assert status == 2 and "still a draft" in err
    accepted = [{name: v for name, v in draft.items() if name != "draft"} for draft in lines(path)]
    path.write_text("\n".join(map(json.dumps, accepted)), encoding="utf-8")
    assert run("check", "--gold", path)[0] == 0


def test_a_pool_is_judged_and_merged(run: Run, tmp_path: Path) -> None:
    gold, pooled, wider = (tmp_path / name for name in ("gold.jsonl", "pool.jsonl", "wider.jsonl"))
    question = SEEDS_GOLD.read_text(encoding="utf-8").splitlines()[0]
    gold.write_text(question, encoding="utf-8")
    assert run("pool", "--gold", gold, "--out", pooled, "--depth", 2)[0] == 0
    first, *rest = lines(pooled)
    assert first["relevant"] is None
    judged = {**first, "relevant": True, "support": first["text"]}
    pooled.write_text("\n".join(map(json.dumps, [judged, *rest])), encoding="utf-8")
    status, out, _ = run("merge", "--gold", gold, "--pool", pooled, "--out", wider)
    assert status == 0
    assert f"1 questions have more support; {len(rest)} passages not judged yet" in out
    (before,), (after,) = read_gold(gold), read_gold(wider)
    assert after.support == (*before.support, first["text"])


@pytest.mark.parametrize("place", ["there", "missing/folder"])
def test_no_file_is_written_over(run: Run, tmp_path: Path, place: str) -> None:
    path = tmp_path / place
    (tmp_path / "there").write_text("work of hours", encoding="utf-8")
    status, _, err = run("suggest", "--out", path)
    assert status == 2
    assert "is there already" in err or "cannot be written" in err
    assert (tmp_path / "there").read_text(encoding="utf-8") == "work of hours"


def test_a_missing_index_is_bad_input(run: Run, tmp_path: Path) -> None:
    assert run("check", "--index", tmp_path / "none")[0] == 2
