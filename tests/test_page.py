"""The chat page in a real browser, served by the real server over a fake engine."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from fake_engine import EVIL, EVIL_MARKUP, FUJI, HEIGHT, SECRET, FakeEngine
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from structlog.testing import capture_logs

from service.server import build_server, listen, url
from service.settings import Settings

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
BROWSER = next((path for name in BROWSERS if (path := shutil.which(name))), None)
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="no Chromium on the PATH; `apt-get install chromium` brings one"
)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = build_server(Settings(log_level="ERROR"), FakeEngine())
    with capture_logs(), listen("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield url(listener)
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page that may only speak to the site, and must not break the security policy."""
    requests: list[str] = []
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            complaints.append(message.text)

    opened = browser.new_page(viewport={"width": 1200, "height": 800})
    opened.set_default_timeout(10_000)
    opened.on("request", lambda request: requests.append(request.url))
    opened.on("console", note)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    opened.close()
    assert [r for r in requests if not r.startswith(f"{site}/")] == []
    assert complaints == []


def ask(page: Page, site: str, question: str) -> None:
    page.goto(f"{site}/")
    page.get_by_role("textbox", name="Question 質問").fill(question)
    page.get_by_role("button", name="Ask").click()


def test_ask_and_see_the_answer(page: Page, site: str) -> None:
    ask(page, site, "How high is Fuji?")
    expect(page.locator(".answer")).to_have_text("3776")
    expect(page.locator(".gloss")).to_have_text("3,776 m")
    expect(page.locator(".sentence")).to_have_text(FUJI.text[7:27])
    expect(page.locator(".sentence strong")).to_have_text("3776")
    expect(page.locator(".badge")).to_have_text("Answered 回答あり")
    expect(page.locator(".confidence")).to_contain_text("88%")
    expect(page.locator("#state")).to_contain_text("Answered")
    expect(page.locator(".citation .quote")).to_have_text(["3776"])
    expect(page.locator(".citation .score")).to_have_text("score 0.750")
    assert page.url == f"{site}/?q={quote('How high is Fuji?')}"


def test_citation_marks_the_quote_although_emoji_stand_before_it(page: Page, site: str) -> None:
    ask(page, site, "富士山の高さは？")
    citation = page.locator(".citation")
    expect(citation).to_have_attribute("aria-expanded", "false")
    citation.click()
    mark = page.locator("#source mark")
    expect(mark).to_have_text("3776")
    expect(mark).to_be_in_viewport()
    expect(mark).to_be_focused()
    expect(citation).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#source-title")).to_have_text(FUJI.title)
    before = mark.evaluate(
        """(mark) => {
            const range = document.createRange();
            range.setStart(document.getElementById("source-text"), 0);
            range.setEndBefore(mark);
            return Array.from(range.toString()).length;
        }"""
    )
    assert before == HEIGHT.start
    assert page.locator("#source-text").text_content() == FUJI.text
    expect(page.locator("#source .heading")).to_have_text("🗻🗻 富士山")
    expect(page.locator("#source .passage")).to_have_text(FUJI.text[7:27])


def test_keyboard_alone(page: Page, site: str) -> None:
    page.goto(f"{site}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("textbox", name="Question 質問")).to_be_focused()
    page.keyboard.type("How high?")
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_be_visible()
    citation = page.locator(".citation")
    citation.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#source mark")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#source")).to_be_hidden()
    expect(citation).to_be_focused()


def test_close_button(page: Page, site: str) -> None:
    ask(page, site, "高さ")
    page.locator(".citation").click()
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#source")).to_be_hidden()
    expect(page.locator(".citation")).to_be_focused()


def test_link_asks_and_back_returns(page: Page, site: str) -> None:
    page.goto(f"{site}/?q={quote('高さ & <b>+%?')}")
    expect(page.get_by_role("textbox", name="Question 質問")).to_have_value("高さ & <b>+%?")
    expect(page.locator(".asked")).to_have_text("高さ & <b>+%?")
    page.get_by_role("textbox", name="Question 質問").fill("海")
    page.keyboard.press("Enter")
    expect(page.locator(".asked")).to_have_text("海")
    page.go_back()
    expect(page.locator(".asked")).to_have_text("高さ & <b>+%?")


def test_examples_ask(page: Page, site: str) -> None:
    page.goto(f"{site}/")
    example = page.get_by_role("button", name="What price did Trump's 15% levy apply to?")
    example.click()
    expect(page.locator(".asked")).to_have_text("What price did Trump's 15% levy apply to?")


def test_not_in_corpus_is_said_and_the_nearest_evidence_shown(page: Page, site: str) -> None:
    ask(page, site, "海の深さは？")
    expect(page.locator(".badge")).to_have_text("Not in the documents 文書に記載がありません")
    expect(page.locator(".none")).to_contain_text("not an answer")
    expect(page.locator("#result h2")).to_contain_text("Nearest evidence")
    expect(page.locator(".answer")).to_have_count(0)
    expect(page.locator(".confidence")).to_have_count(0)
    page.locator(".citation").click()
    expect(page.locator("#source mark")).to_have_text(FUJI.text[7:27])


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("、。", "the question holds no word; write one"),
        ("x" * 1001, "shorten it to at most 1000"),
        ("fault", "(request "),
    ],
)
def test_errors_are_told(page: Page, site: str, question: str, told: str) -> None:
    ask(page, site, "高さ")
    expect(page.locator("#result")).to_be_visible()
    page.get_by_role("textbox", name="Question 質問").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_contain_text(told)
    expect(page.locator("#state")).not_to_contain_text(SECRET)
    expect(page.locator("#result")).to_be_hidden()


def test_unreachable_service_is_told(page: Page, site: str) -> None:
    page.goto(f"{site}/")
    page.route("**/ask?*", lambda route: route.abort())
    page.get_by_role("textbox", name="Question 質問").fill("高さ")
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_contain_text("cannot be reached")


def test_a_changed_source_is_not_marked(page: Page, site: str) -> None:
    ask(page, site, "高さ")
    changed = {"text": "x" + FUJI.text, "sections": []}
    page.route("**/documents/*", lambda route: route.fulfill(json=changed))
    page.locator(".citation").click()
    expect(page.locator("#source-text")).to_contain_text("has changed")
    expect(page.locator("#source mark")).to_have_count(0)


def test_markup_in_question_answer_title_and_text_stays_text(page: Page, site: str) -> None:
    question = f"evil {EVIL_MARKUP}<script>window.hacked = 3</script>"
    page.goto(f"{site}/?q={quote(question)}")
    expect(page.locator(".asked")).to_have_text(question)
    expect(page.locator(".answer")).to_have_text(EVIL_MARKUP)
    expect(page.locator(".citation .title")).to_have_text(EVIL_MARKUP)
    page.locator(".citation").click()
    expect(page.locator("#source mark")).to_have_text(EVIL.text)
    expect(page.locator("#source-title")).to_have_text(EVIL_MARKUP)
    assert page.locator("img, body script").count() == 0
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize("width", [320, 390, 768, 1200])
def test_nothing_is_wider_than_the_screen(page: Page, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    ask(page, site, "evil")
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    expect(page.locator(".answer")).to_be_visible()
    assert page.evaluate(overflow) == 0
    page.locator(".citation").click()
    expect(page.locator("#source mark")).to_be_in_viewport()
    assert page.evaluate(overflow) == 0


def test_docs_page_shows_every_route(page: Page, site: str) -> None:
    page.goto(f"{site}/docs")
    headings = page.locator("section:has(.method) h2")
    expect(headings).to_have_text(
        [
            "GET /search",
            "POST /search",
            "GET /ask",
            "POST /ask",
            "GET /documents",
            "GET /documents/{doc_id}",
            "GET /health",
            "GET /ready",
        ]
    )
    expect(page.locator("section").nth(3)).to_contain_text("integer, 1 to 50, default 5")
