"""A conversation on the chat page: earlier turns stay readable, and are sent along."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from fake_engine import EVIL_MARKUP
from pages import BROWSER, NO_BROWSER, ask
from playwright.sync_api import Page, Route, expect

from service.advice import MOST_TURNS

pytestmark = pytest.mark.skipif(BROWSER is None, reason=NO_BROWSER)


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
    kept = ["富士山の高さは？", "それはなぜ？ → 富士山の高さはなぜ？"]
    expect(page.locator(".turn-question")).to_have_text(kept)
    expect(page.locator(".resolved")).to_have_count(0)
    assert sent == [
        None,
        {"q": "それはなぜ？", "history": [first]},
        {"q": "海の深さは？", "history": [first, second]},
    ]
    page.go_back()
    expect(page.locator(".resolved")).to_have_text("→ 富士山の高さはなぜ？")


def turns(page: Page) -> list[tuple[str, str]]:
    """The earlier turns on the page: each question, and what is told of its answer."""
    return [
        (turn.locator(".turn-question").inner_text(), turn.locator(".turn-answer").inner_text())
        for turn in page.locator(".turn").all()
    ]


def test_earlier_turns_stay_readable_above_the_newest(page: Page, site: str) -> None:
    ask(page, site, "How high is Fuji?")
    expect(page.locator(".asked")).to_have_text("How high is Fuji?")
    expect(page.locator("#turns")).to_be_hidden()
    ask_next(page, "海の深さは？")
    ask_next(page, "高さ")
    first = ("How high is Fuji?", "3776 3,776 m Answered 回答あり")
    second = ("海の深さは？", "No answer found 答えが見つかりません")
    assert turns(page) == [first, second]
    expect(page.get_by_role("list", name="Conversation so far")).to_be_visible()
    places = [
        page.locator(css).bounding_box() for css in (".turn >> nth=0", ".turn >> nth=1", ".card")
    ]
    tops = [place["y"] for place in places if place is not None]
    assert tops == sorted(tops) and len(tops) == 3
    expect(page.locator(".card")).to_be_in_viewport()
    page.reload()
    expect(page.locator(".asked")).to_have_text("高さ")
    assert turns(page) == [first, second]
    page.go_back()
    expect(page.locator(".asked")).to_have_text("海の深さは？")
    assert turns(page) == [first]


def test_of_a_dispute_one_side_is_kept_as_such(page: Page, site: str) -> None:
    page.goto(f"{site}/")
    tell = """async () => {
        const { items, turnOf } = await import("/static/turns.js");
        const answer = { text: "3776", sentence: "3776", gloss: null };
        const turn = turnOf("高さ", { status: "conflicting", confidence: 0.9, answer });
        return items([turn])[0].textContent;
    }"""
    said = "高さOne side: 一方の記述: 3776 The sources disagree 出典が食い違っています"
    assert page.evaluate(tell) == said


def test_a_question_that_waits_is_shown_below_the_earlier_ones(page: Page, site: str) -> None:
    ask(page, site, "高さ")
    expect(page.locator(".asked")).to_have_text("高さ")
    held: list[Route] = []
    page.route("**/ask", lambda route: held.append(route))
    page.get_by_role("textbox", name="Question 質問").fill("それはなぜ？")
    page.keyboard.press("Enter")
    expect(page.locator(".turn-question")).to_have_text(["高さ", "それはなぜ？"])
    expect(page.locator("#state")).to_contain_text("Reading the documents…")
    expect(page.locator("#result")).to_be_hidden()
    for _ in range(500):
        if held:
            break
        page.wait_for_timeout(10)
    held[0].continue_()
    expect(page.locator(".asked")).to_have_text("それはなぜ？")
    expect(page.locator(".turn-question")).to_have_text(["高さ"])


def test_the_field_is_free_for_the_next_question(page: Page, site: str) -> None:
    ask(page, site, "高さ")
    field = page.get_by_role("textbox", name="Question 質問")
    expect(field).to_have_value("")
    expect(page.locator(".asked")).to_have_text("高さ")
    expect(field).to_have_attribute("placeholder", "Ask further 続けて質問")
    field.fill("fault")
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_contain_text("The service has a problem.")
    expect(field).to_have_value("fault")
    expect(page.locator(".turn-question")).to_have_text(["高さ", "fault"])
    ask_next(page, "海")
    # What was never answered is no turn.
    expect(page.locator(".turn-question")).to_have_text(["高さ"])


def test_a_new_conversation_knows_nothing_of_the_old(page: Page, site: str) -> None:
    anew = page.get_by_role("button", name="New conversation 新しい会話")
    ask(page, site, "富士山の高さは？")
    expect(page.locator(".asked")).to_have_text("富士山の高さは？")
    ask_next(page, "それはなぜ？")
    anew.press("Enter")
    field = page.get_by_role("textbox", name="Question 質問")
    expect(field).to_be_focused()
    assert page.url == f"{site}/"
    expect(page).to_have_title("Konkyo 根拠")
    for gone in (page.locator("#turns"), page.locator("#result"), anew):
        expect(gone).to_be_hidden()
    expect(page.locator("#corpus")).to_be_visible()
    ask_next(page, "それはなぜ？")
    expect(page.locator(".resolved")).to_have_count(0)
    expect(page.locator(".turn")).to_have_count(0)
    page.go_back()
    page.go_back()
    expect(page.locator(".resolved")).to_have_text("→ 富士山の高さはなぜ？")


def test_the_form_stays_in_reach_below_a_long_answer(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 400, "height": 500})
    ask(page, site, "高さ")
    expect(page.locator(".asked")).to_have_text("高さ")
    for turn in range(6):
        ask_next(page, f"高さ {turn}")
    page.evaluate("scrollTo(0, 0)")
    expect(page.locator(".turn").first).to_be_in_viewport()
    form = page.locator("#ask")
    expect(form).to_be_in_viewport(ratio=1)
    place = form.bounding_box()
    assert place is not None and place["height"] < 125


def test_markup_in_earlier_turns_stays_text(page: Page, site: str) -> None:
    question = f"evil {EVIL_MARKUP}"
    ask(page, site, question)
    expect(page.locator(".asked")).to_have_text(question)
    ask_next(page, "高さ")
    expect(page.locator(".turn-question")).to_have_text(question)
    expect(page.locator(".turn-text")).to_have_text(EVIL_MARKUP)
    assert page.locator("img").count() == 0
    assert page.evaluate("window.hacked") is None


def test_the_title_names_the_question(page: Page, site: str) -> None:
    page.goto(f"{site}/?q={quote('<b>高さ')}")
    expect(page).to_have_title("<b>高さ – Konkyo 根拠")


def test_a_question_that_was_given_up_tells_nothing_more(page: Page, site: str) -> None:
    page.add_init_script(
        """const fetched = window.fetch;
        window.fetch = (path, options) => path.startsWith("/ask?q=given")
            ? Promise.resolve({ ok: true, json: () => new Promise((_, failed) => {
                options.signal.addEventListener("abort", () => failed(options.signal.reason));
                window.reading = true;
            }) })
            : fetched(path, options);"""
    )
    ask(page, site, "given up")
    page.wait_for_function("window.reading")
    ask_next(page, "高さ")
    # What the reply given up on would still say has been said before this comes back.
    page.evaluate("new Promise((done) => setTimeout(done))")
    expect(page.locator("#state")).to_have_text("Answered 回答あり: 3776")
    expect(page.locator(".turn")).to_have_count(0)


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
