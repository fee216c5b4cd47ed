"""Which sentence answers otherwise than the best: by figures and names, weighed by hand."""

from __future__ import annotations

from dataclasses import astuple, fields, replace

import numpy as np
import pytest

from indexer.wording import Word
from service import rivals
from service.evidence import Evidence
from service.judgement import Judged
from service.layout import Floats
from service.odds import logistic
from service.rivals import HELD, WEIGHTS, Asked, Features, disputed, pairs
from tests.tiny_judge import evidence_of, judged

PRICE = "装置はいくら?"
# Two directions: whatever says 装置 points one way, the rest the other.
IDF = {"装置": 3.0, "価格": 1.0, "税": 2.0}


def vectors(texts: list[str]) -> Floats:
    return np.array([[1.0, 0.0] if "装置" in text else [0.6, 0.8] for text in texts], np.float32)


def asked(text: str, *, english: bool = False) -> Asked:
    return Asked(text, english, lambda lemma: IDF.get(lemma, 0.0), vectors)


def said(text: str, answer: str, *lemmas: str, doc: str = "a", **values: float) -> Judged:
    item = evidence_of(text, answer, share=values.pop("share", 0.9), doc_id=doc, **values)
    return judged(replace(item, words=tuple(Word(lemma, 0) for lemma in lemmas)), chance=0.5)


def standing_in(one: Judged, text: str) -> Evidence:
    """The evidence of a sentence as it stands in a passage of that text."""
    hit = one.item.hit
    return replace(one.item, hit=replace(hit, passage=replace(hit.passage, text=text)))


BEST = said("装置は200万円。", "200万円", "装置", "価格")


@pytest.mark.parametrize(
    ("question", "best", "other", "differ"),
    [
        (PRICE, "200万円", "300万円", True),
        (PRICE, "200万円", "約200万円", False),
        (PRICE, "200万円", "2000000円", False),
        (PRICE, "200万円", "3年", False),
        (PRICE, "200万円", "装置", False),
        ("200万円の装置は本当はいくら?", "200万円", "300万円", False),
        ("装置を作ったのは誰?", "山田", "鈴木", True),
        ("装置を作ったのは誰?", "山田", "山田氏", False),
        ("装置はなぜ作られた?", "安いから", "速いから", True),
        ("装置はなぜ作られた?", "安いから", "安いから。", False),
        (PRICE, "山田", "鈴木", True),
    ],
)
def test_answers_differ_that_are_figures_or_words_and_cannot_be_the_same(
    question: str, best: str, other: str, *, differ: bool
) -> None:
    ranked = [said(f"甲は{best}。", best), said(f"乙は{other}。", other)]
    assert (list(pairs(asked(question), ranked)) == [1]) is differ


@pytest.mark.parametrize(
    ("question", "best", "other", "text", "told"),
    [
        (PRICE, "200万円", "300万円", "装置は300万円。", ()),
        (PRICE, "200万円", "300万円", "装置は300万円、以前は200万円。", ("said", "inside")),
        (PRICE, "200万円", "300万円", "装置は300万円、以前は2百万円。", ("said",)),
        ("完成はいつ?", "2030年4月", "2031年", "完成は2031年、4月に。", ()),
        ("完成は?", "2030年", "2031年4月", "2031年4月だ。2030年末ではない。", ("said", "inside")),
        ("装置を作ったのは誰?", "山田", "鈴木", "鈴木が作った。", ("named",)),
        ("装置を作ったのは誰?", "山田", "鈴木", "鈴木と山田が作った。", ("named", "inside")),
        ("装置はなぜ作られた?", "安いから", "速いから", "速いから。", ("named", "worded")),
        (PRICE, "山田", "鈴木", "鈴木です。", ("named", "worded")),
    ],
)  # fmt: skip
def test_how_answers_differ(
    question: str, best: str, other: str, text: str, told: tuple[str, ...]
) -> None:
    found = pairs(asked(question), [said(f"甲は{best}。", best), said(text, other)])[1]
    flags = ("named", "worded", "said", "inside")
    assert {name for name in flags if getattr(found, name)} == set(told)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("2位", "4位", 0.0), ("AB社", "ab社長", 0.8), ("山", "川", 0.0), ("山田", "田山", 0.0)],
)
def test_what_part_of_two_answers_is_spelled_alike(one: str, other: str, expected: float) -> None:
    found = pairs(asked("どこ?"), [said(f"甲は{one}。", one), said(f"乙は{other}。", other)])
    assert found[1].spelled == pytest.approx(expected)


def test_what_a_pair_has_in_common() -> None:
    rival = said(
        "税は300万円。", "300万円", "税", "価格", read=0.3, matched=2.5, typed=0.5, share=0.7
    )
    found = pairs(asked(PRICE, english=True), [BEST, rival, rival])
    assert found[1] == Features(
        best=0.0, rival=0.0, read_best=0.0, read_rival=0.3, matched_best=0.0, matched_rival=2.5,
        share=0.7, words=pytest.approx(1 / 3), alike=pytest.approx(0.6), around=found[1].around,
        first=1.0, typed=0.5, agreed=0.0, numeric=1.0, named=0.0, worded=0.0,
        spelled=pytest.approx(2 / 3), said=0.0, inside=0.0, english=1.0,
    )  # fmt: skip
    assert found[2] == replace(found[1], first=0.0)


@pytest.mark.parametrize(("passage", "cosine"), [("装置の値段。", 1.0), ("税の話。", 0.6)])
def test_passages_are_compared_too(passage: str, cosine: float) -> None:
    best, rival = (replace(one, item=standing_in(one, text)) for one, text in (
        (BEST, "装置は高い。"), (said("税は300万円。", "300万円"), passage)
    ))  # fmt: skip
    assert pairs(asked(PRICE), [best, rival])[1].around == pytest.approx(cosine)


def test_only_the_first_are_held_against_the_best() -> None:
    others = [said(f"装置は{n}万円。", f"{n}万円") for n in range(300, 300 + HELD + 5)]
    assert list(pairs(asked(PRICE), [BEST, *others])) == list(range(1, HELD + 1))


def test_the_surest_rival_is_told_where_it_is_sure(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [field.name for field in fields(Features)]
    weights = tuple(4.0 if name == "words" else 0.0 for name in names)
    monkeypatch.setattr(rivals, "WEIGHTS", (*weights, -1.0))
    monkeypatch.setattr(rivals, "THRESHOLD", 0.8)
    near, far = (said("装置は300万円。", "300万円", *w) for w in (("装置", "税"), ("税",)))
    found = pairs(asked(PRICE), [BEST, far, near])
    chances = [logistic(4.0 * one.words - 1.0) for one in found.values()]
    assert chances == pytest.approx([logistic(-1.0), logistic(2.0)])
    assert disputed(asked(PRICE), [BEST, far, near]) == 2
    assert disputed(asked(PRICE), [BEST, far]) is None
    assert disputed(asked(PRICE), [BEST, near, near]) == 1
    assert disputed(asked(PRICE), [BEST]) is None


def test_there_is_a_weight_for_each_feature_and_a_bias() -> None:
    assert len(WEIGHTS) == len(fields(Features)) + 1
    likely = Features(*np.ones(len(fields(Features))))
    unlikely = replace(likely, words=0.0, rival=-1.0)
    assert np.dot(WEIGHTS[:-1], astuple(likely)) > np.dot(WEIGHTS[:-1], astuple(unlikely))
