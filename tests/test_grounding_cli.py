"""`python -m eval.grounding` as CI calls it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from grounded import (
    CORPUS,
    QUESTIONS,
    RememberingEngine,
    opener,
)
from typer.testing import CliRunner

from eval import grounding
from eval.figures import Bar, Figure

GOLD = [
    {
        "id": question.id,
        "lang": "ja",
        "q": question.q,
        "doc": question.doc,
        "support": list(question.support),
        "accept": list(question.accept),
        "kind": "fact",
    }
    for question in QUESTIONS
]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for document in CORPUS:
        (folder / document.id).write_text(document.text, encoding="utf-8")
    lines = [json.dumps(line, ensure_ascii=False) for line in GOLD]
    (tmp_path / "gold.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def run(*arguments: str) -> tuple[int, str]:
    found = CliRunner().invoke(grounding.app, list(arguments), catch_exceptions=False)
    return found.exit_code, found.output


def test_the_command_writes_the_same_json_twice(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grounding, "indexed", opener(RememberingEngine))
    written = []
    for name in ("a.json", "b.json"):
        out = tmp_path / name
        arguments = ["--corpus", str(corpus), "--gold", str(tmp_path / "gold.jsonl")]
        code, said = run(*arguments, "--json", str(out), "--failures")
        assert code == 0
        assert re.search(r"^grounding +0\.5000 .*n=3", said, re.MULTILINE)
        assert "q0 grounding.numbers" in said
        written.append(out.read_text(encoding="utf-8"))
    assert written[0] == written[1]
    found = json.loads(written[0])
    assert found["figures"][0]["name"] == "grounding"
    assert {row["id"] for row in found["questions"]} == {"q0", "q1", "q2"}


@pytest.mark.parametrize(("value", "code"), [(0.5, 1), (0.95, 0)])
def test_below_the_bar_of_the_seeds_is_exit_1(
    corpus: Path, value: float, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    sections: list[str] = []

    def read_bars(section: str) -> Mapping[str, Bar]:
        sections.append(section)
        return {"grounding": Bar(0.9, 0.9)}

    monkeypatch.setattr(grounding, "SEEDS_GOLD", corpus.parent / "gold.jsonl")
    monkeypatch.setattr(grounding, "read_bars", read_bars)
    monkeypatch.setattr(grounding, "measure", lambda *_: ())
    monkeypatch.setattr(
        grounding,
        "grounding_figures",
        lambda results, bars: [Figure("grounding", value, 3, bars["grounding"])],
    )
    gold = str(corpus.parent / "gold.jsonl")
    assert run("--corpus", str(corpus), "--gold", gold)[0] == code
    assert sections == ["grounding"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--corpus", "nowhere"], "nowhere: no such file"),
        (["--corpus", "seeds", "--gold", "nowhere.jsonl"], "nowhere.jsonl: cannot be read"),
        (["--corpus", "seeds", "--json", "no/such/folder"], "--json no/such/folder: cannot be"),
    ],
)
def test_bad_input_is_told_and_exits_2(
    arguments: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.argv", ["grounding", *arguments])
    assert grounding.main() == 2
    assert said in capsys.readouterr().err
