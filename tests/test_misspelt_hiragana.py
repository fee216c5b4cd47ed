"""Slips in hiragana, with the real dictionary and the bundled unigram model."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.misspelt_hiragana import LESS_ODD, LIKELIER, mended_hiragana
from tests.misspelling import analyser
from tests.tiny import word_vectors


def mend(question: str) -> str:
    return mended_hiragana(question, analyser(), word_vectors())


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("この機械はいらくですか", "この機械はいくらですか"),
        ("薬についてのんどな話ですか", "薬についてのどんな話ですか"),
        ("駅はどこにりあますか", "駅はどこにありますか"),
        ("なにがあるのてすか", "なにがあるのですか"),
        ("価格はどうなつたのですか", "価格はどうなったのですか"),
        # One in each of two runs.
        ("駅はどこにりあますか、値段はいらくですか", "駅はどこにありますか、値段はいくらですか"),
    ],
)
def test_a_slip_in_hiragana_is_mended(question: str, meant: str) -> None:
    assert mend(question) == meant


@pytest.mark.parametrize(
    "question",
    [
        "この機械はいくらですか",
        "電車で待ちくたびれた人はだれですか",
        "もうかっている店はどこにありますか",
        "何でもめたのですか",
        "札を欲しがったのはなぜですか",
        "電池はからっぽになったのか",
        "価格は?",
        "What is it?",
        "",
    ],
)
def test_what_is_natural_stays(question: str) -> None:
    assert mend(question) == question


class Judging:
    """Finds one text as odd and as likely as it is told, and all others not at all so."""

    def __init__(self, meant: str, cost: int, likely: float) -> None:
        self.meant, self.saved, self.likely = meant, cost, likely

    def cost(self, text: str) -> int:
        return 10_000 - (self.saved if text == self.meant else 0)

    def likelihoods(self, texts: list[str]) -> list[float]:
        return [self.likely if text == self.meant else 0.0 for text in texts]


@pytest.mark.parametrize(
    ("cost", "likely", "mended"),
    [
        (LESS_ODD, LIKELIER + 0.1, True),
        (LESS_ODD - 1, LIKELIER + 0.1, False),
        (LESS_ODD, LIKELIER, False),
    ],
)
def test_both_judges_must_be_sure(cost: int, likely: float, mended: bool) -> None:
    judge = Judging("いくら", cost, likely)
    assert mended_hiragana("いらく", judge, judge) == ("いくら" if mended else "いらく")  # type: ignore[arg-type]


def test_very_long_runs_are_left_alone() -> None:
    assert mend("いらくですか" * 8) == "いらくですか" * 8


@given(st.text("いくらなぜですか価格はA、 ", max_size=15))
@settings(max_examples=50, deadline=None)
def test_all_but_hiragana_stays(text: str) -> None:
    told = mend(text)
    assert len(told) == len(text)
    kept = [(a, b) for a, b in zip(text, told, strict=True) if a in "価格A、 "]
    assert all(a == b for a, b in kept)
