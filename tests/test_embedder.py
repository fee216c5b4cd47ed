from __future__ import annotations

import shutil
import socket
from pathlib import Path

import numpy as np
import pytest
from models import save_bert, save_static

import indexer.embedder
from indexer.config import BUNDLED_MODEL
from indexer.embedder import Embedder, folder_digest
from indexer.errors import ModelError


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_static(tmp_path_factory.mktemp("static") / "model")


@pytest.fixture(scope="module")
def embedder(folder: Path) -> Embedder:
    return Embedder(str(folder))


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "copy"))


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Refuse every connection and list whom one was tried to."""
    tried: list[object] = []

    def refuse(own: socket.socket, address: object) -> None:
        tried.append(address)
        raise OSError("no network in tests")

    def unknown(host: object, *rest: object, **more: object) -> None:
        tried.append(host)
        raise socket.gaierror("no network in tests")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    return tried


def direction(*counts: float) -> list[float]:
    """The unit vector of these counts of query, passage, cat and dog."""
    return [float(value) for value in np.array(counts) / np.linalg.norm(counts)]


@pytest.mark.parametrize(
    ("text", "query", "document"),
    [
        ("cat", (1, 0, 1, 0), (0, 1, 1, 0)),
        ("dog dog cat", (1, 0, 1, 2), (0, 1, 1, 2)),
        ("query", (2, 0, 0, 0), (1, 1, 0, 0)),
        ("unknown words", (1, 0, 0, 0), (0, 1, 0, 0)),
        ("", (1, 0, 0, 0), (0, 1, 0, 0)),
    ],
)
def test_each_prompt_is_added_once_to_its_own_kind(
    embedder: Embedder, text: str, query: tuple[int, ...], document: tuple[int, ...]
) -> None:
    assert embedder.queries([text])[0].tolist() == pytest.approx(direction(*query))
    assert embedder.documents([text])[0].tolist() == pytest.approx(direction(*document))


def test_vectors_are_unit_float32_in_order(embedder: Embedder) -> None:
    texts = ["cat", "dog", "cat dog"] * 50
    vectors = embedder.documents(texts)
    assert vectors.dtype == np.float32
    assert vectors.shape == (150, embedder.dim) == (150, 4)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    np.testing.assert_array_equal(vectors[:3], vectors[-3:])
    assert len({tuple(row) for row in vectors[:3].tolist()}) == 3


def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    assert embedder.documents([]).shape == (0, 4)
    assert embedder.queries([]).shape == (0, 4)


def test_a_text_without_known_words_has_the_zero_vector(copy: Path) -> None:
    settings = copy / "config_sentence_transformers.json"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('"passage "', '""'), encoding="utf-8")
    vectors = Embedder(str(copy)).documents(["unknown", "", "cat"])
    assert vectors.tolist() == [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 1, 0]]


def test_values_that_are_no_numbers_are_refused(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    embedder = Embedder(str(copy))
    broken = np.full((1, 4), np.nan, dtype=np.float32)
    monkeypatch.setattr(embedder._model, "documents", lambda texts: broken)
    with pytest.raises(ModelError, match="not finite"):
        embedder.documents(["cat"])


def test_the_fingerprint_follows_the_content_not_the_place(folder: Path, copy: Path) -> None:
    assert folder_digest(copy) == folder_digest(folder)
    moved = copy.rename(copy.with_name("moved"))
    assert Embedder(str(moved)).fingerprint == folder_digest(folder)


def test_the_fingerprint_changes_with_any_file(copy: Path) -> None:
    seen = {folder_digest(copy)}
    for path in sorted(path for path in copy.rglob("*") if path.is_file()):
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        seen.add(folder_digest(copy))
        path.write_bytes(whole)
        path.rename(path.with_name(f"{path.name}x"))
        seen.add(folder_digest(copy))
        path.with_name(f"{path.name}x").rename(path)
    files = sum(path.is_file() for path in copy.rglob("*"))
    assert files >= 4
    assert len(seen) == 1 + 2 * files


@pytest.mark.parametrize(
    "model",
    ["{tmp}/missing", "./missing", "../missing", "a/b/c", "モデル", "~/x", "bad name", "x/"],
)
def test_a_missing_folder_is_refused_without_a_try_at_the_network(
    model: str, tmp_path: Path, network: list[object]
) -> None:
    with pytest.raises(ModelError, match="folder"):
        Embedder(model.format(tmp=tmp_path))
    assert network == []


def test_a_missing_bundled_model_is_not_looked_for_elsewhere(
    tmp_path: Path, network: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexer.embedder, "_BUNDLED", tmp_path)
    with pytest.raises(ModelError, match="install"):
        Embedder(BUNDLED_MODEL)
    assert network == []


def test_a_hub_id_without_network_is_refused(
    tmp_path: Path, network: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(ModelError, match="konkyo-tests/no-such-model"):
        Embedder("konkyo-tests/no-such-model")
    assert network == []


def test_a_bundled_name_is_found_without_a_path(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexer.embedder, "_BUNDLED", folder.parent)
    assert Embedder(folder.name).fingerprint == folder_digest(folder)


@pytest.mark.parametrize(
    "name", ["modules.json", "config_sentence_transformers.json", "tokenizer.json"]
)
def test_a_damaged_json_file_is_named(copy: Path, name: str) -> None:
    whole = (copy / name).read_bytes()
    (copy / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match=name):
        assert Embedder(str(copy)).dim


@pytest.mark.parametrize("content", [b"", b"version https://git-lfs.github.com/spec/v1\n"])
def test_damaged_weights_are_refused(copy: Path, content: bytes) -> None:
    (copy / "model.safetensors").write_bytes(content)
    with pytest.raises(ModelError, match="cannot load"):
        assert Embedder(str(copy)).dim


def test_an_empty_folder_is_no_model(tmp_path: Path, network: list[object]) -> None:
    with pytest.raises(ModelError, match="cannot load"):
        assert Embedder(str(tmp_path)).dim
    assert network == []


def test_a_transformer_folder_loads_and_tells_words_apart(
    tmp_path: Path, network: list[object]
) -> None:
    embedder = Embedder(str(save_bert(tmp_path / "bert")))
    texts = ["山", "川", "山 cats 海"]
    vectors = embedder.documents(texts)
    assert vectors.shape == (3, 32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(embedder.queries(texts), vectors, atol=1e-6)
    assert (vectors @ vectors.T - np.eye(3)).max() < 0.999
    assert network == []


def test_the_bundled_model_gives_what_the_library_gives(tmp_path: Path) -> None:
    bundled = Embedder(BUNDLED_MODEL)
    copy = shutil.copytree(indexer.embedder._BUNDLED / BUNDLED_MODEL, tmp_path / "copy")
    library = Embedder(str(copy))
    seeds = Path(__file__).parent.parent / "seeds"
    whole = "\n".join(path.read_text(encoding="utf-8") for path in sorted(seeds.glob("*.txt")))
    texts = ["", "🗻", "What price did the levy apply to?", "a" * 3000, "東京\0大阪"]
    texts += [whole[n : n + 300] for n in range(0, len(whole), 300)]
    assert bundled.dim == library.dim
    assert bundled.fingerprint == library.fingerprint
    for one, other in (
        (bundled.queries(texts), library.queries(texts)),
        (bundled.documents(texts), library.documents(texts)),
    ):
        np.testing.assert_allclose(one, other, atol=1e-5)
