from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from indexer.errors import TrainingError
from training.chive import read_chive, string_hash
from training.data import Pair, clean, distinct, open_lines, read_sections
from training.dictionaries import (
    Translation,
    edict_entry,
    ejdict_entry,
    name_entry,
    synonym_groups,
)
from training.gloss import Glosser


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "冒頭 [ぼうとう] /(adv,n) beginning/start/(P)/EntL1/",
            [("beginning", "冒頭", 3.0), ("start", "冒頭", 3.0 / 1.3)],
        ),
        ("追う [おう] /(v5u) (1) to Chase/", [("chase", "追う", 1.0)]),
        ("丸 [まる] /(n) (uk) circle/", [("circle", "丸", 1.0), ("circle", "まる", 1.0)]),
        ("ヒートアイランド /(n) heat island/", [("heat island", "ヒートアイランド", 1.0)]),
        ("何 [なに] /(n) one two three four five six/", []),
        ("no entry", []),
    ],
)
def test_edict(line: str, expected: list[tuple[str, str, float]]) -> None:
    assert edict_entry(line) == [Translation(*item) for item in expected]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("age group\t《集合的に》同年齢層", [("age group", "同年齢層", 1.5)]),
        ("bike\t=bicycle", []),
        (
            "Westernize, Westernise\t…を西洋風にする,欧米化する",
            [
                ("westernize", "を西洋風にする", 1.5),
                ("westernize", "欧米化する", 1.5 / 1.3),
                ("westernise", "を西洋風にする", 1.5),
                ("westernise", "欧米化する", 1.5 / 1.3),
            ],
        ),
    ],
)
def test_ejdict(line: str, expected: list[tuple[str, str, float]]) -> None:
    assert ejdict_entry(line) == [Translation(*item) for item in expected]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("大野 [おおの] /(p,s) Oono/", [("ono", "大野")]),
        ("東京 [とうきょう] /(p) Toukyou/", [("tokyo", "東京")]),
        ("ルース /(s) Roosevelt/", [("roosevelt", "ルース")]),
        ("亜昌 [あよ] /(f) Ayo/", []),
        ("清水香織 [しみずかおり] /(h) Shimizu Kaori (1968-)/", [("shimizu kaori", "清水香織")]),
    ],
)
def test_names(line: str, expected: list[tuple[str, str]]) -> None:
    assert name_entry(line) == [Translation(*item, 0.3) for item in expected]


def test_synonyms_pair_english_with_japanese_of_one_group() -> None:
    row = "1,1,0,1,0,0,0,(),{},,"
    lines = [row.format("概要"), row.format("Summary"), "", row.format("宛先")]
    groups = [group for group in synonym_groups(lines) if group]
    assert groups == [[Translation("summary", "概要", 1.0)]]


def test_string_hash_is_spacys() -> None:
    # The value in spaCy's own documentation of its string store.
    assert string_hash("coffee") == 3197928453018144401


def test_chive_says_how_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="pip download --no-deps ja-ginza"):
        read_chive(tmp_path, 8)


def test_chive_rows_are_unit_vectors_by_key(tmp_path: Path) -> None:
    msgpack = pytest.importorskip("msgpack", reason="msgpack comes with the training extra")
    vectors = np.random.default_rng(0).normal(size=(10, 6)).astype(np.float32)
    with (tmp_path / "vectors").open("wb") as file:
        np.save(file, vectors)
    (tmp_path / "key2row").write_bytes(msgpack.packb({string_hash("犬"): 4, string_hash("猫"): -1}))
    known = read_chive(tmp_path, 6)
    centred = vectors - vectors.mean(axis=0)
    cosine = centred[4] @ centred[7] / np.linalg.norm(centred[4]) / np.linalg.norm(centred[7])
    found = known.get("犬")
    assert found is not None
    assert found @ known.vectors[7] == pytest.approx(cosine, abs=1e-5)
    assert known.get("猫") is None
    assert "犬" in known and "鳥" not in known


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a&nbsp;b &lt;c&gt;", "a b <c>"),
        (" 改行\nと\t空白　", "改行 と 空白"),
        ("x\0y\ud800z", "x yz"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_distinct_drops_repeats_of_either_side_and_blanks() -> None:
    rows = [("a", "一"), ("A!", "二"), ("b", "一。"), ("c", "三"), ("", "四"), ("d", "?")]
    kept = distinct(Pair(query, target, "s") for query, target in rows)
    assert [pair.query for pair in kept] == ["a", "c"]


def test_sections_have_headings_in_both_languages(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "sections.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(
            '{"heading_ja": "概要", "heading_en": "overview", "body_ja": "本文です", "src": "x"}\n'
        )
    assert read_sections(tmp_path, limit=2) == [
        Pair("概要", "本文", "sections-ja"),
        Pair("overview", "本文", "sections-en"),
    ]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="gone.gz is missing: give its folder with --data"):
        list(open_lines(tmp_path / "gone.gz"))


def test_gloss_translates_words_and_drops_particles() -> None:
    items = [
        Translation("dog", "犬", 1.0),
        Translation("run", "走る", 1.0),
        Translation("gone", "は", 1.0),
    ]
    glosser = Glosser(items, {"走っ": "走る"}, seed=0)
    assert glosser.gloss(["犬", "は", "2011", "走っ", "た", "柴犬"]) == "dog 2011 run 柴犬"


def test_gloss_prefers_the_likelier_translation() -> None:
    items = [Translation("bank", "銀行", 3.0), Translation("silver", "銀行", 1.0)]
    glosser = Glosser(items, {}, seed=0)
    found = [glosser.gloss(["銀行"]) for _ in range(200)]
    assert 160 <= found.count("bank") < 200
