"""Lines and fields of files of questions, each error with its place."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from indexer.errors import GoldError
from indexer.loaders.text import unstorable
from service.query import LONGEST_QUESTION

Raw = Mapping[str, object]


def read_lines(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (``path:line``, text) of the lines that are not blank; ``.gz`` files are unpacked.

    Only a line feed ends a line. Raises GoldError for what cannot be read.
    """
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            yield f"{path}:{number}", line.removesuffix("\r")


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file, unpacked; raises GoldError for what cannot be read."""
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: cannot be read ({error}); name a UTF-8 file that can") from error


def read_objects(path: Path) -> Iterator[tuple[str, Raw]]:
    """Yield (place, object) of each line of a JSON Lines file; raises GoldError with its place."""
    for place, line in read_lines(path):
        yield place, as_object(parse(line, place), place)


def parse(text: str, place: str) -> object:
    """Return the JSON value that ``text`` holds; raises GoldError."""
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise GoldError(f"{place}: not JSON ({error}); mend or remove it") from error
    return value


def as_object(value: object, place: str) -> Raw:
    """Return ``value`` when it is a JSON object; raises GoldError."""
    if not isinstance(value, dict):
        raise GoldError(f"{place}: not a JSON object; see the README for the form of a set")
    return value


def objects(raw: Raw, name: str, place: str) -> list[tuple[str, Raw]]:
    """Return (place, object) of the members of the list ``name``; raises GoldError."""
    value = raw.get(name)
    if not isinstance(value, list):
        raise GoldError(f"{place}: {name} must be a list of objects")
    places = [f"{place}, {name}[{number}]" for number in range(len(value))]
    return [(there, as_object(item, there)) for there, item in zip(places, value, strict=True)]


def string(raw: Raw, name: str, place: str, default: str | None = None) -> str:
    """Return the string ``name``, or ``default`` when it is missing; raises GoldError."""
    value = raw.get(name, default)
    if not isinstance(value, str):
        raise GoldError(f"{place}: {name} must be a string")
    if reason := unstorable(value):
        raise GoldError(f"{place}: {name}: {reason}")
    return value


def filled(raw: Raw, name: str, place: str) -> str:
    """Return the string ``name``, which must not be blank; raises GoldError."""
    value = string(raw, name, place)
    if not value.strip():
        raise GoldError(f"{place}: {name} is blank")
    return value


def question_text(raw: Raw, name: str, place: str) -> str:
    """Return the string ``name`` when it can be asked; raises GoldError."""
    value = filled(raw, name, place)
    if len(value) > LONGEST_QUESTION:
        raise GoldError(
            f"{place}: {name} has {len(value)} characters; at most {LONGEST_QUESTION} can be asked"
        )
    return value


def once(seen: dict[str, str], identity: str, place: str) -> str:
    """Return ``identity`` and note its place in ``seen``; raises GoldError when it stood before."""
    if identity in seen:
        raise GoldError(f"{place}: id {identity!r} stands at {seen[identity]} too; ids are unique")
    seen[identity] = place
    return identity
