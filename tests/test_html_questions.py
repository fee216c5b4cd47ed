from __future__ import annotations

from dataclasses import replace

from report_run import ANSWER, COMPARISON, DETAILS, ROWS, SENTENCE, SUPPORT, TEXT

from eval.htmlreport.highlight import Piece
from eval.htmlreport.questions import Difference, differences, question_views


def test_a_question_shows_its_evidence_marked() -> None:
    view = question_views(ROWS[2:3], DETAILS, ())[0]
    assert view.row == ROWS[2]
    assert (view.right, view.expected, view.row.rank, view.change) == (True, "answered", 3, "same")
    assert Piece(ANSWER, ("answer",)) in view.sentence
    (citation,) = view.citations
    assert citation.supports
    assert citation.place == f"a.txt:{TEXT.index(SENTENCE)}-{TEXT.index(SENTENCE) + len(SENTENCE)}"
    assert "".join(p.text for p in citation.text if "quote" in p.marks) == SENTENCE
    assert "".join(p.text for p in citation.text if "support" in p.marks) == SUPPORT
    assert "".join(p.text for p in citation.text if "answer" in p.marks) == ANSWER


def test_hits_far_down_show_text_and_reasons_only_when_relevant() -> None:
    detail = DETAILS[2]
    hits = tuple(replace(hit, relevant=n == 7) for n, hit in enumerate(detail.hits))
    view = question_views(ROWS[2:3], [replace(detail, hits=hits)], ())[0]
    assert [hit.rank for hit in view.hits if hit.text] == [1, 2, 3, 4, 5, 8]
    assert [hit.rank for hit in view.hits if hit.reasons] == [1, 2, 3, 8]
    assert [hit.rank for hit in view.hits if hit.relevant] == [8]


def test_a_hit_names_its_document_by_title_or_else_by_id() -> None:
    detail = DETAILS[2]
    bare = tuple(replace(hit, title="") for hit in detail.hits[:1])
    view = question_views(ROWS[2:3], [replace(detail, hits=bare + detail.hits[1:2])], ())[0]
    assert [(hit.title, hit.place) for hit in view.hits] == [
        ("", "a.txt:0–90"),
        ("露光装置の話", "100–190"),
    ]


def test_reasons_are_as_long_as_their_share_of_the_strongest() -> None:
    view = question_views(ROWS[2:3], DETAILS, ())[0]
    assert [(r.name, r.adds, r.length) for r in view.hits[0].reasons] == [
        ("lexical", 2.5, 40),
        ("dense", 1.5, 24),
        ("length", -0.75, 12),
    ]


def test_an_answer_is_marked_inside_the_quote_only() -> None:
    detail = replace(DETAILS[2], row=replace(ROWS[2], answer="で"))
    view = question_views([detail.row], [detail], ())[0]
    marked = [piece.text for piece in view.citations[0].text if "answer" in piece.marks]
    assert TEXT.count("で") > SENTENCE.count("で") == len(marked)


def test_a_row_without_a_detail_shows_what_it_holds() -> None:
    view = question_views(ROWS[2:3], (), ())[0]
    assert (view.row, view.hits, view.citations, view.sentence) == (ROWS[2], (), (), ())


def test_a_row_that_was_only_ranked_expects_no_status() -> None:
    assert question_views([replace(ROWS[2], status="")], (), ())[0].expected == ""


def test_first_relevant_counts_from_1() -> None:
    row = replace(ROWS[0], ranking=("a", "b", "c"), relevant=("b", "c"))
    assert row.rank == 2
    assert replace(row, relevant=("z",)).rank == 0


def test_differences_are_only_what_differs() -> None:
    fixed = next(change for change in COMPARISON.changes if change.kind == "fixed")
    assert differences(fixed) == (
        Difference("status", "answered", "partial"),
        Difference("answer", "40個", ANSWER),
        Difference("confidence", "0.31", "0.67"),
        Difference("cited", "a.txt:47-70", "a.txt:21-46"),
        Difference("answer accepted", "0.000", "1.000"),
        Difference("replied rightly", "0.000", "1.000"),
    )


def test_a_change_stands_at_its_question() -> None:
    views = question_views(ROWS, DETAILS, COMPARISON.changes)
    told = {view.row.id: view.change for view in views if view.change != "same"}
    assert told == {"s002": "fixed", "s007": "broken", "s008": "changed"}
    assert all(bool(view.differences) == (view.change != "same") for view in views)
