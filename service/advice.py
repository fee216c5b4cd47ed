"""What a client sends, checked, and one line that says how to mend what cannot be used; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from service.query import LONGEST_QUESTION

MAX_K = 50
MOST_TURNS = 10
BODY_HINT = 'send a JSON object such as {"q": "…", "k": 5}'
_TAKES = {
    "q": "text",
    "k": f"a whole number from 1 to {MAX_K}",
    "explain": "true or false",
    "history": f"a list of at most {MOST_TURNS} turns",
    "question": "text",
    "answer": "text or null",
}
_TURN = 'an object such as {"question": "…", "answer": "…"}'
_NO_OBJECT = f"the body is not a JSON object; {BODY_HINT}"
_DIGITS = re.compile("[0-9]{1,9}")
_FLAG = re.compile("true|false|1|0")


def check_question(q: str) -> str:
    """Return ``q`` unchanged, or raise ValueError saying what to do about it."""
    check_text(q)
    folded = unicodedata.normalize("NFKC", q)
    if not any(c.isprintable() and not c.isspace() for c in folded):
        raise ValueError("is blank; write a question")
    return q


def check_text(q: str) -> str:
    """Return ``q`` unchanged, or raise ValueError saying what to do about it; it may be blank.

    NFKC can make a text up to 18 times as long, so the length is checked on both sides of it.
    """
    if len(q) > LONGEST_QUESTION:
        raise ValueError(f"is {len(q)} characters long; shorten it to at most {LONGEST_QUESTION}")
    if "\0" in q:
        raise ValueError("holds a NUL character; remove it")
    if any("\ud800" <= c <= "\udfff" for c in q):
        raise ValueError("holds half of a surrogate pair; send whole characters")
    if "\ufffd" in q:
        raise ValueError("holds U+FFFD, which stands for bytes that were not UTF-8; send UTF-8")
    folded = unicodedata.normalize("NFKC", q)
    if len(folded) > LONGEST_QUESTION:
        raise ValueError(
            f"is {len(folded)} characters long after NFKC; shorten it to at most {LONGEST_QUESTION}"
        )
    return q


def check_digits(k: object) -> object:
    """Return ``k`` as it is, 5 for 5.0; raise ValueError for text that is not digits.

    pydantic would also read "5.0" and "1_0" from a query string as numbers. In JSON 5.0 is 5.
    """
    if isinstance(k, float) and k.is_integer():
        return int(k)
    if isinstance(k, str) and not _DIGITS.fullmatch(k):
        raise ValueError(f"must be {_TAKES['k']}")
    return k


def check_flag(explain: object) -> object:
    """Return ``explain`` unchanged, or raise ValueError for text but true, false, 1 and 0.

    pydantic would also read "yes", "off" and the like from a query string.
    """
    if isinstance(explain, str) and not _FLAG.fullmatch(explain):
        raise ValueError(f"must be {_TAKES['explain']}")
    return explain


def advice(errors: Sequence[Mapping[str, object]]) -> str:
    """Turn pydantic's list of errors into one line that says how to mend the request."""
    return "; ".join(dict.fromkeys(_advise(error) for error in errors))


def _advise(error: Mapping[str, object]) -> str:
    loc = error["loc"]
    where = loc if isinstance(loc, tuple) else ()
    kind = str(error["type"])
    if kind == "json_invalid":
        # The parser's words for a \ud800 without its other half, and for nothing else.
        if "hex escape" in str(error["msg"]):
            return "the body holds half of a surrogate pair; send whole characters"
        return f"the body is not valid JSON; {BODY_HINT}"
    if kind in {"model_type", "model_attributes_type"}:
        return f"{_name(where)} must be {_TURN}" if where else _NO_OBJECT
    return _advise_on(_name(where), where[-1], kind, str(error["msg"]))


def _advise_on(name: str, field: object, kind: str, message: str) -> str:
    if kind == "missing":
        return f"{name} is missing; give a question in {name}"
    if kind == "extra_forbidden":
        return f"{str(field)[:40]!r} is not a field here; /docs lists those that are"
    if kind == "value_error":
        return f"{name} {message.removeprefix('Value error, ')}"
    return f"{name} must be {_TAKES[str(field)]}"


def _name(where: tuple[object, ...]) -> str:
    """Return the name of a place in a request: ``q``, ``history[0].question``."""
    steps = where[1:] if where[:1] == ("query",) else where
    return "".join(f"[{s}]" if isinstance(s, int) else f".{str(s)[:40]}" for s in steps)[1:]
