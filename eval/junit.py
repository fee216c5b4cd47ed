"""A run -> JUnit XML, so that CI shows broken questions and missed bars as it shows failed tests.

The format is the common one of Ant's JUnit task, as Jenkins, GitLab and GitHub actions read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from eval.baseline import Comparison
from eval.changes import Change, all_valid, is_right
from eval.figures import Figure
from eval.record import Row, Run
from eval.verdicts import reply_line, summary

# What XML 1.0 has no way to write (its section 2.2, "Char"), not even escaped.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REPLACEMENT = "\ufffd"
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


def junit(run: Run, comparison: Comparison | None = None) -> str:
    """Return the run as JUnit XML, to be written as UTF-8.

    A test case for every figure with a bar, which fails when the figure misses it or became worse
    beyond noise, and one for every question. A question fails when its reply was broken since the
    baseline or, without a baseline, when its reply is wrong; and always when a citation is not
    valid. Characters that XML cannot hold become U+FFFD.
    """
    suites = Element("testsuites", name=_text(f"konkyo {run.set}"))
    worse = (
        {each.name: f"{each.name}: {each.told()}" for each in comparison.regressions}
        if comparison
        else {}
    )
    barred = [figure for figure in run.figures if figure.bar is not None]
    _suite(suites, "bars", run, [_bar_case(figure, worse.get(figure.name)) for figure in barred])
    broken = {change.after.id: change for change in comparison.broken} if comparison else None
    _suite(suites, "questions", run, [_question_case(row, broken) for row in run.rows])
    ElementTree.indent(suites, " ")
    return XML + ElementTree.tostring(suites, encoding="unicode") + "\n"


def _suite(suites: Element, name: str, run: Run, cases: Iterable[Element]) -> None:
    suite = SubElement(suites, "testsuite", name=name)
    properties = SubElement(suite, "properties")
    for key, value in (("version", run.version), ("generation", run.generation)):
        SubElement(properties, "property", name=key, value=_text(value))
    suite.extend(cases)
    suite.set("tests", str(len(suite.findall("testcase"))))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("errors", "0")


def _bar_case(figure: Figure, worse: str | None) -> Element:
    case = Element("testcase", classname="bars", name=_text(figure.name))
    said = f"{figure.name} is {figure.value:.4f}, the bar {figure.bar}"
    if not figure.passed:
        _fail(case, said, "\n".join(filter(None, [said, worse])))
    elif worse is not None:
        _fail(case, worse, said)
    return case


def _question_case(row: Row, broken: dict[str, Change] | None) -> Element:
    place = ".".join(filter(None, ["questions", row.split, row.lang, row.kind]))
    seconds = f"{row.milliseconds / 1000:.3f}"
    case = Element(
        "testcase", classname=_text(place), name=_text(f"{row.id}: {row.q}"), time=seconds
    )
    change = (broken or {}).get(row.id)
    if change is not None:
        _fail(case, summary(change), f"before: {reply_line(change.before)}\nnow: {reply_line(row)}")
    elif not all_valid(row):
        _fail(case, "a citation is not valid", reply_line(row))
    elif broken is None and not is_right(row):
        _fail(case, "the reply is wrong", reply_line(row))
    return case


def _fail(case: Element, message: str, body: str) -> None:
    SubElement(case, "failure", message=_text(message)).text = _text(body)


def _text(text: str) -> str:
    return _UNWRITABLE.sub(REPLACEMENT, text)
