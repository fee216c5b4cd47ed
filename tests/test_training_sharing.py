"""The reader's last pass: losses by hand, and what stands beside what in a batch."""

from __future__ import annotations

import math
import random
from collections import Counter

import pytest
import torch

from service.reader.network import LONGEST
from tests.tiny_reader import example_of, random_item
from training import sharing
from training.reading import Example
from training.sharing import QUESTIONS, shared_loss, together

LOGITS = torch.log(torch.tensor([[0.1, 0.3], [0.2, 0.2], [0.5, 0.1], [0.9, 0.9]]))
ITEMS = [random_item(seed, 1 + seed % 9, 3) for seed in range(9)]


@pytest.mark.parametrize(
    ("right", "owners", "expected"),
    [
        # One question, its answer in the first passage: .3 of .8.
        ([1, -1, -1, -1], [5, 5, 6, 6], -math.log(0.3 / 0.8)),
        # Two questions, the mean.
        ([1, -1, 0, -1], [5, 5, 6, 6], -(math.log(0.3 / 0.8) + math.log(0.5 / 2.4)) / 2),
        # An answer that stands in two passages: both count.
        ([1, 0, -1, -1], [7, 7, 7, 2], -math.log(0.5 / 1.4)),
        ([-1, -1, -1, -1], [1, 1, 2, 2], 0.0),
    ],
)
def test_the_passages_of_a_question_share_one_softmax(
    right: list[int], owners: list[int], expected: float
) -> None:
    found = shared_loss(LOGITS, torch.tensor(right), torch.tensor(owners))
    assert found.item() == pytest.approx(expected, abs=1e-5)


def test_the_loss_can_be_learnt_by() -> None:
    logits = LOGITS.clone().requires_grad_()
    shared_loss(logits, torch.tensor([1, -1, -1, -1]), torch.tensor([5, 5, 6, 6])).backward()  # type: ignore[no-untyped-call]
    assert logits.grad is not None
    expected = [[0.125, 0.375 - 1], [0.25, 0.25], [0, 0], [0, 0]]
    torch.testing.assert_close(logits.grad, torch.tensor(expected))


def question(number: int, kind: str, *spans: tuple[int, int] | None) -> list[Example]:
    return [
        example_of(ITEMS[(number + place) % len(ITEMS)], kind, span, number)
        for place, span in enumerate(spans)
    ]


def test_a_right_passage_stands_beside_a_wrong_one_of_its_question() -> None:
    examples = [
        *question(1, "english", (0, 0), None, None),
        *question(2, "near-miss", None, None, None),
        *question(3, "reworded", (0, 1), (1, 2), None),
        *question(4, "reworded", (0, LONGEST), None),
        *question(5, "english", (0, 0)),
    ]
    (batch,) = together(examples, random.Random(1))
    shown = {
        number: Counter(one.span for one in batch if one.question == number)
        for number in range(1, 6)
    }
    assert shown == {
        1: {(0, 0): 1, None: 1},
        2: {None: 2},
        3: {(0, 1): 1, (1, 2): 1, None: 1},
        4: {None: 1},
        5: {(0, 0): 1},
    }


def test_a_part_of_the_own_questions_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "OWN", 30)
    examples = [
        one
        for number in range(100)
        for one in question(number, "asked" if number < 60 else "english", (0, 0), None)
    ]
    batches = together(examples, random.Random(1))
    numbers = Counter(one.question for batch in batches for one in batch)
    assert set(numbers.values()) == {2}
    assert sum(number < 60 for number in numbers) == 30
    assert sum(number >= 60 for number in numbers) == 40
    assert sorted(len(batch) for batch in batches)[1:] == [2 * QUESTIONS] * 4
    again = together(examples, random.Random(1))
    assert [[id(one) for one in batch] for batch in batches] == [
        [id(one) for one in batch] for batch in again
    ]
