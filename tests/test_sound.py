from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.sound import distance, similarity, sound, sound_key

KANA = st.text(alphabet="アイウカキクサシタチトナハバパマミラルンワー", max_size=9)

KEYS = [
    ("ファーウェイ", "フアヱ"),
    ("フアウエイ", "フアヱ"),
    ("サーバー", "サバ"),
    ("ディープ・シーク", "ジプシク"),
    ("ヴェスパ", "ベスパ"),
    ("ティッカー", "チカ"),
    ("バイドゥ", "バイズ"),
    ("とうきょう", "トキヨ"),
    ("ウォッシュ", "ヲシユ"),
    ("abc漢", ""),
    ("", ""),
]


@pytest.mark.parametrize(("kana", "key"), KEYS)
def test_keys(kana: str, key: str) -> None:
    assert sound_key(kana) == key


# Worked out from the costs: vowels a-u .3, e-i .25, ト for ソ .4, a dropped ン .5, ラ for カ .9.
DISTANCES = [
    ("", "", 0.0),
    ("ザカバグ", "ズカバグ", 0.3),
    ("エロン", "イロン", 0.25),
    ("アンソロ", "アントロ", 0.4),
    ("ホンダ", "ホダ", 0.5),
    ("ラマ", "カマ", 0.9),
    ("ロマ", "ラマ", 0.25),
    ("ア", "", 0.35),
]


@pytest.mark.parametrize(("left", "right", "expected"), DISTANCES)
def test_distances(left: str, right: str, expected: float) -> None:
    assert distance(left, right) == pytest.approx(expected)
    assert distance(left, right, expected + 0.01) == pytest.approx(expected)
    if expected:
        assert distance(left, right, expected - 0.01) == float("inf")


SIMILARITIES = [
    ("サーバ", "サーバー", 1.0),
    ("ファーウェイ", "フアウェイ", 0.98),
    ("マーク", "マック", 0.0),  # two morae: only the same spelling will do
    ("チップ", "チーズ", 0.0),
    ("ザッカーバーグ", "ズッカーバーグ", 0.85),  # 1 - .3 / (4 - 2)
    ("アンソロピック", "アントロピック", 0.9),  # 1 - .4 / (6 - 2)
    ("", "", 0.0),
]


@pytest.mark.parametrize(("left", "right", "expected"), SIMILARITIES)
def test_similarities(left: str, right: str, expected: float) -> None:
    assert similarity(sound(left), sound(right)) == pytest.approx(expected)


@settings(max_examples=150, deadline=None)
@given(KANA, KANA, st.sampled_from((0.0, 0.5, 0.85, 1.0)))
def test_similarity_is_symmetric_bounded_and_exact_above_its_least(
    left: str, right: str, least: float
) -> None:
    one, two = sound(left), sound(right)
    alike = similarity(one, two)
    assert 0.0 <= alike <= 1.0
    assert similarity(two, one) == pytest.approx(alike)
    assert similarity(one, one) == float(bool(one.key))
    if alike >= least:
        assert similarity(one, two, least) == pytest.approx(alike)
    else:
        assert similarity(one, two, least) < least + 1e-6


@settings(max_examples=100, deadline=None)
@given(KANA, KANA)
def test_distance_is_bounded_and_zero_only_for_equal_keys(left: str, right: str) -> None:
    keys = sound_key(left), sound_key(right)
    assert distance(*keys) <= max(map(len, keys)) + 1e-9
    assert (distance(*keys) == 0.0) == (keys[0] == keys[1])
