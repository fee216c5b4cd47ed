"""Text -> vectors by any model of sentence-transformers, whose only importer this is.

The bundled model is a table of token vectors and their mean. It is computed without that library,
to the same numbers: importing it takes longer than all else that a service does to start.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from indexer.config import BUNDLED_MODEL
from indexer.errors import ModelError
from indexer.wordvectors import WordVectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
_BUNDLED = Path(__file__).resolve().parent / "models"
_BATCH = 64
_PROSE = ("README.md", "LICENSE")
# Weights in other frameworks' formats would only be downloaded to be ignored.
_UNUSED = ["onnx/*", "openvino/*", "*.h5", "*.msgpack", "*.ot", "*.onnx"]


class Embedder:
    """Questions and passages as unit vectors, each with the prompts of its own kind.

    ``model`` names a bundled model, a folder, or a hub id that is then downloaded: naming it is
    what allows the network. Code that comes with a model is never run. The model is loaded when it
    is first used: an index that is up to date needs none. ``vectors``, the bundled word vectors
    where they are open already, spare the bundled model, which is the same table, to read them
    again. Raises ModelError when there is no such model, or later when it cannot be loaded.
    """

    def __init__(self, model: str, vectors: WordVectors | None = None) -> None:
        self._folder = _resolve(model)
        self._vectors = vectors
        self.fingerprint = folder_digest(self._folder)

    @cached_property
    def _model(self) -> _Static | _Library:
        bundled = self._folder == _BUNDLED / BUNDLED_MODEL
        if not bundled:
            return _Library(self._folder)
        return _Static(self._vectors or WordVectors.open(self._folder))

    @property
    def dim(self) -> int:
        """The length of one vector."""
        return self._model.dim

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return (n, dim) float32 unit vectors of questions, in order."""
        return self._unit(self._model.queries(list(texts)))

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Return (n, dim) float32 unit vectors of passages, in order."""
        return self._unit(self._model.documents(list(texts)))

    def _unit(self, raw: object) -> Vectors:
        vectors = np.asarray(raw, dtype=np.float32).reshape(-1, self.dim)
        if not np.isfinite(vectors).all():
            raise ModelError("the embedding model gave values that are not finite numbers")
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        # A text without any known token has the zero vector: similar to nothing.
        return np.asarray(vectors / np.where(lengths > 0, lengths, 1), dtype=np.float32)


class _Library:
    """A model that sentence-transformers runs, with the prompts of its own kind."""

    def __init__(self, folder: Path) -> None:
        self._model = _load(folder)
        self.dim = int(self._model.get_embedding_dimension() or 0)

    def queries(self, texts: list[str]) -> object:
        return self._model.encode_query(texts, batch_size=_BATCH, show_progress_bar=False)

    def documents(self, texts: list[str]) -> object:
        return self._model.encode_document(texts, batch_size=_BATCH, show_progress_bar=False)


class _Static:
    """The bundled model: the mean of the vectors of a text's tokens, the same for both kinds."""

    def __init__(self, vectors: WordVectors) -> None:
        self._vectors = vectors
        self.dim = vectors.dim

    def queries(self, texts: list[str]) -> Vectors:
        return self._vectors.means(texts)

    documents = queries


def folder_digest(folder: Path) -> str:
    """Return the SHA-256, in hex, over names and contents of the files below ``folder``.

    What a person reads and no model does, its card and licence, is left out.
    """
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in _PROSE):
        with path.open("rb") as file:
            inner = hashlib.file_digest(file, "sha256").hexdigest()
        total.update(f"{path.relative_to(folder).as_posix()}\0{inner}\n".encode())
    return total.hexdigest()


def _resolve(model: str) -> Path:
    for folder in (_BUNDLED / model, Path(model)):
        if folder.is_dir():
            return folder
    if model == BUNDLED_MODEL:
        raise ModelError(f"{_BUNDLED / model}: the bundled model is missing; install Konkyo again")
    if folder.is_absolute() or model.count("/") > 1:
        raise ModelError(f"{model}: no such model folder; give a folder or a hub id")
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError

    try:
        return Path(snapshot_download(model, ignore_patterns=_UNUSED))
    except (OSError, ValueError, HFValidationError) as error:
        raise ModelError(
            f"{model}: neither a folder here nor a model that the hub gave ({error})"
        ) from error


def _load(folder: Path) -> SentenceTransformer:
    # Seconds of import time: paid only by who embeds.
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer

    _check_json(folder)
    try:
        return SentenceTransformer(
            str(folder), device="cpu", trust_remote_code=False, local_files_only=True
        )
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        raise ModelError(f"{folder}: sentence-transformers cannot load it ({error})") from error


def _check_json(folder: Path) -> None:
    """Refuse a damaged JSON file here: the loaders below answer one with a bare Exception."""
    for path in sorted(folder.rglob("*.json")):
        try:
            json.loads(path.read_bytes())
        except ValueError as error:
            raise ModelError(f"{path}: damaged ({error}); fetch the model again") from error
