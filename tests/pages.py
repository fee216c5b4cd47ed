"""A real browser, and pages of the real server over a fake engine."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fake_engine import FakeEngine
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from structlog.testing import capture_logs

from service.server import build_server, listen, url
from service.settings import Settings

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
BROWSER = next((path for name in BROWSERS if (path := shutil.which(name))), None)
NO_BROWSER = "no Chromium on the PATH; `apt-get install chromium` brings one"
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def served(engine: FakeEngine, **settings: object) -> Iterator[str]:
    """The address of a server with ``settings`` that differ from the defaults."""
    server = build_server(Settings(log_level="ERROR", **settings), engine)  # type: ignore[arg-type]
    with capture_logs(), listen("127.0.0.1", 0) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield url(listener)
        server.should_exit = True
        thread.join()


@contextmanager
def launched() -> Iterator[Browser]:
    """A browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def watched(browser: Browser, site: str) -> Iterator[Page]:
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
    """Open the page and ask."""
    page.goto(f"{site}/")
    page.get_by_role("textbox", name="Question 質問").fill(question)
    page.get_by_role("button", name="Ask").click()
