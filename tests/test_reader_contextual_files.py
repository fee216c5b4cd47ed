"""The files of contextual vectors: what is missing, damaged or of other sizes is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.errors import ModelError
from service.reader.contextual import FILE_NAME, TOKENIZER_NAME, Contextual
from tests.damage import DAMAGES
from tests.tiny_contextual import PIECES, SHAPE, TOLD, Tensors, drawn, written

TENSORS = drawn()
REFUSED = "contextual vectors cannot be read.*install Konkyo again"


@pytest.mark.parametrize("name", [FILE_NAME, TOKENIZER_NAME])
def test_missing_files_are_told(tmp_path: Path, name: str) -> None:
    (written(tmp_path, TENSORS) / name).unlink()
    with pytest.raises(ModelError, match=REFUSED):
        Contextual.open(tmp_path)


@pytest.mark.parametrize("name", [FILE_NAME, TOKENIZER_NAME])
@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_files_are_told(
    tmp_path: Path, name: str, damage: Callable[[bytes], bytes]
) -> None:
    path = written(tmp_path, TENSORS) / name
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ModelError, match=REFUSED):
        Contextual.open(tmp_path)


SIZES = asdict(SHAPE)


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {},
        {**TOLD, "shape": None},
        {**TOLD, "begin": len(PIECES)},
        {**TOLD, "end": -1},
        {**TOLD, "end": None},
        *(
            {**TOLD, "shape": {**SIZES, **changed}}
            for changed in (
                {"pieces": len(PIECES) - 1},
                {"dim": 64},
                {"layers": 1},
                {"layers": 3},
                {"heads": 5},
                {"heads": 0},
                {"inner": 32},
                {"places": 21},
                {"places": 8},
                {"depth": 2},
            )
        ),
    ],
)
def test_weights_that_tell_of_another_encoder_are_refused(tmp_path: Path, told: object) -> None:
    with pytest.raises(ModelError, match=REFUSED):
        Contextual.open(written(tmp_path, TENSORS, told))


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("words.codes", None),
        ("words.scales", np.ones((len(PIECES), 2), dtype=np.float16)),
        ("words.scales", np.ones((len(PIECES), 1), dtype=np.float32)),
        ("layers.1.query.codes", np.zeros((32, 16), dtype=np.int8)),
        ("layers.1.query.codes", np.zeros((32, 15), dtype=np.uint8)),
        ("layers.1.query.codes", np.zeros(32, dtype=np.uint8)),
        ("layers.1.query.codes", None),
        ("layers.0.narrow.scales", np.ones((1, 2), dtype=np.float16)),
        ("layers.0.narrow.scales", None),
        ("layers.0.norm.weight", np.ones(31, dtype=np.float32)),
        ("layers.0.key.bias", None),
        ("places", np.ones((20, 31), dtype=np.float32)),
        ("more", np.ones(1, dtype=np.float32)),
    ],
)
def test_every_weight_must_be_there_and_of_its_shape(
    tmp_path: Path, name: str, changed: NDArray[np.generic] | None
) -> None:
    tensors: Tensors = {key: array for key, array in TENSORS.items() if key != name}
    if changed is not None:
        tensors[name] = changed
    with pytest.raises(ModelError, match=f"{name.rsplit('.', 1)[0]}.*install Konkyo again"):
        Contextual.open(written(tmp_path, tensors))


def test_a_tokenizer_of_other_pieces_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, TENSORS) / TOKENIZER_NAME
    told = json.loads(path.read_text())
    told["model"]["vocab"].pop()
    path.write_text(json.dumps(told))
    with pytest.raises(ModelError, match=REFUSED):
        Contextual.open(tmp_path)
