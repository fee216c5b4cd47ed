"""Latin words that nothing knows, over a corpus of three passages, with the real lexicon."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexer.lexicon import Rendering, Translation
from service.lookups import Lookups
from service.misspelt_latin import MOST_WORDS, mended_latin
from service.records import Language
from tests.misspelling import CORPUS, lookups_over


@pytest.fixture(scope="module")
def lookups(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lookups]:
    with lookups_over(CORPUS, tmp_path_factory.mktemp("latin") / "lexical") as found:
        yield found


@pytest.mark.parametrize(
    ("question", "language", "meant"),
    [
        ("How did the markrt react?", "en", "How did the market react?"),
        ("Whay is the pirce of a chip?", "en", "What is the price of a chip?"),
        ("Whicg univercity built it?", "en", "Which university built it?"),
        # A name of the corpus, in Latin letters or by what the lexicon has for it.
        ("Who founded DeepSekk?", "en", "Who founded Deepseek?"),
        ("DeepSekkは何を公開した?", "ja", "Deepseekは何を公開した?"),
        ("What did Altman see in Chona?", "en", "What did Altman see in China?"),
        ("What is Chona's market?", "en", "What is China's market?"),
        # Several slips in one question.
        ("Is the markt in Chna groing?", "en", "Is the market in China going?"),
    ],
)
def test_what_nothing_knows_is_what_was_meant(
    lookups: Lookups, question: str, language: Language, meant: str
) -> None:
    assert mended_latin(question, language, (), lookups) == meant


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How did the market react?", "en"),
        # Words of the lexicon, though the corpus has none of them, and their regular forms.
        ("Has the tycoon bettered his record?", "en"),
        # A capital: a name that is no word of the corpus, though a common word is near.
        ("When did Feiling see Mr Weik?", "en"),
        ("Is Chiba a city?", "en"),
        # Abbreviations, short words, words with figures.
        ("What do CHNA, CHNAs and H2O and abx cost?", "en"),
        (f"What is a {'market' * 5}t?", "en"),
        # No word is near.
        ("Who is Rongwen Zhuang?", "en"),
        # A Japanese question has names of the corpus in Latin letters, and no other English.
        ("markrtの価格は?", "ja"),
        ("", "ja"),
    ],
)
def test_what_is_known_or_near_to_nothing_stays(
    lookups: Lookups, question: str, language: Language
) -> None:
    assert mended_latin(question, language, (), lookups) == question


@pytest.mark.parametrize(
    ("renderings", "mended"),
    [
        ((Rendering(("中村",), 0.9),), False),
        ((Rendering(("中村",), 0.5),), True),
        ((Rendering(("chona",), 0.9), Rendering(("中村",), 0.9)), True),
        ((), True),
    ],
)
def test_a_name_that_the_corpus_has_by_sound_stays(
    lookups: Lookups, renderings: tuple[Rendering, ...], mended: bool
) -> None:
    heard = (Translation("Chona", renderings),)
    told = mended_latin("Who is in Chona?", "en", heard, lookups)
    assert told == ("Who is in China?" if mended else "Who is in Chona?")


def test_only_so_many_words_are_looked_at(lookups: Lookups) -> None:
    told = mended_latin("markrt " * (MOST_WORDS + 2), "en", (), lookups)
    assert told == "market " * MOST_WORDS + "markrt " * 2
