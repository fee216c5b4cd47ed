"""The selector: random weights against plain loops over all tokens, and its files."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from indexer.errors import ModelError
from service.layout import Floats
from service.reader.inputs import Read
from service.reader.selector import (
    FILE_NAME,
    FOLDER,
    Selector,
    Side,
    Told,
    open_selector,
    shares,
)
from service.reader.words import Words
from tests.damage import DAMAGES
from tests.tiny_reader import (
    CONTEXT,
    DIM,
    SELECTING,
    random_passage,
    random_words,
    selector_folder,
    selector_of,
)

SHAPE = replace(SELECTING, context=CONTEXT)
SELECTOR = selector_of(3, SHAPE)
REFUSED = "install Konkyo again"


def drawn(seed: int, *sizes: int) -> tuple[Words, list[Read]]:
    draw = np.random.default_rng(seed)
    return random_words(draw, 5), [random_passage(draw, size).read for size in sizes]


def linear(layer: torch.nn.Module, rows: Floats) -> Floats:
    weights = {name: one.double().numpy() for name, one in layer.state_dict().items()}
    return np.asarray(rows @ weights["weight"].T + weights["bias"])


def unit(row: Floats) -> Floats:
    return row / np.linalg.norm(row)


def gelu(rows: Floats) -> Floats:
    halves = np.vectorize(lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2)
    return np.asarray(halves(rows))


def known(words: Words) -> Floats:
    return np.concatenate([words.context, words.vectors], 1).astype(float)


def vectors_of(side: Side, words: Words) -> list[Floats]:
    rows = known(words)
    made = linear(side.straight, rows) + linear(side.outward, gelu(linear(side.inward, rows)))
    return [unit(row) for row in made]


def gist_of(side: Side, words: Words, tokens: list[int]) -> Floats:
    made = linear(side.gist, np.concatenate([known(words), words.own], 1))[tokens]
    weights = np.exp(made[:, -1])
    return unit((made[:, :-1] * weights[:, None]).sum(0))


def slow_scores(words: Words, read: Read) -> list[float]:
    """The scores of a passage's sentences, token by token."""
    asked, told = vectors_of(SELECTOR.questions, words), vectors_of(SELECTOR.passages, read.words)
    rows = np.concatenate([known(words), words.own], 1)
    worth = np.exp(linear(SELECTOR.worth[2], gelu(linear(SELECTOR.worth[0], rows))))[:, 0]
    numbers = sorted(set(read.sentences.tolist()))
    inside = [np.flatnonzero(read.sentences == number).tolist() for number in numbers]
    before, behind, whole = (1 / (1 + math.exp(-x)) for x in SELECTOR.beside.tolist())
    tokens, gists = (math.exp(x) for x in SELECTOR.scales.tolist())
    found = []
    for place, own in enumerate(inside):
        met = 0.0
        for vector, share in zip(asked, worth / worth.sum(), strict=True):
            best = [max(float(vector @ told[n]) for n in each) for each in inside]
            others = [
                best[place],
                before * best[place - 1] if place else 0.0,
                behind * best[place + 1] if place + 1 < len(best) else 0.0,
                whole * max(best),
            ]
            met += float(share) * max(others)
        about = gist_of(SELECTOR.questions, words, list(range(len(words))))
        alike = float(about @ gist_of(SELECTOR.passages, read.words, own))
        found.append(tokens * met + gists * alike)
    return found


@settings(max_examples=25)
@given(st.integers(0, 2**31), st.integers(1, 14), st.integers(1, 14))
def test_scores_are_those_of_the_loops(seed: int, one: int, other: int) -> None:
    words, reads = drawn(seed, one, other)
    found = SELECTOR.scores(words, [SELECTOR.ready(read) for read in reads])
    for scores, read in zip(found, reads, strict=True):
        assert scores.tolist() == pytest.approx(slow_scores(words, read), abs=1e-3)


def test_sentences_without_tokens_have_no_score() -> None:
    words, (read,) = drawn(1, 6)
    skipped = replace(read, sentences=np.array([0, 0, 2, 2, 2, 5]))
    closed_up = replace(read, sentences=np.array([0, 0, 1, 1, 1, 2]))
    found, expected = (
        SELECTOR.scores(words, [SELECTOR.ready(one)])[0].tolist() for one in (skipped, closed_up)
    )
    assert found == expected
    assert len(found) == 3


def test_questions_and_passages_together_score_as_alone() -> None:
    """As they are learnt from: all questions with all passages."""
    questions = [drawn(seed, 1)[0] for seed in (1, 2)]
    _, reads = drawn(3, 7, 2)
    with torch.inference_mode():
        told = SELECTOR.told([read.words for read in reads], [read.sentences for read in reads])
        found = SELECTOR(SELECTOR.asked(questions), told)
    for row, words in zip(found, questions, strict=True):
        alone = [slow_scores(words, read) for read in reads]
        assert row.tolist() == pytest.approx([*alone[0], *alone[1]], abs=1e-3)


def test_passages_in_a_row_are_counted_on() -> None:
    _, reads = drawn(4, 9, 1, 5)
    told = Told.joined([SELECTOR.ready(read) for read in reads])
    assert told.sentences.tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 2, 3, 4, 4, 4, 4, 5]
    assert told.passages.tolist() == [0, 0, 0, 1, 2, 2]


def test_shares_by_hand() -> None:
    logs = torch.log(torch.tensor([1.0, 3.0, 5.0]))
    assert shares(logs, torch.tensor([0, 0, 1]), 2).tolist() == pytest.approx([0.25, 0.75, 1.0])


def test_what_a_selector_was_not_made_for_changes_nothing() -> None:
    """One without contextual vectors reads words that have some as if they had none."""
    selector = selector_of(1)
    words, (read,) = drawn(5, 6)
    bare = [
        replace(one, context=np.zeros((len(one), 0), np.float32)) for one in (words, read.words)
    ]
    (found,) = selector.scores(words, [selector.ready(read)])
    (expected,) = selector.scores(bare[0], [selector.ready(replace(read, words=bare[1]))])
    assert found.tolist() == expected.tolist()


def test_what_is_written_scores_as_it_did(tmp_path: Path) -> None:
    words, (read,) = drawn(6, 8)
    selector = open_selector(DIM, CONTEXT, selector_folder(tmp_path / "new", SHAPE))
    expected = selector_of(1, SHAPE)
    (found,), (before,) = (each.scores(words, [each.ready(read)]) for each in (selector, expected))
    assert found.tolist() == before.tolist()


def test_a_missing_selector_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=f"selector cannot be read.*{REFUSED}"):
        open_selector(DIM, CONTEXT, tmp_path)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_selector_is_told(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = selector_folder(tmp_path, SHAPE) / FILE_NAME
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ModelError, match=f"selector cannot be read.*{REFUSED}"):
        open_selector(DIM, CONTEXT, tmp_path)


@pytest.mark.parametrize(
    "told",
    [
        None,
        {"more": "{}"},
        {"selector": "[]"},
        {"selector": json.dumps({**asdict(SHAPE), "gist": 4})},
        {"selector": json.dumps({**asdict(SHAPE), "depth": 4})},
    ],
)
def test_a_selector_that_tells_of_another_is_refused(
    tmp_path: Path, told: dict[str, str] | None
) -> None:
    save_file(selector_of(1, SHAPE).state_dict(), tmp_path / FILE_NAME, metadata=told)
    with pytest.raises(ModelError, match=f"selector cannot be read.*{REFUSED}"):
        open_selector(DIM, CONTEXT, tmp_path)


@pytest.mark.parametrize(("dim", "context"), [(DIM, 0), (DIM + 1, CONTEXT)])
def test_a_selector_for_other_vectors_is_refused(tmp_path: Path, dim: int, context: int) -> None:
    with pytest.raises(ModelError, match=f"vectors of {dim} and {context} here.*{REFUSED}"):
        open_selector(dim, context, selector_folder(tmp_path, SHAPE))


def test_the_bundled_weights_are_halves_that_are_finite() -> None:
    for name, weights in load_file(FOLDER / FILE_NAME).items():
        assert weights.dtype == torch.float16, name
        assert torch.isfinite(weights).all(), name


def test_a_new_selector_sees_both_sides_alike() -> None:
    """Before it has learnt anything, equal words of a question and a passage meet."""
    new = Selector(SHAPE)
    words, _ = drawn(7, 1)
    with torch.inference_mode():
        asked, told = new.asked([words]), new.told([words], [np.zeros(len(words), np.int64)])
    assert torch.equal(asked.tokens, told.tokens)
