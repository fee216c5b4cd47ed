"""The lexicon as a file: renderings and inflected forms in, the bytes of the format out."""

from __future__ import annotations

import gzip
from collections.abc import Mapping

from indexer.lexicon import FORMAT
from training.candidates import Scores


def encoded(renderings: Scores, bases: Mapping[str, str]) -> bytes:
    """Return the gzipped file: equal input gives equal bytes; weights in whole percent >= 1."""
    entries = sorted(f"{key}\t{_value(row)}" for key, row in renderings.items())
    inflections = sorted(f"{form}\t{base}" for form, base in bases.items())
    parts = FORMAT, "\n".join(entries), "\n".join(inflections)
    return gzip.compress("\n\n".join(parts).encode(), 9, mtime=0)


def needed(bases: Mapping[str, str], renderings: Scores) -> dict[str, str]:
    """Return the forms whose base is a word of some key."""
    words = {word for key in renderings for word in key.split(" ")}
    return {form: base for form, base in bases.items() if base in words}


def _value(row: Mapping[tuple[str, ...], float]) -> str:
    return ";".join(
        f"{' '.join(lemmas)}:{max(1, round(100 * weight))}" for lemmas, weight in row.items()
    )
