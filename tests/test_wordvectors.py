from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from indexer.config import BUNDLED_MODEL
from indexer.embedder import Embedder
from indexer.errors import ModelError
from indexer.wordvectors import BUNDLED, WordVectors
from tests.tiny import word_vectors

ROWS = np.array([[0, 0], [3, 4], [-6, 8], [0, 127]], dtype=np.int8)
SCALES = np.array([1.0, 0.5, 0.25, 0.01], dtype=np.float32)
WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"


def save(
    folder: Path, words: str = "[UNK] cat dog 山", scales: NDArray[np.float32] = SCALES
) -> Path:
    """Save a table of four words whose vectors one can compute by hand."""
    vocabulary = {word: place for place, word in enumerate(words.split())}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    folder.mkdir()
    tokenizer.save(str(folder / TOKENIZER))
    save_file({"embeddings": ROWS, "weights": scales}, folder / WEIGHTS)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return save(tmp_path / "table")


def test_pieces_are_token_ids_in_order(folder: Path) -> None:
    vectors = WordVectors.open(folder)
    assert vectors.pieces(["dog cat", "", "山 bird 山"]) == [[2, 1], [], [3, 0, 3]]
    assert vectors.pieces([]) == []


def test_directions_are_unit_and_lengths_row_norm_times_scale(folder: Path) -> None:
    directions, lengths = WordVectors.open(folder).look_up(np.array([2, 1, 2, 3]))
    assert directions.dtype == lengths.dtype == np.float32
    expected = [[-0.6, 0.8], [0.6, 0.8], [-0.6, 0.8], [0.0, 1.0]]
    np.testing.assert_allclose(directions, expected, rtol=1e-6)
    np.testing.assert_allclose(lengths, [2.5, 2.5, 2.5, 1.27], rtol=1e-6)


def test_a_token_without_a_vector_is_like_nothing_and_weighs_nothing(folder: Path) -> None:
    directions, lengths = WordVectors.open(folder).look_up(np.array([0]))
    assert directions.tolist() == [[0, 0]]
    assert 0 < lengths[0] < 1e-6  # shares of a sum of lengths stay defined


def test_no_tokens_have_no_vectors(folder: Path) -> None:
    directions, lengths = WordVectors.open(folder).look_up(np.array([], dtype=np.int32))
    assert (directions.shape, lengths.shape) == ((0, 2), (0,))


def test_looking_up_changes_nothing(folder: Path) -> None:
    vectors = WordVectors.open(folder)
    first, _ = vectors.look_up(np.array([1]))
    first[:] = 9
    np.testing.assert_allclose(vectors.look_up(np.array([1]))[0], [[0.6, 0.8]], rtol=1e-6)


def test_the_fingerprint_follows_both_files_not_the_place(tmp_path: Path, folder: Path) -> None:
    def fingerprint(place: Path) -> str:
        return WordVectors.open(place).fingerprint

    copy = Path(shutil.copytree(folder, tmp_path / "copy"))
    others = (
        save(tmp_path / "a", words="[UNK] dog cat 山"),
        save(tmp_path / "b", scales=SCALES * 2),
    )
    assert fingerprint(copy) == fingerprint(folder)
    assert len({fingerprint(folder), *map(fingerprint, others)}) == 3


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5])


def of_other_tensors(path: Path) -> None:
    save_file({"embeddings": ROWS}, path)


def of_no_tokens(path: Path) -> None:
    path.write_text("{}", encoding="utf-8")


def emptied(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        (TOKENIZER, Path.unlink),
        (TOKENIZER, emptied),
        (TOKENIZER, of_no_tokens),
        (WEIGHTS, Path.unlink),
        (WEIGHTS, emptied),
        (WEIGHTS, cut),
        (WEIGHTS, of_other_tensors),
    ],
)
def test_a_missing_or_damaged_table_is_named(
    folder: Path, name: str, damage: Callable[[Path], None]
) -> None:
    damage(folder / name)
    with pytest.raises(ModelError, match="the word vectors cannot be read.*install Konkyo again"):
        WordVectors.open(folder)


def test_what_lies_in_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="none: the word vectors cannot be read"):
        WordVectors.open(tmp_path / "none")


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Embedder(BUNDLED_MODEL)


@pytest.mark.parametrize(
    "text",
    ["東京タワーは高い。", "What price did the 15% levy apply to?", "H20とGPT-4を３個", "山"],
)
def test_weighted_directions_sum_up_to_the_embedding_of_the_text(
    embedder: Embedder, text: str
) -> None:
    """The bundled table is that of the bundled model: a token's share there is its length."""
    vectors = word_vectors()
    (pieces,) = vectors.pieces([text])
    directions, lengths = vectors.look_up(np.array(pieces))
    total = (directions * lengths[:, None]).sum(axis=0)
    (expected,) = embedder.documents([text])
    np.testing.assert_allclose(total / np.linalg.norm(total), expected, atol=1e-5)


def test_every_bundled_vector_has_a_direction_and_a_bounded_length() -> None:
    vectors = word_vectors()
    size = Tokenizer.from_file(str(BUNDLED / TOKENIZER)).get_vocab_size()
    directions, lengths = vectors.look_up(np.arange(size))
    np.testing.assert_allclose(np.linalg.norm(directions, axis=1), 1, atol=1e-5)
    assert 0 < lengths.min() < lengths.max() < 10


def test_a_tokenizer_without_probabilities_finds_all_tokens_alike(folder: Path) -> None:
    likelihoods = WordVectors.open(folder).likelihoods(["cat", "dog 山", "", "bird"])
    assert likelihoods == pytest.approx([-np.log(4), -2 * np.log(4), 0, -np.log(4)], rel=1e-6)


@pytest.mark.parametrize(
    ("likelier", "other"),
    [
        ("market", "marten"),
        ("market", "markrt"),
        ("いくらですか", "いらくですか"),
        ("何", "\u9f98"),
    ],
)
def test_common_words_are_likelier(likelier: str, other: str) -> None:
    more, less = word_vectors().likelihoods([likelier, other])
    assert less < more < 0


def test_the_likelihood_of_a_text_is_that_of_its_tokens() -> None:
    one, two, both = word_vectors().likelihoods(["market", "price", "market price"])
    assert both == pytest.approx(one + two, rel=1e-6)
