"""Settings from the environment and from arguments."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.errors import ConfigError
from service.records import RISK
from service.settings import read_settings

pytestmark = pytest.mark.usefixtures("no_settings")
GIVEN = ("INDEX", "HOST", "PORT", "LOG_LEVEL", "RISK")


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
