"""A run -> one static HTML file: no network, no server, everything from data escaped."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence, Set
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval.baseline import Compared, Comparison
from eval.calibration import forecasts, risk_curve
from eval.changes import is_right
from eval.details import Detail
from eval.history import Past
from eval.htmlreport.curves import buckets, parity, reliability, reported
from eval.htmlreport.groups import confusion_table, every_figure, tables
from eval.htmlreport.plots import Plot, latency_plot, parity_plot, reliability_plot, risk_plot
from eval.htmlreport.questions import QuestionView, question_views
from eval.htmlreport.summary import main_lines, verdict
from eval.htmlreport.svg import printable
from eval.record import Row, Run

HERE = Path(__file__).resolve().parent
TIMINGS = {
    "p50_ms": ("Median answer", "{:,.0f} ms"),
    "p99_ms": ("99 % within", "{:,.0f} ms"),
    "total_s": ("Whole run", "{:,.1f} s"),
    "peak_mib": ("Peak memory", "{:,.0f} MiB"),
}
_PLAIN_ID = re.compile(r"[A-Za-z0-9_.-]+")


def render(
    run: Run,
    details: Sequence[Detail],
    comparison: Comparison | None = None,
    history: Sequence[Past] = (),
) -> str:
    """Return the report of a run as one HTML document.

    ``details`` are those of the run's rows, in any order; a row without one is shown as far as it
    goes. ``history`` are past runs, oldest first, without this one; those of other sets are left
    out. Equal arguments give equal text. Characters that no page can hold become U+FFFD.
    """
    style, script = _asset("style.css"), _asset("report.js")
    lines = main_lines(run, comparison, history)
    further = _further(comparison, {each.figure.name for each in lines})
    split, rows = reported(run.rows)
    views = question_views(run.rows, details, comparison.changes if comparison else ())
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            run=run,
            policy=_policy(style, script),
            style=style,
            script=script,
            verdict=verdict(run, comparison),
            right=_share_right(run.rows),
            timings=_timings(run.timings),
            comparison=comparison,
            lines=lines,
            sparks=any(line.spark for line in lines),
            moved=[each for each in further if each.verdict != "within noise"],
            further=len(further),
            split=split,
            plots=_plots(rows, run.timings),
            confusion=confusion_table(_asked(run.rows)),
            tables=tables(run.figures, _titles(details)),
            every=every_figure(run.figures),
            views=views,
            anchors={row.id: _anchor(row.id, n) for n, row in enumerate(run.rows, 1)},
            choices=_choices(views),
        )
    )


def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )


def _finalize(value: object) -> object:
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _asset(name: str) -> Markup:
    """Return a file of ours that stands in the page as it is."""
    return Markup((HERE / name).read_text(encoding="utf-8"))


def _policy(style: str, script: str) -> str:
    """Return a content security policy that lets nothing run or load but these two."""
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _plots(rows: Sequence[Row], timings: Mapping[str, float]) -> list[Plot]:
    """Return the plots that there is something to draw of."""
    asked = _asked(rows)
    languages = sorted({row.lang for row in asked}, key=_language_order)
    curves = {lang: risk_curve([row for row in asked if row.lang == lang]) for lang in languages}
    marks = {name[:3]: timings[name] for name in ("p50_ms", "p99_ms") if name in timings}
    times = buckets([row.milliseconds for row in asked])
    bins, pairs = reliability(forecasts(asked)), parity(rows)
    drawn = [
        risk_plot(curves) if any(curves.values()) else None,
        reliability_plot(bins) if bins else None,
        parity_plot(pairs) if pairs else None,
        latency_plot(times, marks) if times else None,
    ]
    return [plot for plot in drawn if plot is not None]


def _language_order(lang: str) -> tuple[bool, str]:
    """Japanese comes first: the documents' language, and the plots' first colour."""
    return lang != "ja", lang


def _asked(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that hold a reply: of what was only ranked there is none."""
    return [row for row in rows if row.status]


def _share_right(rows: Sequence[Row]) -> str | None:
    asked = _asked(rows)
    if not asked:
        return None
    right = sum(is_right(row) for row in asked)
    return f"{right} of {len(asked)} ({right / len(asked):.0%})"


def _timings(timings: Mapping[str, float]) -> list[tuple[str, str]]:
    return [
        (title, form.format(timings[name]))
        for name, (title, form) in TIMINGS.items()
        if name in timings
    ]


def _further(comparison: Comparison | None, shown: Set[str]) -> list[Compared]:
    """Return the figures of both runs that are not among those shown above."""
    compared = comparison.compared if comparison else ()
    return [each for each in compared if each.name not in shown]


def _titles(details: Sequence[Detail]) -> dict[str, str]:
    """Return the documents' titles by id, as far as something of them was cited or found."""
    found = {hit.doc_id: hit.title for detail in details for hit in detail.hits}
    cited = {each.doc_id: each.title for detail in details for each in detail.citations}
    named = {doc_id: title for doc_id, title in {**found, **cited}.items() if title}
    return {"*": "several documents", "-": "no document", **named}


def _anchor(question_id: str, number: int) -> str:
    """Return what a link to a question says: its id where that can stand in one, else its place."""
    return f"q-{question_id}" if _PLAIN_ID.fullmatch(question_id) else f"question-{number}"


def _choices(views: Sequence[QuestionView]) -> list[tuple[str, list[str]]]:
    """Return by what questions can be filtered, with the values that occur."""
    values: dict[str, list[str]] = {
        "verdict": [("right" if view.right else "wrong") for view in views],
        "change": [view.change for view in views],
        "status": [view.row.status for view in views],
        "kind": [view.row.kind for view in views],
        "language": [view.row.lang for view in views],
        "split": [view.row.split for view in views],
    }
    distinct = {name: sorted({value for value in each if value}) for name, each in values.items()}
    return [(name, each) for name, each in distinct.items() if len(each) > 1]
