"""`python eval/run.py` as CI calls it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.run import app, main
from indexer.errors import KonkyoError

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
    first = json.loads(out.read_text(encoding="utf-8"))
    assert first["questions"][0]["answer"].startswith("トランプの政策は、チップ売上の15%を")
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
    assert said in capsys.readouterr().err


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
