"""A question made ready, with the real tokenizer and a corpus of a few names."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from indexer.analysis import PassageAnalyser
from indexer.errors import QueryError
from indexer.lexicon import Rendering, Translation
from indexer.normalize import search_key
from indexer.sounds import SoundIndex
from indexer.terms import Analyser, Terms
from indexer.tokens import Tokenizer
from indexer.vocabulary import vocabulary_readings
from service.query import LONGEST_QUESTION, SURE, Query, Tools, prepare, respelled
from tests.tiny import CONCEPTS, FUSED, ConceptEmbedder, word_vectors

CORPUS = "ファーウェイは半導体を作る。エヌビディアの税。犬。"
CHIP = Translation("chip", (Rendering(("半", "導体"), 1.0),))
HUAWEI = Translation("Huawei", (Rendering(("華為",), 0.5),))


class QueryOnlyEmbedder(ConceptEmbedder):
    """Lists the questions it embeds; knows no passages."""

    def __init__(self) -> None:
        self.questions: list[str] = []

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.questions.extend(texts)
        return super().documents(texts)

    def documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise AssertionError("a question is not embedded as a passage")


class Known:
    """Knows the words it is given, as a question has them."""

    def __init__(self, *known: Translation) -> None:
        self.known = known

    def translations(self, question: str) -> tuple[Translation, ...]:
        return tuple(item for item in self.known if item.source in question)


class Words:
    """A corpus of one passage."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms

    def has(self, view: str, term: str) -> bool:
        return term in getattr(self.terms, view)

    def idf(self, view: str, term: str) -> float:
        return 0.0 if self.has(view, term) else 1.0

    def set_idf(self, translation: Translation) -> float:
        return min(self.idf("lemma", lemma) for r in translation.renderings for lemma in r.lemmas)


Prepare = Callable[..., Query]


@pytest.fixture(scope="module")
def prepared() -> Prepare:
    tokenizer = Tokenizer()
    tokens = tokenizer.tokens(search_key(CORPUS).text)
    sounds = SoundIndex(vocabulary_readings([tokens]))
    analyser = PassageAnalyser(Analyser(tokenizer), word_vectors())
    corpus = Words(analyser.content(CORPUS).terms)

    def run(text: str, *known: Translation, embedder: QueryOnlyEmbedder | None = None) -> Query:
        chosen = embedder or QueryOnlyEmbedder()
        tools = Tools(analyser, chosen, Known(*known), word_vectors(), FUSED)
        return prepare(text, tools, sounds, corpus)

    return run


@pytest.mark.parametrize("text", ["", " ", "\n\t　", "あ" * (LONGEST_QUESTION + 1), " " * 2000])
def test_what_is_no_question_is_refused_before_anything_is_asked(
    prepared: Prepare, text: str
) -> None:
    embedder = QueryOnlyEmbedder()
    with pytest.raises(QueryError, match="ask"):
        prepared(text, embedder=embedder)
    assert embedder.questions == []


def test_the_longest_question_is_one(prepared: Prepare) -> None:
    assert prepared("犬" * LONGEST_QUESTION).text == "犬" * LONGEST_QUESTION


def test_a_question_is_kept_as_it_is_and_embedded_once_in_plain_characters(
    prepared: Prepare,
) -> None:
    embedder = QueryOnlyEmbedder()
    asked = " ＤＯＧと\u200b税\n\nは？ "
    found = prepared(asked, embedder=embedder)
    assert (found.text, found.folded) == (asked, "DOGと税 は?")
    assert embedder.questions == ["DOGと税 は?"]
    half = np.float32(0.5**0.5)
    assert found.vector.dtype == np.float32
    expected = {"犬": half, "猫": 0.0, "税": half, "売上": 0.0}
    assert dict(zip([names[0] for names in CONCEPTS], found.vector, strict=True)) == expected


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("エヌビディアの税はいらくですか", "エヌビディアの税はいくらですか"),
        ("What is the markrt?", "What is the market?"),
        ("エヌビディアの税は?", "エヌビディアの税は?"),
    ],
)
def test_a_question_is_matched_as_it_was_meant(prepared: Prepare, text: str, meant: str) -> None:
    embedder = QueryOnlyEmbedder()
    found, right = prepared(text, embedder=embedder), prepared(meant)
    assert (found.text, found.folded) == (text, meant)
    assert (found.asked, found.words, found.key) == (right.asked, right.words, right.key)
    assert found.translations == right.translations
    assert embedder.questions == [meant]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("犬は何ですか", "ja"),
        ("What is the dog?", "en"),
        ("What does 犬 mean?", "en"),
        ("15%", "ja"),
    ],
)
def test_the_language_is_told(prepared: Prepare, text: str, language: str) -> None:
    assert prepared(text).language == language


def test_a_question_has_its_terms_words_and_pieces(prepared: Prepare) -> None:
    found = prepared("税はいつから?")
    assert found.words == found.asked.words
    assert found.asked.terms.lemma == tuple(word.lemma for word in found.words)
    assert [token.surface for token in found.asked.tokens] == ["税", "は", "いつ", "から", "?"]
    assert list(found.asked.pieces) == word_vectors().pieces(["税はいつから?"])[0]


def test_a_misspelled_name_is_respelled_for_every_leg_but_kept_as_a_word(prepared: Prepare) -> None:
    embedder = QueryOnlyEmbedder()
    found = prepared("エヌヴィディアの犬", embedder=embedder)
    assert embedder.questions == ["エヌビディアの犬"]
    assert found.asked == prepared("エヌビディアの犬").asked
    assert found.text == "エヌヴィディアの犬"
    assert found.words != found.asked.words


def name(source: str, weight: float, *lemmas: str) -> Translation:
    return Translation(source, (Rendering(lemmas, weight), Rendering(("別",), weight / 2)))


HERE = Words(
    Terms(
        lemma=("nvidia", "トランプ", "アルトマン", "マイ", "クローン"),
        bigram=(),
        chars=(
            "トラ",
            "ラン",
            "ンプ",
            "アル",
            "ルト",
            "トマ",
            "マン",
            "マイ",
            "イク",
            "クロ",
            "ロン",
        ),
        latin=(),
    )
)


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("Torampu no kanzei", [name("Torampu", 1.0, "トランプ")], "トランプ no kanzei"),
        ("who is Trump", [name("Trump", SURE, "トランプ")], "who is トランプ"),
        ("who is Trump", [name("Trump", SURE - 0.01, "トランプ")], "who is Trump"),
        ("Torampu, Torampu", [name("Torampu", 1.0, "トランプ")], "トランプ, トランプ"),
        # Not inside a longer word.
        ("Trumpet by Trump", [name("Trump", 1.0, "トランプ")], "Trumpet by トランプ"),
        ("Trumpは誰", [name("Trump", 1.0, "トランプ")], "トランプは誰"),
        # A single character must be the corpus's too.
        ("who is Yu", [name("Yu", 1.0, "由")], "who is Yu"),
        # The corpus has it as it is.
        ("who is NVIDIA", [name("NVIDIA", 1.0, "トランプ")], "who is NVIDIA"),
        ("who is Nvida", [name("Nvida", 1.0, "nvidia")], "who is nvidia"),
        # The corpus writes マイクロン, which the lemmas do not spell.
        ("who is Micron", [name("Micron", 1.0, "マイ", "クローン")], "who is Micron"),
        # The longer name first, or its end would be gone.
        (
            "Sam Altman",
            [name("Altman", 1.0, "トランプ"), name("Sam Altman", 1.0, "アルトマン")],
            "アルトマン",
        ),
        ("犬は?", [], "犬は?"),
    ],
)
def test_respelled(text: str, names: list[Translation], expected: str) -> None:
    assert respelled(text, names, HERE) == expected
    assert respelled(text, names[::-1], HERE) == expected


@pytest.mark.parametrize(
    ("text", "known", "sources", "names"),
    [
        ("What is a chip?", [CHIP], ["chip"], set()),
        ("What does Huawei make?", [CHIP], ["Huawei"], {"Huawei"}),
        ("Does Huawei make a chip?", [CHIP], ["chip", "Huawei"], {"Huawei"}),
        ("エヌヴィディアとは?", [], ["エヌヴィディア"], {"エヌヴィディア"}),
        # Known by a word that the corpus lacks: sound adds to it, and it is no new name.
        ("What does Huawei make?", [HUAWEI], ["Huawei"], set()),
        ("犬は?", [], [], set()),
    ],
)
def test_what_sound_finds_joins_what_the_lexicon_knows(
    prepared: Prepare, text: str, known: list[Translation], sources: list[str], names: set[str]
) -> None:
    found = prepared(text, *known)
    assert [item.source for item in found.translations] == sources
    assert found.names == names


def test_a_word_known_and_heard_has_all_its_renderings(prepared: Prepare) -> None:
    (found,) = prepared("What does Huawei make?", HUAWEI).translations
    heard, known = found.renderings
    assert (known.lemmas, known.weight) == (("華為",), 0.5)
    assert heard.lemmas == ("ファー", "ウエー")
    assert heard.weight > 0.85
