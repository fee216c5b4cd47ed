"""JUnit XML: what CI shows as failed tests."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.baseline import Compared, Comparison
from eval.changes import changes
from eval.figures import Bar, Figure
from eval.junit import junit
from tests.made_runs import made_row, made_run, with_measures

NOTHING_CHANGED = Comparison((), (), (), ())
BARS = {"answer accepted": Bar(0.75, 0.9)}


def failures(xml: str) -> dict[str, str]:
    """Return the message of every failed case by its name."""
    cases = ElementTree.fromstring(xml).iter("testcase")
    found = {case.get("name", ""): case.find("failure") for case in cases}
    return {name: fail.get("message", "") for name, fail in found.items() if fail is not None}


def suite(xml: str, name: str) -> Element:
    found = ElementTree.fromstring(xml).find(f"testsuite[@name='{name}']")
    assert found is not None
    return found


def test_every_question_and_every_bar_is_a_case() -> None:
    rows = [made_row(1), made_row(2)]
    xml = junit(made_run(rows, ("answer accepted", "Success@1"), BARS))
    assert xml.startswith(
        '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="konkyo seeds">'
    )
    bars, questions = suite(xml, "bars"), suite(xml, "questions")
    assert [case.get("name") for case in bars.iter("testcase")] == ["test.ja.answer accepted"]
    assert [
        (c.get("classname"), c.get("name"), c.get("time")) for c in questions.iter("testcase")
    ] == [("questions.test.ja.fact", f"{row.id}: {row.q}", "0.013") for row in rows]
    assert (questions.get("tests"), questions.get("failures")) == ("2", "0")
    assert {p.get("name"): p.get("value") for p in questions.iter("property")} == {
        "version": "1.2.3",
        "generation": "g1",
    }
    assert failures(xml) == {}


def test_without_a_baseline_wrong_replies_and_missed_bars_fail() -> None:
    rows = [made_row(1), made_row(2, right=False)]
    xml = junit(made_run(rows, bars=BARS))
    assert failures(xml) == {
        "test.ja.answer accepted": "test.ja.answer accepted is 0.5000, the bar 0.750",
        f"q02: {rows[1].q}": "the reply is wrong",
    }
    body = suite(xml, "questions").find("testcase/failure")
    assert body is not None
    assert body.text == "answered, “3775メートル”, cites fuji.txt:3-19"
    assert suite(xml, "questions").get("failures") == "1"


def test_with_a_baseline_only_what_broke_fails() -> None:
    before = [made_row(1), made_row(2), made_row(3, right=False)]
    after = [made_row(1, right=False), made_row(2), made_row(3, right=False)]
    comparison = replace(NOTHING_CHANGED, changes=changes(list(zip(before, after, strict=True))))
    xml = junit(made_run(after), comparison)
    assert list(failures(xml)) == [f"q01: {after[0].q}"]
    assert "answer accepted fell" in failures(xml)[f"q01: {after[0].q}"]
    body = suite(xml, "questions").find("testcase/failure")
    assert body is not None
    assert body.text is not None
    assert body.text.splitlines() == [
        "before: answered, “3776メートル”, cites fuji.txt:3-19",
        "now: answered, “3775メートル”, cites fuji.txt:3-19",
    ]


def test_a_citation_that_is_not_valid_fails_whatever_the_baseline() -> None:
    row = with_measures(made_row(1), {"valid": 0.0})
    for comparison in (None, NOTHING_CHANGED):
        assert failures(junit(made_run([row]), comparison)) == {
            f"q01: {row.q}": "a citation is not valid"
        }


def test_a_figure_above_its_bar_fails_when_it_became_worse() -> None:
    run = made_run([made_row(1)], bars=BARS)
    name = "test.ja.answer accepted"
    worse = Compared(name, 1.0, 0.8, -0.3, -0.1, "worse", None, held=True)
    said = failures(junit(run, replace(NOTHING_CHANGED, compared=(worse,))))
    assert said == {name: f"{name}: {worse.told()}"}
    noise = replace(worse, verdict="within noise")
    assert failures(junit(run, replace(NOTHING_CHANGED, compared=(noise,)))) == {}


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("a\x00b", "a\ufffdb"),
        ("\x1b[31m赤", "\ufffd[31m赤"),
        ("\ud800 \uffff \ufffe", "\ufffd \ufffd \ufffd"),
        ("<script>&\"'", "<script>&\"'"),
        ("]]>", "]]>"),
        ("一\n二\t三", "一\n二\t三"),
        ("𠮷😀", "𠮷😀"),
    ],
)
def test_what_xml_cannot_hold_is_replaced(text: str, stored: str) -> None:
    xml = junit(made_run([replace(made_row(1), q=text)]))
    (case,) = suite(xml, "questions").iter("testcase")
    assert case.get("name") == f"q01: {stored}"


@given(st.text(st.characters()), st.text(st.characters()))
def test_any_text_gives_xml_that_parses(question: str, answer: str) -> None:
    row = replace(made_row(1, right=False), q=question, answer=answer, cited=(answer,))
    run = replace(made_run([row]), figures=(Figure(question, 0.5, 1, Bar(0.75, 0.9)),))
    root = ElementTree.fromstring(junit(run).encode("utf-8"))
    assert len(list(root.iter("failure"))) == 2
