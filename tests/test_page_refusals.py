"""What the chat page does when the service asks for a key, or is asked too much."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from pages import BROWSER, NO_BROWSER, served, watched
from playwright.sync_api import Browser, Page, expect

from service import keys

pytestmark = pytest.mark.skipif(BROWSER is None, reason=NO_BROWSER)


@pytest.fixture(scope="module")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("keys") / "keys.json"
    keys.add("first", file)
    return file


@pytest.fixture(scope="module")
def site(key_file: Path) -> Iterator[str]:
    with served(FakeEngine(), keys=key_file) as address:
        yield address


@pytest.fixture
def key(key_file: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[str]:
    keys.add("page", key_file)
    yield capsys.readouterr().out.strip()
    keys.revoke("page", key_file)


def give(page: Page, key: str) -> None:
    page.get_by_label("Key").fill(key)
    page.get_by_role("button", name="Use").click()


NEEDED = (
    "This service asks for a key: enter the one that you were given. "
    "このサービスにはAPIキーが必要です。お持ちのキーを入力してください。"
)
REFUSED = (
    "This key is not accepted: it has a slip, or was revoked. Enter another. "
    "このキーは使えません。入力に誤りがあるか、無効になっています。別のキーを入力してください。"
)


def test_a_key_is_asked_for_at_once_and_sent_from_then_on(page: Page, site: str, key: str) -> None:
    page.goto(f"{site}/")
    expect(page.locator("#state")).to_have_text(NEEDED)
    expect(page.get_by_label("Key")).to_be_focused()
    expect(page.get_by_label("Key")).to_have_attribute("type", "password")
    give(page, f"  {key} ")
    expect(page.locator("#key-form")).to_be_hidden()
    expect(page.locator("#corpus")).to_contain_text("2 documents are searched.")
    expect(page.locator("#state")).to_have_text("")
    page.get_by_role("textbox", name="Question 質問").fill("How high is Fuji?")
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_have_text("3776")
    page.locator(".citation").click()
    expect(page.locator("#source mark")).to_have_text("3776")
    # It outlives the page; neither the address nor a cookie has it.
    page.reload()
    expect(page.locator(".answer")).to_have_text("3776")
    assert key not in page.url and page.context.cookies() == []
    assert page.evaluate("localStorage.length") == 0


def test_the_question_that_wanted_a_key_is_answered_with_it(
    page: Page, site: str, key: str
) -> None:
    page.goto(f"{site}/?q=high")
    expect(page.locator("#state")).to_have_text(NEEDED)
    give(page, key)
    expect(page.locator(".answer")).to_have_text("3776")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("konkyo_wrong", REFUSED),
        ("鍵", "This is not a key. これはAPIキーではありません。"),
    ],
)
def test_a_wrong_key_is_told_and_another_asked_for(
    page: Page, site: str, key: str, wrong: str, told: str
) -> None:
    page.goto(f"{site}/?q=high")
    expect(page.locator("#key-form")).to_be_visible()
    give(page, wrong)
    expect(page.locator("#state")).to_have_text(told)
    expect(page.locator("#key-form")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0
    give(page, key)
    expect(page.locator(".answer")).to_have_text("3776")


def test_a_revoked_key_is_forgotten(page: Page, site: str, key: str, key_file: Path) -> None:
    page.goto(f"{site}/?q=high")
    give(page, key)
    expect(page.locator(".citation")).to_be_visible()
    keys.revoke("page", key_file)
    page.locator(".citation").click()
    expect(page.locator("#source-text")).to_have_text(REFUSED)
    expect(page.locator("#key-form")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0
    keys.add("page", key_file)


def test_without_storage_a_key_lives_as_long_as_the_page(page: Page, site: str, key: str) -> None:
    forbid = "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error(); } });"
    page.add_init_script(forbid)
    page.goto(f"{site}/")
    give(page, key)
    expect(page.locator("#corpus")).to_contain_text("2 documents")


TOO_OFTEN = (
    "Too many questions: ask again in 7 s. 質問が多すぎます。7秒後にもう一度質問してください。"
)
BUSY = (
    "The service is busy or not ready yet: ask again in 7 s. "
    "サービスが混み合っているか、準備中です。7秒後にもう一度質問してください。"
)


@pytest.mark.parametrize(("status", "told"), [(429, TOO_OFTEN), (503, BUSY)])
def test_how_long_to_wait_is_said(page: Page, site: str, key: str, status: int, told: str) -> None:
    page.goto(f"{site}/")
    give(page, key)
    body = {"detail": "later", "status": status}
    page.route(
        "**/ask?*",
        lambda route: route.fulfill(status=status, json=body, headers={"Retry-After": "7"}),
    )
    page.get_by_role("textbox", name="Question 質問").fill("high")
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_have_text(f"{told} ({status}: later)")
    expect(page.locator("#key-form")).to_be_hidden()


def test_the_real_limit_is_told_with_its_seconds(browser: Browser) -> None:
    with served(FakeEngine(), rate=1) as limited, watched(browser, limited) as page:
        page.goto(f"{limited}/?q=high")
        expect(page.locator("#result")).to_contain_text("3776")
        page.goto(f"{limited}/?q=how+high")
        expect(page.locator("#state")).to_contain_text("more than 1 requests a minute; wait")
        expect(page.locator("#state")).to_contain_text("秒後にもう一度質問してください。")


@pytest.mark.parametrize("width", [320, 1200])
def test_the_form_fits_the_screen(page: Page, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{site}/")
    expect(page.locator("#key-form")).to_be_visible()
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) == 0
