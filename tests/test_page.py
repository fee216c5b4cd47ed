"""The chat page in a real browser, served by the real server over a fake engine."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from fake_engine import EVIL, EVIL_MARKUP, FUJI, HEIGHT, SECRET
from pages import BROWSER, NO_BROWSER, ask
from playwright.sync_api import Page, expect

from service.query import LONGEST_QUESTION

pytestmark = pytest.mark.skipif(BROWSER is None, reason=NO_BROWSER)


def test_ask_and_see_the_answer(page: Page, site: str) -> None:
    ask(page, site, "How high is Fuji?")
    expect(page.locator(".answer")).to_have_text("3776")
    expect(page.locator(".gloss")).to_have_text("3,776 m")
    expect(page.locator(".sentence")).to_have_text(FUJI.text[7:27])
    expect(page.locator(".sentence strong")).to_have_text("3776")
    expect(page.locator(".badge")).to_have_text("Answered 回答あり")
    expect(page.locator(".confidence")).to_have_text(
        "about 88 % likely to be right 正しい確率 約88%"
    )
    expect(page.locator(".note")).to_have_count(0)
    expect(page.locator("#state")).to_contain_text("Answered")
    expect(page.locator(".citation .quote")).to_have_text(["3776"])
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
    expect(page.locator(".asked")).to_have_text("高さ & <b>+%?")
    page.get_by_role("textbox", name="Question 質問").fill("海")
    page.keyboard.press("Enter")
    expect(page.locator(".asked")).to_have_text("海")
    page.go_back()
    expect(page.locator(".asked")).to_have_text("高さ & <b>+%?")


EXAMPLE = "When was the H800 banned?"
EXAMPLE_DOCUMENT = "004_504d558f0a83e77d.txt"


def serve_documents(page: Page, *ids: str) -> None:
    listed = [{"id": i, "title": i, "length": 1, "sections": 0} for i in ids]
    page.route("**/documents", lambda route: route.fulfill(json={"documents": listed}))


def test_examples_ask(page: Page, site: str) -> None:
    serve_documents(page, EXAMPLE_DOCUMENT, "other.txt")
    page.goto(f"{site}/")
    expect(page.locator(".example:visible")).to_have_text([EXAMPLE])
    expect(page.locator("#corpus")).to_be_hidden()
    page.get_by_role("button", name=EXAMPLE).click()
    expect(page.locator(".asked")).to_have_text(EXAMPLE)


@pytest.mark.parametrize(
    ("ids", "told"),
    [
        ((), "0 documents are searched. 0件の文書を検索します。"),
        (("a.txt",), "1 document is searched. 1件の文書を検索します。"),
        (("a.txt", "b.txt"), "2 documents are searched. 2件の文書を検索します。"),
    ],
)
def test_without_their_documents_the_examples_give_way_to_a_count(
    page: Page, site: str, ids: tuple[str, ...], told: str
) -> None:
    serve_documents(page, *ids)
    page.goto(f"{site}/")
    expect(page.locator("#corpus")).to_have_text(told)
    expect(page.locator(".examples")).to_be_hidden()


@pytest.mark.parametrize("blank", [" ", "　", "\t 　"])
def test_a_blank_question_is_not_sent(page: Page, site: str, blank: str) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto(f"{site}/")
    page.get_by_role("textbox", name="Question 質問").fill(blank)
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_have_text("Write a question first. 質問を入力してください。")
    assert page.url == f"{site}/"
    page.goto(f"{site}/?q={quote(blank)}")
    expect(page.locator("#corpus")).to_be_visible()
    assert [u for u in sent if "/ask" in u] == []


def test_the_field_takes_no_more_than_can_be_asked(page: Page, site: str) -> None:
    page.goto(f"{site}/")
    field = page.get_by_role("textbox", name="Question 質問")
    expect(field).to_have_attribute("maxlength", str(LONGEST_QUESTION))


def test_not_in_corpus_is_said_and_the_nearest_evidence_shown(page: Page, site: str) -> None:
    ask(page, site, "海の深さは？")
    expect(page.locator(".badge")).to_have_text("No answer found 答えが見つかりません")
    expect(page.locator(".note")).to_contain_text("not given as an answer")
    expect(page.locator("#result h2")).to_contain_text("Nearest evidence")
    expect(page.locator(".answer")).to_have_count(0)
    expect(page.locator(".confidence")).to_have_count(0)
    page.locator(".citation").click()
    expect(page.locator("#source mark")).to_have_text(FUJI.text[7:27])


UNUSABLE = "This question cannot be used as it is. この質問はこのままでは使えません。"
FAULTY = "The service has a problem. サービスに問題が発生しました。"


@pytest.mark.parametrize(
    ("question", "introduction", "detail"),
    [
        ("、。", UNUSABLE, "the question holds no word; write one"),
        ("x" * 1001, UNUSABLE, "shorten it to at most 1000"),
        ("fault", FAULTY, "(request "),
    ],
)
def test_errors_are_told(
    page: Page, site: str, question: str, introduction: str, detail: str
) -> None:
    page.goto(f"{site}/?q={quote(question)}")
    expect(page.locator("#state")).to_contain_text(introduction)
    expect(page.locator("#state")).to_contain_text(detail)
    expect(page.locator("#state")).not_to_contain_text(SECRET)
    expect(page.locator("#result")).to_be_hidden()


def test_an_error_takes_the_old_answer_away(page: Page, site: str) -> None:
    ask(page, site, "高さ")
    expect(page.locator("#result")).to_be_visible()
    page.get_by_role("textbox", name="Question 質問").fill("fault")
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_contain_text(FAULTY)
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
            "GET /ask/stream",
            "POST /ask/stream",
            "GET /documents",
            "GET /documents/{doc_id}",
            "GET /health",
            "GET /ready",
        ]
    )
    for n, told in ((0, "default 10"), (1, "passages to return"), (2, "passages to read")):
        expect(page.locator("section").nth(n)).to_contain_text(told)
    ask = page.locator("section").nth(3)
    expect(ask).to_contain_text("integer, 1 to 50, default 5")
    expect(ask).to_contain_text("array of {question, answer}, default []")
    expect(page.locator("#CitationOut p code")).to_have_text(["quote", "start", "end"])
    page.get_by_role("link", name="SearchOut").first.click()
    expect(page.locator("#SearchOut h2")).to_be_in_viewport()


@pytest.mark.parametrize("width", [400, 1280])
def test_docs_page_breaks_no_word(page: Page, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}/docs")
    cells = page.locator(".fields td, .fields th, .replies td, .replies th")
    expect(cells.first).to_be_attached()
    # A word that is broken has more than one box.
    broken = """(cells) => cells.flatMap((cell) => {
        const text = (cell.querySelector("a") ?? cell).firstChild;
        return text === null ? [] : [...text.data.matchAll(/[\\w/{}]+/g)].filter((word) => {
            const range = document.createRange();
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            return range.getClientRects().length > 1;
        }).map(([word]) => word);
    })"""
    assert cells.evaluate_all(broken) == []
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) == 0
