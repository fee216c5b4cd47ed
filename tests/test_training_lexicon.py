from __future__ import annotations

import gzip
import json
import math
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.lexicon import FILE_NAME, Lexicon, Rendering, Translation
from indexer.terms import Terms
from training.additions import additions
from training.affinity import Affinity
from training.alignment import align, link_scores
from training.bitext import (
    Bags,
    bags,
    content,
    english_units,
    japanese_units,
    read_bitext,
    runs,
    unit_counts,
)
from training.candidates import (
    Scores,
    attested,
    dictionary_scores,
    english_key,
    headwords,
    name_scores,
    read_dictionaries,
    usable,
    with_stems,
)
from training.combination import Mixture
from training.combination import renderings as weighed
from training.data import Pair
from training.leakage import make_guard
from training.lexicon_file import encoded, needed
from training.translation_recall import Recall, recall
from training.worth import PRIOR_PAIRS, PRIOR_SHARE, with_worth

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
BASES = {"chips": "chip", "controls": "control", "owned": "own"}


def renderings(
    scores: Scores, links: Scores, mixture: Mixture = PLAIN, near: float = 1.0
) -> Scores:
    return weighed(scores, links, lambda key, lemmas: near, mixture)


def characters(text: str) -> tuple[str, ...]:
    return tuple(text)


def write_lines(path: Path, lines: Iterable[str]) -> None:
    path.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode()))


def ids(*rows: tuple[int, ...]) -> list[np.ndarray]:
    return [np.array(row, dtype=np.int64) for row in rows]


# --- English keys and units


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("chips", "chip"),
        ("the chip", "chip"),
        ("to be owned", "own"),
        ("export controls", "export control"),
        ("state-owned", "state own"),
        ("out of the blue", "out of the blue"),
        ("chip!", "chip"),
        ("", None),
        ("the", None),
        ("of the", None),
        ("15", None),
        ("how far", None),
        ("export, controls", None),
        ("one two three four five", None),
        ("chip (of wood)", None),
        ("チップ", None),
    ],
)
def test_keys_are_phrases_of_base_forms(text: str, key: str | None) -> None:
    assert english_key(text, BASES) == key


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("The chips of 2024", ["chip"]),
        ("Export controls, chips", ["export", "control", "chip", "export control"]),
        ("Export. Controls", ["export", "control"]),
        ("it is up to you", []),
    ],
)
def test_english_units_are_content_words_and_known_phrases(text: str, units: list[str]) -> None:
    assert english_units(text, BASES, {"export control"}) == units


def test_japanese_units_are_lemmas_and_known_compounds() -> None:
    lemmas = ("輸出", "規制", "為る", "国")
    compounds = {("輸出", "規制"), ("規制", "国"), ("輸出", "国")}
    assert japanese_units(lemmas, compounds) == [
        ("輸出",),
        ("規制",),
        ("国",),
        ("輸出", "規制"),
        ("規制", "国"),
    ]


@pytest.mark.parametrize(
    ("lemmas", "expected"),
    [
        (("禁止", "為る"), ("禁止",)),
        (("為る",), ("為る",)),
        ((), ()),
        (("a b",), ()),
        (("a;b",), ()),
        (("一", "二", "三", "四", "五"), ()),
    ],
)
def test_heads_lose_light_lemmas_and_odd_ones_are_unusable(
    lemmas: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert usable(lemmas) == expected


@given(st.lists(st.sampled_from("abc"), max_size=6), st.integers(2, 4))
@settings(max_examples=60, deadline=None)
def test_runs_are_all_neighbours(words: list[str], longest: int) -> None:
    found = list(runs(words, longest))
    sizes = range(2, min(longest, len(words)) + 1)
    assert len(found) == sum(len(words) - size + 1 for size in sizes)
    joined = " ".join(words)
    assert all(" ".join(run) in joined for run in found)


def test_content_keeps_something() -> None:
    assert content(("事", "物")) == ("事", "物")
    assert content(("事", "山")) == ("山",)


# --- reading


def test_bitext_leaves_out_dev_rows_and_leaks(tmp_path: Path) -> None:
    rows = [
        {"en": "I like it.", "ja": "好き。", "src": "tanaka"},
        {"en": "a dev sentence of some length", "ja": "開発の文。", "src": "wmt23"},
        {"en": "a protected text", "ja": "守られた文章。", "src": "sql-docs"},
    ]
    write_lines(tmp_path / "parallel.jsonl.gz", map(json.dumps, rows))
    guard = make_guard(["a protected text"])
    assert [pair.source for pair in read_bitext(tmp_path, guard)] == ["tanaka"]


def test_dictionaries_give_keyed_scores(tmp_path: Path) -> None:
    edict = ["輸出規制 [ゆしゅつきせい] /(n) export controls/(P)/", "うん /(int) yes/"]
    write_lines(tmp_path / "edict.txt.gz", edict)
    write_lines(
        tmp_path / "ejdict.tsv.gz", ["ban,bans\t『禁止』《+『on』(do『ing』)+『名』》 / 破門"]
    )
    write_lines(
        tmp_path / "sudachi-synonyms.txt.gz", ["1,1,0,1,0,0,0,(),株,,", "1,1,0,1,0,0,0,(),stock,,"]
    )
    entries = read_dictionaries(tmp_path)
    scores = dictionary_scores(entries, BASES | {"bans": "ban"}, characters)
    assert set(scores) == {"export control", "ban", "stock"}
    assert scores["stock"] == {("株",): 1.0}
    assert list(scores["ban"]) == [("禁", "止"), ("破", "門")]
    assert scores["ban"]["禁", "止"] > scores["ban"]["破", "門"]
    assert headwords(tmp_path) == {"ban", "bans"}


def test_names_are_katakana_or_frequent(tmp_path: Path) -> None:
    names = ["トランプ /(s) Trump/", "早池 [はやち] /(p) Hayachi/", "岩手 [いわて] /(p) Iwate/"]
    write_lines(tmp_path / "enamdict.txt.gz", names)
    scores = name_scores(tmp_path, {}, lambda text: (text,), {("岩手",): 3, ("早池",): 2})
    assert scores == {"trump": {("トランプ",): 0.3}, "iwate": {("岩手",): 0.3}}


def test_words_have_their_stems_translations_behind_their_own() -> None:
    scores = {"building": {("建物",): 2.0}, "build": {("建てる",): 2.0, ("建物",): 1.0}}
    found = with_stems(scores, {"building": "build", "meeting": "meet"})
    assert found["building"] == {("建物",): 2.5, ("建てる",): 1.0}
    assert found["build"] == scores["build"]
    assert "meeting" not in found


def test_compounds_that_no_text_has_explain_a_word_but_may_render_a_phrase() -> None:
    compound = {("一時", "解雇"): 1.0}
    scores = {"layoff": compound | {("レイオフ",): 1.0}, "firing": compound, "lay off": compound}
    assert attested(scores, {}) == scores | {"layoff": {("レイオフ",): 1.0}}
    assert attested(scores, {("一時", "解雇"): 1}) == scores


# --- alignment


def test_one_round_of_model_1_is_as_by_hand() -> None:
    # One pair of one word each, and NULL on each side: each word gives half its link to the other.
    links = align(ids((1,)), ids((1,)), [1.0], rounds=1)
    assert (links.english.tolist(), links.japanese.tolist()) == ([1], [1])
    assert links.counts.tolist() == pytest.approx([0.5])


def test_rounds_of_model_1_explain_words_away() -> None:
    # "a b" is "x y" and "a" is "x": so b is y, though it stands beside x as often.
    links = align(ids((1, 2), (1,), (3,)), ids((1, 2), (1,), (3,)), [1.0, 1.0, 1.0], rounds=8)
    counts = dict(zip(zip(links.english, links.japanese, strict=True), links.counts, strict=True))
    assert counts[1, 1] > 3 * counts[1, 2]
    assert counts[2, 2] > 3 * counts[2, 1]


@given(
    st.lists(
        st.tuples(
            st.lists(st.integers(1, 4), min_size=1, max_size=4),
            st.lists(st.integers(1, 4), min_size=1, max_size=4),
            st.sampled_from([0.1, 1.0, 3.0]),
        ),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=60, deadline=None)
def test_links_never_exceed_occurrences(
    rows: list[tuple[list[int], list[int], float]],
) -> None:
    english, japanese, weights = zip(*rows, strict=True)
    links = align(ids(*map(tuple, english)), ids(*map(tuple, japanese)), weights)
    assert np.isfinite(links.counts).all()
    codes = list(zip(links.english.tolist(), links.japanese.tolist(), strict=True))
    assert len(set(codes)) == len(codes)
    assert 0 not in links.english
    assert 0 not in links.japanese
    total = sum(w * math.sqrt((len(e) + 1) * (len(j) + 1)) for e, j, w in rows)
    assert links.counts.sum() <= total + 1e-6


def test_link_scores_drop_units_seen_once() -> None:
    rows = Bags(
        [["tax", "new"], ["tax"], ["tax"]],
        [[("税",), ("新",)], [("税",)], [("税",)]],
        [1.0, 1.0, 1.0],
    )
    scores = link_scores(rows)
    assert set(scores) == {"tax"}
    assert set(scores["tax"]) == {("税",)}
    assert 1.0 < scores["tax"][("税",)] <= 3.0


def test_bags_leave_out_empty_and_endless_pairs() -> None:
    pairs = [Pair("a b", "山川", "tanaka"), Pair("", "山", "tanaka"), Pair("a " * 90, "山", "x")]
    found = bags(pairs, str.split, lambda text: [(char,) for char in text])
    assert found == Bags([["a", "b"]], [[("山",), ("川",)]], [1.0])
    assert unit_counts(found.japanese) == {("山",): 1, ("川",): 1}


# --- combination and file


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


def test_worth_is_how_often_the_other_side_says_it() -> None:
    found = {"tax": {("税",): 1.0, ("金",): 0.5}, "new": {("新",): 1.0}}
    rows = Bags(
        [["tax"], ["tax", "tax"], ["tax"], ["old"]],
        [[("税",)], [("金",), ("国",)], [("国",)], [("新",)]],
        [1.0, 2.0, 1.0, 1.0],
    )
    scaled = with_worth(found, rows)
    tax = math.sqrt((1.0 + 2.0 * 0.5 + PRIOR_PAIRS * PRIOR_SHARE) / (4.0 + PRIOR_PAIRS))
    assert scaled["tax"] == {("税",): pytest.approx(tax), ("金",): pytest.approx(tax / 2)}
    assert scaled["new"] == {("新",): pytest.approx(math.sqrt(PRIOR_SHARE))}


def test_additions_are_keys_as_the_lexicon_looks_them_up() -> None:
    for item in additions():
        assert english_key(item.english, {}) == item.english
    assert ("berlin", "ドイツ政府") in {(item.english, item.japanese) for item in additions()}


# --- measure


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


# --- inflections


def test_inflections_are_undone_unless_the_form_is_a_word() -> None:
    pytest.importorskip("simplemma")
    from training.inflections import base_forms, known_forms, own_words

    forms = ["found", "earnings", "levies", "building", "chip", "companies", "news"]
    heads = {"found", "earnings", "building", "company"}
    assert base_forms([*forms, "buildings"], heads) == {
        "buildings": "building",
        "companies": "company",
        "found": "find",
        "levies": "levy",
    }
    assert own_words(["founded", "meeting"], {"meeting"}) == {"meeting": "meet"}
    assert {"companies", "led", "banned"} <= set(known_forms())


def test_spellings_and_acronyms() -> None:
    pytest.importorskip("simplemma")
    from training.inflections import base_forms

    heads = {"color", "colour", "organize", "centre", "center", "hour", "promise", "aid"}
    forms = ["colours", "colour", "organises", "centres", "hour", "promise", "ai", "us", "led"]
    assert base_forms(forms, heads) == {
        "colours": "color",
        "colour": "color",
        "organises": "organize",
        "centres": "center",
        "led": "lead",
    }
