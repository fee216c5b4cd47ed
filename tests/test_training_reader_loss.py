"""The loss that the reader is trained by, computed by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
import torch
from torch import Tensor

from service.reader.batches import collate
from service.reader.network import FAR, LONGEST, Batch, Network
from tests.tiny_reader import SHAPE, example_of, random_item
from training.reader import denials, loss

Span = tuple[int, int]


class Told(Network):
    """Gives the logits that it was told: (b, n, LONGEST) of spans, (b,) of no answer, a denial."""

    def __init__(self, spans: Tensor, none: Tensor, denied: Tensor) -> None:
        super().__init__(SHAPE)
        self.told = spans, none, denied

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        return self.told


UNKNOWN = torch.tensor([math.nan, math.nan])


def told(*chances: dict[Span | None, float], denied: Sequence[float] = (0.5, 0.5)) -> Told:
    """A network of these probabilities, one dict an item, of spans and None, over 30 tokens.

    ``denied`` are those of a denial.
    """
    spans = torch.full((len(chances), 30, LONGEST), FAR)
    none = torch.full((len(chances),), FAR)
    for row, known in enumerate(chances):
        for span, chance in known.items():
            if span is None:
                none[row] = math.log(chance)
            else:
                spans[row, span[0], span[1] - span[0]] = math.log(chance)
    return Told(spans, none, torch.logit(torch.tensor(denied)))


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(0, 1), (2, 2)], -(math.log(0.5) + math.log(0.2)) / 2),
        ([(3, 5), (-1, -1)], -(math.log(0.3) + math.log(0.8)) / 2),
        ([(-1, -1), (-1, -1)], -(math.log(0.2) + math.log(0.8)) / 2),
    ],
)
def test_the_loss_is_minus_the_log_of_the_right_span(spans: list[Span], expected: float) -> None:
    network = told({(0, 1): 0.5, (3, 5): 0.3, None: 0.2}, {(2, 2): 0.2, None: 0.8})
    batch = collate([random_item(seed, 30, 2) for seed in range(2)])
    found = loss(network, batch, torch.tensor(spans), UNKNOWN)
    assert found.item() == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(
    ("denied", "expected"),
    [
        ((1, 0), -(math.log(0.8) + math.log(0.7)) / 2),
        ((0, math.nan), -math.log(0.2)),
        ((math.nan, math.nan), 0.0),
    ],
)
def test_a_denial_adds_its_own_loss(denied: tuple[float, float], expected: float) -> None:
    network = told({(0, 1): 1.0}, {(0, 1): 1.0}, denied=(0.8, 0.3))
    batch = collate([random_item(seed, 30, 2) for seed in range(2)])
    told_so = torch.tensor(denied, dtype=torch.float32)
    found = loss(network, batch, torch.tensor([(0, 1), (0, 1)]), told_so)
    assert found.item() == pytest.approx(expected, abs=1e-5)


def test_what_stands_beside_a_denial_may_be_one_too() -> None:
    kinds = [("asked", (0, 0)), ("near-miss", None), ("denied", (1, 1)), ("denied", None)]
    item = random_item(0, 1, 3)
    examples = [example_of(item, kind, span, 0) for kind, span in kinds]
    assert [str(value) for value in denials(examples).tolist()] == ["0.0", "0.0", "1.0", "nan"]


def test_an_answer_that_is_too_long_counts_as_the_longest() -> None:
    network = told({(1, LONGEST): 0.25, None: 0.75})
    found = loss(network, collate([random_item(1, 30, 2)]), torch.tensor([(1, 29)]), UNKNOWN[:1])
    assert found.item() == pytest.approx(-math.log(0.25), abs=1e-5)
