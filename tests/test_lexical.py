from __future__ import annotations

import math
import os
import resource
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import IndexCorrupt, StoreError
from indexer.lexical import LexicalIndex
from indexer.terms import VIEWS, Terms

WEIGHTS = {"lemma": 1.0, "bigram": 0.5, "chars": 0.25, "latin": 2.0}
ONE_VIEW = {"lemma": 1.0}


def lemmas(*words: str) -> Terms:
    return Terms(words, (), (), ())


def index_of(folder: Path, rows: Sequence[Terms]) -> LexicalIndex:
    LexicalIndex.write(folder / "lexical", rows)
    return LexicalIndex.open(folder / "lexical")


def bm25(rows: Sequence[Sequence[str]], question: Sequence[str]) -> list[float]:
    """Robertson and Zaragoza 2009 with Lucene's idf; k1 1.2, b .75, plain Python."""
    average = sum(map(len, rows)) / len(rows)
    scores = [0.0] * len(rows)
    for term in set(question):
        seen = sum(term in row for row in rows)
        idf = math.log(1 + (len(rows) - seen + 0.5) / (seen + 0.5))
        for place, row in enumerate(rows):
            count = Counter(row)[term]
            if count:
                norm = 1.2 * (1 - 0.75 + 0.75 * len(row) / average)
                scores[place] += idf * count * 2.2 / (count + norm)
    return scores


def oracle(rows: Sequence[Terms], question: Terms) -> list[tuple[int, float]]:
    totals = [0.0] * len(rows)
    for view, weight in WEIGHTS.items():
        if any(getattr(row, view) for row in rows):
            column = [getattr(row, view) for row in rows]
            for place, score in enumerate(bm25(column, getattr(question, view))):
                totals[place] += weight * score
    hits = [(row, score) for row, score in enumerate(totals) if score > 0]
    return sorted(hits, key=lambda hit: (-hit[1], hit[0]))


# Lengths up to 39 are exact in the byte in which tantivy keeps them.
view = st.lists(st.sampled_from(["a", "b", "c", "d", "山", "山 川"]), max_size=12).map(tuple)
terms = st.builds(Terms, view, view, view, view)


@given(st.lists(terms, min_size=1, max_size=8), terms)
@settings(max_examples=25, deadline=None)
def test_scores_are_bm25_summed_over_weighted_views(rows: list[Terms], question: Terms) -> None:
    # tantivy locks a file there a moment after it has opened an index: perhaps while it is removed.
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        found = dict(index_of(Path(folder), rows).search(question, WEIGHTS, len(rows)))
    expected = dict(oracle(rows, question))
    assert found.keys() == expected.keys()
    for row, score in expected.items():
        assert found[row] == pytest.approx(score, rel=1e-5)


@given(st.lists(terms, min_size=1, max_size=8), terms)
@settings(max_examples=25, deadline=None)
def test_no_row_reaches_the_bound(rows: list[Terms], question: Terms) -> None:
    # tantivy locks a file there a moment after it has opened an index: perhaps while it is removed.
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        index = index_of(Path(folder), rows)
    bound = index.bound(question, WEIGHTS)
    found = index.search(question, WEIGHTS, len(rows))
    assert all(score < bound for _, score in found)
    held = [index.has(view, term) for view in VIEWS for term in getattr(question, view)]
    assert any(held) == bool(found)


def test_the_bound_is_near_for_a_row_full_of_the_term(tmp_path: Path) -> None:
    index = index_of(tmp_path, [lemmas(*["山"] * 3000), lemmas(*["川"] * 200_000)])
    ((_, score),) = index.search(lemmas("山"), ONE_VIEW, 5)
    assert 0.999 < score / index.bound(lemmas("山"), ONE_VIEW) < 1


def test_ties_are_ordered_by_row_and_cut_there(tmp_path: Path) -> None:
    rows = [lemmas("山"), lemmas("川")] * 150
    index = index_of(tmp_path, rows)
    for k in (1, 2, 7, 100, 149, 150, 400):
        found = index.search(lemmas("川"), ONE_VIEW, k)
        assert [row for row, _ in found] == list(range(1, 300, 2))[:k]
        assert len({score for _, score in found}) == 1


def test_fewer_hits_are_the_head_of_more(tmp_path: Path) -> None:
    words = "abcdefghijklmnop"
    rows = [
        lemmas(*(words[(n * step) % 16] for step in (1, 3, 5, 7)), *words[: n % 5])
        for n in range(600)
    ]
    index = index_of(tmp_path, rows)
    question = lemmas(*words[:6])
    everything = index.search(question, ONE_VIEW, 600)
    assert len(everything) > 300
    for k in (1, 3, 10, 50, 200):
        assert index.search(question, ONE_VIEW, k) == everything[:k]


def test_rows_keep_their_order(tmp_path: Path) -> None:
    index = index_of(tmp_path, [lemmas(f"語{n}") for n in range(300)])
    assert len(index) == 300
    for n in range(300):
        assert [row for row, _ in index.search(lemmas(f"語{n}"), ONE_VIEW, 3)] == [n]


def test_a_term_asked_twice_counts_once(tmp_path: Path) -> None:
    index = index_of(tmp_path, [lemmas("山", "川"), lemmas("川")])
    once = index.search(lemmas("山"), ONE_VIEW, 5)
    assert index.search(lemmas("山", "山"), ONE_VIEW, 5) == once
    assert index.bound(lemmas("山", "山"), ONE_VIEW) == index.bound(lemmas("山"), ONE_VIEW)


def test_idf_by_value(tmp_path: Path) -> None:
    index = index_of(tmp_path, [lemmas("山", "川"), lemmas("山"), lemmas("山", "山")])
    assert index.idf("lemma", "川") == pytest.approx(math.log(1 + 2.5 / 1.5))
    assert index.idf("lemma", "山") == pytest.approx(math.log(1 + 0.5 / 3.5))
    assert index.idf("lemma", "海") == pytest.approx(math.log(1 + 3.5 / 0.5))
    assert index.idf("chars", "山") == pytest.approx(math.log(8))


@pytest.mark.parametrize("question", [lemmas("海"), lemmas(), Terms((), (), ("山",), ())])
def test_unknown_and_no_terms_find_nothing(tmp_path: Path, question: Terms) -> None:
    index = index_of(tmp_path, [lemmas("山")])
    assert index.search(question, WEIGHTS, 5) == []
    assert not any(index.has("lemma", term) for term in question.lemma)


def test_a_view_without_weight_is_not_searched(tmp_path: Path) -> None:
    index = index_of(tmp_path, [Terms(("山",), (), ("川",), ())])
    assert index.search(Terms((), (), ("川",), ()), {"lemma": 1.0, "chars": 0.0}, 5) == []
    assert index.search(lemmas("山"), {}, 5) == []
    assert index.bound(lemmas("山"), {}) == 0


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    index = index_of(tmp_path, [])
    assert len(index) == 0
    assert index.search(lemmas("山"), ONE_VIEW, 5) == []
    assert not index.has("lemma", "山")


ODD = (
    "山 川",
    " 山",
    "山 ",
    '"山"',
    "山\n川",
    "A",
    "a",
    "a*",
    "lemma:a",
    "a AND b",
    "ガ",
    "が",
    "カ\u3099",
    "𠮷",
    "👨‍👩‍👧",
    "x" * 64,
    "x" * 65,
    "長" * 200,
    "\u200b",
    "'; DROP",
)


@pytest.mark.parametrize("view", VIEWS)
def test_terms_are_matched_literally(tmp_path: Path, view: str) -> None:
    empty = dict.fromkeys(VIEWS, ())
    questions = [Terms(**{**empty, view: (term,)}) for term in ODD]
    index = index_of(tmp_path, questions)
    for row, question in enumerate(questions):
        assert [hit for hit, _ in index.search(question, WEIGHTS, 50)] == [row], ODD[row]


def test_equal_rows_give_equal_answers_in_another_index(tmp_path: Path) -> None:
    rows = [lemmas(*"山川海"[: n % 3 + 1], str(n % 7)) for n in range(40)]
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = index_of(tmp_path / "one", rows), index_of(tmp_path / "two", rows)
    question = lemmas("山", "海", "3")
    assert one.search(question, ONE_VIEW, 40) == two.search(question, ONE_VIEW, 40)


@pytest.mark.parametrize("content", [None, "", "{}"])
def test_what_is_no_index_is_refused(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "meta.json").write_text(content, encoding="utf-8")
    with pytest.raises(IndexCorrupt, match="build again"):
        LexicalIndex.open(tmp_path)


def test_opening_and_searching_change_no_file(tmp_path: Path) -> None:
    LexicalIndex.write(tmp_path / "lexical", [lemmas("山")])
    before = {path.name: path.read_bytes() for path in (tmp_path / "lexical").iterdir()}
    LexicalIndex.open(tmp_path / "lexical").search(lemmas("山"), ONE_VIEW, 1)
    after = {path.name: path.read_bytes() for path in (tmp_path / "lexical").iterdir()}
    assert after == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_index_of_another_user_is_read_from_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container: files of root, read by a user who may not write beside them."""
    with tempfile.TemporaryDirectory() as outside:  # pytest's own folders are closed to others
        folder = Path(outside) / "lexical"
        LexicalIndex.write(folder, [Terms(("山",), (), (), ()), Terms(("川",), (), (), ())])
        before = sorted(path.name for path in folder.iterdir())
        os.chmod(outside, 0o777)
        os.chmod(folder, 0o555)
        monkeypatch.setattr(tempfile, "tempdir", outside)
        child = os.fork()
        if child == 0:
            status = 1
            try:
                os.setuid(65534)
                index = LexicalIndex.open(folder)
                hits = index.search(Terms(("川",), (), (), ()), {"lemma": 1.0}, 5)
                copied = list(Path(outside).glob("konkyo-lexical-*"))
                index.close()
                gone = not any(copy.exists() for copy in copied)
                status = 0 if [row for row, _ in hits] == [1] and copied and gone else 2
            finally:
                os._exit(status)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert sorted(path.name for path in folder.iterdir()) == before


def test_where_no_copy_can_be_made_the_index_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    LexicalIndex.write(tmp_path / "lexical", [lemmas("山")])
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(StoreError, match="lexical: cannot be copied .*TMPDIR"):
        LexicalIndex.open(tmp_path / "lexical")


def test_a_copy_that_is_no_index_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lexical").mkdir()
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(IndexCorrupt, match="build again"):
        LexicalIndex.open(tmp_path / "lexical")
    assert [path.name for path in tmp_path.iterdir()] == ["lexical"]


def test_a_disk_that_does_not_take_the_index_is_told_in_its_own_words(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, before[1]))
    try:
        with pytest.raises(StoreError) as told:
            LexicalIndex.write(tmp_path / "lexical", [lemmas("山")])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert str(told.value) == (
        f"{tmp_path / 'lexical'}: cannot be written (File too large); make room or check the "
        "disk, and build again"
    )
