"""Learns which passages are read: `python -m training.choosing --data DATA`.

Prints the WEIGHTS of `service.choosing`: how much a passage's odds by the search and what the
selector says of its sentences tell of whether it answers. It takes ten minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from eval.indexing import indexed
from service.answer import Answerer
from service.choosing import Weights
from service.finding import CONSIDERED
from service.layout import Floats
from service.odds import log_odds
from service.open import open_engine
from service.rerank import LANGUAGES
from training.dev_questions import Asked, dev_set, of_documents, of_gold, of_set
from training.documents import read_documents
from training.logistic import choice_odds

# So many questions about each corpus are asked, of as many as there are, and count alike.
QUESTIONS = 400


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """The passages found for a question: ``told`` (n, 2) log odds and matches, ``right`` (n,).

    ``weight``: what the question counts.
    """

    told: Floats
    right: NDArray[np.bool_]
    weight: float


def example(engine: Answerer, asked: Asked, weight: float) -> Example | None:
    """Return the passages found for an answerable question; None where there are none."""
    query = engine.searcher.prepare(asked.text)
    hits = engine.hits(query, CONSIDERED)
    if not hits:
        return None
    asking = engine.finder.asking(query)
    scored = engine.finder.scored(asking, hits)
    told = [(log_odds(hit.score), one.matched) for hit, one in zip(hits, scored, strict=True)]
    sentences = engine.finder.evidence(query, asking, hits, CONSIDERED)
    right = {item.hit.id for item in sentences if asked.grounds(item)}
    return Example(
        np.array(told, dtype=np.float32), np.array([hit.id in right for hit in hits]), weight
    )


def collect(engine: Answerer, asked: Iterable[Asked]) -> list[Example]:
    """Return the answerable questions that find any passage; together they count QUESTIONS."""
    answerable = [one for one in asked if one.answerable]
    found = (example(engine, one, QUESTIONS / len(answerable)) for one in answerable)
    return [one for one in found if one is not None]


def fit(examples: Sequence[Example]) -> Weights:
    """Return what ranks a right passage first among those of its question, and tells its odds.

    As the sentences' weights of `training.judgement`: see `choice_odds`.
    """
    weights, bias = choice_odds(
        [one.told for one in examples],
        [one.right for one in examples],
        [one.weight for one in examples],
    )
    found, matched = (round(float(value), 3) for value in weights)
    return Weights(found, matched, round(bias, 3))


def main(
    data: Annotated[Path, typer.Option(help="The folder of training and dev data.")],
    index: Annotated[Path, typer.Option(help="The index of the seeds.")] = Path("index"),
) -> None:
    """Fit and print the weights of both languages."""
    written = read_documents("dev")
    for language in LANGUAGES:
        questions = dev_set(data, language)
        with closing(open_engine(index, judges={})) as engine:
            examples = collect(engine, of_gold(language))
        with indexed(questions.corpus.documents, judges={}) as engine:
            examples += collect(engine, _some(of_set(questions.questions)))
        with indexed([one.document for one in written], judges={}) as engine:
            examples += collect(engine, _some(of_documents(written, language)))
        typer.echo(f"{language}: {fit(examples)}")


def _some(asked: Sequence[Asked]) -> Sequence[Asked]:
    """Return about QUESTIONS of them, from all over."""
    return asked[:: max(len(asked) // QUESTIONS, 1)]


if __name__ == "__main__":
    typer.run(main)
