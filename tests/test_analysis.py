from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from fakes import CharacterSegmenter
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import Analysis, Asked, Content, PassageAnalyser
from indexer.chunker import chunk
from indexer.normalize import search_key
from indexer.records import Document, Span
from indexer.sentences import sentence_spans
from indexer.structure import find_sections
from indexer.terms import Analyser, is_content, lemma_term
from indexer.tokens import Tokenizer
from indexer.vocabulary import from_line, to_line, vocabulary_readings
from indexer.wording import DATE, LATIN, NAME, NOUN, NUMBER, OTHER, VERB, Word, word_key
from tests.tiny import word_vectors

SEEDS = sorted((Path(__file__).resolve().parent.parent / "seeds").glob("*.txt"))
# Pieces that move between text and search key, and pieces that end a sentence, or do not.
PARTS = st.sampled_from(
    [
        *"令和七年 ㍻ ３．５％ 45万7329人 二十五 時々 ゝ カ\uff9e サーバ－ H20 U.S. of".split(),
        *"東京タワー 行った 。 ！ ？」 「 、 \u200b 👨\u200d👩 𠮷野家 e\u0301 ドル ﾄﾗﾝﾌﾟ".split(),
        *(" ", "\n", "\n\n", "\r\n", "\u3000"),
    ]
)
TEXTS = st.lists(
    st.one_of(PARTS, st.text(st.characters(codec="utf-8"), max_size=4)), max_size=14
).map("".join)


class CodePoints:
    """Cuts every text into its code points."""

    def __init__(self, fingerprint: str = "code points") -> None:
        self.fingerprint = fingerprint

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        return [[ord(character) for character in text] for text in texts]


def faked(segmenter: CharacterSegmenter, cutter: CodePoints | None = None) -> PassageAnalyser:
    return PassageAnalyser(Analyser(segmenter), cutter or CodePoints())


@pytest.fixture(scope="module")
def real() -> PassageAnalyser:
    return PassageAnalyser(Analyser(Tokenizer()), word_vectors())


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return Tokenizer()


def by_sentence(analysis: Analysis, count: int) -> list[list[int]]:
    """The keys of the content words of each sentence."""
    found: list[list[int]] = [[] for _ in range(count)]
    for key, number in zip(analysis.wording.lemmas, analysis.wording.lemma_sentences, strict=True):
        found[number].append(int(key))
    return found


def assert_placed(
    real: PassageAnalyser, tokenizer: Tokenizer, text: str, sentences: Sequence[Span]
) -> None:
    """Check every number of a wording against a search for the sentence that holds its word."""
    wording = real.analyse(text, sentences).wording
    key = search_key(text)
    content = [token for token in tokenizer.tokens(key.text) if is_content(token)]
    assert wording.lemmas.tolist() == [word_key(lemma_term(token)) for token in content]
    holding = [
        [n for n, span in enumerate(sentences) if span.start <= key.starts[token.start] < span.end]
        for token in content
    ]
    assert wording.lemma_sentences.tolist() == [number for (number,) in holding]
    for numbers in (wording.lemma_sentences.tolist(), wording.piece_sentences.tolist()):
        assert all(left <= right for left, right in pairwise(numbers))
    cut = word_vectors().pieces([span.of(text) for span in sentences])
    assert wording.pieces.tolist() == [piece for ids in cut for piece in ids]
    assert [wording.piece_sentences.tolist().count(n) for n in range(len(cut))] == [*map(len, cut)]


def test_a_passage_by_hand() -> None:
    analysis = faked(CharacterSegmenter()).analyse("山は川。\n山の海", [Span(0, 4), Span(5, 8)])
    wording = analysis.wording
    assert analysis.terms == Analyser(CharacterSegmenter()).terms("山は川。\n山の海")
    assert wording.lemmas.tolist() == [word_key(lemma) for lemma in "山川山海"]
    assert wording.lemma_sentences.tolist() == [0, 0, 1, 1]
    assert wording.kinds.tolist() == [NOUN] * 4
    assert wording.pieces.tolist() == [ord(character) for character in "山は川。山の海"]
    assert wording.piece_sentences.tolist() == [0, 0, 0, 0, 1, 1, 1]
    assert analysis.readings == ()


def test_a_question_by_hand() -> None:
    segmenter = CharacterSegmenter()
    assert faked(segmenter).ask("山は川") == Asked(
        key="山は川",
        terms=Analyser(CharacterSegmenter()).terms("山は川"),
        words=(Word("山", NOUN), Word("川", NOUN)),
        pieces=(ord("山"), ord("は"), ord("川")),
        tokens=CharacterSegmenter().tokens("山は川"),
    )
    assert segmenter.texts == ["山は川"]


def test_the_tokens_of_a_key_are_the_segmenters() -> None:
    segmenter = CharacterSegmenter()
    assert faked(segmenter).tokens("山は 川") == CharacterSegmenter().tokens("山は 川")
    assert segmenter.texts == ["山は 川"]


def test_the_content_of_a_text_is_analysed_once() -> None:
    segmenter = CharacterSegmenter()
    analyser = faked(segmenter)
    first = analyser.content("山は川")
    assert first.words == (Word("山", NOUN), Word("川", NOUN))
    assert first.terms == Analyser(CharacterSegmenter()).terms("山は川")
    assert analyser.content("山は川") == first
    assert analyser.content("山").words == (Word("山", NOUN),)
    assert segmenter.texts == ["山は川", "山"]


def test_a_passage_is_segmented_once() -> None:
    segmenter = CharacterSegmenter()
    faked(segmenter).analyse("山。\n川。", [Span(0, 2), Span(3, 5)])
    assert segmenter.texts == ["山。\n川。"]


@pytest.mark.parametrize(
    ("sentences", "expected"),
    [
        ([Span(2, 4), Span(5, 7)], [0, 0, 0, 0, 0, 1, 1]),  # before the first, and between
        ([Span(0, 1)], [0] * 7),  # after the last
        ([], [0] * 7),
    ],
)
def test_a_word_in_no_sentence_counts_with_the_one_before_or_the_first(
    sentences: list[Span], expected: list[int]
) -> None:
    found = faked(CharacterSegmenter()).analyse("山川海空山川海", sentences).wording
    assert found.lemma_sentences.tolist() == expected


@pytest.mark.parametrize("text", ["", "\n \u3000", "。はが"])
def test_a_text_without_words(real: PassageAnalyser, text: str) -> None:
    analysis = real.analyse(text, sentence_spans(text))
    assert (analysis.terms.lemma, analysis.wording.lemmas.size, analysis.readings) == ((), 0, ())
    assert (real.ask(text).terms.lemma, real.ask(text).words) == ((), ())


def test_the_dictionary_follows_the_segmenter_and_the_vectors() -> None:
    made = [
        faked(CharacterSegmenter(segmenter), CodePoints(cutter)).dictionary
        for segmenter, cutter in (("a", "b"), ("a", "c"), ("c", "b"), ("b", "a"), ("a", "b"))
    ]
    assert made[0] == made[4]
    assert len(set(made)) == 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "東京で令和七年に始まった。NVIDIAの新しいチップだ。",
            [
                [("トウキョウ", NAME), ("2025", DATE), ("年", NOUN), ("始まる", VERB)],
                [("nvidia", LATIN), ("新しい", VERB), ("チップ", NOUN)],
            ],
        ),
        (
            "45万7329人が２５日に来た。\nThe price of ﾁｯﾌﾟ",
            [
                [("457329", NUMBER), ("人", OTHER), ("25", DATE), ("日", OTHER), ("来る", VERB)],
                [("price", LATIN), ("チップ", NOUN)],
            ],
        ),
    ],
)
def test_words_of_real_sentences(
    real: PassageAnalyser, text: str, expected: list[list[tuple[str, int]]]
) -> None:
    analysis = real.analyse(text, sentence_spans(text))
    assert by_sentence(analysis, len(expected)) == [
        [word_key(lemma) for lemma, _ in words] for words in expected
    ]
    assert analysis.wording.kinds.tolist() == [kind for words in expected for _, kind in words]
    assert real.ask(text).words == tuple(Word(*word) for words in expected for word in words)


def test_readings_are_those_of_the_passage(real: PassageAnalyser, tokenizer: Tokenizer) -> None:
    text = "岸田氏はディープシークのAIと関税を語った。関税は15%。"
    found = real.analyse(text, sentence_spans(text)).readings
    assert found == vocabulary_readings([tokenizer.tokens(search_key(text).text)])
    counts = {item.kana: item.count for item in found}
    assert counts["カンゼイ"] == 2
    assert counts["キシダ"] == counts["ディープシーク"] == 1


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name[:3])
def test_every_word_of_the_seeds_is_in_the_sentence_that_holds_it(
    real: PassageAnalyser, tokenizer: Tokenizer, path: Path
) -> None:
    text = path.read_text(encoding="utf-8")
    for passage in chunk(Document("d", "題", text, find_sections(text))):
        spans = [Span(s.start - passage.start, s.end - passage.start) for s in passage.sentences]
        assert_placed(real, tokenizer, passage.text, spans)


@settings(max_examples=150)
@given(TEXTS)
def test_every_word_of_any_text_is_in_the_sentence_that_holds_it(
    real: PassageAnalyser, tokenizer: Tokenizer, text: str
) -> None:
    assert_placed(real, tokenizer, text, sentence_spans(text))


@settings(max_examples=100)
@given(TEXTS)
def test_passages_and_questions_are_analysed_alike(real: PassageAnalyser, text: str) -> None:
    analysis, asked = real.analyse(text, [Span(0, len(text))]), real.ask(text)
    assert analysis.terms == asked.terms
    assert real.content(text) == Content(asked.terms, asked.words)
    assert analysis.wording.lemmas.tolist() == [word_key(word.lemma) for word in asked.words]
    assert analysis.wording.kinds.tolist() == [word.kind for word in asked.words]
    assert analysis.wording.pieces.tolist() == list(asked.pieces)
    assert [word.lemma for word in asked.words] == list(asked.terms.lemma)
    assert tuple(from_line(to_line(item)) for item in analysis.readings) == analysis.readings
