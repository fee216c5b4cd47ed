"""Input formats: one module each, a pure function from bytes to documents.

A loader takes the name to report and the bytes, and returns one entry per document found: the
Document, or a Skipped that says where it stood and why it cannot be used. To add a format, write
its module and give it a row here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from indexer.loaders.jsonl import load_jsonl
from indexer.loaders.text import load_text
from indexer.records import Document, Skipped

Loader = Callable[[str, bytes], tuple[Document | Skipped, ...]]

# By lower-case suffix. Files of a folder are one document each and named by their path in it.
FILE_LOADERS: Mapping[str, Loader] = MappingProxyType({".txt": load_text})
# Single files that are a corpus by themselves; their documents bring their own ids.
CORPUS_LOADERS: Mapping[str, Loader] = MappingProxyType({".jsonl": load_jsonl})

__all__ = ["CORPUS_LOADERS", "FILE_LOADERS", "Loader"]
