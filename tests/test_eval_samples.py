from __future__ import annotations

import pytest

from eval.groups import broken_down, grouped, in_group, question_type
from eval.samples import given, right, sample
from tests.rows import row

ACCEPTED, FOUND = "answer accepted", "Success@5"
ROWS = (
    row("a", pair="p", measures={ACCEPTED: 1.0, FOUND: 1.0}, confidence=0.75),
    row("b", pair="p", lang="en", measures={ACCEPTED: 0.0, FOUND: 1.0}, doc="b.v2.txt"),
    row("c", pair="r", measures={ACCEPTED: 0.0, FOUND: 1.0}, kind="why", q="なぜ?"),
    row("d", pair="r", lang="en", measures={ACCEPTED: 1.0, FOUND: 0.0}, status="partial"),
    row("e", pair="s", measures={"unanswerable refused": 1.0}, status="not_in_corpus", kind="-"),
    row("f", split="dev", measures={ACCEPTED: 1.0, "gold paragraph.EM": 0.5}, q="いつ?"),
)


@pytest.mark.parametrize(
    ("name", "ids", "value"),
    [
        ("test.answer accepted", ("a", "b", "c", "d"), 0.5),
        ("test.ja.answer accepted", ("a", "c"), 0.5),
        ("dev.answer accepted", ("f",), 1.0),
        ("test.en.Success@5", ("b", "d"), 0.5),
        ("test.unanswerable refused", ("e",), 1.0),
        ("citations.answer accepted", ("a", "b", "c", "d", "f"), 0.6),
        ("kind.why.answer accepted", ("c",), 0.0),
        ("type.when.answer accepted", ("f",), 1.0),
        ("type.reason.Success@5", ("c",), 1.0),
        # A document's id may have dots.
        ("document.b.v2.txt.Success@5", ("b",), 1.0),
        ("gold paragraph.EM", ("f",), 0.5),
        # Of two pairs one lost nothing of Success@5 and one lost it all.
        ("test.parity", ("p", "r"), 0.5),
        # English wins as much as it loses.
        ("test.parity answer accepted", ("p", "r"), 1.0),
        # Given: a .75 right, b .5 wrong, c .5 wrong, d .5 right; two bins would not differ.
        # e is a refusal: asked, but no forecast.
        ("test.ECE", ("a", "b", "c", "d", "e"), (0.25 + 0.5) / 4),
    ],
)
def test_what_a_figure_is_computed_of(name: str, ids: tuple[str, ...], value: float) -> None:
    found = sample(name, ROWS)
    assert found is not None
    assert found.ids == ids
    assert found.value == pytest.approx(value)


@pytest.mark.parametrize(
    "name", ["dev.en.Success@5", "test.BLEU", "train.Success@5", "Success", "", "kind..Success@5"]
)
def test_a_figure_over_no_question_is_of_nothing(name: str) -> None:
    assert sample(name, ROWS) is None


def test_a_part_of_a_sample_is_in_the_order_asked_for() -> None:
    found = sample("test.answer accepted", ROWS)
    assert found is not None
    part = found.take(["d", "a", "b"])
    assert (part.ids, part.values.tolist()) == (("d", "a", "b"), [[1.0], [1.0], [0.0]])
    with pytest.raises(KeyError, match="f"):
        found.take(["f"])


def test_a_sample_of_nothing_has_no_value() -> None:
    found = sample("test.answer accepted", ROWS)
    assert found is not None
    with pytest.raises(ValueError, match="no value"):
        _ = found.take([]).value


def test_only_an_accepted_answer_that_was_given_is_right() -> None:
    assert [right(each) for each in ROWS] == [True, False, False, True, False, True]
    assert [given(each) for each in ROWS] == [True, True, True, True, False, True]


def test_groups_are_splits_and_their_languages() -> None:
    sizes = {name: len(group) for name, group in grouped(ROWS).items()}
    assert sizes == {"dev.ja": 1, "dev": 1, "test.ja": 3, "test.en": 2, "test": 5}


@pytest.mark.parametrize("key", ["kind", "type", "document"])
def test_a_breakdown_has_every_question_once_and_its_groups_have_names(key: str) -> None:
    groups = broken_down(ROWS, key)
    assert sorted(each.id for group in groups.values() for each in group) == list("abcdef")
    assert list(groups) == sorted(groups)
    assert all(in_group(ROWS, name) == group for name, group in groups.items())


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("なぜ中国は遅れた?", "reason"),
        ("Why did it fail?", "reason"),
        ("どのように作る?", "manner"),
        ("いつ完成した?", "when"),
        ("When was it finished?", "when"),
        ("いくらする?", "money"),
        ("何割?", "percent"),
        ("何年間かかる?", "how long"),
        ("何人いる?", "amount"),
        ("How many chips are there?", "amount"),
        ("誰が作った?", "name"),
        ("Is it heavy?", "whether"),
        ("これは何?", "other"),
    ],
)
def test_what_a_question_asks_for(question: str, expected: str) -> None:
    assert question_type(question) == expected
