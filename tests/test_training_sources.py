from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import pytest

from training.data import Pair, Paragraph
from training.dictionaries import Translation
from training.leakage import make_guard
from training.sources import (
    TOKEN_STAGE,
    Corpus,
    Source,
    gloss_sources,
    plain_sources,
    thin,
    token_sources,
    without_leaks,
)
from training.vocabulary import (
    Heads,
    TextCounts,
    choose_english,
    choose_japanese,
    dictionary_heads,
    known_compounds,
)
from training.words import JapaneseWords

PARAGRAPH = Paragraph("犬は大きな動物である。短い。猫は小さな動物である。", ("犬は大きいか。",))


def upper(texts: Sequence[str]) -> list[str]:
    return [f"<{text}>" for text in texts]


def test_plain_sources_split_the_parallel_rows_by_kind() -> None:
    corpus = Corpus(
        (Pair("a", "あ", "tanaka"), Pair("b", "い", "x-docs"), Pair("c", "う", "x-docs-heading")),
        (Pair("見出し", "本文", "sections-ja"), Pair("heading", "本文", "sections-en")),
        (PARAGRAPH,),
        (),
        (),
        (Translation("dog", "犬", 1.0),),
        (Translation("ono", "大野", 0.3),),
    )
    queries = {s.name: [pair.query for pair in s.pairs] for s in plain_sources(corpus)}
    assert queries == {
        "general": ["a"],
        "manual": ["b"],
        "heading": ["c"],
        "section": ["heading"],
        "word": ["dog"],
        "word-piece": ["dog"],
        "name": ["ono"],
        "name-piece": ["ono"],
    }


def test_gloss_sources_pair_glosses_with_paragraphs_and_sentences() -> None:
    questions, sentences = gloss_sources([PARAGRAPH], upper)
    assert questions.pairs == (Pair("<犬は大きいか。>", PARAGRAPH.text, "gloss"),)
    assert [(pair.query, pair.target) for pair in sentences.pairs] == [
        ("<犬は大きな動物である。>", "犬は大きな動物である。"),
        ("<猫は小さな動物である。>", "猫は小さな動物である。"),
        ("<犬は大きいか。>", "犬は大きいか。"),
    ]


def test_the_second_stage_takes_its_share_of_the_sources() -> None:
    pairs = (Pair("a", "あ", "s"),)
    sources = [Source(name, pairs, 9.0) for name in (*TOKEN_STAGE, "word")]
    chosen = token_sources(sources)
    assert [(s.name, (s.passes, s.batch, s.grouped)) for s in chosen] == [*TOKEN_STAGE.items()]
    assert all(source.pairs == pairs for source in chosen)


@pytest.mark.parametrize(
    ("passes", "count", "left"), [(0.25, 5, 1.0), (1.0, 20, 1.0), (3.0, 20, 3.0)]
)
def test_thinning_draws_distinct_pairs(passes: float, count: int, left: float) -> None:
    pairs = tuple(Pair(str(i), str(i), "s") for i in range(20))
    thinned = thin(Source("s", pairs, passes), random.Random(0))
    assert (len(set(thinned.pairs)), len(thinned.pairs), thinned.passes) == (count, count, left)


def test_leaks_are_dropped_and_counted() -> None:
    guard = make_guard(["How are you today?"])
    source = Source("s", (Pair("How are you, today", "x", "s"), Pair("fine", "y", "s")), 1.0)
    dropped: Counter[str] = Counter()
    assert [pair.query for pair in without_leaks(source, guard, dropped).pairs] == ["fine"]
    assert dropped == {"s": 1}


WORDS = [Translation("dog", "柴犬", 3.0), Translation("rare", "珍獣", 1.0)]
NAMES = [Translation("ono", "大野", 0.3)] * 15 + [Translation("dog", "柴犬", 0.3)]


def counts() -> TextCounts:
    return TextCounts(
        JapaneseWords(Counter({"犬": 3, "猫": 1, "鳥": 1}), {}),
        JapaneseWords(Counter({"犬": 10, "表": 20, "列": 5}), {}),
        Counter({"dog": 2, "cat": 1}),
        Counter({"column": 4, "menu": 1}),
        Counter({"gpu": 2, "lsi": 1}),
    )


def test_heads_are_common_or_names_that_are_no_words() -> None:
    heads = dictionary_heads(WORDS, NAMES)
    assert heads == Heads(frozenset({"柴犬", "珍獣"}), frozenset({"柴犬"}), frozenset({"大野"}))
    assert known_compounds(heads, {"柴犬", "大野"}) == {"柴犬", "大野"}


def test_japanese_tokens_are_frequent_or_known() -> None:
    heads = dictionary_heads(WORDS, NAMES)
    chosen = choose_japanese(counts(), heads, {"猫", "柴犬"})
    assert chosen == {"犬": 4.5, "猫": 1.0, "表": 3.0, "柴犬": 0.5}


def test_english_tokens_are_of_texts_glosses_or_frequent_names() -> None:
    chosen = choose_english(counts(), WORDS, NAMES)
    words = {word: count for word, count in chosen.items() if not word.isdigit()}
    assert words == pytest.approx({"dog": 2.2, "cat": 1.0, "ono": 0.3, "gpu": 0.3})


@pytest.mark.parametrize("number", ["0", "15", "130", "2025"])
def test_every_small_number_and_year_is_a_token(number: str) -> None:
    assert number in choose_english(counts(), WORDS, NAMES)
