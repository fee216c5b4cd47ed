"""The bundled contextual vectors: what they are said to be."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from service.layout import Floats
from service.reader.contextual import FILE_NAME, FOLDER, Contextual

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture(scope="module")
def bundled() -> Contextual:
    return Contextual.open()


def vector(encoder: Contextual, text: str, word: str) -> Floats:
    """The direction of a word in its sentence."""
    start = text.index(word)
    places = np.array([(start, start + len(word))], dtype=np.int64)
    (found,) = encoder.of(text, places, asking=False)
    return np.asarray(found / np.linalg.norm(found))


@pytest.mark.parametrize(
    ("sentence", "right", "wrong"),
    [
        ("he sat down on the bank of the stream.", "shore", "money"),
        ("he put his money into the bank at noon.", "money", "shore"),
        ("彼は川の岸に座っていた。", "shore", "money"),
        ("彼は銀行に金を預けた。", "money", "shore"),
    ],
)
def test_a_word_means_what_its_sentence_says(
    bundled: Contextual, sentence: str, right: str, wrong: str
) -> None:
    known = {
        "shore": vector(bundled, "they walked along the bank of the river.", "bank"),
        "money": vector(bundled, "they borrowed from the bank at a low rate.", "bank"),
    }
    word = next(word for word in ("bank", "岸", "銀行") if word in sentence)
    asked = vector(bundled, sentence, word)
    assert asked @ known[right] > asked @ known[wrong] + 0.05


def test_numbers_are_about_normal(bundled: Contextual) -> None:
    texts = [path.read_text(encoding="utf-8")[:1000] for path in sorted(SEEDS.glob("*.txt"))]
    found = np.concatenate(
        [
            bundled.of(text, np.array([(n, n + 2) for n in range(0, len(text), 2)]), asking=False)
            for text in texts
        ]
    )
    assert np.abs(found.mean(0)).mean() < 0.25
    assert 0.8 < found.std(0).mean() < 1.2


def test_the_card_names_the_weights() -> None:
    told = hashlib.sha256((FOLDER / FILE_NAME).read_bytes()).hexdigest()
    assert told in (FOLDER / "README.md").read_text(encoding="utf-8")
