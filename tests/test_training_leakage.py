from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.errors import TrainingError
from training.data import Pair, read_parallel
from training.leakage import Guard, make_guard, protected_texts

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"

PASSAGE = (
    "梅雨は、北海道と小笠原諸島を除く日本、朝鮮半島南部、"
    "中国の南部から長江流域にかけての沿海部でみられる。"
)
QUESTION = "日本で梅雨がないのは?"
SENTENCE = "The quick brown fox jumps over the lazy dog while seven old men watch from afar."
GUARD = make_guard([PASSAGE, QUESTION, SENTENCE])


@pytest.mark.parametrize(
    "text",
    [
        QUESTION,
        "日本で 梅雨がないのは？",
        PASSAGE,
        PASSAGE[4:40],
        "古い本によると、" + PASSAGE[:30] + "という。その後の研究では別の説明も知られている。",
        PASSAGE.replace("中国", "韓国"),
        "He said: the quick, brown fox jumps over the lazy dog while seven old men slept.",
        SENTENCE.upper(),
    ],
)
def test_equal_and_near_texts_leak(text: str) -> None:
    assert GUARD.leaks(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "梅雨",
        "日本で梅雨があるのは?",
        "北海道と小笠原諸島を除く日本の各地で、毎年多くの人がこの花を見に行くという話を聞いた。",
        "The quick brown fox jumps over the fence.",
        "Seven old men watch the lazy dog.",
    ],
)
def test_other_texts_do_not(text: str) -> None:
    assert not GUARD.leaks(text)


def test_either_side_of_a_pair_can_leak() -> None:
    assert GUARD.pair_leaks(Pair("x", QUESTION, "s"))
    assert GUARD.pair_leaks(Pair(SENTENCE, "x", "s"))
    assert not GUARD.pair_leaks(Pair("x", "y", "s"))


def test_training_refuses_a_leak() -> None:
    GUARD.require_clean([Pair("fine", "よい", "s")])
    with pytest.raises(TrainingError, match="repeats a dev or test text: 'fine', '日本で梅雨"):
        GUARD.require_clean([Pair("fine", QUESTION, "s")])


def test_an_empty_guard_finds_nothing() -> None:
    assert not make_guard(["", "。"]).leaks("。")


@pytest.mark.parametrize("word", ["great", "awesome", "オランダ", "ありがとう。"])
def test_a_word_or_greeting_is_no_leak(word: str) -> None:
    assert not make_guard([word]).leaks(word)


def windows(text: str) -> Iterator[str]:
    """Every 30 letters and digits in a row, in lower case."""
    plain = "".join(filter(str.isalnum, text)).lower()
    return (plain[i : i + 30] for i in range(len(plain) - 29))


@pytest.mark.skipif(not DATA.is_dir(), reason="the training data, ../shared/data, is not here")
def test_sampled_training_pairs_share_no_window_with_a_dev_text() -> None:
    """An oracle of its own: after the guard, no 30 characters of a pair stand in a dev text.

    Every window is tried, at whatever offset it begins.
    """
    protected = list(protected_texts(DATA, ROOT / "eval" / "gold", ROOT / "seeds"))
    guard: Guard = make_guard(protected)
    pairs = [pair for pair in read_parallel(DATA) if pair.source != "wmt23"]
    sample = random.Random(1).sample(pairs, 1500)
    kept = [pair for pair in sample if not guard.pair_leaks(pair)]
    assert len(kept) > 1450
    assert not {pair.target for pair in kept} & set(protected)
    seen = {window for text in protected for window in windows(text)}
    assert [pair.target for pair in kept if not seen.isdisjoint(windows(pair.target))] == []
