"""JSON Lines: ``{"id", "title"?, "text", …metadata}`` a line, one document a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NoReturn

from indexer.loaders.text import undecodable, unnameable, unstorable, unusable
from indexer.records import Document, Skipped
from indexer.structure import find_sections, find_title

MAX_LINE_BYTES = 50_000_000

_OWN_FIELDS = frozenset({"id", "title", "text"})
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class _BadLine(Exception):
    """A line that gives no document; the message is the reason."""


def load_jsonl(name: str, data: bytes) -> tuple[Document | Skipped, ...]:
    """Return one entry per line that is not blank, in file order.

    Fields other than id, title and text become metadata: (name, compact JSON) pairs, sorted by
    name. A line that is no such object, repeats an earlier id, or holds a text that cannot be
    indexed comes back as Skipped, with ``name:line`` as its source.
    """
    seen: dict[str, int] = {}
    entries: list[Document | Skipped] = []
    for number, offset, line in _lines(data):
        try:
            document = _document(line, offset)
            if document.id in seen:
                raise _BadLine(
                    f"id {document.id!r} was taken by line {seen[document.id]}; give each "
                    "document an id of its own"
                )
        except _BadLine as bad:
            entries.append(Skipped(f"{name}:{number}", str(bad)))
        else:
            seen[document.id] = number
            entries.append(document)
    return tuple(entries)


def _lines(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield (line number from 1, offset of its first byte, bytes) of the lines with content."""
    offset = len(_BYTE_ORDER_MARK) if data.startswith(_BYTE_ORDER_MARK) else 0
    for number, line in enumerate(data[offset:].split(b"\n"), start=1):
        if line.strip():
            yield number, offset, line
        offset += len(line) + 1


def _document(line: bytes, offset: int) -> Document:
    fields = _fields(line, offset)
    text = _string(fields, "text")
    reason = unusable(text)
    if reason:
        raise _BadLine(f'"text": {reason}')
    identity = _string(fields, "id")
    reason = unnameable(identity)
    if reason:
        raise _BadLine(f'"id": {reason}')
    given = _string(fields, "title") if fields.get("title") is not None else ""
    reason = unstorable(given)
    if reason:
        raise _BadLine(f'"title": {reason}')
    title = given.strip() or find_title(text) or identity
    return Document(identity, title, text, find_sections(text), _metadata(fields))


def _fields(line: bytes, offset: int) -> dict[str, object]:
    if len(line) > MAX_LINE_BYTES:
        raise _BadLine(f"{len(line)} bytes long, over the limit of {MAX_LINE_BYTES}; split it")
    try:
        value: object = json.loads(
            line.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_not_json
        )
    except UnicodeDecodeError as error:
        raise _BadLine(undecodable(error, offset)) from error
    except json.JSONDecodeError as error:
        raise _BadLine(f"column {error.colno}: not JSON ({error.msg})") from error
    except RecursionError as error:
        raise _BadLine("nested too deeply; flatten it") from error
    except ValueError as error:
        raise _BadLine(f"not usable JSON ({error})") from error
    if not isinstance(value, dict):
        raise _BadLine('not a JSON object; write {"id": …, "text": …} on each line')
    return value


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"field {twice!r} is given twice")
    return fields


def _not_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON value")


def _string(fields: dict[str, object], name: str) -> str:
    if name not in fields:
        raise _BadLine(f'"{name}" is missing; add it as a string')
    value = fields[name]
    if not isinstance(value, str):
        raise _BadLine(f'"{name}" is {type(value).__name__}, not a string; write it in quotes')
    return value


def _metadata(fields: dict[str, object]) -> tuple[tuple[str, str], ...]:
    pairs = []
    for name in sorted(fields.keys() - _OWN_FIELDS):
        value = json.dumps(fields[name], ensure_ascii=False, separators=(",", ":"))
        reason = unstorable(name + value)
        if reason:
            raise _BadLine(f"metadata field {name!r}: {reason}")
        pairs.append((name, value))
    return tuple(pairs)
