from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.wording import DATE, DURATION, LATIN, MONEY, NAME, NUMBER, NUMERIC, PERCENT
from service.sought import sought


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("How much does one of the machines cost?", {MONEY}),
        ("一台いくらする?", {MONEY}),
        ("At what price were they sold?", {MONEY}),
        ("What proportion of the chips is domestic?", {PERCENT}),
        ("How much of the revenue comes from China?", {PERCENT}),
        ("何割が国産か", {PERCENT}),
        ("How many years did it take?", {DURATION}),
        ("How long would it take?", {DURATION}),
        ("通算で何年かかったのか", {DURATION}),
        ("When was it banned?", {DATE}),
        ("Which year was it?", {DATE}),
        ("So when did it end?", {DATE}),
        ("How did the market move when the ban was lifted?", set()),
        ("Why did people who worked there leave?", set()),
        ("By whom was it designed?", {NAME, LATIN}),
        ("価格は?", {MONEY}),
        ("ボールペン 値段 学生", {MONEY}),
        ("費用がどれくらいかかった?", {MONEY}),
        ("価格が上がったのはいつ?", {DATE}),
        ("総額は売上高の何パーセントに等しい?", {PERCENT}),
        ("費用を負担したのは誰?", {NAME, LATIN}),
        ("費用は何億ドル?", {MONEY}),
        ("総額に占める割合は?", {PERCENT}),
        ("価格が上がったのはなぜ?", set()),
        ("価格がいつもより下がった理由は?", set()),
        ("料金を決めた方法は?", set()),
        ("Why did the cost of a wafer rise?", set()),
        ("いつ禁止された?", {DATE}),
        ("何年に禁止された?", {DATE}),
        ("How many people work there?", {NUMBER, PERCENT, DURATION}),
        ("社員は何人?", {NUMBER, PERCENT, DURATION}),
        ("To what extent did it grow?", set(NUMERIC)),
        ("どのくらい伸びた?", set(NUMERIC)),
        ("Who runs it?", {NAME, LATIN}),
        ("Which Chinese companies make them?", {NAME, LATIN}),
        ("どこで作られた?", {NAME, LATIN}),
        ("社長は誰?", {NAME, LATIN}),
        ("どの政権が規制した?", {NAME, LATIN}),
        ("Which newspaper broke the story?", {NAME, LATIN}),
        ("For how little was it sold?", set(NUMERIC)),
        ("How low did sugar go the year after?", set(NUMERIC)),
        ("How few years did it take?", {DURATION}),
        ("For how few dollars was it sold?", {MONEY}),
        ("How light travels through glass", set()),
        ("Why did it fail?", set()),
        ("What price did the levy apply to?", set()),
        ("What was Claude 3.5 Sonnet's API price?", {MONEY}),
        ("What is the price of the H20 in China?", {MONEY}),
        ("What did the first machine cost?", {MONEY}),
        ("cost of a machine", {MONEY}),
        ("What was the price cut called?", set()),
        ("What does the law say about the cost?", set()),
        ("What is the best way to cut the cost of training?", set()),
        ("What is China's share of the revenue?", {PERCENT}),
        ("What is the wavelength of the light?", {NUMBER, PERCENT, DURATION}),
        ("What are the number plates made of?", set()),
        ("なぜ失敗した?", set()),
        ("", set()),
    ],
)
def test_sought(question: str, kinds: set[int]) -> None:
    assert sought(question) == kinds


@given(st.text())
def test_any_text_asks_for_numbers_or_for_a_name_or_tells_nothing(question: str) -> None:
    found = sought(question)
    assert found <= NUMERIC or found == {NAME, LATIN}


@given(st.text(st.sampled_from("いつ何年誰どこ いくらwhenwho how much?、ＡＢ"), max_size=20))
def test_width_and_case_change_nothing(question: str) -> None:
    wide = question.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    assert sought(wide) == sought(question)
    assert sought(question.upper()) == sought(question)
