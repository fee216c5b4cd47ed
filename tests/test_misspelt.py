"""Whole questions with slips, over a corpus of three passages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.lookups import Lookups
from service.misspelt import mended
from service.query import fold
from tests.misspelling import CORPUS, lookups_over


@pytest.fixture(scope="module")
def lookups(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lookups]:
    with lookups_over(CORPUS, tmp_path_factory.mktemp("misspelt") / "lexical") as found:
        yield found


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("チッフの価格はいらくですか", "チップの価格はいくらですか"),
        ("DeepSekkのモルデはいらくですか", "Deepseekのモデルはいくらですか"),
        ("How did the markrt in Chona react?", "How did the market in China react?"),
        ("チップの価格はいくらですか", "チップの価格はいくらですか"),
        # In hiragana alone, every word is spelled otherwise than the corpus has it.
        ("ちっぷはいらくですか", "ちっぷはいらくですか"),
    ],
)
def test_slips_of_all_kinds_are_mended(lookups: Lookups, question: str, meant: str) -> None:
    assert mended(question, (), lookups) == meant


@given(st.text(max_size=30))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_question_is_taken(lookups: Lookups, text: str) -> None:
    told = mended(fold(text), (), lookups)
    assert told.strip() or not fold(text)
