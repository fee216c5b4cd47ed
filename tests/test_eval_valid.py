"""Which replies cite truly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval.citing import cites_truly
from indexer.records import Span
from service.records import Answer, Reply
from tests.fake_engine import FUJI, citation_of

# Sentences of FUJI at 0-7 and 7-27, the second one cited inside the passage 7-27.
CITED = citation_of(FUJI, Span(7, 27), Span(7, 27))
ANSWERED = Reply("高さは?", "ja", "answered", Answer("x", CITED.quote, None), 0.9, (CITED,), "g")
REFUSED = replace(ANSWERED, status="not_in_corpus", answer=None)
FALSE_CITATIONS = {
    "another quote": replace(CITED, quote=CITED.quote[:-1] + "!"),
    "outside its passage": citation_of(FUJI, Span(6, 27), Span(7, 27)),
    "past its passage": citation_of(FUJI, Span(7, 27), Span(7, 26)),
    "nothing": citation_of(FUJI, Span(9, 9), Span(7, 27)),
    "another document": replace(CITED, doc_id="other.txt"),
    "no document": replace(CITED, doc_id="-", passage=replace(CITED.passage, doc_id="-")),
}


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (ANSWERED, True),
        (REFUSED, True),
        (replace(REFUSED, citations=()), True),
        (replace(ANSWERED, citations=()), False),
        (replace(ANSWERED, answer=None), False),
        (replace(ANSWERED, answer=Answer("x", CITED.quote[1:], None)), False),
        *[
            (replace(reply, citations=(CITED, false)), False)
            for reply in (ANSWERED, REFUSED)
            for false in FALSE_CITATIONS.values()
        ],
    ],
)
def test_citations_are_true_or_the_reply_is_not_valid(reply: Reply, expected: bool) -> None:
    texts = {FUJI.id: FUJI.text, "other.txt": "別の話。"}
    assert cites_truly(reply, texts) is expected
