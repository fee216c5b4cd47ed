"""From a table to a folder that the index can use; the bundled model's golden output."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.embedder import Embedder
from indexer.errors import TrainingError
from training.bags import directions, encode
from training.contrast import Table
from training.data import Pair, Paragraph
from training.embedder import train_table
from training.export import LEVELS, digest, quantise, read_model, restore, write_model
from training.initial import english_rows, japanese_rows, rarity, start_table
from training.measure import (
    Figures,
    Ranking,
    figures,
    mean_figures,
    paragraph_ranking,
    sentence_ranking,
    token_figures,
)
from training.prepare import Start
from training.schedule import Settings, pair_bags, plan, train
from training.sources import TOKEN_STAGE, Source, kind_of
from training.tokenizer import assemble, word_tokenizer

PAIRS = tuple(
    Pair(query, target, "tiny")
    for query, target in [
        ("red apple", "赤いりんご"), ("green apple", "緑のりんご"), ("red car", "赤い車"),
        ("green car", "緑の車"), ("red house", "赤い家"), ("green house", "緑の家"),
        ("old house", "古い家"), ("old car", "古い車"), ("new house", "新しい家"),
        ("new car", "新しい車"), ("old dog", "古い犬"), ("new dog", "新しい犬"),
        ("red dog", "赤い犬"), ("green dog", "緑の犬"), ("old apple", "古いりんご"),
        ("new apple", "新しいりんご"), ("red book", "赤い本"), ("green book", "緑の本"),
        ("old book", "古い本"), ("new book", "新しい本"),
    ]
)  # fmt: skip
ENGLISH = ["red", "green", "old", "new", "apple", "car", "house", "dog", "book"]
JAPANESE = ["赤い", "緑", "の", "古い", "新しい", "りんご", "車", "家", "犬", "本"]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.lists(st.floats(-1e3, 1e3, width=32), min_size=3, max_size=3), min_size=1, max_size=5
    )
)
def test_quantising_moves_no_value_by_more_than_half_a_level(rows: list[list[float]]) -> None:
    table = np.array(rows, dtype=np.float32)
    levels, scales = quantise(table)
    bound = np.abs(table).max(axis=1, keepdims=True) / LEVELS * 0.5
    assert levels.dtype == np.int8 and scales.dtype == np.float32
    assert (np.abs(restore(levels, scales) - table) <= bound * 1.001 + 1e-30).all()


def test_quantising_keeps_zero_rows() -> None:
    levels, scales = quantise(np.zeros((2, 3), dtype=np.float32))
    assert not levels.any() and not scales.any()


def test_a_tiny_training_makes_a_folder_that_retrieves(tmp_path: Path) -> None:
    words = {word: -3.0 for word in (*ENGLISH, *JAPANESE)}
    vocabulary = assemble(words, {}, sorted({char for word in words for char in word}))
    tokenizer = word_tokenizer(vocabulary)
    noise = np.random.default_rng(0).normal(size=(len(vocabulary.tokens), 16)) * 0.1
    table = Table(noise.astype(np.float32))
    source = Source("tiny", PAIRS, 40.0, batch=10)
    bags = {"tiny": pair_bags(source, tokenizer)}
    reports = []
    train(table, bags, plan([source], 0), Settings(rate=0.05), lambda: reports.append(1) or "")
    write_model(tmp_path, tokenizer, table.weights.numpy())
    model = Embedder(str(tmp_path))
    scores = model.queries([p.query for p in PAIRS]) @ model.documents([p.target for p in PAIRS]).T
    assert reports and scores.argmax(axis=1).tolist() == list(range(len(PAIRS)))
    exact = table.vectors(bags["tiny"].queries)
    np.testing.assert_allclose(model.queries([p.query for p in PAIRS]), exact, atol=0.02)
    assert len(digest(tmp_path / "model.safetensors")) == 64


def test_both_stages_train_and_their_tables_are_averaged() -> None:
    words = {word: -3.0 for word in (*ENGLISH, *JAPANESE)}
    vocabulary = assemble(words, {}, sorted({char for word in words for char in word}))
    noise = np.random.default_rng(0).normal(size=(len(vocabulary.tokens), 16)) * 0.1
    start = Start(vocabulary, {}, noise.astype(np.float32))
    sources = [Source(name, PAIRS, 20.0, batch=10) for name in TOKEN_STAGE]
    seen: list[np.ndarray] = []

    def log_dev(table: np.ndarray) -> str:
        seen.append(table.copy())
        return ""

    table = train_table(start, sources, Settings(rate=0.05, token_rate=0.02), log_dev)
    first, second = seen
    assert np.abs(first - second).max() > 1e-3
    np.testing.assert_allclose(table, (first + second) / 2, atol=1e-6)
    tokenizer = word_tokenizer(vocabulary)
    assert token_figures(table, tokenizer, sentence_ranking(PAIRS)) == Figures(1.0, 1.0, 1.0)


def test_a_table_of_another_length_is_refused(tmp_path: Path) -> None:
    tokenizer = word_tokenizer(assemble({"a": -1.0}, {}, []))
    with pytest.raises(TrainingError, match="2 tokens but the table 3 rows"):
        write_model(tmp_path, tokenizer, np.zeros((3, 2), dtype=np.float32))


def test_the_start_puts_words_at_their_translations() -> None:
    tokens = ("[UNK]", "dog", "犬", "走っ", "cat")
    vectors = {
        "犬": np.array([1, 0], dtype=np.float32),
        "走る": np.array([0, 1], dtype=np.float32),
    }
    japanese = japanese_rows(tokens, {"走っ": "走る"}, vectors.get, 2)
    assert japanese.tolist() == [[0, 0], [0, 0], [1, 0], [0, 1], [0, 0]]
    tokenizer = word_tokenizer(assemble({token: -2.0 for token in tokens[1:]}, {}, []))
    source = Source("s", (Pair("dog", "犬", "s"), Pair("dog", "走っ", "s")), 1.0)
    bags = pair_bags(source, tokenizer)
    weights = np.array([4, 3], dtype=np.float32)
    english = english_rows(japanese, bags.queries, bags.targets, weights)
    np.testing.assert_allclose(english[1], [0.8, 0.6], atol=1e-6)
    lengths = rarity(tokens, [{"dog": 1.0, "cat": 99.0}, {"犬": 1.0, "走っ": 1.0}])
    assert lengths[1] > lengths[2] == lengths[3] > lengths[4]
    table = start_table(japanese, english, lengths, seed=0)
    np.testing.assert_allclose(table[1], lengths[1] * np.array([0.8, 0.6]), atol=1e-6)
    assert not table[0].any() and table[4].any()


def test_figures_against_hand_computed_ranks() -> None:
    scores = np.array([[1] + [0] * 11, [0.9, 0.8] + [0] * 10, [0] * 12], dtype=np.float32)
    found = figures(scores, [0, 1, 2])
    assert (found.recall_1, found.recall_10) == pytest.approx((1 / 3, 2 / 3))
    assert found.mrr_10 == pytest.approx((1 + 1 / 2 + 0) / 3)


def test_equal_targets_are_one() -> None:
    vectors = {"a": [1, 0], "b": [0, 1], "あ": [1, 0], "い": [0, 1]}
    pairs = [Pair("a", "あ", "s"), Pair("a", "あ", "s"), Pair("b", "い", "s")]
    ranking = sentence_ranking(pairs)
    found = mean_figures(lambda xs: np.array([vectors[x] for x in xs], np.float32), ranking)
    assert found == Figures(1.0, 1.0, 1.0)


def test_paragraphs_are_ranked_for_each_of_their_questions() -> None:
    paragraphs = [Paragraph("あ", ("a", "b")), Paragraph("い", ()), Paragraph("う", ("c",))]
    expected = Ranking(("a", "b", "c"), ("あ", "い", "う"), (0, 0, 2))
    assert paragraph_ranking(paragraphs) == expected


def test_tokens_find_the_text_that_a_mean_hides() -> None:
    tokens = ["犬", "猫", "鳥", "魚", "木"]
    tokenizer = word_tokenizer(assemble({token: -2.0 for token in tokens}, {}, []))
    table = np.eye(6, dtype=np.float32)
    table[5] = [0, 0.6, 0.4, 0.4, 0.4, 0]
    ranking = Ranking(("犬",), ("木", "犬、猫、鳥、魚"), (1,))

    def vectors(texts: Sequence[str]) -> np.ndarray:
        return directions(table, encode(tokenizer, texts))

    assert mean_figures(vectors, ranking).recall_1 == 0
    assert token_figures(table, tokenizer, ranking).recall_1 == 1


def test_a_written_model_is_read_as_it_was(tmp_path: Path) -> None:
    tokenizer = word_tokenizer(assemble({"犬": -1.0, "dog": -1.0}, {}, []))
    table = np.array([[0, 0], [1, -2], [0.5, 0.25]], dtype=np.float32)
    write_model(tmp_path, tokenizer, table)
    read, rows = read_model(tmp_path)
    assert read.get_vocab() == tokenizer.get_vocab()
    np.testing.assert_allclose(rows, table, atol=2 / LEVELS / 2)


@pytest.mark.parametrize(
    ("source", "kind"),
    [("tanaka", "general"), ("sql-docs-heading", "heading"), ("cpp-docs", "manual")],
)
def test_kinds_of_parallel_rows(source: str, kind: str) -> None:
    assert kind_of(source) == kind


GOLDEN = {
    "Who founded the university?": [-0.1232, 0.0444, 0.0088, 0.0155, 0.0793],
    "大学の創立者は誰か。": [-0.1824, 0.0289, 0.0832, 0.0388, 0.1416],
}


@pytest.fixture(scope="module")
def bundled() -> Embedder:
    return Embedder("static-ja-en")


@pytest.mark.parametrize("text", GOLDEN)
def test_the_bundled_model_gives_its_golden_values(bundled: Embedder, text: str) -> None:
    np.testing.assert_allclose(bundled.queries([text])[0, :5], GOLDEN[text], atol=1e-3)


@pytest.mark.parametrize(
    ("query", "right", "wrong"),
    [
        ("Who founded the university?", "大学の創立者は誰か。", "大学の学生は何人か。"),
        ("The price of rice has risen.", "米の値段が上がった。", "米の種をまいた。"),
        ("dog", "犬", "猫"),
        ("Where does the president live?", "大統領の住居はどこですか。", "大統領は何歳ですか。"),
        ("犬の寿命", "犬はふつう十数年生きる。", "猫はよく眠る。"),
    ],
)
def test_the_bundled_model_ranks_the_right_text_first(
    bundled: Embedder, query: str, right: str, wrong: str
) -> None:
    scores = bundled.documents([right, wrong]) @ bundled.queries([query])[0]
    assert scores[0] > scores[1]


def test_the_model_card_names_the_weights_it_comes_with() -> None:
    folder = Path(__file__).resolve().parent.parent / "indexer" / "models" / "static-ja-en"
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert digest(folder / "model.safetensors") in card
