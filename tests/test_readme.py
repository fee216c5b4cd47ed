"""What README shows is what happens."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import get_args

import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.open import open_engine
from service.records import Status
from service.settings import Settings
from tests.processes import ROOT, running_server

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(?:sh|json)\n(.*?)```", README, flags=re.DOTALL)
COMMANDS = re.findall(r"^\| `(\.venv/bin/python [^`]+)` \|", README, flags=re.MULTILINE)


def test_make_serve_and_the_first_question(tmp_path: Path) -> None:
    """The first screen: `make serve`, then the curl line, gives the shown answer."""
    if not (ROOT / ".venv" / ".installed").exists():
        pytest.skip("`make serve` would install everything first; run the suite by `make test`")
    assert BLOCKS[0].strip() == "make serve"
    url = re.fullmatch(r"curl '(.*)'\n", BLOCKS[1])
    assert url is not None
    shown = json.loads(BLOCKS[2])
    command = ["make", "serve", f"INDEX={tmp_path / 'index'}", "PORT=0"]
    with running_server(command) as address:
        asked = url[1].replace("http://127.0.0.1:8000", address)
        with urllib.request.urlopen(asked, timeout=30) as reply:
            said = json.loads(reply.read())
    assert_shows(shown | {"citations": "…"}, said)
    assert_shows(shown["citations"][0], said["citations"][0])


@pytest.mark.parametrize(
    "command", [c for c in COMMANDS if "service" not in c and "bench" not in c]
)
def test_commands_run(command: str, seeds_index: Path, tmp_path: Path) -> None:
    index = str(tmp_path / "index" if "build" in command else seeds_index)
    words = command.replace("CORPUS", "seeds").replace("INDEX", index).split()
    words[0] = sys.executable
    if "eval/run.py" in command:
        words[1:1] = ["-m", "tests.offline"]
        words += ["--index", index]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def assert_shows(shown: object, said: object) -> None:
    """Check that a reply has what README shows of it; ``…`` stands for anything, or for more."""
    if isinstance(shown, dict):
        assert isinstance(said, dict)
        assert shown.keys() - {"…"} <= said.keys()
        assert "…" in shown or shown.keys() == said.keys()
        for name in shown.keys() - {"…"}:
            assert_shows(shown[name], said[name])
    elif isinstance(shown, list):
        assert isinstance(said, list)
        for one, other in zip(shown, said, strict=True):
            assert_shows(one, other)
    elif shown != "…":
        assert shown == said


@pytest.mark.usefixtures("logs")
def test_the_explained_search_is_as_shown(seeds_index: Path) -> None:
    place, url = next((n, block) for n, block in enumerate(BLOCKS) if "explain=1" in block)
    target = re.fullmatch(r"curl 'http://127\.0\.0\.1:8000(.*)'\n", url)
    assert target is not None
    with TestClient(create_app(lambda: open_engine(seeds_index), Settings())) as client:
        said = client.get(target[1]).json()
    assert_shows(json.loads(BLOCKS[place + 1]), said)


def test_the_shown_quote_is_what_the_document_holds_there() -> None:
    """Without a server: a check for where the models are not at hand."""
    shown = json.loads(BLOCKS[2])
    cited = shown["citations"][0]
    text = (ROOT / "seeds" / cited["doc_id"]).read_bytes().decode("utf-8")
    assert text[cited["start"] : cited["end"]] == cited["quote"]
    assert shown["answer"]["text"] in cited["quote"]


def test_every_status_is_explained() -> None:
    explained = re.findall(r"^\| `(\w+)` \| [^`\d]", README, flags=re.MULTILINE)
    assert [name for name in explained if name in get_args(Status)] == list(get_args(Status))


def test_every_training_command_exists() -> None:
    modules = re.findall(r"-m (training\.\w+)", README)
    assert modules
    for module in modules:
        source = (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
        assert 'if __name__ == "__main__":' in source


def test_every_command_is_listed() -> None:
    listed = " ".join(COMMANDS)
    for module in ("indexer build", "indexer check", "indexer info", "-m service", "eval/run.py"):
        assert module in listed


def test_every_setting_is_documented_with_its_default() -> None:
    for name, field in Settings.model_fields.items():
        default = "none" if field.default in (None, "") else f"`{field.default}`"
        assert f"| `{name.upper()}` | {default} |" in README


def test_every_top_level_folder_is_explained() -> None:
    for folder in ("seeds", "indexer", "service", "eval", "training"):
        assert f"| `{folder}/` |" in README
