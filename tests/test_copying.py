"""What passages repeat of a question, against plain loops over characters."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.copying import RUN_POWER, SPREAD, copied, folded
from tests.plain_matching import copied_oracle

CHARACTERS = st.sampled_from("abcABＣあいの税国。 ｶﾞ\ud800🍣")
TEXTS = st.lists(st.text(CHARACTERS, max_size=20), max_size=4)


@given(st.text(CHARACTERS, max_size=12), TEXTS)
@example("abcab", ["abxcab", "", "a", "ab", "abc", "cabca"])
def test_runs_are_those_of_plain_loops(question: str, texts: list[str]) -> None:
    found = copied(question, [folded(text) for text in texts])
    assert found.tolist() == pytest.approx([copied_oracle(question, text) for text in texts])


def test_a_text_is_folded_as_the_question_is() -> None:
    assert folded("ＡｶﾞB").folded == "aガb"


def test_pairs_that_share_a_number_are_told_apart() -> None:
    """The pair of the text has the number of the question's, whose characters it has not."""
    step = int(SPREAD)
    apart = next(k for k in range(1, 20_000) if (k * step) % 2**32 < 0x20000)
    other = (apart * step) % 2**32
    pair, like = f"\u3400{chr(0x4E00 + other)}", f"{chr(0x3400 + apart)}\u4e00"
    assert folded(pair).pairs.tolist() == folded(like).pairs.tolist()
    question, text = f"{pair}税金を", f"{like}税金を"
    (found,) = copied(question, [folded(text)])
    assert found == pytest.approx((3 / 5) ** RUN_POWER)
    assert found == pytest.approx(copied_oracle(question, text))
