from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.figures import Bar, Ceiling, Figure
from eval.record import Row, Run, from_json, to_json
from indexer.errors import GoldError
from tests.rows import row

SHARES = st.floats(0, 1)
TEXTS = st.text(max_size=12)
PLACES = st.lists(TEXTS, max_size=3).map(tuple)
ROWS = st.builds(
    Row,
    **dict.fromkeys(("id", "q", "lang", "kind", "split", "doc", "pair", "status"), TEXTS),
    answer=st.none() | TEXTS,
    confidence=SHARES,
    **dict.fromkeys(("ranking", "relevant", "cited"), PLACES),
    measures=st.dictionaries(TEXTS, SHARES, max_size=3),
    milliseconds=SHARES,
)
BARS = st.none() | st.builds(Bar, SHARES, SHARES) | st.builds(Ceiling, SHARES, SHARES)
FIGURES = st.builds(
    Figure, TEXTS, SHARES, st.integers(0, 9), BARS, st.none() | SHARES, st.none() | SHARES
)
RUNS = st.builds(
    Run,
    set=TEXTS,
    version=TEXTS,
    generation=TEXTS,
    figures=st.lists(FIGURES, max_size=3).map(tuple),
    rows=st.lists(ROWS, max_size=3).map(tuple),
    timings=st.dictionaries(TEXTS, SHARES, max_size=3),
)
FIGURE = Figure("test.ja.F1", 0.5, 2, Bar(0.4, 0.9), 0.25, 0.75)
ASKED = row(
    measures={"valid": 1.0, "support cited": 0.0, "replied rightly": 0.5},
    ranking=("a.txt:0-9",),
    milliseconds=12.5,
)
RUN = Run("seeds", "1.0", "g1", (FIGURE,), (ASKED,), {"p50_ms": 1.5})


@settings(max_examples=60, deadline=None)
@given(RUNS)
def test_what_is_stored_is_read_back(run: Run) -> None:
    assert from_json(to_json(run), "run.json") == run


def test_what_users_find_in_a_stored_run() -> None:
    stored = json.loads(to_json(RUN))
    assert list(stored) == ["set", "version", "generation", "figures", "questions", "timings"]
    assert stored["figures"][0] == {
        "name": "test.ja.F1",
        "value": 0.5,
        "count": 2,
        "bar": {"least": 0.4, "goal": 0.9},
        "low": 0.25,
        "high": 0.75,
        "verdict": "OK",
    }
    (question,) = stored["questions"]
    assert (question["valid"], question["supported"], question["replied_rightly"]) == (
        True,
        False,
        False,
    )
    assert "right" not in question
    assert question["timings_ms"] == {"total": 12.5}
    assert question["measures"] == ASKED.measures
    # A question and a figure have a line each.
    assert len(to_json(RUN).splitlines()) == 1 + 3 + 2 + 1 + 2 + 1 + 1 + 1


def without(text: str, *names: str | int) -> str:
    """Return the JSON less what ``names`` lead to."""
    stored = json.loads(text)
    place = stored
    for name in names[:-1]:
        place = place[name]
    del place[names[-1]]
    return json.dumps(stored)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "old.json: no stored run"),
        ("[]", "no stored run"),
        ("{}", "'set' is missing"),
        (without(to_json(RUN), "figures", 0, "low"), "'low' is missing"),
        (without(to_json(RUN), "questions", 0, "cited"), "'cited' is missing"),
        (without(to_json(RUN), "questions", 0, "timings_ms", "total"), "'total' is missing"),
        (to_json(RUN).replace('"g1"', "1"), "1 is no text"),
        (to_json(RUN).replace("12.5", '"12.5"'), "'12.5' is no number"),
        (to_json(RUN).replace("12.5", "true"), "True is no number"),
        (to_json(RUN).replace('["a.txt:0-9"]', '"a.txt:0-9"'), "'a.txt:0-9' is no list"),
        (to_json(RUN).replace('{"p50_ms": 1.5}', "[]"), r"\[\] is no table of numbers"),
        (to_json(RUN).replace('{"least": 0.4, "goal": 0.9}', '{"goal": 0.9}'), "'least' is miss"),
    ],
)
def test_what_is_no_stored_run_is_told(text: str, said: str) -> None:
    with pytest.raises(GoldError, match=said):
        from_json(text, "old.json")


def test_a_stored_run_survives_a_file(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    asked = row(q="行\u2028分け\n𠮷", answer=None)
    run = Run("seeds", "1.0", "g1", (), (asked,), {})
    path.write_text(to_json(run), encoding="utf-8")
    assert from_json(path.read_text(encoding="utf-8"), str(path)) == run
