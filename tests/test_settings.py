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

from indexer.errors import ConfigError, IndexMissing
from service import __main__ as program
from service import serving
from service.records import RISK
from service.settings import Settings, read_settings
from service.watch import Source

NAMES = tuple(name.upper() for name in Settings.model_fields)
GIVEN = ("INDEX", "HOST", "PORT", "LOG_LEVEL", "RISK")


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_defaults() -> None:
    settings = read_settings()
    assert (settings.index, settings.host) == (Path("index"), "127.0.0.1")
    assert (settings.port, settings.log_level) == (8000, "INFO")
    assert settings.risk == RISK == 0.05


def test_environment_is_read_and_arguments_win(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in zip(GIVEN, ("/data/索引", "0.0.0.0", "0", "DEBUG", "0.2"), strict=True):
        monkeypatch.setenv(name, value)
    settings = read_settings()
    assert settings.index == Path("/data/索引")
    assert (settings.host, settings.port, settings.log_level) == ("0.0.0.0", 0, "DEBUG")
    assert settings.risk == 0.2
    settings = read_settings(
        ["--index", "other", "--host", "::1", "--port", "65535"], log_level="ERROR", risk=0.3
    )
    assert settings.index == Path("other")
    assert (settings.host, settings.port, settings.log_level) == ("::1", 65535, "ERROR")
    assert settings.risk == 0.3


def test_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    assert read_settings().port == 8000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "-1"),
        ("PORT", "65536"),
        ("PORT", "http"),
        ("PORT", "80.5"),
        ("HOST", "  "),
        ("LOG_LEVEL", "loud"),
        ("RISK", "-0.01"),
        ("RISK", "1.01"),
        ("RISK", "5%"),
        ("RISK", "nan"),
        ("RISK", "inf"),
        ("ORIGINS", "https://a.example/"),
        ("ORIGINS", "https://a.example,b.example"),
        ("ORIGINS", "https://A.example"),
        ("ORIGINS", "null"),
        ("PROXIES", "proxy.example"),
        ("PROXIES", "*"),
        ("PROXIES", "192.0.2.256"),
        ("PROXIES", "192.0.2.1, 10.0.0.1/8"),
        ("PROXIES", "192.0.2.1:8080"),
        ("PROXIES", "[::1]"),
    ],
)
def test_bad_value_names_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match=rf"\b{name}: .* not '"):
        read_settings()


@pytest.mark.parametrize(
    "value",
    [
        "*",
        "https://a.example",
        " http://localhost:3000, https://[::1]:8443 ,",
        "moz-extension://0a-1b",
    ],
)
def test_origins_are_written_as_browsers_send_them(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("ORIGINS", value)
    assert read_settings().origins == value


@pytest.mark.parametrize("value", ["192.0.2.1", "10.0.0.0/8, ::1 ,2001:db8::/32", " 192.0.2.1, "])
def test_proxies_are_addresses_and_networks(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PROXIES", value)
    assert read_settings().proxies == value


def test_a_proxy_that_is_mistyped_is_told_with_what_is_wrong() -> None:
    with pytest.raises(ConfigError, match="10.0.0.1/8 has host bits set; give each as"):
        read_settings(proxies="192.0.2.1,10.0.0.1/8")


@pytest.mark.parametrize(("value", "expected"), [("0", 0.0), ("1", 1.0), (" 0.1 ", 0.1)])
def test_a_risk_is_a_share(monkeypatch: pytest.MonkeyPatch, value: str, expected: float) -> None:
    monkeypatch.setenv("RISK", value)
    assert read_settings().risk == expected
    assert read_settings(risk="0.25").risk == 0.25


@pytest.mark.parametrize("value", ["debug", "Debug", " DEBUG "])
def test_log_level_may_be_in_either_case(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("LOG_LEVEL", value)
    assert read_settings().log_level == "DEBUG"
    assert read_settings(log_level="warning").log_level == "WARNING"


def test_every_bad_value_is_named_at_once() -> None:
    with pytest.raises(ConfigError, match=r"--port or PORT: .*; --log-level or LOG_LEVEL: "):
        read_settings(port=-1, log_level="loud")


def test_settings_are_frozen() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings().port = 1


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
