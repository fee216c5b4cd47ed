"""A made-up run of thirty questions, with details, a baseline and a history, for the report."""

from __future__ import annotations

from dataclasses import replace

from eval.baseline import Compared, Comparison
from eval.changes import Change
from eval.details import Detail, HitDetail
from eval.figures import Bar, Ceiling, Figure
from eval.history import Past
from eval.record import Row, Run
from indexer.records import Passage, Span
from service.records import Citation

TEXT = (
    "令和6年度の実証実験は、徳島県で行われた。装置は1台約2億5000万ドル、重量180トンである。"
    "輸送には40個のコンテナと20台のトラックが必要になる。完成は2025年初頭とされる。"
)
SENTENCE = "装置は1台約2億5000万ドル、重量180トンである。"
SUPPORT = "1台約2億5000万ドル、重量180トン"
ANSWER = "約2億5000万ドル"
KINDS = ("fact", "how", "why", "list", "conflict", "false-premise", "unanswerable")
STATUSES = ("answered", "answered", "partial", "conflicting", "premise_contradicted")
ASKED = {
    "ja": "EUV露光装置は一台いくらするのでしょうか。",
    "en": "How much does one of the EUV machines cost?",
}
QUESTIONS = 30


def make_row(n: int) -> Row:
    """Row ``n``: of every ten, seven are right; English ones are the odd numbers."""
    lang, kind = ("en" if n % 2 else "ja"), KINDS[n // 2 % len(KINDS)]
    right = float(n % 10 < 7)
    status = "not_in_corpus" if kind == "unanswerable" else STATUSES[n % len(STATUSES)]
    ranking = tuple(f"a.txt:{100 * k}-{100 * k + 90}" for k in range(10))
    measures = {"replied rightly": right, "valid": 1.0}
    if kind != "unanswerable":
        measures |= {
            "Success@5": float(n % 5 > 0),
            "answer accepted": right,
            "support cited": float(n % 4 > 0),
        }
    return Row(
        id=f"s{n:03}",
        q=f"{ASKED[lang]} ({n})",
        lang=lang,
        kind=kind,
        split="dev" if n % 3 == 0 else "test",
        doc="-" if kind == "unanswerable" else "a.txt",
        pair=f"p{n // 2}",
        status=status,
        answer=None if status == "not_in_corpus" else ANSWER,
        confidence=0.2 + (n * 7 % 24) / 30,
        ranking=ranking,
        relevant=() if kind == "unanswerable" else ranking[n % 5 : n % 5 + 1],
        cited=("a.txt:21-46",),
        measures=measures,
        milliseconds=20.0 + n * n / 4,
    )


def make_detail(row: Row) -> Detail:
    passage = Passage("a.txt", 0, len(TEXT), TEXT, "", ())
    start = TEXT.index(SENTENCE)
    span = Span(start, start + len(SENTENCE))
    citation = Citation(1, "a.txt", "露光装置の話", span, SENTENCE, passage, 0.8)
    hits = tuple(
        HitDetail(
            "a.txt",
            "露光装置の話",
            100 * k,
            100 * k + 90,
            TEXT,
            0.9 - k / 12,
            f"a.txt:{100 * k}-{100 * k + 90}" in row.relevant,
            (("lexical", 2.5 - k / 4), ("dense", 1.5), ("length", -0.75)),
        )
        for k in range(10)
    )
    answered = row.answer is not None
    return Detail(
        row=row,
        accept=("2億5000万ドル", "2億5千万ドル") if row.relevant else (),
        support=(SUPPORT,) if row.relevant else (),
        sentence=SENTENCE if answered else None,
        gloss="about $250 million" if answered and row.lang == "en" else None,
        citations=(citation,),
        hits=hits,
    )


ROWS = tuple(make_row(n) for n in range(QUESTIONS))
FIGURES = (
    Figure("test.ja.Success@5", 0.8, 10, Bar(0.75, 0.98), 0.6, 0.95),
    Figure("test.en.Success@5", 0.7, 10, Bar(0.75, 0.96), 0.5, 0.9),
    Figure("test.ECE", 0.06, 20, Ceiling(0.07, 0.05), 0.02, 0.11),
    Figure("test.ja.AURC", 0.2, 10, None, 0.1, 0.3),
    Figure("citations.valid", 1.0, 30, Bar(1.0, 1.0), 1.0, 1.0),
    Figure("kind.fact.answer accepted", 0.7, 10, None, 0.5, 0.9),
    Figure("kind.how.answer accepted", 0.5, 4, None, 0.1, 0.9),
    Figure("document.a.txt.answer accepted", 0.7, 26, None, 0.5, 0.8),
    Figure("type.when.answer accepted", 0.25, 4, None, None, None),
)
RUN = Run(
    set="seeds",
    version="0.4.0",
    generation="ba2d2da5b67c1a84",
    figures=FIGURES,
    rows=ROWS,
    timings={"p50_ms": 62.0, "p99_ms": 230.4, "total_s": 41.0, "peak_mib": 912.0},
)
DETAILS = tuple(make_detail(row) for row in ROWS)


def _before(row: Row, right: float) -> Row:
    return replace(
        row,
        status="answered",
        answer="40個",
        cited=("a.txt:47-70",),
        confidence=0.31,
        measures={**row.measures, "answer accepted": right, "replied rightly": right},
    )


COMPARISON = Comparison(
    compared=(
        Compared("test.ja.Success@5", 0.6, 0.8, 0.05, 0.4, "better", None, True),
        Compared("test.en.Success@5", 0.9, 0.7, -0.35, -0.05, "worse", None, True),
        Compared("test.ECE", 0.07, 0.06, -0.04, 0.03, "within noise", 1240, True),
        Compared("test.ja.AURC", 0.3, 0.2, -0.18, -0.02, "better", None, False),
    ),
    changes=(
        Change(_before(ROWS[7], 1.0), ROWS[7], "broken", ("answer accepted", "replied rightly")),
        Change(_before(ROWS[2], 0.0), ROWS[2], "fixed", ("answer accepted", "replied rightly")),
        Change(_before(ROWS[8], 0.0), ROWS[8], "changed", ()),
    ),
    only_before=("s900",),
    only_after=(),
)
HISTORY = tuple(
    Past("seeds", f"0.{n}.0", "0" * 16, "", {"test.ja.Success@5": value, "test.ECE": 0.1 - n / 99})
    for n, value in enumerate((0.5, 0.62, 0.58, 0.6))
)
