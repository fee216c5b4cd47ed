"""Nothing leaves this machine: build, serve and evaluate with the network closed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from eval.gold.questions import SEEDS_GOLD
from tests.processes import ROOT, running_server

SOCKETS = (
    "import socket, urllib.request\n"
    "TCP = socket.socket()\n"
    "UDP = socket.socket(type=socket.SOCK_DGRAM)\n"
    "TCP.settimeout(5)\n"
)
OFFLINE = [sys.executable, "-m", "tests.offline"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    # Variables that would keep a library from trying are taken away: nobody may even try.
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("HF_", "TRANSFORMERS_"))
    }
    return subprocess.run(
        [*OFFLINE, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("urllib.request.urlopen('http://192.0.2.1/', timeout=5)", "getaddrinfo of 192.0.2.1"),
        ("TCP.connect(('192.0.2.1', 80))", "connect to ('192.0.2.1', 80)"),
        ("TCP.connect_ex(('192.0.2.1', 80))", "connect_ex to ('192.0.2.1', 80)"),
        ("UDP.sendto(b'x', ('192.0.2.1', 53))", "sendto to ('192.0.2.1', 53)"),
        ("UDP.sendto(b'x', 0, ('192.0.2.1', 53))", "sendto to ('192.0.2.1', 53)"),
        ("socket.gethostbyname('example.invalid')", "gethostbyname of example.invalid"),
        ("socket.gethostbyname_ex('example.invalid')", "gethostbyname_ex of example.invalid"),
        ("socket.getaddrinfo('example.invalid', 80)", "getaddrinfo of example.invalid"),
    ],
)
def test_the_guard_closes_the_network(tmp_path: Path, line: str, said: str) -> None:
    script = tmp_path / "leak.py"
    script.write_text(f"{SOCKETS}{line}\n")
    ended = run(str(script))
    assert ended.returncode != 0
    assert f"NetworkUsed: {said}" in ended.stderr


def test_the_guard_leaves_this_machine_open(tmp_path: Path) -> None:
    script = tmp_path / "local.py"
    script.write_text(
        f"{SOCKETS}UDP.bind(('127.0.0.1', 0))\n"
        "UDP.sendto(b'x', UDP.getsockname())\n"
        "print(UDP.recv(1), socket.gethostbyname('127.0.0.1'))\n"
    )
    ended = run(str(script))
    assert ended.stdout == "b'x' 127.0.0.1\n", ended.stderr


@pytest.fixture
def some(tmp_path: Path) -> Path:
    """A question of each language and kind: all of them, which README's command asks, take long."""
    lines = SEEDS_GOLD.read_text(encoding="utf-8").splitlines()
    first = {(q["lang"], q["kind"]): line for line in reversed(lines) if (q := json.loads(line))}
    assert len(first) == 14
    path = tmp_path / "some.jsonl"
    path.write_text("\n".join(first.values()), encoding="utf-8")
    return path


def test_build_serve_and_evaluate_without_a_network(tmp_path: Path, some: Path) -> None:
    index = str(tmp_path / "index")
    built = run("indexer", "build", "seeds", index)
    assert built.returncode == 0, built.stderr
    evaluated = run("eval/run.py", "--index", index, "--gold", str(some))
    assert "citations.valid" in evaluated.stdout, evaluated.stderr
    assert evaluated.returncode == 0, evaluated.stderr
    with running_server([*OFFLINE, "service", "--index", index], PORT="0") as address:
        with urllib.request.urlopen(f"{address}/ask?q=H20", timeout=30) as reply:
            assert json.loads(reply.read())["question"] == "H20"
