"""A trained table written as a sentence-transformers folder: int8 rows, a scale for each."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from indexer.errors import TrainingError

WEIGHTS = "model.safetensors"
LEVELS = 127
MODULES = (
    ("", "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding"),
    ("1_Normalize", "sentence_transformers.base.modules.normalize.Normalize"),
)


def quantise(
    table: npt.NDArray[np.float32],
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Return (n, dim) int8 rows and (n,) float32 scales; a row is its int8 row times its scale.

    Rounding moves no value by more than half its row's scale, which is its largest
    magnitude over 127.
    """
    scales = np.abs(table).max(axis=1) / LEVELS
    safe = np.where(scales > 0, scales, 1.0)
    rows = np.rint(table / safe[:, None]).astype(np.int8)
    return rows, scales.astype(np.float32)


def restore(rows: npt.NDArray[np.int8], scales: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the (n, dim) float32 table that sentence-transformers makes of the two."""
    return rows.astype(np.float32) * scales[:, None]


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def write_model(folder: Path, tokenizer: Tokenizer, table: npt.NDArray[np.float32]) -> None:
    """Write modules.json, the configuration, tokenizer.json and the quantised weights.

    The weights are in model2vec's layout ("embeddings", "weights"), which StaticEmbedding loads.

    Raises:
        TrainingError: the tokenizer and the table differ in length.
    """
    if tokenizer.get_vocab_size() != len(table):
        raise TrainingError(
            f"tokenizer has {tokenizer.get_vocab_size()} tokens but the table {len(table)} rows"
        )
    folder.mkdir(parents=True, exist_ok=True)
    modules = [
        {"idx": index, "name": str(index), "path": path, "type": kind}
        for index, (path, kind) in enumerate(MODULES)
    ]
    _write_json(folder / "modules.json", modules)
    config = {"model_type": "SentenceTransformer", "prompts": {}, "similarity_fn_name": "cosine"}
    _write_json(folder / "config_sentence_transformers.json", config)
    (folder / "1_Normalize").mkdir(exist_ok=True)
    normalize = {"module_input_name": "sentence_embedding"}
    _write_json(folder / "1_Normalize" / "config.json", normalize)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    rows, scales = quantise(table)
    save_file({"embeddings": rows, "weights": scales}, folder / WEIGHTS)


def read_model(folder: Path) -> tuple[Tokenizer, npt.NDArray[np.float32]]:
    """Return the tokenizer and the float32 table of a folder that `write_model` wrote."""
    weights = load_file(folder / WEIGHTS)
    table = restore(weights["embeddings"], weights["weights"])
    return Tokenizer.from_file(str(folder / "tokenizer.json")), table


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
