from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.english_words import is_function_word, is_number, split_words
from indexer.errors import ModelError
from indexer.lexicon import (
    BUNDLED,
    FILE_NAME,
    FORMAT,
    MAX_RENDERINGS,
    PART_WEIGHT,
    Lexicon,
    Lines,
    Rendering,
)

ENTRIES = (
    "US\t米国:100;米:60",
    "chip\tチップ:100;木片:20",
    "control\t管理:100;制御:90",
    "export control\t輸出 規制:100;輸出 管理:80",
    "export\t輸出:100",
    "iphone\tアイフォーン:100",
    "it\tそれ:100",
    "of course\t勿論:100",
    "state own\t国有:100",
    "15 percent\tありえない:100",
)
BASES = (
    "chips\tchip",
    "controlled\tcontrol",
    "controls\tcontrol",
    "exports\texport",
    "owned\town",
)


def write(folder: Path, text: str) -> Path:
    (folder / FILE_NAME).write_bytes(gzip.compress(text.encode(), mtime=0))
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Lexicon:
    parts = FORMAT, "\n".join(sorted(ENTRIES)), "\n".join(BASES)
    return Lexicon.open(write(tmp_path, "\n\n".join(parts)))


@pytest.fixture(scope="module")
def bundled() -> Lexicon:
    return Lexicon.open()


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("", []),
        ("What price?", ["what", "price"]),
        ("Nvidia's H20", ["nvidia", "h20"]),
        ("the companies’ chips", ["the", "companies", "chips"]),
        ("state-owned", ["state", "owned"]),
        ("the U.S. and the US told us", ["the", "US", "and", "the", "US", "told", "us"]),
        ("WHO IS WHO", ["who", "is", "who"]),
        ("an IT firm; is it?", ["an", "IT", "firm", "is", "it"]),
        ("I DON'T know", ["i", "don't", "know"]),
        ("the café’s naïve owner", ["the", "cafe", "naive", "owner"]),
        ("半導体 chip 規制", ["chip"]),
        ("15% of 3.5", ["15", "of", "3", "5"]),
    ],
)
def test_words_are_folded_to_look_up_forms(text: str, forms: list[str]) -> None:
    assert [word.form for word in split_words(text)] == forms


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("export controls", [False, True]),
        ("state-owned", [False, True]),
        ("Trump's levy", [False, True]),
        ("export, controls", [False, False]),
        ("export. Controls", [False, False]),
        ("export規制controls", [False, False]),
    ],
)
def test_punctuation_and_other_scripts_part_phrases(text: str, joined: list[bool]) -> None:
    assert [word.joined for word in split_words(text)] == joined


@given(st.text(st.sampled_from("aZés'’.- 1U半,ﬁ\n"), max_size=40))
@settings(max_examples=200, deadline=None)
def test_words_stand_in_the_text_in_order(text: str) -> None:
    end = 0
    for word in split_words(text):
        assert end <= word.start < word.end <= len(text)
        assert word.form
        assert not any(char.isspace() for char in word.form)
        end = word.end


@pytest.mark.parametrize(
    ("form", "function"), [("the", True), ("don't", True), ("US", False), ("chip", False)]
)
def test_function_words(form: str, function: bool) -> None:
    assert is_function_word(form) is function


@pytest.mark.parametrize(
    ("form", "number"), [("15", True), ("x", True), ("h20", False), ("ai", False)]
)
def test_numbers(form: str, number: bool) -> None:
    assert is_number(form) is number


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        ("", []),
        ("What is it?", []),
        ("Nothing known here", []),
        ("Which chip?", ["chip"]),
        ("Chips controlled exports", ["Chips", "controlled", "exports"]),
        ("the US's Export Controls!", ["US's", "Export Controls", "Export", "Controls"]),
        ("export, controls", ["export", "controls"]),
        ("state-owned", ["state-owned"]),
        ("of course", ["of course"]),
        ("15 apples, 15 percent", ["15 percent"]),
        ("iPhones", ["iPhones"]),
    ],
)
def test_longest_phrase_first_then_its_words(
    small: Lexicon, question: str, sources: list[str]
) -> None:
    assert [item.source for item in small.translations(question)] == sources


def test_renderings_are_read_as_written(small: Lexicon) -> None:
    phrase, export, _ = small.translations("export controls")
    assert phrase.renderings == (Rendering(("輸出", "規制"), 1.0), Rendering(("輸出", "管理"), 0.8))
    assert export.renderings == (Rendering(("輸出",), PART_WEIGHT),)
    assert small.translations("export")[0].renderings == (Rendering(("輸出",), 1.0),)


@given(st.dictionaries(st.text("ab c", min_size=1, max_size=4), st.text("xy ", max_size=3)))
@settings(max_examples=100, deadline=None)
def test_lines_answer_as_a_dictionary_does(table: dict[str, str]) -> None:
    lines = Lines(sorted(f"{key}\t{value}" for key, value in table.items()))
    for key in (*table, "a", "b c", "", "d"):
        assert lines.get(key) == table.get(key)
        assert (key in lines) is (key in table)


def test_fingerprint_tells_files_apart(tmp_path: Path) -> None:
    prints = set()
    for number in range(2):
        folder = tmp_path / str(number)
        folder.mkdir()
        text = f"{FORMAT}\n\nchip\tチップ:10{number}\n\nchips\tchip"
        prints.add(Lexicon.open(write(folder, text)).fingerprint)
    assert len(prints) == 2
    assert all(len(fingerprint) == 64 for fingerprint in prints)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "there is no lexicon at"),
        (b"no gzip", "cannot be read"),
        (gzip.compress(b"konkyo", mtime=0)[:-9], "cannot be read"),
        (gzip.compress(b"\xff", mtime=0), "cannot be read"),
        (gzip.compress(b"konkyo", mtime=0)[:10] + b"\xff" * 20, "cannot be read"),
        (gzip.compress(b"other 1\n\na\tb:1\n\na\tb", mtime=0), "not of the format"),
        (gzip.compress(f"{FORMAT}\n\na\tb:1".encode(), mtime=0), "not of the format"),
    ],
)
def test_a_bad_file_is_refused_with_its_remedy(
    tmp_path: Path, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(ModelError, match=message) as caught:
        Lexicon.open(tmp_path)
    assert "python -m training.lexicon" in str(caught.value)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("chip", ("チップ",)),
        ("sanctions", ("制裁",)),
        ("levy", ("徴収",)),
        ("revenue", ("収益",)),
        ("bans", ("禁止",)),
        ("leaked", ("漏洩",)),
        ("engineers", ("エンジニア",)),
        ("founder", ("創設", "者")),
        ("companies", ("企業",)),
        ("U.S.", ("米国",)),
        ("UK", ("イギリス",)),
        ("AI", ("人工", "知能")),
        ("Beijing", ("中国",)),
        ("colours", ("色",)),
        ("labour", ("労働",)),
        ("chipmakers", ("半", "導体")),
        ("export controls", ("輸出", "規制")),
        ("artificial intelligence", ("人工", "知能")),
        ("Shakespeare", ("シェークスピア",)),
    ],
)
def test_bundled_lexicon_knows_the_usual_words(
    bundled: Lexicon, word: str, expected: tuple[str, ...]
) -> None:
    first = bundled.translations(word)[0]
    assert first.source == word
    assert expected in [rendering.lemmas for rendering in first.renderings]


@pytest.mark.parametrize(
    ("word", "noise"),
    [
        ("AI", ("午前",)),
        ("China", ("米",)),
        ("Beijing", ("封鎖",)),
        ("Russia", ("知事",)),
        ("good", ("方",)),
        ("think", ("為る",)),
    ],
)
def test_bundled_lexicon_leaves_out_noise(
    bundled: Lexicon, word: str, noise: tuple[str, ...]
) -> None:
    (translation,) = bundled.translations(word)
    assert noise not in [rendering.lemmas for rendering in translation.renderings]


@pytest.mark.parametrize(
    "phrase", ["even though", "according to", "so far", "kind of", "be the reasons", "as well as"]
)
def test_phrases_that_only_bind_words_have_no_translation(bundled: Lexicon, phrase: str) -> None:
    assert phrase not in [item.source for item in bundled.translations(phrase)]


def test_bundled_lexicon_puts_chips_before_wood(bundled: Lexicon) -> None:
    (chip,) = bundled.translations("chip")
    assert chip.renderings[0].lemmas == ("チップ",)


@pytest.mark.parametrize(
    ("light", "heavy"), [("make", "semiconductor"), ("kind", "prototype"), ("take", "war")]
)
def test_light_words_are_worth_less(bundled: Lexicon, light: str, heavy: str) -> None:
    worth = [bundled.translations(word)[0].renderings[0].weight for word in (light, heavy)]
    assert worth[0] < 0.75 * worth[1]


@given(st.text(max_size=60) | st.text("aest chipUS.'-", max_size=60))
@settings(max_examples=200, deadline=None)
def test_renderings_of_any_text_are_few_and_best_first(bundled: Lexicon, text: str) -> None:
    for item in bundled.translations(text):
        weights = [rendering.weight for rendering in item.renderings]
        assert item.source in text
        assert 0 < len(weights) <= MAX_RENDERINGS
        assert weights[0] <= 1.0
        assert weights == sorted(weights, reverse=True)
        assert weights[-1] > 0
        assert all(all(rendering.lemmas) for rendering in item.renderings)


def test_card_names_the_bundled_file_by_its_digest(bundled: Lexicon) -> None:
    assert bundled.fingerprint in (BUNDLED / "README.md").read_text(encoding="utf-8")
