"""The report in a real browser, opened from a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pages import BROWSER, NO_BROWSER
from playwright.sync_api import Browser, Page, expect
from report_run import ANSWER, COMPARISON, DETAILS, HISTORY, ROWS, RUN

from eval.htmlreport.render import render

pytestmark = pytest.mark.skipif(BROWSER is None, reason=NO_BROWSER)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "report.html"
    evil = replace(ROWS[4], q="<script>document.title = 'taken'</script><b>？</b>")
    rows = tuple(evil if row is ROWS[4] else row for row in ROWS)
    path.write_text(render(replace(RUN, rows=rows), DETAILS, COMPARISON, HISTORY), "utf-8")
    return path.as_uri()


@pytest.fixture
def page(browser: Browser, report: str) -> Iterator[Page]:
    """The report; it may load nothing but itself, and must not break its own policy."""
    requests: list[str] = []
    complaints: list[str] = []
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(10_000)
    opened.on("request", lambda request: requests.append(request.url))
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.goto(report)
    yield opened
    opened.close()
    assert {request.partition("#")[0] for request in requests} == {report}
    assert complaints == []


def shown(page: Page) -> list[str | None]:
    found = page.locator(".question:not([hidden])").all()
    return [question.get_attribute("id") for question in found]


def test_hostile_questions_are_text(page: Page) -> None:
    assert page.title() == "failed · seeds · Konkyo 0.4.0"
    expect(page.locator("#q-s004 .asked")).to_have_text(
        "<script>document.title = 'taken'</script><b>？</b>"
    )


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("change", "broken", ["q-s007"]),
        ("status", "conflicting", ["q-s003", "q-s008", "q-s018", "q-s023", "q-s028"]),
        ("verdict", "wrong", [f"q-{row.id}" for row in ROWS if int(row.id[1:]) % 10 > 6]),
    ],
)
def test_filter_by_choice(page: Page, name: str, value: str, expected: list[str]) -> None:
    page.get_by_label(name, exact=True).select_option(value)
    assert shown(page) == expected
    expect(page.locator("#shown")).to_have_text(f"{len(expected)} of 30 questions")


def test_choices_narrow_together_and_are_cleared(page: Page) -> None:
    page.get_by_label("language").select_option("en")
    page.get_by_label("split").select_option("dev")
    assert shown(page) == ["q-s003", "q-s009", "q-s015", "q-s021", "q-s027"]
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#shown")).to_have_text("30 of 30 questions")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(17)", ["q-s017"]),
        ("ＥＵＶ　（１７）", ["q-s017"]),
        ("S017", ["q-s017"]),
        ("euv cost? (17", ["q-s017"]),
        ("どこにもない", []),
    ],
)
def test_filter_by_text(page: Page, text: str, expected: list[str]) -> None:
    page.get_by_role("searchbox").fill(text)
    assert shown(page) == expected


def test_a_link_opens_its_question_even_when_it_was_filtered_away(page: Page) -> None:
    page.get_by_role("searchbox").fill("どこにもない")
    page.locator("#changes a", has_text="(7)").click()
    question = page.locator("#q-s007")
    expect(question).to_have_attribute("open", "")
    expect(question.locator("summary")).to_be_focused()
    expect(question.locator("summary")).to_be_in_viewport()
    expect(question.locator(".diff")).to_be_visible()


def test_an_opened_question_shows_its_evidence(page: Page) -> None:
    question = page.locator("#q-s002")
    question.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(question.locator("blockquote mark.answer")).to_have_text(ANSWER)
    expect(question.locator(".hits > li")).to_have_count(10)
    expect(question.locator(".hits .ok")).to_have_text(["✓ relevant"])


def test_open_shown_opens_no_more_than_those(page: Page) -> None:
    page.get_by_label("change").select_option("fixed")
    page.get_by_role("button", name="Open shown").click()
    assert page.locator(".question[open]").count() == 1
    page.get_by_role("button", name="Close all").click()
    assert page.locator(".question[open]").count() == 0


def test_nothing_hangs_over_the_edge(page: Page) -> None:
    page.get_by_role("button", name="Open shown").click()
    for width in (1280, 400):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_dark_readers_get_a_dark_page(page: Page) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="light")
    assert page.evaluate(ground) == "rgb(247, 244, 238)"
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(ground) == "rgb(25, 23, 21)"


def test_without_script_every_question_is_there_and_no_dead_filter(
    browser: Browser, report: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(report)
    expect(opened.locator("#filter")).to_be_hidden()
    expect(opened.locator(".question")).to_have_count(30)
    opened.locator("#q-s002 summary").click()
    expect(opened.locator("#q-s002 blockquote")).to_be_visible()
    context.close()


def test_print_leaves_the_filter_out(page: Page) -> None:
    page.emulate_media(media="print")
    expect(page.locator("#filter")).to_be_hidden()
    expect(page.locator("#q-s000 summary")).to_be_visible()
