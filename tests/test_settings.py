from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from fake_engine import FakeEngine
from typer.testing import CliRunner

from indexer.errors import ConfigError, IndexMissing
from service import __main__ as program
from service.judgement import RISK
from service.settings import Settings, read_settings

NAMES = ("INDEX", "HOST", "PORT", "LOG_LEVEL", "RISK")


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
    for name, value in zip(NAMES, ("/data/索引", "0.0.0.0", "0", "DEBUG", "0.2"), strict=True):
        monkeypatch.setenv(name, value)
    settings = read_settings()
    assert settings.index == Path("/data/索引")
    assert (settings.host, settings.port, settings.log_level) == ("0.0.0.0", 0, "DEBUG")
    assert settings.risk == 0.2
    settings = read_settings(Path("other"), "::1", 65535, "ERROR", 0.3)
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
    ],
)
def test_bad_value_names_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match=rf"\b{name}: .* not '"):
        read_settings()


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


def run(*arguments: str) -> tuple[int, str, str]:
    app = typer.Typer()
    app.command()(program.serve)
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "configure", lambda level: None)


@pytest.mark.usefixtures("_quiet")
def test_missing_index_is_one_line_and_exit_2(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(index: Path, risk: float) -> FakeEngine:
        raise IndexMissing(f"no index at {index}; build one")

    monkeypatch.setattr(program, "open_engine", missing)
    assert run("--index", "nowhere") == (2, "", "konkyo: no index at nowhere; build one\n")


@pytest.mark.usefixtures("_quiet")
@pytest.mark.parametrize(
    ("name", "value"),
    [("port", "65536"), ("port", "abc"), ("port", "80.5"), ("risk", "2"), ("risk", "5%")],
)
def test_bad_setting_is_one_line_and_exit_2(name: str, value: str) -> None:
    code, out, err = run(f"--{name}", value)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert f"--{name} or {name.upper()}: " in err
    assert repr(value) in err


def test_help_names_every_variable_and_its_default() -> None:
    code, out, _ = run("--help")
    told = " ".join(out.replace("│", " ").split())
    assert code == 0
    for name, field in Settings.model_fields.items():
        assert f"(env {name.upper()}, default {field.default})" in told
    assert " ." not in told


@pytest.mark.usefixtures("_quiet")
def test_taken_port_is_one_line_and_exit_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "open_engine", lambda index, risk: FakeEngine())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, out, err = run("--port", str(taken.getsockname()[1]))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "cannot listen on 127.0.0.1" in err


@pytest.mark.usefixtures("_quiet")
def test_serves_the_index_it_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[Path, float]] = []
    served: list[tuple[str, int]] = []

    class Server:
        def __init__(self, announce: Callable[[], None]) -> None:
            self._announce = announce

        def run(self, sockets: list[socket.socket]) -> None:
            served.extend(s.getsockname() for s in sockets)
            self._announce()

    def open_engine(index: Path, risk: float) -> FakeEngine:
        opened.append((index, risk))
        return FakeEngine()

    monkeypatch.setattr(program, "open_engine", open_engine)
    monkeypatch.setattr(
        program, "build_server", lambda settings, engine, announce: Server(announce)
    )
    code, out, _ = run("--index", "here", "--port", "0", "--risk", "0.15")
    host, port = served[0]
    assert (code, opened, host) == (0, [(Path("here"), 0.15)], "127.0.0.1")
    assert out == f"Konkyo answers at http://127.0.0.1:{port}\n"


@pytest.mark.usefixtures("_quiet")
def test_nothing_is_announced_before_the_server_accepts(monkeypatch: pytest.MonkeyPatch) -> None:
    class Mute:
        def run(self, sockets: list[socket.socket]) -> None: ...

    monkeypatch.setattr(program, "open_engine", lambda index, risk: FakeEngine())
    monkeypatch.setattr(program, "build_server", lambda settings, engine, announce: Mute())
    assert run("--port", "0") == (0, "", "")
