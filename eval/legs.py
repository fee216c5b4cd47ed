"""Search with some of its parts: one leg alone, or one part left out."""

from __future__ import annotations

from dataclasses import replace

from indexer.sounds import SoundIndex
from service.fusion import WEIGHTS, Weights, reciprocal_ranks
from service.query import Query, prepare
from service.search import Searcher

EVERY_LEG = "all"
ALONE = ("lexical", "translation", "dense", "rrf")
WITHOUT = ("no-lexical", "no-translation", "no-dense", "no-sound", "no-reranker")
LEGS = (EVERY_LEG, *ALONE, *WITHOUT)


def ranked(searcher: Searcher, question: str, legs: str, k: int) -> list[int]:
    """Return up to ``k`` rows, best first, by the parts of the search that ``legs`` names.

    ``lexical``, ``translation``, ``dense``: that leg alone, not reranked; ``rrf``: reciprocal rank
    fusion of all three. ``no-…``: everything but that part; without a leg its scores are 0 for the
    reranker too.
    """
    query = searcher.prepare(question)
    chosen = WEIGHTS[query.language]
    if legs == "rrf":
        scores = searcher.leg_scores(query, chosen).values()
        return [row for row, _ in reciprocal_ranks([each for each in scores if each], k)]
    weights = _weights(chosen, legs)
    rerank = legs not in ALONE and legs != "no-reranker"
    found = searcher.search(_asked(query, searcher, legs), k, weights, rerank=rerank)
    return [hit.id for hit in found.hits]


def _weights(chosen: Weights, legs: str) -> Weights:
    variants = {
        "lexical": replace(chosen, translation=0.0, dense=0.0),
        "translation": Weights(views=(), translation=1.0, dense=0.0),
        "dense": Weights(views=(), translation=0.0, dense=1.0),
        "no-lexical": replace(chosen, views=()),
        "no-translation": replace(chosen, translation=0.0),
        "no-dense": replace(chosen, dense=0.0),
    }
    return variants.get(legs, chosen)


def _asked(query: Query, searcher: Searcher, legs: str) -> Query:
    if legs == "no-translation":
        return replace(query, translations=(), names=frozenset())
    if legs == "no-sound":
        return prepare(query.text, searcher.tools, SoundIndex(()), searcher.generation.lexical)
    return query
