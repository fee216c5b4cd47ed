"""Opening networks that read contextual vectors: the encoder is opened with them, or told."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.torch import save_file

from indexer.errors import ModelError
from service.reader.contextual import Contextual
from service.reader.network import Shape
from service.reader.reader import FILE_NAME, Reader
from tests import tiny_contextual
from tests.fakes import CharacterSegmenter
from tests.tiny_reader import (
    SELECTING,
    SHAPE,
    VOCABULARY,
    CharacterVectors,
    assert_alike,
    network_of,
    random_asking,
    selector_folder,
)
from training.reader import write

SEGMENTER, VECTORS = CharacterSegmenter(), CharacterVectors()
REFUSED = "install Konkyo again"
CONTEXTUAL = replace(SHAPE, context=tiny_contextual.SHAPE.dim, context_size=4)


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_contextual.written(tmp_path_factory.mktemp("encoder"), tiny_contextual.drawn())


def written_contextual(folder: Path, shape: Shape = CONTEXTUAL) -> Path:
    """A folder of the weights of one network that reads contextual vectors."""
    weights = network_of(1, CONTEXTUAL).state_dict()
    told = {
        "words": list(VOCABULARY.words),
        "parts": list(VOCABULARY.parts),
        "networks": 1,
        "shape": asdict(shape),
    }
    kept = {f"0.{name}": tensor for name, tensor in weights.items()}
    save_file(kept, folder / FILE_NAME, metadata={"reader": json.dumps(told)})
    return folder


def test_contextual_vectors_are_read_where_the_networks_need_them(
    tmp_path: Path, encoder: Path
) -> None:
    chosen = selector_folder(tmp_path / "selector", replace(SELECTING, context=32))
    reader = Reader.open(SEGMENTER, VECTORS, written_contextual(tmp_path), encoder, chosen)
    text, places = "山は川。海", np.array([(n, n + 1) for n in range(5)])
    prepared = reader.passage(text, [])
    expected = Contextual.open(encoder).of(text, places, asking=False)
    words = prepared.prepared.read.words
    assert np.array_equal(words.context, expected)
    asking = replace(random_asking(np.random.default_rng(1), 4), words=words)
    passages = [prepared, reader.passage("山" * 30, []), reader.passage(text, [])]
    one, other, again = reader.read(asking, reader.score(asking, passages))
    assert_alike(one, again)
    (alone,) = reader.read(asking, reader.score(asking, [prepared]))
    assert_alike(one, alone)
    assert one.none != other.none
    assert sum(each.mass for each in one.found.values()) + one.none == pytest.approx(1)


def test_networks_that_need_no_contextual_vectors_open_no_encoder(tmp_path: Path) -> None:
    write(tmp_path, [network_of(1)], SHAPE, VOCABULARY)
    chosen = selector_folder(tmp_path / "selector")
    reader = Reader.open(SEGMENTER, VECTORS, tmp_path, tmp_path / "none", chosen)
    assert reader.passage("山川", []).prepared.read.words.context.shape == (2, 0)


def test_an_encoder_that_is_missing_or_does_not_fit_is_told(tmp_path: Path, encoder: Path) -> None:
    folder = written_contextual(tmp_path)
    with pytest.raises(ModelError, match=f"contextual vectors cannot be read.*{REFUSED}"):
        Reader.open(SEGMENTER, VECTORS, folder, tmp_path / "none")
    for shape, wrong in (
        (replace(CONTEXTUAL, context=31), "context is 31 there and 32 here"),
        (replace(CONTEXTUAL, context_size=5), "is not of the shape told"),
        (replace(CONTEXTUAL, context=0), "is not of the shape told"),
    ):
        with pytest.raises(ModelError, match=f"reader cannot be read.*{wrong}.*{REFUSED}"):
            Reader.open(SEGMENTER, VECTORS, written_contextual(tmp_path, shape), encoder)
