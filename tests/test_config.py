from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.config import BUNDLED_MODEL, IndexConfig, digest
from indexer.errors import ConfigError


def test_the_default_model_is_the_bundled_one() -> None:
    assert IndexConfig().model == BUNDLED_MODEL


@pytest.mark.parametrize(
    ("model", "chars", "overlap"), [("m", 40, 0), ("m", 5000, 5), ("組織/模型", 320, 1)]
)
def test_the_ends_of_each_range_are_allowed(model: str, chars: int, overlap: int) -> None:
    config = IndexConfig(model, chars, overlap)
    assert (config.model, config.passage_chars, config.overlap_sentences) == (model, chars, overlap)


@pytest.mark.parametrize(
    ("model", "chars", "overlap", "said"),
    [
        ("", 320, 1, "model is empty"),
        ("m", 39, 1, "passage_chars is 39: choose 40 to 5000"),
        ("m", 5001, 1, "passage_chars is 5001"),
        ("m", 320, -1, "overlap_sentences is -1: choose 0 to 5"),
        ("m", 320, 6, "overlap_sentences is 6"),
    ],
)
def test_values_out_of_range_are_refused_with_the_range(
    model: str, chars: int, overlap: int, said: str
) -> None:
    with pytest.raises(ConfigError, match=said):
        IndexConfig(model, chars, overlap)


Settings = st.tuples(st.integers(40, 5000), st.integers(0, 5))


@given(Settings, Settings)
@settings(max_examples=100, deadline=None)
def test_chunker_fingerprints_are_equal_when_the_chunker_settings_are(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    first, second = IndexConfig("a", *one), IndexConfig("b", *other)
    assert (first.chunker_fingerprint == second.chunker_fingerprint) == (one == other)


def test_digest_is_the_head_of_sha256() -> None:
    assert digest(b"") == "e3b0c44298fc1c14"
    assert digest("根拠".encode()) == hashlib.sha256("根拠".encode()).hexdigest()[:16]
