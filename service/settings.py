"""The settings of a server, read once from the environment and the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from indexer.errors import ConfigError
from service.judgement import RISK


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)]


class Settings(BaseSettings):
    """How to serve one index; each field is read from the variable of its upper-case name.

    A variable that is set but empty counts as not set. ``port`` 0 lets the system choose one;
    ``log_level`` may be in either case; ``risk`` is the share of wrong answers, 0 to 1, that may be
    among those given as sure.
    """

    model_config = SettingsConfigDict(frozen=True, env_ignore_empty=True)

    index: Path = Path("index")
    host: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    log_level: LogLevel = "INFO"
    risk: Annotated[float, Field(ge=0, le=1)] = RISK


def read_settings(
    index: Path | None = None,
    host: str | None = None,
    port: int | str | None = None,
    log_level: str | None = None,
    risk: float | str | None = None,
) -> Settings:
    """Read the environment; an argument that is not None stands in for its variable.

    Raises ConfigError, naming every variable, and its option, whose value cannot be used.
    """
    given = {"index": index, "host": host, "port": port, "log_level": log_level, "risk": risk}
    overrides: dict[str, object] = {name: v for name, v in given.items() if v is not None}
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks each value
    except ValidationError as error:
        faults = "; ".join(_fault(str(e["loc"][0]), e["input"], e["msg"]) for e in error.errors())
        raise ConfigError(f"a setting cannot be used; mend {faults}") from None


def _fault(name: str, value: object, why: str) -> str:
    option = "--" + name.replace("_", "-")
    return f"{option} or {name.upper()}: {why}, not {value!r}"
