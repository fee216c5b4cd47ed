from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_run import COMPARISON, DETAILS, FIGURES, HISTORY, ROWS, RUN

from eval.baseline import Comparison
from eval.details import Detail
from eval.htmlreport.render import HERE, render
from eval.htmlreport.svg import printable
from eval.record import Run

MARKUP = "</script></style><script>alert(1)</script><img src=x onerror=alert(2)>"
HOSTILE = f"\" ' {MARKUP} {{{{ 7 * 7 }}}} {{% raw %}} &amp; \x00\x1b\ud800\u202e"
# Elements without an end tag.
VOID = {"meta", "input", "br"}
LEVELS = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6});")


class Reader(HTMLParser):
    """The page as a browser takes it: elements with attributes, and text by what holds it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.raw: dict[str, str] = {}
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("script", "style"):
            self.raw[self.open[-1]] = data
        else:
            self.text.append(data)

    def named(self, tag: str) -> Iterator[dict[str, str]]:
        return (attributes for name, attributes in self.elements if name == tag)


@pytest.fixture(scope="module")
def page() -> Reader:
    return Reader(render(RUN, DETAILS, COMPARISON, HISTORY))


def hostile() -> tuple[Run, tuple[Detail, ...], Comparison]:
    """A run in which every string from outside is hostile."""
    row = replace(
        ROWS[2],
        **{name: HOSTILE for name in ("id", "q", "lang", "kind", "split", "doc", "pair", "answer")},
        status=HOSTILE,
        ranking=(HOSTILE,),
        relevant=(HOSTILE,),
        cited=(HOSTILE,),
        measures={HOSTILE: 1.0},
    )
    citation = replace(
        DETAILS[2].citations[0],
        doc_id=HOSTILE,
        title=HOSTILE,
        quote=HOSTILE,
        passage=replace(DETAILS[2].citations[0].passage, text=HOSTILE * 3),
    )
    hit = replace(
        DETAILS[2].hits[0], doc_id=HOSTILE, title=HOSTILE, text=HOSTILE, reasons=((HOSTILE, 1.0),)
    )
    detail = Detail(row, (HOSTILE,), (HOSTILE,), HOSTILE, HOSTILE, (citation,), (hit,))
    figures = tuple(replace(figure, name=f"{HOSTILE}.{figure.name}") for figure in FIGURES)
    run = Run(HOSTILE, HOSTILE, HOSTILE, figures, (row,), RUN.timings)
    before = replace(row, answer=MARKUP, measures={HOSTILE: 0.5})
    change = replace(COMPARISON.changes[0], before=before, after=row, measures=(HOSTILE,))
    compared = tuple(replace(each, name=HOSTILE) for each in COMPARISON.compared)
    return run, (detail,), Comparison(compared, (change,), (HOSTILE,), (HOSTILE,))


def test_hostile_strings_bring_in_no_element_and_no_attribute() -> None:
    run, details, comparison = hostile()
    text = render(run, details, comparison, HISTORY)
    text.encode("utf-8")
    page = Reader(text)
    assert page.open == []
    tags = [tag for tag, _ in page.elements]
    assert tags.count("script") == tags.count("style") == 1
    assert not {"img", "iframe", "object", "link", "base", "a:href"} & set(tags)
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
    assert page.raw["script"] == (HERE / "report.js").read_text(encoding="utf-8")
    assert page.raw["style"] == (HERE / "style.css").read_text(encoding="utf-8")
    # In the head, the facts, the citation and the hit, for a start.
    assert "".join(page.text).count(printable(HOSTILE)) > 20


@given(st.text(min_size=1))
@settings(max_examples=25)
def test_any_question_and_answer_is_shown_as_it_is(text: str) -> None:
    row = replace(ROWS[2], q=text, answer=text)
    page = Reader(render(replace(RUN, rows=(row,)), ()))
    # A parser reads every line end as \n.
    wanted = printable(text)
    assert "".join(page.text).count(wanted) >= 2
    assert page.open == []


def test_the_page_needs_nothing_from_elsewhere(page: Reader) -> None:
    for tag, attributes in page.elements:
        assert not {"src", "srcset", "action", "data"} & set(attributes), tag
        assert attributes.get("href", "#").startswith("#")
    style = (HERE / "style.css").read_text(encoding="utf-8")
    assert "url(" not in style
    assert "@import" not in style


def test_the_policy_lets_only_its_own_style_and_script_in(page: Reader) -> None:
    (policy,) = [
        meta["content"]
        for meta in page.named("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    ]
    for name in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(page.raw[name].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")


def test_links_lead_somewhere_and_ids_are_unique(page: Reader) -> None:
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = {attributes["href"][1:] for attributes in page.named("a")}
    assert links <= set(ids)
    assert {"q-s002", "q-s007", "q-s008"} <= links


def test_ids_that_cannot_stand_in_a_link_give_way_to_a_number() -> None:
    row = replace(ROWS[0], id="問 1")
    page = Reader(render(replace(RUN, rows=(row,)), ()))
    assert [d["id"] for d in page.named("details") if "id" in d] == ["question-1"]


def test_every_question_is_there_once_with_what_it_is_filtered_by(page: Reader) -> None:
    questions = [d for d in page.named("details") if d.get("class") == "question"]
    assert [question["id"] for question in questions] == [f"q-{row.id}" for row in ROWS]
    first = questions[2]
    assert first["data-status"] == ROWS[2].status
    assert (first["data-verdict"], first["data-change"]) == ("right", "fixed")


def test_tables_have_captions_and_scoped_heads(page: Reader) -> None:
    tags = [tag for tag, _ in page.elements]
    assert tags.count("table") == tags.count("caption")
    assert all(head.get("scope") in ("row", "col") for head in page.named("th"))
    assert all("aria-hidden" in svg or svg["role"] == "img" for svg in page.named("svg"))


def test_a_choice_with_one_value_is_no_choice(page: Reader) -> None:
    names = [select["data-filter"] for select in page.named("select")]
    assert names == ["verdict", "change", "status", "kind", "language", "split"]
    bare = Reader(render(replace(RUN, rows=ROWS[:1]), ()))
    assert list(bare.named("select")) == []


def test_without_a_baseline_nothing_is_compared() -> None:
    page = Reader(render(RUN, DETAILS))
    shown = "".join(page.text)
    assert "There is no baseline" in shown
    assert "Since the baseline" not in shown
    assert "Past runs" not in shown


def test_a_set_that_was_only_ranked_has_a_page_too() -> None:
    rows = tuple(
        replace(row, status="", answer=None, confidence=0.0, measures={"Success@5": 1.0})
        for row in ROWS
    )
    page = Reader(render(Run("my set", "1", "g", FIGURES[3:4], rows, {}), ()))
    assert "not judged" not in page.text
    assert "Language parity" in page.text
    assert "Risk and coverage" not in page.text


def test_equal_runs_give_equal_pages() -> None:
    arguments = (RUN, DETAILS, COMPARISON, HISTORY)
    assert render(*arguments) == render(*arguments)


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_contrast_enough(scheme: str) -> None:
    light, dark = (HERE / "style.css").read_text(encoding="utf-8").split("@media (prefers", 2)[:2]
    colours = dict(LEVELS.findall(light if scheme == "light" else dark))
    texts = ("ink", "soft", "accent", "good", "warn", "bad")
    pairs = [(text, ground) for text in texts for ground in ("paper", "card")]
    pairs += [("ink", "support"), ("ink", "answer")]
    pairs += [("paper", "accent")]
    for text, ground in pairs:
        bright, dim = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
        assert (bright + 0.05) / (dim + 0.05) >= 4.5, f"{text} on {ground}"
