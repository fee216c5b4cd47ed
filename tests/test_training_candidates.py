"""Candidates for translations, read from dictionaries and names."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

from training.bitext import read_bitext
from training.candidates import (
    attested,
    dictionary_scores,
    headwords,
    name_scores,
    read_dictionaries,
    with_stems,
)
from training.leakage import make_guard

BASES = {"chips": "chip", "controls": "control", "owned": "own"}


def characters(text: str) -> tuple[str, ...]:
    return tuple(text)


def write_lines(path: Path, lines: Iterable[str]) -> None:
    path.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode()))


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
