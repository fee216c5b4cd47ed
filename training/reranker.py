"""Learns the reranker: `python -m training.reranker --data DATA`, the index of the seeds built.

Writes service/models/reranker from dev sets only: JaQuAD's dev questions and those written for
this project over the same paragraphs, the WMT23 sentence pairs, and the dev split of the seeds'
gold questions. Nothing of a test split is read.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from numpy.typing import NDArray
from safetensors.numpy import save_file
from torch import nn

from service.fusion import WEIGHTS
from service.layout import Floats
from service.records import Language
from service.rerank import COLUMNS, FILE_NAME, FOLDER, LANGUAGES, Scorer
from service.search import Searcher
from training.devsets import Right, dev_sets

LOG = logging.getLogger(__name__)
Doubles = NDArray[np.float64]
SEED = 20
HIDDEN = 32
STEPS = 400
BATCH = 128
RATE = 0.01
DECAY = 1e-4
# What a batch of each set counts. The gold questions are few, and of the kind that is asked.
SHARES = {"jaquad": 1.0, "reworded": 0.5, "written": 1.0, "wmt23": 1.0, "gold": 0.2}


@dataclass(frozen=True, slots=True)
class Example:
    """The candidates of one question: (n, columns) features, (n,) whether each is relevant."""

    features: Floats
    relevant: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Training:
    """Examples of one kind; ``share`` is what a batch of them counts in the loss."""

    name: str
    examples: tuple[Example, ...]
    share: float


class Network(nn.Module):
    """What `service.rerank.Scorer` computes, to be learnt."""

    def __init__(self, mean: torch.Tensor, scale: torch.Tensor) -> None:
        super().__init__()
        self.mean, self.scale = mean, scale
        self.linear = nn.Linear(len(mean), 1, bias=False)
        self.hidden = nn.Linear(len(mean), HIDDEN)
        self.output = nn.Linear(HIDDEN, 1, bias=False)
        nn.init.zeros_(self.output.weight)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Return (…,) scores of (…, columns) features."""
        known = (features - self.mean) / self.scale
        scores: torch.Tensor = self.linear(known) + self.output(torch.tanh(self.hidden(known)))
        return scores[..., 0]


def collect(searcher: Searcher, questions: Iterable[tuple[str, Right]]) -> tuple[Example, ...]:
    """Return the candidates of all questions, as the service pools them."""
    found = []
    for text, right in questions:
        query = searcher.prepare(text)
        weights = WEIGHTS[query.language]
        pool = searcher.pool(query, weights, searcher.leg_scores(query, weights), 1)
        relevant = np.array([right(passage) for passage in pool.passages], dtype=bool)
        found.append(Example(pool.features, relevant))
    return tuple(found)


def mean_reciprocal_rank(scorer: Scorer | None, examples: Sequence[Example]) -> tuple[float, float]:
    """Return MRR@10 and R@1 of a scorer; of the fusion where there is none."""
    ranks = [_rank(scorer, example) for example in examples]
    reciprocal = [1 / rank if 0 < rank <= 10 else 0.0 for rank in ranks]
    return float(np.mean(reciprocal)), float(np.mean([rank == 1 for rank in ranks]))


def _rank(scorer: Scorer | None, example: Example) -> int:
    """Return the rank of the best relevant candidate, 0 when there is none."""
    if not example.relevant.any():
        return 0
    fused = example.features[:, COLUMNS.index("fused")]
    scores = scorer.scores(example.features) if scorer else fused
    return 1 + int((scores > scores[example.relevant].max()).sum())


def learn(sets: Sequence[Training], seed: int = SEED) -> Scorer:
    """Return the scorer that gives relevant candidates the largest share of a softmax.

    The loss is ListNet's with one relevant list (Cao et al. 2007): minus the log of the softmax
    mass of the relevant candidates, the mean over questions, summed over sets by their shares.
    Adam, its rate falling linearly to zero; deterministic for a seed.
    """
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)  # sums do not depend on the machine; faster on tensors so small
    generator = torch.Generator().manual_seed(seed)
    rows = np.concatenate([example.features for part in sets for example in part.examples])
    network = Network(
        torch.from_numpy(rows.mean(axis=0)), torch.from_numpy(rows.std(axis=0) + 1e-6)
    )
    optimizer = torch.optim.Adam(network.parameters(), lr=RATE, weight_decay=DECAY)
    padded = [(_padded(part.examples), part.share) for part in sets]
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - step / STEPS)
        loss = sum(
            (share * _loss(network, part, generator) for part, share in padded), torch.zeros(())
        )
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return _scorer(network, sets)


Padded = tuple[torch.Tensor, torch.Tensor, torch.Tensor]
"""(q, n, columns) features, (q, n) whether relevant, (q, n) whether a candidate at all."""


def _padded(examples: Sequence[Example]) -> Padded:
    kept = [example for example in examples if example.relevant.any()]
    most = max(len(example.relevant) for example in kept)
    features = np.zeros((len(kept), most, len(COLUMNS)), dtype=np.float32)
    relevant = np.zeros((len(kept), most), dtype=bool)
    present = np.zeros((len(kept), most), dtype=bool)
    for row, example in enumerate(kept):
        count = len(example.relevant)
        features[row, :count], relevant[row, :count] = example.features, example.relevant
        present[row, :count] = True
    return torch.from_numpy(features), torch.from_numpy(relevant), torch.from_numpy(present)


def _loss(network: Network, part: Padded, generator: torch.Generator) -> torch.Tensor:
    features, relevant, present = part
    drawn = torch.randint(len(features), (BATCH,), generator=generator)
    scores = network(features[drawn]).masked_fill(~present[drawn], -torch.inf)
    right = scores.masked_fill(~relevant[drawn], -torch.inf)
    return (torch.logsumexp(scores, dim=1) - torch.logsumexp(right, dim=1)).mean()


def _scorer(network: Network, sets: Sequence[Training]) -> Scorer:
    arrays = [
        network.mean,
        network.scale,
        network.linear.weight[0],
        network.hidden.weight,
        network.hidden.bias,
        network.output.weight[0],
    ]
    found = [np.ascontiguousarray(array.detach().numpy(), dtype=np.float32) for array in arrays]
    mean, scale, linear, hidden, bias, output = found
    unit = np.array([1.0, 0.0], dtype=np.float32)
    plain = Scorer(mean, scale, linear, hidden, bias, output, unit)
    return replace(plain, calibration=calibrate(plain, sets))


def calibrate(scorer: Scorer, sets: Sequence[Training]) -> Floats:
    """Return slope and offset of the logistic curve from scores to relevance (Platt 1999).

    Fitted by Newton's method, its steps halved until the loss falls, on all candidates of all
    sets, each set weighing its share.
    """
    scores = np.concatenate([scorer.scores(e.features) for p in sets for e in p.examples])
    relevant = np.concatenate([e.relevant for p in sets for e in p.examples]).astype(float)
    weights = np.concatenate(
        [np.full(len(e.relevant), p.share / _size(p)) for p in sets for e in p.examples]
    )
    known = np.column_stack([scores, np.ones(len(scores))]).astype(float)
    values = np.array([0.5, -2.0])
    for _ in range(50):
        step = _newton_step(known, relevant, weights, values)
        if not step.any():
            break
        values = values - step
    return values.astype(np.float32)


def _newton_step(known: Doubles, relevant: Doubles, weights: Doubles, values: Doubles) -> Doubles:
    """Return what to take from ``values``: Newton's step, halved until the loss falls.

    Zeros where none lowers it: that is the solution.
    """

    def loss(trial: Doubles) -> float:
        logits = known @ trial
        return float(weights @ (np.logaddexp(0, logits) - relevant * logits))

    chance = (1 + np.tanh(known @ values / 2)) / 2  # the logistic curve; cannot overflow
    gradient = known.T @ (weights * (chance - relevant))
    curvature = (known * (weights * chance * (1 - chance))[:, None]).T @ known
    whole = np.linalg.solve(curvature + 1e-9 * np.eye(2), gradient).astype(np.float64)
    # Far from the solution a whole step can land farther away still.
    steps = (np.ldexp(whole, -halvings) for halvings in range(30))
    return next((step for step in steps if loss(values - step) < loss(values)), np.zeros(2))


def _size(part: Training) -> int:
    return sum(len(example.relevant) for example in part.examples)


def write(folder: Path, scorers: dict[Language, Scorer]) -> None:
    """Write the scorers as one safetensors file."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {
        f"{language}.{name}": getattr(scorer, name)
        for language, scorer in scorers.items()
        for name in Scorer.__dataclass_fields__
    }
    save_file(tensors, folder / FILE_NAME, metadata={"columns": json.dumps(COLUMNS)})


def read_sets(language: Language, data: Path, index: Path) -> list[Training]:
    """Return the candidates of all dev sets of one language."""
    return [
        Training(part.name, collect(part.searcher, part.questions), SHARES[part.name])
        for part in dev_sets(language, data, index)
    ]


def main(
    data: Annotated[Path, typer.Option(help="The folder of training and dev data.")],
    index: Annotated[Path, typer.Option(help="The index of the seeds.")] = Path("index"),
    out: Annotated[Path, typer.Option(help="Where to write the reranker.")] = FOLDER,
) -> None:
    """Learn and write the reranker of both languages; print what two-fold trials reach."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    scorers: dict[Language, Scorer] = {}
    for language in LANGUAGES:
        sets = read_sets(language, data, index)
        _report_folds(language, sets)
        scorers[language] = learn(sets)
    write(out, scorers)


def _report_folds(language: Language, sets: Sequence[Training]) -> None:
    """Log the figures of each half of the questions by what the other half taught."""
    halves = [
        [Training(p.name, p.examples[: len(p.examples) // 2], p.share) for p in sets],
        [Training(p.name, p.examples[len(p.examples) // 2 :], p.share) for p in sets],
    ]
    for learnt, held in (halves, halves[::-1]):
        scorer = learn(learnt)
        for part in held:
            before = mean_reciprocal_rank(None, part.examples)
            after = mean_reciprocal_rank(scorer, part.examples)
            LOG.info(
                "%s %-12s n=%d MRR@10 %.4f -> %.4f, R@1 %.4f -> %.4f",
                *(language, part.name, len(part.examples)),
                *(before[0], after[0], before[1], after[1]),
            )


if __name__ == "__main__":
    typer.run(main)
