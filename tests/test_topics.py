from __future__ import annotations

import pytest

from indexer.lexicon import Rendering, Translation
from indexer.wording import LATIN, NAME, OTHER, Word
from service.topics import Asking, Statement, common_share, lemmas_of, topics_of


def words(*lemmas: str, names: str = "") -> tuple[Word, ...]:
    return tuple(Word(lemma, NAME if lemma in names.split() else OTHER) for lemma in lemmas)


def said(*lemmas: str, context: tuple[str, ...] = ()) -> Statement:
    return Statement("", "", words(*lemmas), lemmas_of(words(*context)))


ASKED = Asking("北京の工場は何台?", words("北京", "工場", "生産", "台", names="北京"), ())


def test_names_are_told_from_other_words_and_what_only_counts_is_left_out() -> None:
    one = frozenset({frozenset({"北京"})})
    assert topics_of(ASKED) == (
        (one, True),
        (frozenset({frozenset({"工場"})}), False),
        (frozenset({frozenset({"生産"})}), False),
    )


def test_a_word_is_said_by_its_renderings_but_for_the_unlikely() -> None:
    renderings = (
        Rendering(("関税",), 1.0),
        Rendering(("課徴", "金"), 0.3),
        Rendering(("募る",), 0.2),
    )
    asking = Asking("the levy", (Word("levy", LATIN),), (Translation("levy", renderings),))
    ((ways, name),) = topics_of(asking)
    assert ways == {frozenset({"levy"}), frozenset({"関税"}), frozenset({"課徴", "金"})}
    assert not name


@pytest.mark.parametrize(
    ("first", "second", "share"),
    [
        (said("北京", "工場", "生産"), said("北京", "工場", "人"), 0.5),
        (said("北京", "工場"), said("北京", "人"), 0.0),
        # Only one is about the name; the context may say it.
        (said("工場"), said("北京", "工場"), 0.0),
        (said("工場", context=("北京",)), said("北京", "工場"), 0.5),
        # Neither says it: it may have been misheard, but it was all the names there are.
        (said("工場"), said("工場"), 0.0),
        # Much the same, whatever is asked.
        (said("北京", "甲", "乙", "丙", "丁"), said("北京", "甲", "乙", "丙"), 1.0),
    ],
)
def test_how_much_two_statements_share_by_hand(
    first: Statement, second: Statement, share: float
) -> None:
    assert common_share(topics_of(ASKED), first, second) == share
    assert common_share(topics_of(ASKED), second, first) == share


def test_one_country_has_one_lemma_and_a_year_none() -> None:
    assert lemmas_of(words("アメリカ", "年", "工場")) == {"米国", "工場"}
