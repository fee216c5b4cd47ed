"""Markup in whatever a page shows stays text: titles, ids, headings, texts, questions, answers.

Each vector is asked as a question, and is all that the answer and the document consist of. In a
real browser none may run, reach another host, or become an element.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

import pytest
from fake_engine import FakeEngine, citation_of
from pages import BROWSER, NO_BROWSER, served
from playwright.sync_api import Browser, Dialog, Page, expect
from xss import VECTORS

from indexer.errors import DocumentNotFound, QueryError
from indexer.records import Document, Section, Span
from service.records import Answer, Reply, Status

pytestmark = pytest.mark.skipif(BROWSER is None, reason=NO_BROWSER)

STATUSES: tuple[Status, ...] = ("answered", "conflicting", "premise_contradicted", "not_in_corpus")
REFUSED = "refused "


def document_of(n: int) -> Document:
    vector = VECTORS[n]
    heading, whole = Span(0, len(vector)), Span(0, 2 * len(vector) + 2)
    text = f"{vector}\n{vector}\n"
    return Document(vector, vector, text, (Section(heading, whole),))


DOCUMENTS = {VECTORS[n]: document_of(n) for n in range(len(VECTORS))}


class HostileEngine(FakeEngine):
    """Has a document for each vector, and answers a vector by it, each status in its turn."""

    def ask(self, question: str, k: int) -> Reply:
        if question.startswith(REFUSED):
            raise QueryError(question)
        document = DOCUMENTS[question]
        size = len(question)
        first, second = Span(size + 1, 2 * size + 1), Span(0, size)
        cited = (
            citation_of(document, first, Span(0, 2 * size + 2)),
            citation_of(document, second, second, 2),
        )
        status = STATUSES[VECTORS.index(question) % len(STATUSES)]
        answer = None if status == "not_in_corpus" else Answer(question, question, question)
        return self._reply(question, status, answer, *cited)

    def documents(self) -> tuple[Document, ...]:
        return tuple(DOCUMENTS[identity] for identity in sorted(DOCUMENTS))

    def document(self, doc_id: str) -> Document:
        if doc_id not in DOCUMENTS:
            raise DocumentNotFound(f"no document {doc_id!r}")
        return DOCUMENTS[doc_id]


@dataclass
class Watched:
    """A page, and all that it should not have done."""

    page: Page
    site: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(10_000)
        self.page.on("dialog", self._dismiss)
        self.page.on("request", lambda request: self._reached(request.url))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda message: self._told(message.text))

    def _dismiss(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _reached(self, address: str) -> None:
        if not address.startswith(f"{self.site}/"):
            self.faults.append(f"request {address}")

    def _told(self, message: str) -> None:
        if "Content Security Policy" in message:
            self.faults.append(message)

    def check(self) -> None:
        """Nothing ran, nothing was reached, and no element came of a text."""
        assert self.page.evaluate("window.hacked") is None
        assert self.page.evaluate(FOREIGN) == []
        assert self.faults == []


# What the page itself has none of: elements that load or run, and attributes that do.
FOREIGN = """() => [...document.body.querySelectorAll("*")].filter((node) =>
    /^(script|img|image|svg|iframe|object|embed|video|audio|style|link|meta|base|math|details|select
       |textarea|template|marquee)$/ix.test(node.localName)
    || [...node.attributes].some(({ name, value }) =>
        /^on|^srcdoc$|^style$/i.test(name) || /^\\s*javascript:/i.test(value)
        || (/^(href|src|action)$/i.test(name) && !/^\\/[a-z]*$/.test(value)))
).map((node) => node.outerHTML)""".replace("\n       |", "|").replace("/ix.", "/i.")


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with served(HostileEngine()) as address:
        yield address


@pytest.fixture(scope="module")
def shared(browser: Browser, site: str) -> Watched:
    """The chat page, loaded once for all questions."""
    watched = Watched(browser.new_page(), site)
    watched.page.goto(f"{site}/")
    return watched


def test_there_are_sixty_vectors_and_more() -> None:
    assert len(set(VECTORS)) == len(VECTORS) >= 60


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ("<img src=x onerror=window.hacked=1>", None),
        ("<script>alert(7)</script>", "dialog 7"),
        ("<img src=https://evil.example/p.png>", "request https://evil.example/p.png"),
        ("<base href=https://evil.example/>", None),
        ("<a href=javascript:window.hacked=1>x</a>", None),
    ],
)
def test_the_watch_sees_what_it_is_for(
    browser: Browser, site: str, markup: str, fault: str | None
) -> None:
    """On a page without our headers, each of these is told."""
    with browser.new_context() as context:
        watched = Watched(context.new_page(), site)
        watched.page.set_content(f"<body>{markup}", wait_until="commit")
        if fault is None:
            assert watched.page.evaluate(FOREIGN) != []
        else:
            expect(watched.page.locator("body")).to_be_attached()
            assert fault in watched.faults


@pytest.mark.parametrize("n", range(len(VECTORS)))
def test_a_vector_stays_text_on_the_page(shared: Watched, n: int) -> None:
    page, vector = shared.page, VECTORS[n]
    status = STATUSES[n % len(STATUSES)]
    before = page.locator(".asked").all_text_contents()
    page.get_by_role("textbox", name="Question 質問").fill(vector)
    page.keyboard.press("Enter")
    expect(page.locator(".asked")).to_have_text(vector)
    for question in before:
        expect(page.locator(".turn-question").last).to_have_text(question)
    expect(page.locator(".citation .title")).to_have_text([vector, vector])
    expect(page.locator(".citation .quote")).to_have_text([vector, vector])
    if status in ("answered", "premise_contradicted"):
        expect(page.locator(".answer")).to_have_text(vector)
        expect(page.locator(".gloss")).to_have_text(vector)
    page.locator(".citation").first.click()
    expect(page.locator("#source-title")).to_have_text(vector)
    expect(page.locator("#source .heading")).to_have_text(vector)
    expect(page.locator("#source mark")).to_have_text(vector)
    shared.check()


@pytest.mark.parametrize("n", range(0, len(VECTORS), 12))
def test_a_link_with_a_vector_and_a_refusal_of_one(browser: Browser, site: str, n: int) -> None:
    watched = Watched(browser.new_page(), site)
    page = watched.page
    page.goto(f"{site}/?q={quote(VECTORS[n])}")
    expect(page.locator(".asked")).to_have_text(VECTORS[n])
    watched.check()
    page.goto(f"{site}/?q={quote(REFUSED + VECTORS[n])}")
    expect(page.locator("#state")).to_contain_text(REFUSED + VECTORS[n])
    watched.check()
    page.close()


@pytest.mark.parametrize("path", ["/documents/{}", "/ask?q={}", "/ask?nosuch={}", "/{}"])
def test_a_reply_that_is_opened_as_a_page_runs_nothing(
    browser: Browser, site: str, path: str
) -> None:
    watched = Watched(browser.new_page(), site)
    for vector in VECTORS[::6]:
        watched.page.goto(site + path.format(quote(vector, safe="")))
        assert watched.page.evaluate("window.hacked") is None
        assert watched.faults == []
    watched.page.close()
