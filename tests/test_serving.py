"""`python -m service`: what it prints, and the status that it exits with."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import ClassVar

import pytest
from fake_engine import FakeEngine

from indexer.errors import IndexMissing
from service import __main__ as program
from service import serving
from service.settings import Settings
from service.watch import Source

pytestmark = pytest.mark.usefixtures("no_settings")


@dataclass
class Program:
    """The command line, with what it prints."""

    capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        try:
            code = program.serve(arguments)
        except SystemExit as left:
            code = int(left.code or 0)
        return code, *self.capsys.readouterr()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Program:
    return Program(capsys)


class FakeOpener:
    """Opens the fake engine; ``opened`` are the (folder, risk) of all of them."""

    opened: ClassVar[list[tuple[Path, float]]] = []

    def __init__(self, index: Path, risk: float) -> None:
        self.opened.append((index, risk))

    def open(self) -> FakeEngine:
        return FakeEngine()

    def current(self) -> str:
        return FakeEngine.generation


@pytest.fixture
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "configure", lambda level: None)


@pytest.mark.usefixtures("_quiet")
def test_missing_index_is_one_line_and_exit_2(
    run: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Missing(FakeOpener):
        def open(self) -> FakeEngine:
            raise IndexMissing("no index here; build one")

    monkeypatch.setattr(serving, "Opener", Missing)
    assert run("--index", "nowhere") == (2, "", "konkyo: no index here; build one\n")


@pytest.mark.usefixtures("_quiet")
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (PermissionError(13, "Permission denied", "a.bin"), "Permission denied: 'a.bin'"),
        (IsADirectoryError(21, "Is a directory", "a.bin"), "Is a directory: 'a.bin'"),
        (OSError(24, "Too many open files"), "Too many open files"),
    ],
)
def test_what_the_system_refuses_is_one_line_and_exit_2(
    run: Program, monkeypatch: pytest.MonkeyPatch, error: OSError, said: str
) -> None:
    class Unreadable(FakeOpener):
        def open(self) -> FakeEngine:
            raise error

    monkeypatch.setattr(serving, "Opener", Unreadable)
    code, out, err = run("--index", "here", "--port", "0")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("konkyo: here: cannot be opened (")
    assert said in err


class Full(StringIO):
    """A stream whose disk is full."""

    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")


@pytest.mark.usefixtures("_quiet")
def test_a_line_that_nobody_can_take_changes_no_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "Opener", FakeOpener)
    monkeypatch.setattr(serving, "serve", lambda settings, announce: announce("http://x"))
    monkeypatch.setattr(sys, "stdout", Full())
    assert program.serve(["--port", "0"]) == 0
    monkeypatch.setattr(sys, "stderr", Full())
    assert program.serve(["--port", "-1"]) == 2


@pytest.mark.usefixtures("_quiet")
@pytest.mark.parametrize(
    ("name", "value"),
    [("port", "65536"), ("port", "abc"), ("port", "80.5"), ("risk", "2"), ("risk", "5%")],
)
def test_bad_setting_is_one_line_and_exit_2(run: Program, name: str, value: str) -> None:
    code, out, err = run(f"--{name}", value)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert f"--{name} or {name.upper()}: " in err
    assert repr(value) in err


@pytest.mark.parametrize("option", ["--prot", "--po", "--port"])
def test_unknown_option_is_told_with_those_there_are(run: Program, option: str) -> None:
    code, out, err = run(option)
    assert (code, out) == (2, "")
    assert "usage: python -m service" in err


def test_help_names_every_option_and_its_default(run: Program) -> None:
    code, out, _ = run("--help")
    told = " ".join(out.split())
    assert code == 0
    for name, field in Settings.model_fields.items():
        assert field.description is not None
        assert f"--{name.replace('_', '-')} " in told
        assert field.description in told
        if field.default:
            assert f"(default: {field.default})" in told


@pytest.mark.usefixtures("_quiet")
def test_taken_port_is_one_line_and_exit_2(run: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "Opener", FakeOpener)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, out, err = run("--port", str(taken.getsockname()[1]))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "of 127.0.0.1 is taken" in err


@pytest.mark.usefixtures("_quiet")
def test_serves_the_index_it_was_given(run: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[tuple[str, int]] = []
    FakeOpener.opened.clear()

    class Server:
        def __init__(self, announce: Callable[[], None], newer: Source) -> None:
            assert newer.current() == newer.open().generation
            self._announce = announce

        def run(self, sockets: list[socket.socket]) -> None:
            served.extend(s.getsockname() for s in sockets)
            self._announce()

    monkeypatch.setattr(serving, "Opener", FakeOpener)
    monkeypatch.setattr(
        serving,
        "build_server",
        lambda settings, engine, announce, newer: Server(announce, newer),
    )
    code, out, _ = run("--index", "here", "--port", "0", "--risk", "0.15")
    host, port = served[0]
    assert (code, FakeOpener.opened, host) == (0, [(Path("here"), 0.15)], "127.0.0.1")
    assert out == f"Konkyo answers at http://127.0.0.1:{port}\n"


@pytest.mark.usefixtures("_quiet")
def test_nothing_is_announced_before_the_server_accepts(
    run: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Mute:
        def run(self, sockets: list[socket.socket]) -> None: ...

    monkeypatch.setattr(serving, "Opener", FakeOpener)
    monkeypatch.setattr(serving, "build_server", lambda settings, engine, announce, newer: Mute())
    assert run("--port", "0") == (0, "", "")
