"""Every error Konkyo raises on purpose: one small tree.

A message says what is wrong, where, and what mends it.
"""


class KonkyoError(Exception):
    """The root: catch this at a process edge to tell our errors from faults."""


class ConfigError(KonkyoError):
    """A setting or an argument has a value that cannot be used."""


class CorpusError(KonkyoError):
    """The corpus as a whole cannot be read (missing folder, no usable document, bad digest)."""


class ModelError(KonkyoError):
    """An embedding model cannot be loaded or gives unusable vectors."""


class StoreError(KonkyoError):
    """The root of errors about an index on disk."""


class IndexMissing(StoreError):
    """There is no index at the given place."""


class IndexCorrupt(StoreError):
    """A file of the index differs from its digest in the manifest."""


class IndexMismatch(StoreError):
    """The index was built with another model, dictionary, chunker or schema."""


class IndexBusy(StoreError):
    """Another process is building into the same index."""


class QueryError(KonkyoError):
    """A question that cannot be answered as asked: empty, too long, or not text."""


class DocumentNotFound(KonkyoError):
    """No document of that id is in the index."""


class Overloaded(KonkyoError):
    """The service is full, or took too long; the same request may succeed a little later."""

    def __init__(self, reason: str) -> None:
        """Keep the ``reason``, one of a few."""
        super().__init__(f"the service is at its limit ({reason}); try again in a moment")
        self.reason = reason


class RateExceeded(KonkyoError):
    """One client asked more often than it may."""

    def __init__(self, message: str, retry_after: int) -> None:
        """Keep the ``message`` and the whole seconds, at least 1, after which to try again."""
        super().__init__(message)
        self.retry_after = retry_after


class Unauthorized(KonkyoError):
    """Keys are asked for and the request has none that is known."""


class GoldError(KonkyoError):
    """A gold file is malformed or disagrees with the corpus."""


class BaselineRefused(GoldError):
    """A run may not become the baseline: something is worse than before, and nobody says why."""


class TrainingError(KonkyoError):
    """Training data is missing or leaks into a dev or test set."""
