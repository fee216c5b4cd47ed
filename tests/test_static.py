from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from service.answer import Answerer
from service.queries import AskQuery

# What the application logs is kept, not printed.
pytestmark = pytest.mark.usefixtures("logs")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html"),
        ("/docs", "text/html"),
        ("/static/app.js", "text/javascript"),
        ("/static/common.js", "text/javascript"),
        ("/static/reply.js", "text/javascript"),
        ("/static/source.js", "text/javascript"),
        ("/static/trust.js", "text/javascript"),
        ("/static/turns.js", "text/javascript"),
        ("/static/key.js", "text/javascript"),
        ("/static/docs.js", "text/javascript"),
        ("/static/style.css", "text/css"),
        ("/static/docs.css", "text/css"),
        ("/static/icon.svg", "image/svg+xml"),
    ],
)
def test_page_files_name_no_other_host(client: TestClient, path: str, kind: str) -> None:
    reply = client.get(path)
    assert reply.headers["content-type"].startswith(kind)
    assert re.findall(r"(?:https?:)?//[\w-]+\.[^\s\"']*", reply.text) in (
        [],
        ["http://www.w3.org/2000/svg"],
    )
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", reply.text
    )
    assert not re.search(r"\son\w+=|style=|<script>|<style", reply.text)


def test_page_links_resolve(client: TestClient) -> None:
    for page in ("/", "/docs"):
        links = re.findall(r'(?:src|href)="(/[^"]*)"', client.get(page).text)
        assert links
        assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


EXAMPLES = {
    "When was the H800 banned?": "2023年10月",
    "中国は実用的なチップ製造を何年までに目指している？": "2028年から2030年",
    "When was DeepSeek founded?": "2023年",
    "バイデン政権の新たな輸出規制は何を目的としている？": "中国の手に渡るのを防ぐ",
}


def test_the_page_offers_examples_that_the_seeds_answer(
    client: TestClient, seeds_engine: Answerer
) -> None:
    page = client.get("/").text
    offered = re.findall(r'class="example" [^>]*data-doc="([^"]+)">([^<]+)<', page)
    assert [question for _, question in offered] == list(EXAMPLES)
    for doc_id, question in offered:
        reply = seeds_engine.ask(question, AskQuery(q=question).k)
        assert reply.status in ("answered", "partial")
        assert reply.answer is not None
        assert EXAMPLES[question] in reply.answer.text
        assert reply.citations[0].doc_id == doc_id
        assert reply.confidence >= 0.5
