"""Features against sums one can do by hand, and against an oracle of plain loops."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping, Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.wording import DATE, LATIN, MONEY, NAME, NOUN, NUMBER, NUMERIC, VERB
from service.copying import RUN, RUN_POWER
from service.matching import FEATURES, Matched, match, ready
from service.records import Unit
from tests.plain_matching import LENGTHS, Compass, Said, oracle


def asked(
    *units: Unit, pieces: Sequence[int] = (), sought: frozenset[int] = frozenset(), text: str = ""
) -> Matched:
    return Matched(text, units, pieces, sought)


def matched(question: Matched, passages: Sequence[Said]) -> list[dict[str, float]]:
    every = [ready(passage.text, passage.wording()) for passage in passages]
    found = match(question, every, Compass())
    assert found.dtype == np.float32
    assert found.shape == (len(passages), len(FEATURES))
    return [dict(zip(FEATURES, map(float, row), strict=True)) for row in found]


# --- by hand

# Three quarters of the question is a name, which key 1 says and key 2 half says; key 3 says a noun.
TOPIC = Unit(3.0, {1: 1.0, 2: 0.5}, NAME)
DETAIL = Unit(1.0, {3: 1.0}, NOUN)


@pytest.mark.parametrize(
    ("words", "coverage", "in_sentence", "in_window", "names"),
    [
        (((1, 3),), 1.0, 1.0, 1.0, 0.0),
        (((1,), (3,)), 1.0, 0.75, 1.0, 0.0),
        (((1,), (9,), (3,)), 1.0, 0.75, 0.75, 0.0),
        # A sentence without content words stands between nothing.
        (((1,), (), (3,)), 1.0, 0.75, 1.0, 0.0),
        (((2, 3),), 0.625, 0.625, 0.625, -0.5),
        (((2,), (1,)), 0.75, 0.75, 0.75, 0.0),
        (((3,), (3,)), 0.25, 0.25, 0.25, -1.0),
        (((9,),), 0.0, 0.0, 0.0, -1.0),
        ((), 0.0, 0.0, 0.0, -1.0),
    ],
)
def test_coverage_is_the_share_of_weight_that_is_said(
    words: tuple[tuple[int, ...], ...],
    coverage: float,
    in_sentence: float,
    in_window: float,
    names: float,
) -> None:
    passage = Said(tuple(tuple((key, NOUN) for key in sentence) for sentence in words))
    other = Said((((1, NOUN), (3, NOUN)),))
    found, _ = matched(asked(TOPIC, DETAIL), [passage, other])
    assert found["coverage"] == pytest.approx(coverage, abs=1e-5)
    assert found["sentence_coverage"] == pytest.approx(in_sentence, abs=1e-5)
    assert found["window_coverage"] == pytest.approx(in_window, abs=1e-5)
    assert found["names"] == pytest.approx(names, abs=1e-5)
    assert found["numbers"] == 0.0


@pytest.mark.parametrize(
    ("kind", "names", "numbers"),
    [(NAME, -1, 0), (LATIN, -1, 0), (NUMBER, 0, -1), (MONEY, 0, -1), (NOUN, 0, 0), (VERB, 0, 0)],
)
def test_names_and_numbers_are_missed_where_they_are_asked_about(
    kind: int, names: float, numbers: float
) -> None:
    found, _ = matched(
        asked(Unit(1.0, {1: 1.0}, kind)), [Said((((9, kind),),)), Said((((1, kind),),))]
    )
    assert (found["names"], found["numbers"]) == (names, numbers)


@pytest.mark.parametrize(
    ("sentences", "has", "less"),
    [
        # The amount stands in the best sentence; in another one; in none.
        ((((1, NAME), (3, NOUN), (9, MONEY)),), 0.0, 0.0),
        ((((1, NAME), (3, NOUN)), ((3, NOUN), (9, MONEY))), 0.0, 0.25 - 1.0),
        ((((1, NAME), (3, NOUN)), ((9, MONEY),)), 0.0, -1.0),
        ((((1, NAME), (3, NOUN)),), -1.0, -1.0),
        # Another kind of number, and an amount that the question has already.
        ((((1, NAME), (3, NOUN), (9, DATE)),), -1.0, -1.0),
        ((((1, NAME), (3, MONEY)),), -1.0, -1.0),
        # What half says a word of the question is not new.
        ((((1, NAME), (2, MONEY)),), -1.0, -0.75),
        ((), -1.0, 0.0),
    ],
)
def test_what_is_sought_must_be_new_and_of_its_kind(
    sentences: tuple[tuple[tuple[int, int], ...], ...], has: float, less: float
) -> None:
    question = asked(TOPIC, DETAIL, sought=frozenset({MONEY}))
    found, _ = matched(question, [Said(sentences), Said((((1, NAME),),))])
    assert found["sought"] == has
    assert found["sought_covered"] == pytest.approx(less, abs=1e-5)


def test_nothing_is_sought_unless_the_question_tells() -> None:
    (found,) = matched(asked(TOPIC, pieces=[0]), [Said((((9, MONEY),),), ((2,),))])
    assert found["sought"] == found["sought_covered"] == found["sought_similar"] == 0.0


def test_similarities_by_hand() -> None:
    """Tokens 0 and 1, weighing .25 and .75, meet token 2, whose cosines are .6 and .8."""
    (found,) = matched(asked(pieces=[0, 1]), [Said(pieces=((2,),))])
    forward, backward = 0.25 * 0.36 + 0.75 * 0.64, 0.64
    assert found["similar"] == pytest.approx(0.25 * 0.6 + 0.75 * 0.8)
    assert found["similar_squared"] == pytest.approx(forward)
    assert found["explained"] == pytest.approx(0.8)
    assert found["explained_squared"] == pytest.approx(backward)
    assert found["sentence_similar"] == pytest.approx(0.75)
    assert found["sentence_similar_squared"] == pytest.approx(forward)
    assert found["window_similar"] == pytest.approx(0.75)
    assert found["sentence_both"] == pytest.approx(2 * forward * backward / (forward + backward))
    assert found["size"] == pytest.approx(-math.log(4 / 2), abs=1e-5)


def test_similarities_by_hand_over_several_sentences() -> None:
    """Token 0 stands in the first sentence, token 1 in the third; token 3 is like neither."""
    (found,) = matched(asked(pieces=[0, 1]), [Said(pieces=((0, 3), (3,), (1,)))])
    assert found["similar"] == found["similar_squared"] == pytest.approx(1.0)
    assert found["sentence_similar"] == found["window_similar"] == pytest.approx(0.75)
    assert found["explained"] == pytest.approx((1 + 3) / (1 + 1 + 1 + 3))
    assert found["sentence_both"] == pytest.approx(2 * 0.75 * 1 / 1.75)
    assert found["size"] == pytest.approx(-math.log(6 / 4), abs=1e-5)


def test_a_repeated_token_of_the_question_makes_it_longer_and_nothing_else() -> None:
    once, twice = (
        matched(asked(pieces=pieces), [Said(pieces=((2,), (4,)))])[0] for pieces in ([1], [1, 1])
    )
    assert {name for name in FEATURES if once[name] != twice[name]} == {"size"}


def test_the_sentence_with_what_is_sought_may_be_less_similar_than_the_best() -> None:
    """The second sentence has the amount; token 1 there meets token 2 with .8."""
    words = (((9, NOUN),), ((8, MONEY),))
    question = asked(TOPIC, pieces=[1], sought=frozenset({MONEY}))
    (found,) = matched(question, [Said(words, ((1,), (2,)))])
    assert found["sought_similar"] == pytest.approx(0.64 - 1.0)


@pytest.mark.parametrize(
    ("question", "text", "runs"),
    [
        ("ABCDEF", "…abcde…", [5]),
        ("ＡＢＣＤＥ", "abcde", [5]),
        ("ｶﾞｲｺｸ税", "ガイコク税", [5]),
        ("abcdef", "abc def", [3, 3]),
        # The longest from the left: not ab and cdef.
        ("abcdef", "cdef abcd", [4]),
        ("税金abc", "abc税金", [3]),
        ("ab", "ab", []),
        ("あいうえお、かきくけこ。", "あいうえお、かきくけこ。", []),
        ("のことで税", "のことで税", [5]),
        ("abcde", "", []),
        ("", "abcde", []),
    ],
)
def test_copied_are_the_telling_runs_of_characters_that_the_passage_repeats(
    question: str, text: str, runs: list[int]
) -> None:
    assert (RUN, RUN_POWER) == (3, 1.5)
    (found,) = matched(asked(text=question), [Said(text=text)])
    length = len(unicodedata.normalize("NFKC", question)) or 1
    assert found["copied"] == pytest.approx(sum(run**1.5 for run in runs) / length**1.5)


# --- against an oracle


KINDS = st.sampled_from([NOUN, VERB, NAME, LATIN, NUMBER, MONEY, DATE])
WORDS = st.lists(st.tuples(st.integers(1, 6), KINDS), max_size=4).map(tuple)
PIECES = st.lists(st.integers(0, len(LENGTHS) - 1), max_size=4).map(tuple)
TEXT = st.text(st.sampled_from("aB１Ａｶﾞガあいのは税国。 "), max_size=14)
PASSAGE = st.builds(
    Said,
    st.lists(WORDS, max_size=4).map(tuple),
    st.lists(PIECES, max_size=4).map(tuple),
    TEXT,
)
UNIT = st.builds(
    Unit,
    st.sampled_from([0.5, 1.0, 2.0, 7.0]),
    st.dictionaries(st.integers(1, 6), st.sampled_from([0.25, 0.5, 0.75, 1.0]), max_size=3),
    KINDS,
)
QUESTION = st.builds(
    Matched,
    TEXT,
    st.lists(UNIT, max_size=4).map(tuple),
    PIECES,
    st.sampled_from([frozenset(), frozenset({NAME, LATIN}), frozenset({MONEY}), NUMERIC]),
)
# Beside it every question has something to be matched with, so that no passage is a special case.
FULL = Said((((1, NOUN), (2, MONEY)),), ((0, 1, 2),), "aB1税国")


def close(found: Mapping[str, float], expected: Mapping[str, float]) -> bool:
    return found.keys() == expected.keys() and all(
        found[name] == pytest.approx(expected[name], abs=2e-5, rel=2e-5) for name in expected
    )


@given(QUESTION, st.lists(PASSAGE, max_size=4))
def test_features_are_those_of_plain_loops(question: Matched, passages: list[Said]) -> None:
    everything = [*passages, FULL]
    for found, passage in zip(matched(question, everything), everything, strict=True):
        expected = oracle(question, passage)
        assert close(found, expected), (found, expected)


@given(QUESTION, st.lists(PASSAGE, max_size=5))
def test_all_features_are_finite(question: Matched, passages: list[Said]) -> None:
    for row in matched(question, passages):
        assert all(map(math.isfinite, row.values()))


@given(QUESTION, st.lists(PASSAGE, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_the_passages_is_that_of_the_rows(
    question: Matched, passages: list[Said], random: Random
) -> None:
    order = list(range(len(passages)))
    random.shuffle(order)
    before = matched(question, passages)
    after = matched(question, [passages[place] for place in order])
    assert all(close(row, before[place]) for row, place in zip(after, order, strict=True))


def test_no_passages_have_no_rows() -> None:
    assert matched(asked(TOPIC, DETAIL, pieces=[0, 1], text="abcdef"), []) == []


@pytest.mark.parametrize(
    "question",
    [
        asked(pieces=[0, 1], text="abcdef"),
        asked(TOPIC, DETAIL, text="abcdef"),
        asked(TOPIC, DETAIL, pieces=[0, 1]),
    ],
    ids=["no units", "no pieces", "no text"],
)
@pytest.mark.parametrize(
    "passages",
    [[Said(text="abcdef")], [Said(FULL.words)], [Said(pieces=FULL.pieces)], [Said(), Said()]],
    ids=["text only", "words only", "pieces only", "two empty"],
)
def test_what_has_nothing_to_match_counts_nothing(question: Matched, passages: list[Said]) -> None:
    """Where no passage has any words, or any pieces, all features of that kind are 0."""
    for found, passage in zip(matched(question, passages), passages, strict=True):
        exact = FEATURES[: FEATURES.index("similar")]
        similar = FEATURES[FEATURES.index("similar") : FEATURES.index("copied")]
        assert any(found[name] for name in exact) == bool(question.units and passage.words)
        assert any(found[name] for name in similar) == bool(question.pieces and passage.pieces)
        assert bool(found["copied"]) == bool(question.text and passage.text)
