"""Questions and passages made ready: tokens that are characters, an index of four passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from indexer.analysis import PassageAnalyser
from indexer.lexical import LexicalIndex
from indexer.records import Span
from indexer.sounds import SoundIndex
from indexer.terms import Analyser
from indexer.tokens import Tokenizer
from indexer.wording import DATE
from service.layout import Floats
from service.query import Query, Tools, prepare
from service.reader.prepare import Preparer
from service.sought import sought
from service.units import units
from tests.fakes import CharacterSegmenter
from tests.tiny import FUSED, ConceptEmbedder, WordList, word_vectors
from tests.tiny_reader import VOCABULARY, CharacterVectors, spans_of

PREPARER = Preparer(CharacterSegmenter(), CharacterVectors(), VOCABULARY)
CORPUS = ("犬は2020年に東京で走る。", "税は15%。", "輸出規制と管理。", "天気は雨。")


def sources(text: str, sentences: Sequence[Span] = ()) -> list[str]:
    return [text[start:end] for start, end in PREPARER.passage(text, sentences).places]


@pytest.mark.parametrize(
    ("text", "surfaces", "expected"),
    [
        ("山は川。", "山は川。", ["山", "は", "川", "。"]),
        ("山 は\n川", "山は川", ["山", "は", "川"]),
        ("ＡＢ１２", "ab12", ["Ａ", "Ｂ", "１", "２"]),
        ("ｶﾞ", "ガ", ["ｶﾞ"]),
        ("㌔山", "キロ山", ["㌔", "㌔", "山"]),
        ("", "", []),
        (" \n", "", []),
    ],
)
def test_tokens_stand_at_their_source(text: str, surfaces: str, expected: list[str]) -> None:
    prepared = PREPARER.passage(text, [])
    assert "".join(prepared.read.words.surfaces) == surfaces
    assert sources(text) == expected
    assert prepared.places.dtype == np.int64
    assert prepared.places.shape == (len(expected), 2)


@pytest.mark.parametrize(
    ("text", "sentences", "expected"),
    [
        ("山。川。", [Span(0, 2), Span(2, 4)], [0, 0, 1, 1]),
        ("山。\n川。", [Span(0, 2), Span(3, 5)], [0, 0, 1, 1]),
        ("題山。川。", [Span(1, 3), Span(3, 5)], [0, 0, 0, 1, 1]),
        ("山。海川。", [Span(0, 2), Span(3, 5)], [0, 0, 0, 1, 1]),
        ("１２。川", [Span(0, 3), Span(3, 4)], [0, 0, 0, 1]),
        ("山。川。", [], [0, 0, 0, 0]),
        ("", [], []),
    ],
)
def test_a_token_is_of_the_sentence_that_began_last(
    text: str, sentences: list[Span], expected: list[int]
) -> None:
    assert PREPARER.passage(text, sentences).read.sentences.tolist() == expected


@settings(max_examples=60)
@given(st.text("山川は。ｶﾞＡ1 \n㌔😀", max_size=25))
def test_tokens_are_in_order_and_sentences_rise(text: str) -> None:
    sentences = spans_of(text)
    found = PREPARER.passage(text, sentences)
    assert (np.diff(found.places[:, 0]) >= 0).all()
    assert (found.places[:, 0] < found.places[:, 1]).all()
    assert len(found.places) == len(found.read.sentences) == len(found.read.words)
    for (start, _), number in zip(found.places, found.read.sentences, strict=True):
        later = [n for n, span in enumerate(sentences) if span.start <= start]
        assert number == (later[-1] if later else 0)


@pytest.fixture(scope="module")
def tools() -> Tools:
    vectors = word_vectors()
    analyser = PassageAnalyser(Analyser(Tokenizer()), vectors)
    return Tools(analyser, ConceptEmbedder(), WordList(), vectors, FUSED)


@pytest.fixture(scope="module")
def index(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LexicalIndex]:
    folder = tmp_path_factory.mktemp("prepare") / "lexical"
    LexicalIndex.write(folder, [tools.analyser.content(text).terms for text in CORPUS])
    opened = LexicalIndex.open(folder)
    yield opened
    opened.close()


def query_of(text: str, tools: Tools, index: LexicalIndex) -> Query:
    return prepare(text, tools, SoundIndex([]), index)


@pytest.mark.parametrize(
    ("text", "english", "kinds", "surfaces"),
    [
        ("犬はいつ走る?", False, {DATE}, ("犬", "は", "いつ", "走る", "?")),
        ("When was the rain?", True, {DATE}, ("when", "was", "the", "rain", "?")),
        ("犬", False, set(), ("犬", "?")),
        ("雨はいつ。", False, {DATE}, ("雨", "は", "いつ", "?")),
        ("雨はいつ !", False, {DATE}, ("雨", "は", "いつ", "?")),
        ("?", None, set(), ("?",)),
    ],
)
def test_a_question_made_ready(
    tools: Tools,
    index: LexicalIndex,
    text: str,
    english: bool | None,
    kinds: set[int],
    surfaces: tuple[str, ...],
) -> None:
    query = query_of(text, tools, index)
    found = Preparer(tools.analyser, tools.vectors, VOCABULARY).asking(query, index)
    assert found.words.surfaces == surfaces
    assert found.units == units(query, index)
    assert found.sought == kinds == sought(query.folded)
    assert found.english is (query.language == "en")
    assert english is None or found.english is english


def test_a_question_and_a_passage_of_equal_text_are_equally_known(
    tools: Tools, index: LexicalIndex
) -> None:
    """What is learnt of passages must hold for questions: one function makes both."""
    text = "犬は2020年に東京で走る?"
    preparer = Preparer(tools.analyser, tools.vectors, VOCABULARY)
    asked = preparer.asking(query_of(text, tools, index), index).words
    told = preparer.passage(text, [Span(0, len(text))]).read.words
    assert asked.surfaces == told.surfaces
    for name in ("vectors", "own", "words", "parts", "keys", "kinds"):
        assert np.array_equal(getattr(asked, name), getattr(told, name))


@pytest.mark.parametrize(("text", "ending"), [("犬はいつ走る", "。"), ("When was the rain", "")])
def test_a_question_without_its_mark_is_the_same(
    tools: Tools, index: LexicalIndex, text: str, ending: str
) -> None:
    contexts = Counted()
    preparer = Preparer(tools.analyser, tools.vectors, VOCABULARY, contexts)
    one, other = (
        preparer.asking(query_of(text + mark, tools, index), index).words for mark in ("?", ending)
    )
    assert contexts.texts[0] == contexts.texts[1]
    assert one.surfaces == other.surfaces
    for name in ("vectors", "own", "words", "parts", "keys", "kinds", "context"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


class Counted:
    """Tells of each token where it begins and ends, and whether the text asks."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def of(self, text: str, places: NDArray[np.int64], *, asking: bool) -> Floats:
        self.texts.append(text)
        told = np.full((len(places), 1), asking)
        return np.concatenate([places, told], axis=1).astype(np.float32)


def test_contextual_vectors_are_those_of_the_key_s_tokens(
    tools: Tools, index: LexicalIndex
) -> None:
    contexts = Counted()
    preparer = Preparer(tools.analyser, tools.vectors, VOCABULARY, contexts)
    told = preparer.passage("犬は２０２０年。", []).read.words
    asked = preparer.asking(query_of("犬はいつ走る?", tools, index), index).words
    assert contexts.texts == ["犬は2020年。", "犬はいつ走る?"]
    for words, asking, text in ((told, 0, contexts.texts[0]), (asked, 1, contexts.texts[1])):
        assert words.context.dtype == np.float32
        assert {row[2] for row in words.context.tolist()} == {asking}
        found = [text[int(start) : int(end)] for start, end, _ in words.context.tolist()]
        assert tuple(found) == words.surfaces
    assert preparer.passage("", []).read.words.context.shape == (0, 3)


def test_without_an_encoder_there_is_no_context() -> None:
    assert PREPARER.passage("山川", []).read.words.context.shape == (2, 0)
