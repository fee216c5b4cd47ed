"""What the evidence says against a question, or against itself: prepared for the two judges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from indexer.normalize import search_key
from service import assertion, conflict, rivals
from service.evidence import Evidence
from service.judgement import Judged
from service.premise import Denial, contradicted
from service.query import Query, TextAnalyser
from service.records import Unit
from service.search import Searcher
from service.shown import Shown
from service.topics import Asking, Statement, lemmas_of

# So many of the best sentences are held against what the question asserts.
HELD = 10


def clash(
    query: Query,
    units: Sequence[Unit],
    ranked: Sequence[Judged],
    tools: TextAnalyser,
) -> tuple[int, Denial] | None:
    """Return which of the sentences most surely clashes with what a question asserts, and how.

    ``ranked`` are the sentences, best first; the first few are held against it. None for no clash.
    """
    return contradicted(*held(query, units, ranked, tools))


def held(
    query: Query,
    units: Sequence[Unit],
    ranked: Sequence[Judged],
    tools: TextAnalyser,
) -> tuple[assertion.Asking, tuple[assertion.Statement, ...]]:
    """Return a question and the first HELD of ``ranked``, made ready to be held side by side."""
    key = search_key(query.folded).text
    asking = assertion.asking(key, query.language, tools.tokens(key), units, query.folded)
    settings: dict[int, assertion.Setting] = {}
    statements = []
    for number, one in enumerate(ranked[:HELD]):
        hit, sentence = one.item.hit, search_key(one.item.text)
        if hit.id not in settings:
            around = search_key(hit.passage.text).text
            settings[hit.id] = assertion.setting(asking, around, tools.tokens(around))
        tokens = tools.tokens(sentence.text)
        statements.append(
            assertion.statement(
                asking, sentence, tokens, settings[hit.id], one.chance, best=number == 0
            )
        )
    return asking, tuple(statements)


def rival(query: Query, ranked: Sequence[Judged], answer: Shown, searcher: Searcher) -> int | None:
    """Return which sentence says otherwise than the first, whose ``answer`` is; None for none.

    ``ranked`` are the sentences, best first, at least one. What the rules know comes first.
    """
    known = _opposed(query, ranked, answer, searcher.tools.analyser)
    return rivals.disputed(asked_of(query, searcher), ranked) if known is None else known


def asked_of(query: Query, searcher: Searcher) -> rivals.Asked:
    """Return a question with what its rivals are compared by."""
    index = searcher.generation.lexical
    return rivals.Asked(
        query.folded,
        query.language == "en",
        lambda lemma: index.idf("lemma", lemma),
        searcher.tools.embedder.documents,
    )


def _opposed(
    query: Query, ranked: Sequence[Judged], answer: Shown, tools: TextAnalyser
) -> int | None:
    asking = Asking(query.folded, query.words, query.translations)
    hits = {one.item.hit.id: one.item.hit for one in ranked}
    around = {
        number: lemmas_of(tools.content(hit.passage.text).words) for number, hit in hits.items()
    }
    statements = [_said(one.item, around[one.item.hit.id]) for one in ranked]
    best = replace(statements[0], answer=answer.text)
    found = conflict.rivals(asking, best, statements[1:])
    return found[0][0] + 1 if found else None


def _said(item: Evidence, around: frozenset[str]) -> Statement:
    return Statement(item.text, item.text, item.words, around)
