"""`python eval/run.py` as CI calls it."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.figures import Bar, Figure
from eval.output import write_text
from eval.run import SEEDS_GOLD, app, main
from indexer.errors import GoldError, KonkyoError
from tests.tiny import tiny_engine

ROOT = SEEDS_GOLD.parents[2]
FIGURE = Figure("x", 1.0, 1, None)

QUESTION = {
    "id": "q1",
    "lang": "ja",
    "q": "トランプの政策では、何の15%を米国政府が徴収する?",
    "doc": "003_d7826f4cac7e6a05.txt",
    "support": ["チップ売上の15%を米国政府が徴収する"],
    "accept": ["チップ売上"],
    "kind": "fact",
}


def run(*arguments: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, list(arguments))
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found.exit_code, found.output


def test_own_gold_is_evaluated_and_written_as_json(seeds_index: Path, tmp_path: Path) -> None:
    gold, out = tmp_path / "gold.jsonl", tmp_path / "out.json"
    gold.write_text(json.dumps(QUESTION, ensure_ascii=False), encoding="utf-8")
    arguments = ["--index", str(seeds_index), "--gold", str(gold), "--json", str(out)]
    code, said = run(*arguments)
    assert code == 0
    assert "test.ja.support cited" in said
    assert "the surest 100%" in said
    first = json.loads(out.read_text(encoding="utf-8"))
    assert "チップ売上" in first["questions"][0]["answer"]
    run(*arguments)
    second = json.loads(out.read_text(encoding="utf-8"))
    for report in (first, second):
        del report["questions"][0]["timings_ms"]
    assert first == second


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--gold", "nowhere.jsonl"], "nowhere.jsonl"),
        (["--index", "nowhere"], "no index here"),
        (["--set", "msmarco"], "no set 'msmarco'"),
        (["--set", "jaquad-dev", "--data", "nowhere"], "--data"),
        (["--set", "jaquad-dev", "--legs", "third"], "--legs third"),
        (["--legs", "third"], "--legs third: choose"),
        (["--legs", "dense", "--failures"], "--failures lists answers to gold questions"),
        (["--set", "jaquad-dev", "--failures"], "--failures lists answers to gold questions"),
        (["--answers"], "--answers judges answers to a set"),
        (["--answers", "--set", "wmt22-en-ja"], "--answers judges answers to a set"),
        (["--answers", "--set", "jaquad-dev", "--legs", "dense"], "leave out --legs"),
        (["--index", "nowhere", "--json", "."], "--json .: cannot be written"),
        (["--index", "nowhere", "--json", "no/such/folder"], "--json no/such/folder: cannot be"),
    ],
)
def test_bad_input_is_told_and_exits_2(
    arguments: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(KonkyoError, match=said):
        run(*arguments)
    monkeypatch.setattr("sys.argv", ["run.py", *arguments])
    assert main() == 2
    assert re.search(said, capsys.readouterr().err)


@pytest.mark.parametrize("before", [None, "what was there"])
def test_a_run_that_fails_leaves_the_json_path_as_it_was(
    tmp_path: Path, before: str | None
) -> None:
    out = tmp_path / "out.json"
    if before is not None:
        out.write_text(before, encoding="utf-8")
    with pytest.raises(KonkyoError, match="no index here"):
        run("--index", str(tmp_path / "nowhere"), "--json", str(out))
    assert (out.read_text(encoding="utf-8") if out.exists() else None) == before


def test_a_json_path_lost_during_the_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="cannot be written"):
        write_text(tmp_path, "{}")


def test_help_names_no_path_of_this_machine() -> None:
    code, said = run("--help")
    assert code == 0
    assert str(ROOT) not in "".join(said.split())
    assert "eval/gold/seeds.jsonl" in said


@pytest.mark.parametrize(
    ("folder", "gold"),
    [
        (".", "eval/gold/seeds.jsonl"),
        ("eval", "gold/../gold/seeds.jsonl"),
        ("eval", str(SEEDS_GOLD)),
    ],
)
def test_the_seeds_gold_has_its_bars_however_it_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: str, gold: str
) -> None:
    asked: list[str] = []

    def read_bars(section: str) -> dict[str, Bar]:
        asked.append(section)
        return {}

    monkeypatch.chdir(ROOT / folder)
    monkeypatch.setattr("eval.run.open_engine", lambda index: tiny_engine(tmp_path))
    monkeypatch.setattr("eval.run.check_support", lambda questions, documents: None)
    monkeypatch.setattr("eval.run.ask_gold", lambda engine, questions: ())
    monkeypatch.setattr("eval.run.read_bars", read_bars)
    monkeypatch.setattr("eval.run.gold_figures", lambda outcomes, bars: [FIGURE])
    assert run("--gold", gold)[0] == 0
    assert asked == ["seeds"]


def test_gold_about_another_corpus_is_refused(seeds_index: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({**QUESTION, "support": ["どこにもない文"]}), encoding="utf-8")
    with pytest.raises(KonkyoError, match="q1: the support"):
        run("--index", str(seeds_index), "--gold", str(gold))


def test_a_figure_below_its_bar_exits_1(tmp_path: Path) -> None:
    """A made-up set whose only answer cannot be found falls below jsquad-valid's bar."""
    rows = [
        {
            "context": "春に桜が咲く。",
            "qas": [{"id": "q", "question": "宇宙船の燃料は?", "answers": []}],
        },
        {"context": "宇宙船の燃料は液体水素である。", "qas": []},
    ]
    with gzip.open(tmp_path / "jsquad-valid.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(json.dumps(row) for row in rows))
    code, said = run("--set", "jsquad-valid", "--data", str(tmp_path))
    assert code == 1
    assert "FAIL" in said


def test_answers_to_a_set_are_scored_and_written(tmp_path: Path) -> None:
    """One question that the only document answers, and one about what nobody wrote of."""
    qas = [
        {"id": "q1", "question": "宇宙船の燃料は何ですか?", "answers": [{"text": "液体水素"}]},
        {"id": "q2", "question": "Zorbulonのqixは?", "answers": [{"text": "春"}]},
    ]
    with gzip.open(tmp_path / "jaquad-dev.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"context": "宇宙船の燃料は液体水素である。", "qas": qas}))
    out = tmp_path / "out.json"
    code, said = run(
        "--set", "jaquad-dev", "--data", str(tmp_path), "--answers", "--json", str(out)
    )
    assert code == 0
    assert re.search(r"^end to end\.F1 +\d\.\d{4}  n=2", said, re.MULTILINE)
    first, second = json.loads(out.read_text(encoding="utf-8"))["questions"]
    assert (first["id"], first["right"]) == ("q1", True)
    assert first["status"] in ("answered", "partial")
    assert "液体水素" in first["answer"]
    assert 0 < first["F1"] <= 1
    assert (second["answer"], second["EM"], second["F1"]) == (None, 0.0, 0.0)
