"""The settings of a server, read once from the environment and the command line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from indexer.errors import ConfigError
from service.records import RISK

# As browsers send it, in small letters; extensions have schemes of their own.
_ORIGIN = re.compile(r"\*|[a-z][a-z0-9+.-]*://(?:[a-z0-9._-]+|\[[0-9a-f:]+\])(?::\d+)?")


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


def _origins(listed: str) -> str:
    # One written otherwise would let nobody in, silently.
    if not all(_ORIGIN.fullmatch(origin) for origin in split(listed)):
        raise ValueError("give each as https://a.example, in small letters and without a path")
    return listed


def _proxies(listed: str) -> str:
    for each in split(listed):
        try:
            ip_network(each)
        except ValueError as error:
            # It would be believed by nobody, silently; `*` would believe everybody.
            raise ValueError(f"{error}; give each as 192.0.2.1 or 192.0.2.0/24") from None
    return listed


def split(listed: str) -> list[str]:
    """Return what is listed with commas, in order, without blanks."""
    return [part.strip() for part in listed.split(",") if part.strip()]


def _told(meaning: str) -> object:
    return Field(description=meaning)


LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)]
Seconds = Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)]


class Settings(BaseSettings):
    """Serve an index over HTTP.

    Each option stands in for the environment variable of its name in capitals, with _ for -.
    """

    # A variable that is set but empty counts as not set.
    model_config = SettingsConfigDict(
        frozen=True,
        env_ignore_empty=True,
        cli_kebab_case=True,
        cli_prog_name="python -m service",
        cli_hide_none_type=True,
    )

    index: Annotated[Path, _told("the index to serve")] = Path("index")
    host: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1),
        _told("where to listen"),
    ] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535), _told("the port; 0 takes a free one")] = 8000
    log_level: Annotated[LogLevel, _told("DEBUG, INFO, WARNING or ERROR")] = "INFO"
    log_questions: Annotated[
        bool, _told("whether logs hold questions as they are; else only a digest")
    ] = False
    risk: Annotated[
        float,
        Field(ge=0, le=1),
        _told("what share of the answers given as sure may be wrong, 0 to 1"),
    ] = RISK
    workers: Annotated[int, Field(ge=1, le=64), _told("how many processes serve")] = 1
    at_work: Annotated[
        int, Field(ge=1, le=64), _told("how many requests a process works on at once")
    ] = 2
    waiting: Annotated[
        int, Field(ge=0, le=1000), _told("how many more may wait; those beyond get 503")
    ] = 16
    patience: Annotated[Seconds, _told("how many seconds one may wait before it gets 503")] = 1.0
    deadline: Annotated[Seconds, _told("after how many seconds of work a request gets 503")] = 10.0
    rate: Annotated[
        int, Field(ge=0, le=1_000_000), _told("requests a minute for each client; 0 for any number")
    ] = 0
    keys: Annotated[
        Path | None, _told("the file of API keys; without one nobody is asked for a key")
    ] = None
    origins: Annotated[
        str,
        AfterValidator(_origins),
        _told("other sites whose pages may ask, https://a.example,https://b.example"),
    ] = ""
    proxies: Annotated[
        str,
        AfterValidator(_proxies),
        _told("addresses or networks of proxies that are believed about who asks, with commas"),
    ] = ""
    otel_exporter_otlp_endpoint: Annotated[
        str, _told("where to send traces, http://host:4318; none are made without")
    ] = ""


def read_settings(arguments: Sequence[str] = (), **given: object) -> Settings:
    """Read the environment; an option among the ``arguments``, and what is ``given``, wins.

    ``arguments`` that are no options exit the process as command lines do, with status 2.
    Raises ConfigError, naming every variable, and its option, whose value cannot be used.
    """
    try:
        return Settings(_cli_parse_args=list(arguments), **given)  # type: ignore[arg-type, call-arg]
    except ValidationError as error:
        faults = "; ".join(_fault(str(e["loc"][0]), e["input"], e["msg"]) for e in error.errors())
        raise ConfigError(f"a setting cannot be used; mend {faults}") from None


def _fault(name: str, value: object, why: str) -> str:
    option = "--" + name.replace("_", "-")
    return f"{option} or {name.upper()}: {why}, not {value!r}"
