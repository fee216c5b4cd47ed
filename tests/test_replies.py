from __future__ import annotations

from dataclasses import replace

import pytest
from fake_engine import EVIL, EXPLANATION, FUJI, FakeEngine, citation_of
from web import client_of, problem_of

from indexer.records import Hit, Span
from service.records import Citation, Explanation, Part, Reply, SearchResult

# What the application logs is kept, not printed.
pytestmark = pytest.mark.usefixtures("logs")


class Tampered(FakeEngine):
    """Cites what is not in the documents."""

    def __init__(self, reply: Reply, result: SearchResult) -> None:
        super().__init__()
        self._given = (reply, result)

    def ask(self, question: str, k: int) -> Reply:
        return self._given[0]

    def search(self, query: str, k: int, explain: bool = False) -> SearchResult:
        return self._given[1]


GOOD = citation_of(FUJI, Span(15, 19), Span(7, 27))
TAMPERED = [
    replace(GOOD, quote="3777"),
    replace(GOOD, span=Span(14, 18)),
    replace(GOOD, span=Span(15, 15), quote=""),
    replace(GOOD, span=Span(15 - 1240, 19 - 1240)),
    replace(GOOD, span=Span(1239, 1300), quote=FUJI.text[1239:]),
    replace(GOOD, doc_id=EVIL.id),
    replace(GOOD, doc_id="gone.txt"),
    replace(GOOD, passage=replace(GOOD.passage, text="別の文。")),
    replace(GOOD, score=float("nan")),
]


@pytest.mark.parametrize("citation", TAMPERED)
def test_a_false_citation_never_leaves(citation: Citation) -> None:
    fake = FakeEngine()
    reply = replace(fake.ask("高さ", 5), citations=(GOOD, citation))
    with client_of(Tampered(reply, fake.search("a", 1))) as client:
        problem_of(client.get("/ask", params={"q": "高さ"}), 500)


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan")])
def test_a_confidence_that_is_no_probability_never_leaves(confidence: float) -> None:
    fake = FakeEngine()
    reply = replace(fake.ask("高さ", 5), confidence=confidence)
    with client_of(Tampered(reply, fake.search("a", 1))) as client:
        problem_of(client.get("/ask", params={"q": "高さ"}), 500)


def test_a_false_hit_never_leaves() -> None:
    fake = FakeEngine()
    result = fake.search("a", 1)
    false = Hit(0, replace(result.hits[0].passage, start=8, end=28), 1.0)
    for bad in (replace(result, hits=(false,)), replace(result, titles=())):
        with client_of(Tampered(fake.ask("a", 1), bad)) as client:
            problem_of(client.get("/search", params={"q": "a"}), 500)


@pytest.mark.parametrize(
    "explanations",
    [
        (EXPLANATION, EXPLANATION),
        (replace(EXPLANATION, score=float("nan")),),
        (Explanation(1.0, (Part("coverage", float("inf"), 1.0),)),),
        (Explanation(1.0, (Part("interaction", None, float("nan")),)),),
    ],
)
def test_a_false_explanation_never_leaves(explanations: tuple[Explanation, ...]) -> None:
    fake = FakeEngine()
    result = replace(fake.search("a", 1), explanations=explanations)
    with client_of(Tampered(fake.ask("a", 1), result)) as client:
        problem_of(client.get("/search", params={"q": "a", "explain": "1"}), 500)
