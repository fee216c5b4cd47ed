"""The chat page in a real browser, served by the real server over a fake engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args
from urllib.parse import quote

import pytest
from fake_engine import EVIL, EVIL_MARKUP, FUJI, HEIGHT, SECRET, FakeEngine
from pages import BROWSER, NO_BROWSER, launched, served, watched
from playwright.sync_api import Browser, Page, Route, expect

from indexer.records import Document, Span
from service.advice import MOST_TURNS
from service.query import LONGEST_QUESTION
from service.records import Status

pytestmark = pytest.mark.skipif(BROWSER is None, reason=NO_BROWSER)


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with served(FakeEngine()) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    with watched(browser, site) as opened:
        yield opened


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
    expect(page.locator(".confidence")).to_have_text(
        "about 88 % likely to be right 正しい確率 約88%"
    )
    expect(page.locator(".note")).to_have_count(0)
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


EXAMPLE = "What price did Trump's 15% levy apply to?"
EXAMPLE_DOCUMENT = "003_d7826f4cac7e6a05.txt"


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


def reply_with(page: Page, site: str, **fields: object) -> None:
    """Ask for the height of Mt Fuji, and see the reply with ``fields`` changed."""

    def change(route: Route) -> None:
        route.fulfill(json=route.fetch().json() | fields)

    page.route("**/ask?*", change)
    ask(page, site, "高さ")


BADGES = {
    "answered": "Answered 回答あり",
    "partial": "Unsure answer 不確かな回答",
    "conflicting": "The sources disagree 出典が食い違っています",
    "premise_contradicted": "The source says otherwise 出典の記述は質問と異なります",
    "not_in_corpus": "Not in the documents 文書に記載がありません",
}


def test_every_status_has_a_badge() -> None:
    assert tuple(BADGES) == get_args(Status)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_badge_tells_the_status(
    page: Page, site: str, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    badge = page.locator(".badge")
    for status, label in BADGES.items():
        reply_with(page, site, status=status)
        expect(badge).to_have_text(label)
        expect(page.locator("#state")).to_have_text(label)
        assert badge.evaluate(CONTRAST) >= 4.5
        red, green, _ = badge.evaluate(RGB)
        assert (green > red) == (status == "answered")


RGB = "(node) => getComputedStyle(node).color.match(/\\d+/g).map(Number)"


def test_an_unsure_answer_is_given_but_marked(page: Page, site: str) -> None:
    reply_with(page, site, status="partial", confidence=0.3)
    expect(page.locator(".answer")).to_have_text("3776")
    expect(page.locator(".note")).to_have_text(
        "This may be wrong: check it against the source. "
        "誤りかもしれません。出典で確かめてください。"
    )
    border = "(card) => getComputedStyle(card).borderTopStyle"
    assert page.locator(".card").evaluate(border) == "dashed"


def test_a_probability_is_never_told_as_certainty(page: Page, site: str) -> None:
    for confidence, percent in ((0.0, 1), (0.496, 50), (1.0, 99)):
        reply_with(page, site, confidence=confidence)
        expect(page.locator(".confidence")).to_contain_text(f"about {percent} % likely")


def test_a_contradicted_premise_is_said_before_the_answer(page: Page, site: str) -> None:
    reply_with(page, site, status="premise_contradicted")
    note = page.locator(".note")
    expect(note).to_contain_text("The question takes something for granted that the source denies.")
    expect(page.locator(".note + .said .answer")).to_have_text("3776")


def cite(n: int, span: Span, document: Document = FUJI) -> dict[str, object]:
    quote_ = span.of(document.text)
    passage = {"start": span.start, "end": span.end, "text": quote_}
    place = {"doc_id": document.id, "title": document.title}
    cited = {"n": n, "start": span.start, "end": span.end, "quote": quote_, "score": 0.5}
    return place | cited | {"passage": passage}


SIDE, OTHER, MORE = Span(7, 27), Span(32, 39), Span(40, 45)
DISPUTED: dict[str, object] = {
    "status": "conflicting",
    "answer": {"text": "3776", "sentence": SIDE.of(FUJI.text), "gloss": "3,776 m"},
    "citations": [cite(1, SIDE), cite(2, Span(0, 20), EVIL), cite(3, MORE)],
}


def test_both_sides_of_a_conflict_stand_beside_each_other(page: Page, site: str) -> None:
    reply_with(page, site, **DISPUTED)
    expect(page.locator(".answer")).to_have_count(0)
    expect(page.locator(".note")).to_contain_text("Read both.")
    expect(page.locator("#result h2")).to_have_text(
        ["Both sides 両方の記述", "More sources その他の出典"]
    )
    sides = page.locator(".sides li")
    expect(sides.locator(".side")).to_have_text(
        ["One side 一方の記述", "The other side 他方の記述"]
    )
    expect(sides.locator(".quote")).to_have_text([SIDE.of(FUJI.text), EVIL.text[:20]])
    expect(sides.locator(".title")).to_have_text([FUJI.title, EVIL.title])
    expect(sides.locator("strong")).to_have_text(["3776"])
    expect(sides.locator(".gloss")).to_have_text(["3,776 m"])
    expect(page.locator(".confidence")).to_contain_text("Source 1: about 88 % likely to be right")
    expect(page.locator(".citations:not(.sides) .quote")).to_have_text([MORE.of(FUJI.text)])
    left, right = (sides.nth(n).bounding_box() for n in (0, 1))
    assert left is not None and right is not None
    assert left["y"] == right["y"] and left["x"] + left["width"] <= right["x"]
    page.set_viewport_size({"width": 390, "height": 800})
    above, below = (sides.nth(n).bounding_box() for n in (0, 1))
    assert above is not None and below is not None
    assert above["x"] == below["x"] and above["y"] + above["height"] <= below["y"]


def test_a_conflict_without_more_sources_promises_none(page: Page, site: str) -> None:
    reply_with(page, site, **DISPUTED | {"citations": [cite(1, SIDE), cite(2, OTHER)]})
    expect(page.locator("#result h2")).to_have_text(["Both sides 両方の記述"])


def test_the_answer_is_marked_in_the_sentence_it_is_taken_from(page: Page, site: str) -> None:
    answer = {"text": "3776", "sentence": SIDE.of(FUJI.text), "gloss": None}
    reply_with(page, site, answer=answer, citations=[cite(1, SIDE), cite(2, SIDE)])
    expect(page.locator(".quote").first.locator("strong")).to_have_text("3776")
    expect(page.locator(".quote strong")).to_have_count(1)
    expect(page.locator(".sentence")).to_have_count(0)
    page.locator(".citation").first.click()
    mark = page.locator("#source mark")
    expect(mark).to_have_text(SIDE.of(FUJI.text))
    expect(mark.locator("strong")).to_have_text("3776")
    page.locator(".citation").last.click()
    expect(mark).to_have_text(SIDE.of(FUJI.text))
    expect(mark.locator("strong")).to_have_count(0)


PARTS = [
    ("高さは3776m", "3776", [["高さは", False], ["3776", True], ["m", False]]),
    ("15%と5%", "5%", [["15%と", False], ["5%", True]]),
    ("H200とH20", "H20", [["H200と", False], ["H20", True]]),
    ("😀山と山", "山", [["😀", False], ["山", True], ["と", False], ["山", True]]),
    ("山山山", "山山", [["山山", True], ["山", False]]),
    ("山", "山", [["山", True]]),
    ("山", "海", [["山", False]]),
    ("山", "", [["山", False]]),
]


def test_a_quote_is_parted_where_the_answer_stands(page: Page, site: str) -> None:
    page.goto(f"{site}/")
    part = """async (rows) => {
        const { parted } = await import("/static/reply.js");
        return rows.map(([quote, text]) => [quote, text, parted(quote, text)]);
    }"""
    assert page.evaluate(part, [row[:2] for row in PARTS]) == [list(row) for row in PARTS]


# Contrast of a node's text with what it stands on, as WCAG 2 defines it.
CONTRAST = """(node) => {
    const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const light = (colour) => {
        const [r, g, b] = parse(colour).map((v) => v / 255)
            .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    let under = node;
    while (parse(getComputedStyle(under).backgroundColor)[3] === 0) under = under.parentElement;
    const pair = [getComputedStyle(node).color, getComputedStyle(under).backgroundColor].map(light);
    return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
}"""


def test_a_quote_is_lighter_than_the_answer_it_grounds(page: Page, site: str) -> None:
    ask(page, site, "高さ")
    looks = """(node) => {
        const style = getComputedStyle(node);
        return [style.fontSize, style.fontWeight].map(parseFloat);
    }"""
    answer = page.locator(".answer").evaluate(looks)
    quote_ = page.locator(".quote").evaluate(looks)
    assert answer[0] >= 1.3 * quote_[0]
    assert answer[1] > quote_[1]
    assert page.locator(".quote").evaluate(CONTRAST) >= 4.5


def test_without_evidence_none_is_promised(page: Page, site: str) -> None:
    reply_with(page, site, status="not_in_corpus", answer=None, citations=[])
    expect(page.locator(".note")).to_have_text(
        "The documents do not answer this. 文書の中に答えは見つかりませんでした。"
    )
    expect(page.locator("#result h2")).to_have_count(0)


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


def test_a_question_that_was_given_up_tells_nothing_more(page: Page, site: str) -> None:
    page.add_init_script(
        """const fetched = window.fetch;
        window.fetch = (path, options) => path.startsWith("/ask?")
            ? Promise.resolve({ ok: true, json: () => new Promise((_, failed) => {
                options.signal.addEventListener("abort", () => failed(options.signal.reason));
                window.reading = true;
            }) })
            : fetched(path, options);"""
    )
    ask(page, site, "How high is Fuji?")
    page.wait_for_function("window.reading")
    page.get_by_role("textbox", name="Question 質問").fill(" ")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator("#state")).to_contain_text("Write a question first.")
    # What the reply given up on would still say has been said before this comes back.
    page.evaluate("new Promise((done) => setTimeout(done))")
    expect(page.locator("#state")).to_contain_text("Write a question first.")


def test_the_field_takes_no_more_than_can_be_asked(page: Page, site: str) -> None:
    page.goto(f"{site}/")
    field = page.get_by_role("textbox", name="Question 質問")
    expect(field).to_have_attribute("maxlength", str(LONGEST_QUESTION))


def test_not_in_corpus_is_said_and_the_nearest_evidence_shown(page: Page, site: str) -> None:
    ask(page, site, "海の深さは？")
    expect(page.locator(".badge")).to_have_text("Not in the documents 文書に記載がありません")
    expect(page.locator(".note")).to_contain_text("not an answer")
    expect(page.locator("#result h2")).to_contain_text("Nearest evidence")
    expect(page.locator(".answer")).to_have_count(0)
    expect(page.locator(".confidence")).to_have_count(0)
    expect(page.locator(".score")).to_have_count(0)
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


def ask_next(page: Page, question: str) -> None:
    page.get_by_role("textbox", name="Question 質問").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".asked")).to_have_text(question)


def test_a_followup_is_sent_with_the_turns_before_it_and_shown_resolved(
    page: Page, site: str
) -> None:
    sent: list[object] = []
    page.on(
        "request", lambda request: "/ask" in request.url and sent.append(request.post_data_json)
    )
    ask(page, site, "富士山の高さは？")
    expect(page.locator(".asked")).to_have_text("富士山の高さは？")
    expect(page.locator(".resolved")).to_have_count(0)
    first = {"question": "富士山の高さは？", "answer": "3776"}
    ask_next(page, "それはなぜ？")
    expect(page.locator(".resolved")).to_have_text("→ 富士山の高さはなぜ？")
    second = {"question": "それはなぜ？", "answer": "3776"}
    ask_next(page, "海の深さは？")
    expect(page.locator(".resolved")).to_have_count(0)
    assert sent == [
        None,
        {"q": "それはなぜ？", "history": [first]},
        {"q": "海の深さは？", "history": [first, second]},
    ]
    page.go_back()
    expect(page.locator(".resolved")).to_have_text("→ 富士山の高さはなぜ？")


def test_a_link_begins_a_conversation_anew(page: Page, site: str) -> None:
    ask(page, site, "富士山の高さは？")
    expect(page.locator(".asked")).to_have_text("富士山の高さは？")
    page.goto(f"{site}/?q={quote('それはなぜ？')}")
    expect(page.locator(".asked")).to_have_text("それはなぜ？")
    expect(page.locator(".resolved")).to_have_count(0)


def test_no_more_turns_are_sent_than_may_be(page: Page, site: str) -> None:
    sent: list[int] = []
    page.on(
        "request",
        lambda r: "/ask" in r.url and r.post_data and sent.append(len(r.post_data_json["history"])),
    )
    ask(page, site, "高さ 0")
    expect(page.locator(".asked")).to_have_text("高さ 0")
    for turn in range(1, MOST_TURNS + 3):
        ask_next(page, f"高さ {turn}")
    assert sent == [min(turn, MOST_TURNS) for turn in range(1, MOST_TURNS + 3)]


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
    expect(page.locator("section").nth(3)).to_contain_text("integer, 1 to 50, default 5")
