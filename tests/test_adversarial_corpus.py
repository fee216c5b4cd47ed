"""Changed corpora: distractors, deletion, numbers, poison, and the places that they change."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.adversarial.deletion import delete_support
from eval.adversarial.digits import others
from eval.adversarial.distractors import PREFIX, add_distractors
from eval.adversarial.names import Inventor, find_names, names_a_country_shortly, titled_names
from eval.adversarial.numbers import change_numbers, says_value
from eval.adversarial.places import Places, edited, says_any
from eval.adversarial.poison import HOST, add_poison
from eval.adversarial.records import Changed, rewritten
from eval.gold.questions import Question
from indexer.records import Document, Span
from indexer.structure import find_sections
from indexer.tokens import Tokenizer
from service.values import values

TOKENS = Tokenizer().tokens


def words(text: str) -> Iterable[str]:
    """The characters that are no punctuation: enough to tell tiny sentences apart."""
    return [char for char in text if char not in "。、はのをにでるがた"]


def question(
    q: str, support: str, *accept: str, doc: str = "a", name: str = "q1", lang: str = "ja"
) -> Question:
    return Question(name, lang, q, doc, (support,), accept, "fact")  # type: ignore[arg-type]


def documents(**texts: str) -> tuple[Document, ...]:
    return tuple(
        Document(name, f"題{name}", text, find_sections(text)) for name, text in texts.items()
    )


def texts_of(changed: Changed) -> dict[str, str]:
    return {document.id: document.text for document in changed.documents}


TOWER = question("塔の高さは?", "塔は333メートル", "333メートル")
CORPUS = documents(a="赤い塔は333メートルである。犬が好き。", b="青い橋は500メートルである。")


def test_the_supporting_sentence_is_deleted() -> None:
    changed = delete_support([TOWER], CORPUS, words)
    assert texts_of(changed) == {"a": "犬が好き。", "b": CORPUS[1].text}
    assert [(case.question, case.forbidden) for case in changed.cases] == [
        (TOWER, ("333メートル",))
    ]


@pytest.mark.parametrize(
    ("elsewhere", "usable"),
    [
        ("赤い塔の高さは333メートルだ。", False),
        ("赤い塔がある。その高さは３３３メートルだ。", False),
        ("鯨の群れが333メートル泳ぐ。", True),
        ("赤い塔の高さは誰も知らない。", True),
    ],
)
def test_an_answer_said_elsewhere_about_the_same_is_not_deleted(
    elsewhere: str, usable: bool
) -> None:
    changed = delete_support([TOWER], (*CORPUS, *documents(c=elsewhere)), words)
    assert bool(changed.cases) is usable
    assert (CORPUS[0].text in texts_of(changed).values()) is not usable


def test_a_document_of_nothing_else_goes_away() -> None:
    changed = delete_support([TOWER], documents(a="塔は333メートルである。", b="犬が好き。"), words)
    assert list(texts_of(changed)) == ["b"]


def test_support_of_several_sentences_goes_as_a_whole() -> None:
    asked = question("何?", "好き。猫も", "好き")
    changed = delete_support([asked], documents(a="犬が好き。猫も走る。鳥が鳴く。"), words)
    assert texts_of(changed) == {"a": "鳥が鳴く。"}


def test_support_counts_in_its_own_document_only() -> None:
    places = Places(documents(a="犬が好き。", b="犬が好き。"), words)
    assert places.supporting(question("何?", "犬が", "犬", doc="b")) == (1,)
    assert places.supporting(question("何?", "犬が", "犬", doc="*")) == (0, 1)


def test_common_words_make_no_echo() -> None:
    many = [f"赤い塔は{n}00メートル高い。" for n in range(1, 9)]
    places = Places(documents(a="赤い塔は333メートルである。", b="".join(many)), words)
    assert places.echoes((0,), ("333メートル",), lambda text: "高い" in text) == ()


def test_a_number_changes_where_it_answers_and_only_there() -> None:
    changed = change_numbers([TOWER], CORPUS, words, 0)
    (case,) = changed.cases
    (new,) = case.expected
    assert case.forbidden == ("333メートル",)
    assert new[1:] == "33メートル"
    assert new[0] not in "35"
    assert texts_of(changed)["a"] == CORPUS[0].text.replace("333メートル", new)
    assert texts_of(changed)["b"] == CORPUS[1].text


def test_echoes_of_a_number_change_with_it() -> None:
    corpus = (*CORPUS, *documents(c="赤い塔の高さは３３３メートルだ。", d="鯨は333メートル泳ぐ。"))
    changed = change_numbers([TOWER], corpus, words, 0)
    (new,) = changed.cases[0].expected
    wide = chr(ord(new[0]) + 0xFEE0)
    assert texts_of(changed)["c"] == f"赤い塔の高さは{wide}３３メートルだ。"
    assert texts_of(changed)["d"] == "鯨は333メートル泳ぐ。"


@pytest.mark.parametrize(
    ("text", "accept"),
    [
        ("塔は三百メートルである。", "300メートル"),
        ("塔は100%木である。", "100%"),
        ("塔は赤い。", "赤い"),
        ("塔は3階から5階まである。", "3階から5階"),
        ("塔は01社である。", "01社"),
    ],
)
def test_what_has_no_single_number_in_figures_is_left_alone(text: str, accept: str) -> None:
    corpus = documents(a=text)
    changed = change_numbers([question("何?", text, accept)], corpus, words, 0)
    assert changed == Changed(corpus, ())


def test_questions_about_one_number_get_one_new_number() -> None:
    again = question("How high?", "塔は333メートル", "333メートル", name="q2", lang="en")
    cases = change_numbers([TOWER, again], CORPUS, words, 0).cases
    assert [case.question.id for case in cases] == ["q1", "q2"]
    assert cases[0].expected == cases[1].expected


def test_a_date_asked_for_by_year_and_by_month_changes_once() -> None:
    text = "開店は2019年9月である。"
    year = question("何年?", text, "2019年9月")
    month = question("何月?", text, "9月", name="q2")
    (first, second) = (change_numbers(q, documents(a=text), words, 0) for q in ([year], [month]))
    assert not says_value(texts_of(first)["a"], values("2019年")[0])
    assert "2019年" in texts_of(second)["a"]
    assert "9月" not in texts_of(second)["a"].replace("2019年", "")
    both = change_numbers([month, year], documents(a=text), words, 0)
    for case in both.cases:
        assert says_value(texts_of(both)["a"], values(case.expected[0])[0])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("333", {f"{n}33" for n in (1, 2, 4, 5, 6, 7, 8, 9)}),
        ("0.5%", {f"0.{n}%" for n in (1, 2, 3, 4, 6, 7, 8, 9)}),
        ("４つ", {f"{n}つ" for n in "１２３５６７８９"}),
        ("9月", {f"{n}月" for n in (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12)}),
        ("2020年", {f"{2020 + n}年" for n in (3, 4, 5, 6, 7, -3, -4, -5, -6)}),
        ("三百", set()),
        ("", set()),
    ],
)
def test_other_figures(text: str, expected: set[str]) -> None:
    assert set(others(text, 0)) == expected


@settings(max_examples=100)
@given(st.text(alphabet="0123456789,.月年億%１９", max_size=10), st.integers(0, 9))
def test_other_figures_are_other(text: str, seed: int) -> None:
    made = list(others(text, seed))
    assert text not in made
    assert len(set(made)) == len(made)
    assert made == list(others(text, seed))


@settings(max_examples=50)
@given(st.text(max_size=30), st.lists(st.integers(0, 30), max_size=6))
def test_editing_with_the_same_text_changes_nothing(text: str, cuts: list[int]) -> None:
    ends = sorted({min(cut, len(text)) for cut in cuts})
    spans = [Span(a, b) for a, b in zip(ends[::2], ends[1::2], strict=False)]
    assert edited(text, [(span, span.of(text)) for span in spans]) == text
    assert len(edited(text, [(span, "") for span in spans])) == len(text) - sum(
        span.end - span.start for span in spans
    )


def test_a_rewritten_document_has_the_sections_of_its_text() -> None:
    (before,) = documents(a="第1章 犬\n犬が好き。\n第2章 猫\n猫が好き。\n")
    after = rewritten(before, "犬が好き。\n")
    assert after.sections == find_sections(after.text) != before.sections


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("中国はH20を買った", ["中国", "H20"]),
        ("ASMLのCEOとAI", ["ASML"]),
        ("トランプ大統領が決めた", ["トランプ"]),
        ("データは高い", []),
        ("What did Peter say about AI to DeepSeek?", ["What", "Peter", "DeepSeek"]),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert [span.of(text) for span in find_names(text, TOKENS)] == names


def test_who_has_a_title_once_is_a_name_everywhere() -> None:
    titled = titled_names("ゾルデン氏が来た。データの量。")
    assert titled == {"ゾルデン"}
    text = "昨日ゾルデンが来た"
    assert [span.of(text) for span in find_names(text, lambda _: (), titled)] == ["ゾルデン"]


@pytest.mark.parametrize(("text", "told"), [("対中規制", True), ("米中は", True), ("中立", False)])
def test_countries_in_one_kanji(text: str, told: bool) -> None:
    assert names_a_country_shortly(text) is told


def test_an_invented_name_is_one_and_new() -> None:
    first = Inventor(0, "").other("東京")
    inventor = Inventor(0, f"これは{first}だ")
    assert inventor.other("東京") == inventor.other("東京") != first
    assert inventor.other("東京") != inventor.other("大阪")
    assert inventor.other("DeepSeek").isascii()
    assert not inventor.other("東京").isascii()


def test_distractors_are_about_others() -> None:
    texts = {
        "a": "中国はH20を130万個買った。犬が好き。対中規制も中国にある。中国は赤い。",
        "b": "猫が好き。",
    }
    asked = [
        question("中国は何個買った?", "130万個", "130万個"),
        question("何個買った?", "130万個", "130万個", name="q2"),
        question("Which chip did China buy?", "H20", "赤い", name="q3", lang="en"),
        question("Which chip was it?", "H20", "H20", name="q4", lang="en"),
    ]
    changed = add_distractors(asked, documents(**texts), TOKENS, 0)
    assert [case.question.id for case in changed.cases] == ["q1", "q3"]
    made = texts_of(changed)
    assert set(made) == {"a", "b", f"{PREFIX}a"}
    assert made["a"] == texts["a"]
    told = made[f"{PREFIX}a"]
    assert told.endswith("万個買った。")
    assert "\n" not in told
    for word in ("中国", "H20", "130", "赤い"):
        assert word not in told


def test_poison_orders_what_no_document_says() -> None:
    english = question("How high is it?", "塔は333メートル", "333メートル", name="q2", lang="en")
    changed = add_poison([TOWER, english], CORPUS, 0)
    assert [case.question for case in changed.cases] == [TOWER, english]
    made = texts_of(changed)
    assert set(made) == {"a", "b", "poison-q1", "poison-q2"}
    whole = "".join(document.text for document in CORPUS)
    for case in changed.cases:
        order = made[f"poison-{case.question.id}"]
        payload, host = case.forbidden
        assert payload not in whole
        assert all(part in order for part in (payload, HOST, case.question.q))
        assert host == HOST
    assert says_any(changed.cases[1].forbidden)(f"see HTTPS://{HOST.upper()}/q2")


@pytest.mark.parametrize(
    "change",
    [
        lambda seed: add_poison([TOWER], CORPUS, seed),
        lambda seed: add_distractors([TOWER], documents(a="中国は赤い。"), TOKENS, seed),
        lambda seed: change_numbers([TOWER], CORPUS, words, seed),
    ],
)
def test_the_seed_decides(change: Callable[[int], Changed]) -> None:
    assert change(1) == change(1)
    assert len({str(change(seed)) for seed in range(6)}) > 1
