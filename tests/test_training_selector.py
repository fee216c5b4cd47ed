"""Training the selector: what is shown, and a tiny one that learns which sentence answers."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from indexer.errors import TrainingError
from service.reader.selector import Selector, open_selector
from service.reader.words import Vocabulary
from tests.tiny_reader import (
    CONTEXT,
    DIM,
    SELECTING,
    example_of,
    random_asking,
    random_item,
    random_passage,
    selector_of,
)
from training import selector as training
from training.reading import Example
from training.selector import QUESTIONS, epoch, loss, questions_of, shown, train, write

SHAPE = replace(SELECTING, context=CONTEXT)
ITEMS = [random_item(seed, 9 + seed % 3, 3) for seed in range(6)]
Spans = tuple[tuple[int, int] | None, ...]


@pytest.fixture(autouse=True)
def settings_of_torch() -> Iterator[None]:
    """Training pins torch's threads and seed: other tests get theirs back."""
    threads, state = torch.get_num_threads(), torch.get_rng_state()
    yield
    torch.set_num_threads(threads)
    torch.set_rng_state(state)


def question(number: int, kind: str, spans: Spans) -> list[Example]:
    return [
        example_of(ITEMS[(number + place) % len(ITEMS)], kind, span, number)
        for place, span in enumerate(spans)
    ]


def test_what_no_sentence_answers_is_not_learnt_from() -> None:
    groups = [
        question(1, "asked", ((0, 0), None)),
        question(2, "near-miss", (None, None)),
        question(3, "denied", ((0, 0), None)),
        question(4, "english", (None,)),
        question(5, "reworded", ((3, 4),)),
    ]
    assert questions_of([one for group in groups for one in group]) == [groups[0], groups[4]]


def test_a_right_passage_is_shown_first_and_a_wrong_one_beside_it() -> None:
    group = question(1, "asked", (None, (0, 0), None, (2, 3)))
    drawn = [shown(group, random.Random(seed)) for seed in range(30)]
    assert {(group.index(one), group.index(other)) for one, other in drawn} == {
        (1, 0), (1, 2), (3, 0), (3, 2)
    }  # fmt: skip
    assert shown(group[1:2], random.Random(0)) == group[1:2]


def test_a_pass_shows_every_question_once() -> None:
    groups = [question(number, "asked", ((0, 0), None)) for number in range(2 * QUESTIONS + 1)]
    first, again, other = (list(epoch(groups, random.Random(seed))) for seed in (1, 1, 2))
    assert [len(batch) for batch in first] == [QUESTIONS, QUESTIONS, 1]
    numbers = [[one[0].question for one in batch] for batch in first]
    assert sorted(sum(numbers, [])) == list(range(2 * QUESTIONS + 1))
    assert numbers == [[one[0].question for one in batch] for batch in again]
    assert numbers != [[one[0].question for one in batch] for batch in other]


@pytest.mark.parametrize(("first", "sentence"), [(0, 0), (3, 0), (4, 1), (8, 2)])
def test_the_loss_is_that_of_the_sentence_where_the_answer_begins(
    first: int, sentence: int
) -> None:
    """By the scores of each passage alone: one softmax over the sentences of all."""
    selector = selector_of(2, SHAPE)
    groups = [question(1, "asked", ((first, first), None)), question(3, "english", ((0, 1),))]
    with torch.inference_mode():
        found = loss(selector, groups).item()
        passages = [groups[0][0], groups[0][1], groups[1][0]]
        expected = []
        for group, right in ((groups[0], sentence), (groups[1], 6)):
            asked = selector.asked([training._question(group[0])])
            rows = [
                selector(asked, selector.told([training._passage(one)], [one.sentences]))[0]
                for one in passages
            ]
            scores = torch.cat(rows)
            assert len(scores) == 9
            expected.append(float(scores.logsumexp(0) - scores[right]))
    assert found == pytest.approx(sum(expected) / 2, abs=1e-4)


def test_a_passage_of_two_questions_counts_once() -> None:
    """Nothing else is there to choose, so that its three sentences share one softmax."""
    selector = selector_of(2, SHAPE)
    group = question(1, "asked", ((0, 0),))
    other = [replace(group[0], question=2, span=(5, 5))]
    with torch.no_grad():
        for weights in selector.parameters():
            weights.zero_()
    assert loss(selector, [group, other]).item() == pytest.approx(math.log(3))


def test_an_example_without_an_answer_cannot_be_learnt_from() -> None:
    with pytest.raises(TrainingError, match="question 1 has no answer"):
        loss(selector_of(2, SHAPE), [question(1, "asked", (None,))])


def pointed(selector: Selector, one: Example) -> int:
    with torch.inference_mode():
        told = selector.told([training._passage(one)], [one.sentences])
        return int(selector(selector.asked([training._question(one)]), told)[0].argmax())


def about(seed: int) -> Example:
    """Twelve tokens in three sentences; the answer's begins with what the question's words are."""
    draw = np.random.default_rng(seed)
    asking, passage = random_asking(draw, 3), random_passage(draw, 12)
    one, right = random_item(seed, 12, 3), int(draw.integers(3))
    context = draw.standard_normal((12, CONTEXT)).astype(np.float32)
    context[4 * right] = -asking.words.context[1]
    item = replace(one, question_context=asking.words.context, passage_context=context)
    assert len(passage.places) == 12
    return example_of(item, "asked", (4 * right, 4 * right), seed)


ABOUT = [about(seed) for seed in range(60)]


def right_share(selector: Selector) -> float:
    return float(np.mean([pointed(selector, one) == one.span[0] // 4 for one in ABOUT if one.span]))


def test_a_selector_learns_which_sentence_answers() -> None:
    """What it looks for is the opposite of what is asked: nothing it begins with finds that."""
    assert right_share(train(ABOUT, SHAPE, epochs=1)) < 0.7
    learnt = train(ABOUT, SHAPE, epochs=300)
    assert not learnt.training
    assert right_share(learnt) >= 0.9


def test_training_twice_gives_equal_weights() -> None:
    one, other = (train(ABOUT, SHAPE, epochs=2) for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))


def test_what_is_written_can_be_opened(tmp_path: Path) -> None:
    write(tmp_path / "new", selector_of(1, SHAPE), SHAPE)
    opened = open_selector(DIM, CONTEXT, tmp_path / "new")
    assert [pointed(opened, one) for one in ABOUT] == [
        pointed(selector_of(1, SHAPE), one) for one in ABOUT
    ]


def test_the_command_writes_what_it_trained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "prepare", lambda data: (ABOUT, Vocabulary({}, {})))
    training.main(Path("data"), tmp_path, epochs=1)
    assert open_selector(DIM, CONTEXT, tmp_path).context == CONTEXT
