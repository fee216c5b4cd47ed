"""What a client sends, checked, and one line that says how to mend what cannot be used; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from service.query import LONGEST_QUESTION

MAX_K = 50
BODY_HINT = 'send a JSON object such as {"q": "…", "k": 5}'
_TAKES = {"q": "text", "k": f"a whole number from 1 to {MAX_K}", "explain": "true or false"}
_DIGITS = re.compile("[0-9]{1,9}")
_FLAG = re.compile("true|false|1|0")


def check_question(q: str) -> str:
    """Return ``q`` unchanged, or raise ValueError saying what to do about it.

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
    if not any(c.isprintable() and not c.isspace() for c in folded):
        raise ValueError("is blank; write a question")
    return q


def check_digits(k: object) -> object:
    """Return ``k`` unchanged, or raise ValueError for text that is not digits.

    pydantic would also read "5.0" and "1_0" from a query string as numbers.
    """
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
    field = str(loc[-1])[:40] if isinstance(loc, tuple) and loc else ""
    kind = str(error["type"])
    if kind == "json_invalid":
        # The parser's words for a \ud800 without its other half, and for nothing else.
        if "hex escape" in str(error["msg"]):
            return "the body holds half of a surrogate pair; send whole characters"
        return f"the body is not valid JSON; {BODY_HINT}"
    if kind in {"model_type", "model_attributes_type"}:
        return f"the body is not a JSON object; {BODY_HINT}"
    if kind == "missing":
        return f"{field} is missing; give a question in q"
    if kind == "extra_forbidden":
        return f"{field!r} is not a field here; /docs lists those that are"
    if kind == "value_error":
        return f"{field} {str(error['msg']).removeprefix('Value error, ')}"
    return f"{field} must be {_TAKES[field]}"
