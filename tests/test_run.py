"""`python eval/run.py` as CI calls it."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.figures import Bars, Figure, read_bars
from eval.gold.questions import SEEDS_GOLD
from eval.output import write_text
from eval.record import Run
from eval.run import app, main
from eval.running import Evaluated
from indexer.errors import GoldError, KonkyoError

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
    assert re.search(r"^test\.ja\.support cited +1\.0000 \[1\.000, 1\.000\]", said, re.MULTILINE)
    assert "the surest 100%" in said
    first = json.loads(out.read_text(encoding="utf-8"))
    (question,) = first["questions"]
    assert "チップ売上" in question["answer"]
    assert (question["valid"], question["supported"], question["right"]) == (True, True, True)
    assert (first["set"], first["generation"]) == ("gold.jsonl", open_generation(seeds_index))
    assert first["timings"].keys() == {"p50_ms", "p99_ms", "total_s", "peak_mib"}
    run(*arguments)
    second = json.loads(out.read_text(encoding="utf-8"))
    for report in (first, second):
        del report["timings"], report["questions"][0]["timings_ms"]
    assert first == second


def open_generation(index: Path) -> str:
    return (index / "CURRENT").read_text(encoding="utf-8").strip()


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
        (["--answers", "--set", "jaquad-dev", "--legs", "dense"], "leave out --legs"),
        (["--index", "nowhere", "--json", "."], "--json .: cannot be written"),
        (["--index", "nowhere", "--json", "no/such/folder"], "--json no/such/folder: cannot be"),
        (["--index", "nowhere", "--html", "."], "--html .: cannot be written"),
        (["--index", "nowhere", "--junit", "."], "--junit .: cannot be written"),
        (["--baseline", "nowhere.json"], "--baseline nowhere.json: cannot be read"),
        (["--reason", "sure"], "give --update-baseline too"),
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
        write_text(tmp_path, "--json", "{}")


def test_the_command_is_a_script_that_starts_and_whose_usage_errors_exit_2() -> None:
    """As a script: its folder comes first among those that modules are looked for in."""
    found = subprocess.run(
        [sys.executable, str(ROOT / "eval" / "run.py"), "--no-such-option"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, "No such option" in found.stderr) == (2, True)


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
    monkeypatch: pytest.MonkeyPatch, folder: str, gold: str
) -> None:
    def run_gold(
        index: Path, path: Path, name: str, bars: Bars, *, failures: bool, explain: bool
    ) -> Evaluated:
        assert (path.resolve(), bars) == (SEEDS_GOLD, read_bars("seeds"))
        return Evaluated(Run(name, "1", "g", (FIGURE,), (), {}), (), f"over {name}")

    monkeypatch.chdir(ROOT / folder)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.setattr("eval.run.run_gold", run_gold)
    assert run("--gold", gold) == (0, "over seeds\n")


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
    assert re.search(r"^end to end\.F1 +\d\.\d{4} \[.*\]  n=2", said, re.MULTILINE)
    first, second = json.loads(out.read_text(encoding="utf-8"))["questions"]
    assert (first["id"], first["right"]) == ("q1", True)
    assert first["status"] in ("answered", "partial")
    assert "液体水素" in first["answer"]
    assert 0 < first["measures"]["F1"] <= 1
    measured = second["measures"]
    assert (second["answer"], measured["EM"], measured["F1"]) == (None, 0.0, 0.0)


def test_a_set_in_beirs_layout_is_ranked_and_named_by_its_folder(tmp_path: Path) -> None:
    folder, out = tmp_path / "own", tmp_path / "out.json"
    (folder / "qrels").mkdir(parents=True)
    corpus = [
        {"_id": "d1", "text": "宇宙船の燃料は液体水素である。"},
        {"_id": "d2", "text": "桜。"},
    ]
    queries = [{"_id": "q1", "text": "宇宙船の燃料は?"}, {"_id": "q2", "text": "桜は?"}]
    for name, lines in (("corpus", corpus), ("queries", queries)):
        text = "\n".join(json.dumps(line) for line in lines)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t2\n")
    code, said = run("--set", str(folder), "--json", str(out))
    assert code == 0
    assert re.search(r"^Success@1 +1\.0000 .*n=1 ", said, re.MULTILINE)
    assert "left out, without a relevant document: 1 queries" in said
    stored = json.loads(out.read_text(encoding="utf-8"))
    assert (stored["set"], stored["questions"][0]["relevant"]) == ("own", ["d1"])
    with pytest.raises(GoldError, match="--answers: the questions of .* have no answers"):
        run("--set", str(folder), "--answers")
