"""Measures of rankings and answers; the ranking ones are ir-measures' own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

import ir_measures
from ir_measures import RR, R, Success, nDCG

# A percent sign is a unit, not punctuation: 22% is not 2022.
_PUNCTUATION = re.compile(r"[^\w%]|_")
RANKING = {
    "Success@1": Success @ 1,
    "Success@5": Success @ 5,
    "R@10": R @ 10,
    "RR@10": RR @ 10,
    "nDCG@10": nDCG @ 10,
}


def ranking_measures(
    relevant: Mapping[str, Mapping[str, int]], rankings: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """Return every ranking measure, 0 to 1, by measure and question id.

    ``relevant`` are the right ids of each question and their grades, 1 or more; ``rankings`` the
    ids found, best first. A question without results scores 0, and so does one without right ids.
    """
    qrels = [
        ir_measures.Qrel(question, item, items[item])
        for question, items in relevant.items()
        for item in sorted(items)
    ]
    run = [
        ir_measures.ScoredDoc(question, item, 1.0 / rank)
        for question, items in rankings.items()
        for rank, item in enumerate(items, start=1)
    ]
    values = {name: dict.fromkeys(relevant, 0.0) for name in RANKING}
    names = {str(measure): name for name, measure in RANKING.items()}
    for metric in ir_measures.iter_calc(list(RANKING.values()), qrels, run):
        values[names[str(metric.measure)]][metric.query_id] = float(metric.value)
    return values


def comparable(text: str) -> str:
    """Return ``text`` after NFKC, in lower case, without blanks and punctuation."""
    return _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text)).lower()


def accepted(answer: str, accept: Sequence[str]) -> bool:
    """Tell whether any accepted answer stands inside ``answer``, both made comparable."""
    said = comparable(answer)
    return any(comparable(item) in said for item in accept)


def mean(values: Sequence[float]) -> float:
    """Return the arithmetic mean; 0 for no values."""
    return sum(values) / len(values) if values else 0.0
