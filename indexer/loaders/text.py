"""Plain text: one UTF-8 file, one document, stored as decoded and never rewritten."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from indexer.records import Document, Skipped
from indexer.structure import find_sections, find_title

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def load_text(name: str, data: bytes) -> tuple[Document | Skipped, ...]:
    """Return the one document of a text file, titled by its first line or else by its file stem.

    ``name`` is the document's id. Line ends and a byte order mark stay in the text. A file that
    is not UTF-8 throughout, or that holds nothing to index, comes back as Skipped.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return (Skipped(name, undecodable(error)),)
    reason = unusable(text)
    if reason:
        return (Skipped(name, reason),)
    title = find_title(text) or PurePosixPath(name).stem
    return (Document(name, title, text, find_sections(text)),)


def undecodable(error: UnicodeDecodeError, offset: int = 0) -> str:
    """Say which byte is not UTF-8; ``offset`` is added when the bytes were cut from a file."""
    byte = error.object[error.start]
    return f"byte {offset + error.start} (0x{byte:02x}) is not UTF-8; save the file as UTF-8"


def unusable(text: str) -> str | None:
    """Return why a text cannot be indexed, or None when it can."""
    bad = unstorable(text)
    if bad:
        return bad
    if not any(character.isalnum() for character in text):
        return "holds no letter or digit; remove it or give it text"
    return None


def unstorable(text: str) -> str | None:
    """Return why a text cannot be stored and sent as UTF-8 text, or None when it can."""
    match = _UNSTORABLE.search(text)
    if match is None:
        return None
    kind = "a NUL" if match.group() == "\x00" else "half of a surrogate pair"
    return f"character {match.start()} is U+{ord(match.group()):04X}, {kind}; remove it"


def unnameable(name: str) -> str | None:
    """Return why a string cannot be a document's id, or None when it can."""
    match = _CONTROL.search(name)
    if match:
        character = f"U+{ord(match.group()):04X}"
        return (
            f"the name's character {match.start()} is {character}, a control character; rename it"
        )
    return None if name.strip() else "the name is blank; give it one"
