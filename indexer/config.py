"""Indexing choices: the only home of their defaults, and their fingerprint."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from indexer.errors import ConfigError

BUNDLED_MODEL = "static-ja-en"


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """What decides the content of an index, besides the corpus and the code.

    ``model`` names a bundled model, a sentence-transformers folder or a hub id; ``passage_chars``
    is the length in code points that a passage of several sentences stays under;
    ``overlap_sentences`` how many sentences neighbouring passages of a section share. Raises
    ConfigError when one is out of range.
    """

    model: str = BUNDLED_MODEL
    passage_chars: int = 320
    overlap_sentences: int = 1

    def __post_init__(self) -> None:
        if not self.model:
            raise ConfigError("model is empty: give a sentence-transformers folder or hub id")
        if not 40 <= self.passage_chars <= 5000:
            raise ConfigError(f"passage_chars is {self.passage_chars}: choose 40 to 5000")
        if not 0 <= self.overlap_sentences <= 5:
            raise ConfigError(f"overlap_sentences is {self.overlap_sentences}: choose 0 to 5")

    @property
    def chunker_fingerprint(self) -> str:
        """Digest (16 hex digits) of the settings that decide where passages begin and end."""
        values = {name: value for name, value in asdict(self).items() if name != "model"}
        return digest(json.dumps(values, sort_keys=True).encode())


def digest(data: bytes) -> str:
    """Return the first 16 hex digits of the SHA-256 of ``data``, enough to tell versions apart."""
    return hashlib.sha256(data).hexdigest()[:16]
