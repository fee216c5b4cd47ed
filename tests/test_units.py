"""Questions as units, with the real tokenizer and an index of four passages."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import PassageAnalyser
from indexer.lexical import LexicalIndex
from indexer.lexicon import Rendering, Translation
from indexer.normalize import search_key
from indexer.sounds import SoundIndex
from indexer.terms import Analyser
from indexer.tokens import Tokenizer
from indexer.vocabulary import vocabulary_readings
from indexer.wording import LATIN, NAME, NOUN, PERCENT, VERB, word_key
from service.query import Query, Tools, prepare
from service.units import PART, UNKNOWN, units
from tests.tiny import FUSED, ConceptEmbedder, word_vectors

CORPUS = (
    "ファーウェイは半導体を作る。",
    "エヌビディアの税は15%。",
    "犬は東京で走る。NVIDIAのH20。",
    "輸出規制と管理。",
)
KNOWN = {
    "export controls": (Rendering(("輸出", "規制"), 1.0),),
    "controls": (Rendering(("管理",), 0.75),),
    "chip": (Rendering(("半", "導体"), 1.0), Rendering(("チップ",), 0.5)),
    "dog": (Rendering(("犬",), 1.0),),
    "Tax": (Rendering(("税",), 0.5), Rendering(("税", "金"), 1.0)),
}
Ask = Callable[[str], Query]
Expected = list[tuple[int, dict[str, float]]]


class KnownWords:
    """Knows the words of KNOWN, in the order of the question, phrases first."""

    def translations(self, question: str) -> tuple[Translation, ...]:
        found = [(question.find(source), n, source) for n, source in enumerate(KNOWN)]
        return tuple(Translation(s, KNOWN[s]) for place, _, s in sorted(found) if place >= 0)


@pytest.fixture(scope="module")
def analyser() -> PassageAnalyser:
    return PassageAnalyser(Analyser(Tokenizer()), word_vectors())


@pytest.fixture(scope="module")
def index(
    analyser: PassageAnalyser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LexicalIndex]:
    folder = tmp_path_factory.mktemp("units") / "lexical"
    LexicalIndex.write(folder, [analyser.content(text).terms for text in CORPUS])
    opened = LexicalIndex.open(folder)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def ask(analyser: PassageAnalyser, index: LexicalIndex) -> Ask:
    passages = [Tokenizer().tokens(search_key(text).text) for text in CORPUS]
    sounds = SoundIndex(vocabulary_readings(passages))
    tools = Tools(analyser, ConceptEmbedder(), KnownWords(), word_vectors(), FUSED)
    return lambda text: prepare(text, tools, sounds, index)


CHIP = {"chip": 1.0, "チップ": 0.5, "半": PART, "導体": PART}
NVIDIA = {"nvidia": 1.0, "エヌビディア": 1.0}
UNITS: list[tuple[str, Expected]] = [
    # Japanese: each content word by its lemma and kind, once, in order; none that only asks.
    ("犬は東京を走りました", [(NOUN, {"犬": 1}), (NAME, {"トウキョウ": 1}), (VERB, {"走る": 1})]),
    ("15%の税とは何か", [(PERCENT, {"15": 1}), (NOUN, {"税": 1})]),
    ("犬、税、犬", [(NOUN, {"犬": 1}), (NOUN, {"税": 1})]),
    ("誰がなぜ何をしましたか", []),
    # English: a known word is one unit, its parts worth less; a phrase comes behind the words.
    ("What is a chip?", [(NOUN, CHIP)]),
    ("the dog and the chip", [(NOUN, {"dog": 1.0, "犬": 1.0}), (NOUN, CHIP)]),
    (
        "export controls",
        [
            (NOUN, {"controls": 1.0, "管理": 0.75}),
            (NOUN, {"export controls": 1.0, "輸出": PART, "規制": PART}),
        ],
    ),
    ("Tax", [(NOUN, {"tax": 1.0, "税": PART, "金": PART})]),
    ("Does Zorblax walk?", [(LATIN, {"zorblax": 1.0}), (LATIN, {"walk": 1.0})]),
    ("What is it about?", []),
    # Sound: a Latin word that only sound knows is a name; a Japanese one keeps its kind.
    ("What is Nvidia?", [(NAME, NVIDIA)]),
    ("Does Nvidia tax the H20?", [(NAME, NVIDIA), (LATIN, {"tax": 1.0}), (LATIN, {"h20": 1.0})]),
    ("エヌヴィディアの犬", [(NOUN, {**NVIDIA, "エヌヴィディア": 1.0}), (NOUN, {"犬": 1.0})]),
    # A name whose words the corpus has stays as those words.
    ("ファーウエイの犬", [(NOUN, {"ファー": 1}), (NOUN, {"ウエー": 1}), (NOUN, {"犬": 1})]),
    # Both languages in one question.
    ("NVIDIAの半導体", [(NAME, NVIDIA), (NOUN, {"半": 1.0}), (NOUN, {"導体": 1.0})]),
    ("chipの税は?", [(NOUN, CHIP), (NOUN, {"税": 1.0})]),
]


@pytest.mark.parametrize(("question", "expected"), UNITS)
def test_units(ask: Ask, index: LexicalIndex, question: str, expected: Expected) -> None:
    found = units(ask(question), index)
    assert [unit.kind for unit in found] == [kind for kind, _ in expected]
    for unit, (_, words) in zip(found, expected, strict=True):
        keyed = {word_key(lemma): worth for lemma, worth in words.items()}
        assert dict(unit.words) == pytest.approx(keyed)


def test_a_word_weighs_its_rarity(ask: Ask, index: LexicalIndex) -> None:
    """犬 is in one passage, 光 in none."""
    dog, light = units(ask("犬と光"), index)
    assert dog.weight == index.idf("lemma", "犬")
    assert light.weight == index.idf("lemma", "光") > dog.weight


def test_a_latin_word_that_nothing_knows_weighs_less(ask: Ask, index: LexicalIndex) -> None:
    unknown, known = units(ask("zorblax h20"), index)
    assert unknown.weight == index.idf("lemma", "zorblax") * UNKNOWN
    assert known.weight == index.idf("lemma", "h20")


def test_a_translated_word_weighs_the_rarity_of_all_its_renderings(
    ask: Ask, index: LexicalIndex
) -> None:
    query = ask("What is a chip?")
    (found,) = units(query, index)
    assert found.weight == index.set_idf(query.translations[0])


WORDS = st.sampled_from(
    "犬 税 東京 誰 走る 15% NVIDIA エヌヴィディア chip export controls Tax Huawei ? の".split()
)


@settings(max_examples=50)
@given(st.lists(st.tuples(WORDS, st.sampled_from(["", " "])), min_size=1, max_size=6))
def test_units_weigh_something_and_their_words_at_most_1(
    ask: Ask, index: LexicalIndex, words: list[tuple[str, str]]
) -> None:
    query = ask("".join(word + blank for word, blank in words))
    found = units(query, index)
    assert found == units(query, index)
    for unit in found:
        assert unit.weight > 0
        assert unit.words
        assert all(0 < worth <= 1 for worth in unit.words.values())
    different = {(unit.kind, tuple(sorted(unit.words.items()))) for unit in found}
    assert len(different) == len(found)
