"""Nothing leaves this machine: build, serve and evaluate with the network closed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.processes import ROOT, running_server

OFFLINE = [sys.executable, "-m", "tests.offline"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    # Variables that would keep a library from trying are taken away: nobody may even try.
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("HF_", "TRANSFORMERS_"))
    }
    return subprocess.run(
        [*OFFLINE, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )


def test_the_guard_closes_the_network(tmp_path: Path) -> None:
    script = tmp_path / "leak.py"
    script.write_text("import urllib.request as u\nu.urlopen('http://192.0.2.1/', timeout=5)\n")
    ended = run(str(script))
    assert ended.returncode != 0
    assert "NetworkUsed" in ended.stderr


def test_build_serve_and_evaluate_without_a_network(tmp_path: Path) -> None:
    index = str(tmp_path / "index")
    built = run("indexer", "build", "seeds", index)
    assert built.returncode == 0, built.stderr
    evaluated = run("eval/run.py", "--index", index)
    assert "citations.valid" in evaluated.stdout, evaluated.stderr
    with running_server([*OFFLINE, "service", "--index", index], PORT="0") as address:
        with urllib.request.urlopen(f"{address}/ask?q=H20", timeout=30) as reply:
            assert json.loads(reply.read())["question"] == "H20"
