"""Renderings weighed, written and measured."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.lexicon import FILE_NAME, Lexicon, Rendering, Translation
from indexer.terms import Terms
from training.additions import additions
from training.affinity import Affinity
from training.candidates import Scores, english_key
from training.combination import Mixture
from training.combination import renderings as weighed
from training.lexicon_file import encoded, needed
from training.translation_recall import Recall, recall

PLAIN = Mixture(
    pseudo_counts=1.0,
    sharpness=1.0,
    closeness=0.0,
    least_weight=0.1,
    least_links=1.0,
    least_share=0.1,
    least_affinity=0.2,
    least_alone=1.5,
)


def renderings(
    scores: Scores, links: Scores, mixture: Mixture = PLAIN, near: float = 1.0
) -> Scores:
    return weighed(scores, links, lambda key, lemmas: near, mixture)


def test_probabilities_are_smoothed_by_the_dictionary() -> None:
    scores = {"tax": {("税",): 3.0, ("課税",): 1.0}}
    links = {"tax": {("課税",): 0.5}}
    # p(税) = .75 / 1.5, p(課税) = (.5 + .25) / 1.5: equal, so ordered by lemma.
    assert renderings(scores, links)["tax"] == {("税",): 1.0, ("課税",): 1.0}


@pytest.mark.parametrize(
    ("key", "links", "kept"),
    [
        ("ai", {("知能",): 2.0}, True),
        ("ai", {("知能",): 1.4}, False),
        ("ai", {("ai",): 2.0}, False),
        ("ai", {("知能",): 2.0, ("他",): 40.0}, False),
        ("ai lab", {("知能",): 2.0}, False),
    ],
)
def test_alignment_alone_must_be_strong_japanese_and_of_one_word(
    key: str, links: dict[tuple[str, ...], float], kept: bool
) -> None:
    lemmas = next(iter(links))
    assert (lemmas in renderings({}, {key: links}).get(key, {})) is kept


def test_alignment_adds_to_a_dictionary_with_fewer_links() -> None:
    found = renderings({"ai": {("人工",): 1.0}}, {"ai": {("知能",): 1.0}})
    assert set(found["ai"]) == {("人工",), ("知能",)}
    weak = renderings({"ai": {("人工",): 1.0}}, {"ai": {("知能",): 0.9}})
    assert set(weak["ai"]) == {("人工",)}


def test_links_that_mostly_belong_to_another_word_are_not_trusted() -> None:
    links = {"rare": {("社",): 2.0}, "company": {("社",): 98.0}}
    assert set(renderings({}, links)) == {"company"}


def test_renderings_that_say_more_than_a_better_one_are_dropped() -> None:
    scores = {
        "stock": {("株",): 2.0, ("普通", "株"): 1.0},
        "ally": {("同盟", "国"): 2.0, ("国",): 1.0},
    }
    found = renderings(scores, {})
    assert list(found["stock"]) == [("株",)]
    assert list(found["ally"]) == [("同盟", "国"), ("国",)]


SHARES = st.dictionaries(
    st.tuples(st.sampled_from("税金株山川国人日本語米社会")), st.floats(0.01, 100), max_size=12
)


@given(SHARES, SHARES)
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    scores: dict[tuple[str, ...], float],
    links: dict[tuple[str, ...], float],
) -> None:
    found = renderings({"tax": {("税",): 5.0} | scores}, {"tax": links})
    data = encoded(found, {"taxes": "tax"})
    assert data == encoded(found, {"taxes": "tax"})
    folder = tmp_path_factory.mktemp("lexicon")
    (folder / FILE_NAME).write_bytes(data)
    (translation,) = Lexicon.open(folder).translations("Taxes")
    read = {item.lemmas: item.weight for item in translation.renderings}
    assert list(read) == list(found["tax"])
    assert list(read.values()) == pytest.approx(list(found["tax"].values()), abs=0.00501)
    assert translation.renderings[0].weight == 1.0


def test_only_inflections_of_known_words_are_kept() -> None:
    bases = {"controls": "control", "dogs": "dog"}
    assert needed(bases, {"export control": {}}) == {"controls": "control"}


def test_renderings_near_the_word_weigh_more() -> None:
    row = {("税",): 1.0, ("金",): 1.0}
    near = {("税",): 0.0, ("金",): 0.5}
    mixture = replace(PLAIN, closeness=2.0)
    found = weighed({"tax": row}, {}, lambda key, lemmas: near[lemmas], mixture)
    assert found["tax"] == {("金",): 1.0, ("税",): pytest.approx(math.exp(-1))}


@pytest.mark.parametrize(("near", "kept"), [(0.21, True), (0.2, False)])
def test_links_without_a_dictionary_must_be_near(near: float, kept: bool) -> None:
    found = renderings({}, {"ai": {("知能",): 2.0}}, near=near)
    assert ("ai" in found) is kept
    assert renderings({"ai": {("知能",): 1.0}}, {}, near=near)["ai"] == {("知能",): 1.0}


def test_light_lemmas_render_nothing_and_make_a_key_light() -> None:
    scores = {
        "thing": {("事",): 1.0, ("品",): 1.0},
        "carry out": {("行う",): 1.0, ("実施",): 3.0},
    }
    assert renderings(scores, {}) == {"carry out": {("実施",): 1.0}}


def test_affinity_is_the_cosine_of_key_and_joined_lemmas() -> None:
    vectors = {"tax": (1.0, 0.0), "税金": (0.6, 0.8), "税": (1.0, 0.0)}

    def embed(texts: Iterable[str]) -> np.ndarray:
        return np.array([vectors[text] for text in texts], dtype=np.float32)

    affinity = Affinity(embed, ["tax", "tax"], [("税", "金"), ("税",)])
    assert affinity("tax", ("税", "金")) == 0.6
    assert affinity("tax", ("税",)) == 1.0


def test_additions_are_keys_as_the_lexicon_looks_them_up() -> None:
    for item in additions():
        assert english_key(item.english, {}) == item.english
    assert ("berlin", "ドイツ政府") in {(item.english, item.japanese) for item in additions()}


def one(*lemmas: str) -> list[Translation]:
    return [Translation("x", (Rendering(lemmas, 1.0),))]


def terms(*lemmas: str) -> Terms:
    return Terms(lemmas, (), (), ())


def test_recall_is_by_the_rank_of_the_text_of_the_same_number() -> None:
    texts = [terms("税"), terms("国", "国"), terms("国"), terms("山")]
    found = recall(texts, [one("税"), one("国"), one("国"), []])
    # The second 国 ranks behind the first: one of four is not found, one is second.
    assert found == Recall(0.5, 0.75, (1 + 1 + 1 / 2) / 4, 4)
    assert str(found) == "R@1 0.5000  R@10 0.7500  MRR@10 0.6250  of 4"
