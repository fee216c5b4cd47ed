"""The keys and units of English and Japanese that translations are learnt of."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from training.bitext import content, english_units, japanese_units, runs
from training.candidates import english_key, usable

BASES = {"chips": "chip", "controls": "control", "owned": "own"}


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
