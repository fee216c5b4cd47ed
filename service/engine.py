"""What the HTTP layer needs of an open index, and nothing more."""

from __future__ import annotations

from typing import Protocol

from indexer.records import Document
from service.records import Reply, SearchResult


class Engine(Protocol):
    """One opened generation of an index; safe to call from many threads at once."""

    @property
    def generation(self) -> str:
        """The name of the generation that every call reads."""
        ...

    def search(self, query: str, k: int, explain: bool = False) -> SearchResult:
        """Return at most ``k`` hits (1 to 50) for ``query``, best first, explained if asked to.

        Raises QueryError when ``query`` holds nothing that can be searched for.
        """
        ...

    def ask(self, question: str, k: int) -> Reply:
        """Answer ``question`` from at most ``k`` passages (1 to 50).

        Raises QueryError when ``question`` holds nothing that can be answered.
        """
        ...

    def get_ready(self) -> bool:
        """Make one more passage ready to be read; False where no more are to be."""
        ...

    def documents(self) -> tuple[Document, ...]:
        """Return every document of the generation, ordered by id."""
        ...

    def close(self) -> None:
        """Release the generation; the engine cannot be asked any more."""
        ...

    def document(self, doc_id: str) -> Document:
        """Return one document as stored; raises DocumentNotFound when no document has the id."""
        ...
