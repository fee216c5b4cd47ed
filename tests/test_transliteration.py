from __future__ import annotations

import pytest

from indexer.transliteration import readings

# What the model said when it was chosen: a change of its version must not pass unseen.
READINGS = [
    ("deepseek", ("ディープシーク",)),
    ("cambricon", ("カンブリコン",)),
    ("toyota", ("トヨタ",)),
    ("tsmc", ("ティーエスエムシー",)),
    ("h20", ()),
    ("x", ()),
    ("", ()),
    ("a" * 25, ()),
]
CONTAINED = [
    ("nvidia", "エヌヴィディア"),
    ("gpu", "ジーピーユー"),
    ("elon", "イーロン"),
    ("merkel", "メルケル"),
    ("xiaomi", "シャオミ"),
]


@pytest.mark.parametrize(("word", "expected"), READINGS)
def test_readings(word: str, expected: tuple[str, ...]) -> None:
    found = readings(word)
    assert found[: len(expected)] == expected
    assert bool(found) == bool(expected)


@pytest.mark.parametrize(("word", "kana"), CONTAINED)
def test_among_the_readings(word: str, kana: str) -> None:
    assert kana in readings(word)


def test_readings_are_remembered_in_a_bounded_cache() -> None:
    assert readings.cache_info().maxsize == 1 << 14
