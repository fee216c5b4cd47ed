"""An engine one can compute by hand: two documents, and replies looked up by the question."""

from __future__ import annotations

from indexer.errors import DocumentNotFound, QueryError
from indexer.records import Document, Hit, Passage, Section, Span
from service.records import (
    Answer,
    Citation,
    Explanation,
    Language,
    Leg,
    Part,
    Reply,
    SearchResult,
    Status,
)

# An emoji is one code point and two UTF-16 units, so the two counts differ after it.
LEAD = "🗻🗻 富士山\n"
SENTENCE = "😀富士山の高さは3776メートルである。"
FUJI = Document(
    id="fuji.txt",
    title="富士山 🗻",
    text=LEAD + SENTENCE + "👨‍👩‍👧 日本一高い。\n" + "山は高い。\n" * 200,
    sections=(
        Section(Span(0, 6), Span(0, 27)),
        Section(Span(27, 27), Span(27, 1240)),
    ),
)
HEIGHT = Span(15, 19)
EVIL_MARKUP = '<img src="x" onerror="window.hacked = 1">'
EVIL = Document(
    id="悪/<b>?#&%.txt",
    title=EVIL_MARKUP,
    text=f"{EVIL_MARKUP}<script>window.hacked = 2</script>",
)
EXPLANATION = Explanation(
    1.5, (Part("coverage", 0.5, 1.25), Part("names", -1.0, 0.75), Part("interaction", None, -0.5))
)
SECRET = "secret-of-the-house"


def passage_of(document: Document, span: Span) -> Passage:
    return Passage(document.id, span.start, span.end, span.of(document.text), "", (span,))


def citation_of(document: Document, span: Span, around: Span, n: int = 1) -> Citation:
    passage = passage_of(document, around)
    return Citation(n, document.id, document.title, span, span.of(document.text), passage, 0.75)


class FakeEngine:
    """Knows the height of Mt Fuji; ``asked`` lists the (question, k) it was given."""

    generation = "g1"

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def search(self, query: str, k: int, explain: bool = False) -> SearchResult:
        self.asked.append((query, k))
        self._refuse(query)
        hit = Hit(0, passage_of(FUJI, Span(7, 27)), 2.5)
        legs = (Leg("lexical", False, ""), Leg("dense", True, "no known word"))
        titles, explanations = (FUJI.title,), (EXPLANATION,) if explain else ()
        return SearchResult(query, "ja", (hit,), legs, self.generation, titles, explanations)

    def ask(self, question: str, k: int) -> Reply:
        self.asked.append((question, k))
        self._refuse(question)
        if "evil" in question:
            whole = Span(0, len(EVIL.text))
            answer = Answer(EVIL_MARKUP, EVIL.text, EVIL_MARKUP)
            return self._reply(question, "partial", answer, citation_of(EVIL, whole, whole))
        if "高さ" in question or "high" in question:
            answer = Answer("3776", FUJI.text[7:27], "3,776 m" if "high" in question else None)
            cited = citation_of(FUJI, HEIGHT, Span(7, 27))
            return self._reply(question, "answered", answer, cited)
        nearest = citation_of(FUJI, Span(7, 27), Span(7, 27))
        return self._reply(question, "not_in_corpus", None, nearest)

    def get_ready(self) -> bool:
        return False

    def close(self) -> None:
        self.closed = True

    def documents(self) -> tuple[Document, ...]:
        return (FUJI, EVIL)

    def document(self, doc_id: str) -> Document:
        for document in self.documents():
            if document.id == doc_id:
                return document
        raise DocumentNotFound(f"no document {doc_id!r}")

    def _refuse(self, question: str) -> None:
        if question == "fault":
            raise RuntimeError(SECRET)
        if question == "、。":
            raise QueryError("the question holds no word; write one")

    def _reply(
        self, question: str, status: Status, answer: Answer | None, *citations: Citation
    ) -> Reply:
        confidence = 0.0 if answer is None else 0.875
        language: Language = "en" if question.isascii() else "ja"
        return Reply(question, language, status, answer, confidence, citations, self.generation)
