from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.records import Span
from service.language import detect_language
from service.phrases import LONGEST
from service.shown import SURELY, Shown, lead, shown
from tests.tiny_judge import evidence_of, judged

TEXT = "政府は売上の15%を税として徴収する。"
WORD, REASON = "政府は何%を徴収する?", "なぜ15%を徴収する?"
WHOLE = TEXT[:-1]
LONG = f"{'税の話をすると、' * 9}税は上がる。"


@pytest.mark.parametrize(
    ("question", "share", "text", "exact"),
    [
        (WORD, 0.95, "15%", True),
        (WORD, SURELY["ja"] + 0.01, "15%", True),
        # In two minds: both spans and what stands between them.
        (WORD, SURELY["ja"] - 0.01, "政府は売上の15%", True),
        ("What share is taken?", SURELY["en"] + 0.01, "15%", True),
        ("What share is taken?", SURELY["en"] - 0.01, "政府は売上の15%", True),
        ("なぜ15%を徴収する?", 0.9, WHOLE, False),
        ("どのように15%を徴収する?", 0.9, WHOLE, False),
        ("Does it take 15%?", 0.9, WHOLE, False),
        ("Which companies pay 15%?", 0.9, WHOLE, False),
    ],
)
def test_what_is_shown_holds_the_answer_as_surely_as_it_should(
    question: str, share: float, text: str, exact: bool
) -> None:
    item = evidence_of(TEXT, "15%", share, start=100, rival="政府")
    found = shown(question, detect_language(question), item)
    start = 100 + TEXT.index(text)
    assert found == Shown(Span(start, start + len(text)), text, share if exact else None)


def test_a_figure_is_shown_whole() -> None:
    found = shown(WORD, "ja", evidence_of("来年は1~2割の税になる。", "2割", 1.0))
    assert found.text == "1~2割"


def test_a_stretch_outside_its_sentence_is_not_shown() -> None:
    item = evidence_of(TEXT, "15%", 1.0, start=100)
    assert item.spread is not None
    found = shown(WORD, "ja", replace(item, spread=item.spread.moved(50)))
    assert (found.text, found.share) == (WHOLE, None)


def test_where_the_answer_stands_is_too_wide_clauses_are_shown() -> None:
    found = shown(WORD, "ja", evidence_of(LONG, "税は上がる", 0.5, rival="税の話"))
    assert found.text == f"{'税の話をすると、' * 6}税は上がる"
    assert found.share is None


def test_without_a_span_the_sentence_is_shown() -> None:
    assert shown(WORD, "ja", evidence_of(TEXT)) == Shown(Span(0, 18), WHOLE, None)


def test_of_a_long_sentence_the_clauses_around_the_span_are_shown() -> None:
    found = shown(REASON, "ja", evidence_of(LONG, "税は上がる", start=1000))
    assert found.text == f"{'税の話をすると、' * 6}税は上がる"
    assert found.span == Span(1024, 1077)
    assert found.share is None


@pytest.mark.parametrize(("size", "exact"), [(LONGEST, True), (LONGEST + 1, False)])
def test_a_span_is_no_longer_than_a_short_answer(size: int, exact: bool) -> None:
    found = shown(WORD, "ja", evidence_of(f"「{'税' * size}」だ。", "税" * size, 1.0))
    assert (found.share == 1.0) is exact
    assert found.text == "税" * size


@given(
    st.text("税金は、。1", min_size=1, max_size=100), st.data(), st.floats(0, 1),
    st.sampled_from([WORD, REASON]),
)  # fmt: skip
def test_what_is_shown_stands_at_its_span(
    text: str, data: st.DataObject, share: float, question: str
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    answer = text[start : data.draw(st.integers(start + 1, len(text)))]
    found = shown(question, detect_language(question), evidence_of(text, answer, share, start=50))
    assert text[found.span.start - 50 : found.span.end - 50] == found.text
    assert len(found.text) <= max(LONGEST, len(answer))


def test_the_lead_is_over_the_first_sentence_with_another_answer() -> None:
    ranked = [
        judged(evidence_of("税は15%である。", "15%"), 4.0),
        judged(evidence_of("15パーセントが税だ。", "15パーセント"), 3.5),
        judged(evidence_of("税は20%である。", "20%"), 1.25),
        judged(evidence_of("税は30%である。", "30%"), 1.0),
    ]
    assert lead(ranked, "15%") == 2.75
    assert lead(ranked, "40%") == 0.5
    assert lead(ranked[:2], "15%") == 0.0
    assert lead(ranked[:1], "15%") == 0.0
