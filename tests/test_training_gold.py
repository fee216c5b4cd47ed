"""Written documents as gold questions that the evaluation reads."""

from __future__ import annotations

from pathlib import Path

from eval.gold.questions import Question, check_support, read_gold
from indexer.corpus import read_corpus
from indexer.records import Document, Span
from training.documents import Answered, Denied, Disputed, Wording, Written
from training.gold import gold, main

TEXT = "犬は3歳だ。猫は5歳だ。"
FIRST = Written(
    Document("a", "犬", TEXT),
    "talk",
    (
        Answered(Wording("猫の年は?", "How old is the cat?"), "howmany", Span(8, 10)),
        Answered(Wording("なぜ?", "Why?"), "why", Span(0, 11)),
    ),
    (Wording("馬の年は?", "How old is the horse?"),),
    (Denied(Wording("なぜ猫は2歳?", "Why is it two?"), Span(8, 10)),),
    "",
    (),
)
SECOND = Written(
    Document("b", "猫", "猫は6歳という。"),
    "local",
    (),
    (),
    (),
    "a",
    (Disputed(Wording("猫は何歳?", "How old?"), "6歳", "5歳"),),
)


def test_every_question_is_asked_in_both_languages_and_grounded_by_sentences() -> None:
    found = list(gold([FIRST, SECOND]))
    cat = "猫は5歳だ。"
    told = [(q.id, q.q, q.doc, q.support, q.accept, q.kind) for q in found if q.lang == "ja"]
    assert told == [
        ("a-q0-ja", "猫の年は?", "a", (cat,), ("5歳",), "fact"),
        ("a-q1-ja", "なぜ?", "a", (TEXT[:11],), (TEXT[:11],), "why"),
        ("a-n0-ja", "馬の年は?", "-", (), (), "unanswerable"),
        ("a-p0-ja", "なぜ猫は2歳?", "a", (cat,), ("5歳",), "false-premise"),
        ("b-c0-ja", "猫は何歳?", "*", ("猫は6歳という。", cat), ("6歳", "5歳"), "conflict"),
    ]
    english = [(q.pair, q.q) for q in found if q.lang == "en"]
    assert [pair for pair, _ in english] == ["a-q0", "a-q1", "a-n0", "a-p0", "b-c0"]
    assert english[0][1] == "How old is the cat?"
    assert {q.split for q in found} == {"test"}


def test_the_bundled_ones_are_gold_questions_about_their_corpus(tmp_path: Path) -> None:
    main(tmp_path / "written")
    questions: tuple[Question, ...] = read_gold(tmp_path / "written" / "gold.jsonl")
    corpus = read_corpus(tmp_path / "written" / "corpus.jsonl")
    check_support(questions, corpus.documents)
    assert {q.kind for q in questions} >= {"fact", "why", "list", "false-premise", "conflict"}
