"""What the chat page tells of a reply: how far to trust it, its sides and its grounds."""

from __future__ import annotations

import re
from typing import Literal, get_args

import pytest
from fake_engine import EVIL, FUJI
from pages import BROWSER, NO_BROWSER, ask
from playwright.sync_api import Page, Route, expect

from indexer.records import Document, Span
from service.records import Status

pytestmark = pytest.mark.skipif(BROWSER is None, reason=NO_BROWSER)


def reply_with(page: Page, site: str, **fields: object) -> None:
    """Ask for the height of Mt Fuji, and see the reply with ``fields`` changed."""

    def change(route: Route) -> None:
        route.fulfill(json=route.fetch().json() | fields)

    page.route("**/ask?*", change)
    ask(page, site, "高さ")


ANSWERED = "Answered 回答あり"
DISAGREE = "The sources disagree 出典が食い違っています"
OTHERWISE = "The source says otherwise 出典の記述は質問と異なります"
MAYBE_OTHERWISE = "The source seems to say otherwise 出典の記述は質問と異なるようです"
NOT_FOUND = "No answer found 答えが見つかりません"
WRONG = "This may be wrong:"
DOUBTFUL = "This is more likely wrong than right:"
# What a status and a confidence are called, and how the note begins; None where there is none.
WORDS: dict[tuple[Status, float], tuple[str, str | None]] = {
    ("answered", 1.0): (ANSWERED, None),
    ("answered", 0.9): (ANSWERED, None),
    ("answered", 0.5): (ANSWERED, None),
    ("answered", 0.49): (ANSWERED, DOUBTFUL),
    ("partial", 0.96): ("Probably right おそらく正しい回答", "Likely, but not beyond doubt:"),
    ("partial", 0.8): ("Probably right おそらく正しい回答", "Likely, but not beyond doubt:"),
    ("partial", 0.79): ("Unsure answer 不確かな回答", WRONG),
    ("partial", 0.5): ("Unsure answer 不確かな回答", WRONG),
    ("partial", 0.49): ("Doubtful answer 疑わしい回答", DOUBTFUL),
    ("partial", 0.0): ("Doubtful answer 疑わしい回答", DOUBTFUL),
    ("conflicting", 0.96): (DISAGREE, "The documents say two different things."),
    ("conflicting", 0.1): (DISAGREE, "The documents say two different things."),
    ("premise_contradicted", 0.9): (OTHERWISE, "The question takes something for granted"),
    ("premise_contradicted", 0.89): (MAYBE_OTHERWISE, "The question seems to take for granted"),
    ("not_in_corpus", 0.9): (NOT_FOUND, "No answer was found in the documents."),
    ("not_in_corpus", 0.0): (NOT_FOUND, "No answer was found in the documents."),
}


def test_every_status_has_words() -> None:
    assert {status for status, _ in WORDS} == set(get_args(Status))


def test_the_words_follow_status_and_confidence(page: Page, site: str) -> None:
    page.goto(f"{site}/")
    tell = """async ([status, confidence]) => {
        const { words } = await import("/static/trust.js");
        const { badge, note } = words({ status, confidence });
        return [badge.join(" "), note ?? null];
    }"""
    for standing, (label, begins) in WORDS.items():
        badge, note = page.evaluate(tell, standing)
        assert badge == label, standing
        if begins is None:
            assert note is None, standing
        else:
            english, japanese = note
            assert english.startswith(begins), standing
            assert re.fullmatch(r"[^A-Za-z]+。", japanese), standing


# Shows the card of a reply in the place of the answer.
SHOW = """async ([status, confidence]) => {
    const { card } = await import("/static/reply.js");
    const answer = { text: "3776", sentence: "高さは3776", gloss: null };
    const reply = { question: "高さ", status, confidence, answer, citations: [] };
    const result = document.getElementById("result");
    result.replaceChildren(card(reply));
    result.hidden = false;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_only_what_is_likely_looks_good(
    page: Page, site: str, scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site}/")
    badge, border = page.locator(".badge"), "(card) => getComputedStyle(card).borderTopStyle"
    for standing, (label, _) in WORDS.items():
        page.evaluate(SHOW, standing)
        expect(badge).to_have_text(label)
        assert badge.evaluate(CONTRAST) >= 4.5
        red, green, _ = badge.evaluate(RGB)
        status, confidence = standing
        likely = status == "answered" or (status == "partial" and confidence >= 0.8)
        assert (green > red) == likely, standing
        unsure = status == "partial" and not likely
        assert page.locator(".card").evaluate(border) == ("dashed" if unsure else "solid")


def test_a_likely_answer_that_is_not_sure_is_not_called_wrong(page: Page, site: str) -> None:
    reply_with(page, site, status="partial", confidence=0.96)
    expect(page.locator(".badge")).to_have_text("Probably right おそらく正しい回答")
    expect(page.locator(".confidence")).to_contain_text("about 96 % likely to be right")
    expect(page.locator(".note")).not_to_contain_text("wrong")
    expect(page.locator("#state")).to_have_text("Probably right おそらく正しい回答: 3776")


RGB = "(node) => getComputedStyle(node).color.match(/\\d+/g).map(Number)"


def test_a_probability_is_never_told_as_certainty(page: Page, site: str) -> None:
    for confidence, percent in ((0.0, 1), (0.496, 50), (1.0, 99)):
        reply_with(page, site, confidence=confidence)
        expect(page.locator(".confidence")).to_contain_text(f"about {percent} % likely")


def test_a_contradicted_premise_is_said_before_the_answer(page: Page, site: str) -> None:
    reply_with(page, site, status="premise_contradicted")
    note = page.locator(".note")
    expect(note).to_contain_text("The question seems to take for granted what the source denies.")
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
        "No answer was found in the documents. 文書の中に答えは見つかりませんでした。"
    )
    expect(page.locator("#result h2")).to_have_count(0)
