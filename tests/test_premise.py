"""What a question asserts against what a sentence says, with the real tokenizer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.assertion import Asking, Kind, Statement, read
from service.premise import (
    DENIERS,
    Denial,
    clashes,
    contradicted,
)
from tests.asserted import ask, say


def denied(question: Asking, sentence: Statement) -> Denial | None:
    """Return what one sentence denies by itself."""
    found = contradicted(question, [sentence])
    return found[1] if found else None


def judge(question: str, sentence: str, around: str = "") -> Denial | None:
    asked = ask(question)
    return denied(asked, say(asked, sentence, around))


# A question, a sentence, and the kind of the denial with the words of the sentence that deny.
DENIED: list[tuple[str, str, Kind, str]] = [
    # Quantities: in another script, unit or language.
    ("売上の25%の税を課したのはなぜ", "政府は売上の15%を税として課した。", "value", "15%"),
    ("Why impose a 25% levy on chip sales?", "チップ売上の15%を税とした。", "value", "15%"),
    (
        "貿易がGDPの3割を占めるのはなぜ",
        "貿易は昨年の時点でGDPの3%以下だ。",
        "value",
        "3%以下",
    ),
    (
        "2015年に設立された経緯を教えて",
        "会社は二〇二三年に設立されたばかりだ。",
        "value",
        "二〇二三年",
    ),
    ("令和元年に設立されたのはなぜ", "会社は2021年に設立された。", "value", "2021年"),
    ("8本の腕のうち、触腕は何本?", "コウイカの腕は10本ある。", "value", "10本"),
    ("Who painted the fifty stars on the dome?", "ドームに33個の星が描かれた。", "value", "33個"),
    ("性能が3倍にとどまるのはなぜ", "性能は12倍になった。", "value", "12倍"),
    ("チームが20件の特許を出せたのはなぜ", "チームは8つの特許を申請した。", "value", "8つ"),
    # Numbers that count nothing.
    ("第三期生として入学したのは誰?", "彼は第一期生として入学した。", "value", "一期"),
    # Opposites, by the table or by one kanji.
    ("輸出が増加したのはなぜ", "輸出は昨年から減少した。", "opposite", "減少"),
    ("議会が法案を可決した理由は", "議会は法案を否決した。", "opposite", "否決"),
    ("川の上流にある発電所は", "川の下流の発電所が動いた。", "opposite", "下流"),
    (
        "Why has the prototype failed to generate light?",
        "試作は光の生成に成功した。",
        "negation",
        "生成",
    ),
    ("Why did exports fall?", "輸出が上昇した。", "opposite", "上昇"),
    ("規制のあと割合が増えたのはなぜ", "割合は規制のあと13%に落ち込んだ。", "opposite", "落ち込ん"),
    ("テスラがBYDを上回るのはなぜ", "BYDはテスラを上回っている。", "opposite", "上回っ"),
    # Another name.
    ("ドイツが主翼を設計したのはなぜ", "イギリスが主翼を設計した。", "name", "イギリス"),
    ("会社がH20を採用したのはなぜ", "会社はH800を採用した。", "name", "H800"),
    # A denied word stands on the other side.
    (
        "性能が及ばなかったのに良いスコアが減らないのはなぜ",
        "スコアが減少した。",
        "opposite",
        "減少",
    ),
    # Negations.
    ("チップを生産したのはいつ", "チップはまだ生産されていません。", "negation", "生産"),
    ("輸出規制の失敗の証拠は何", "性能は輸出規制の失敗を意味しない。", "negation", "失敗"),
    ("大会に出場した年は", "彼は大会への出場を断念した。", "negation", "出場"),
    ("彼が参加しなかったのはなぜ", "彼は大会に参加した。", "negation", "参加"),
    ("資料が公開されたのはいつ", "資料は非公開である。", "negation", "公開"),
    ("彼は誰が勝つと見る", "「勝つ」ことは不可能だ。", "negation", "勝つ"),
]


@pytest.mark.parametrize(("question", "sentence", "kind", "words"), DENIED)
def test_denied(question: str, sentence: str, kind: Kind, words: str) -> None:
    found = judge(question, sentence)
    assert found is not None
    assert (found.kind, found.span.of(sentence)) == (kind, words)


# What asserts nothing that the sentence denies.
UNDENIED: list[tuple[str, str]] = [
    # The same quantity, in whatever script, unit or precision.
    ("売上の15%の税を課したのはなぜ", "売上の一割五分を税として課した。"),
    ("2023年に設立された経緯は", "2023年10月に設立された。"),
    ("約10倍になったのはなぜ", "価格は9倍になった。"),
    # It is asked for, not asserted.
    ("税は売上の何%か", "政府は売上の15%を税とした。"),
    # Bounds, intervals and the day of a count are not the thing's own.
    ("2020年以降に設立された会社は", "会社は1990年に設立された。"),
    ("2年後に設立されたのは", "会社は3年かけて設立された。"),
    ("2010年10月1日時点の人口は", "人口は2015年5月1日に調べられた。"),
    ("1950年代に設立された会社は", "会社は1962年に設立された。"),
    ("価格が半分になったのは", "価格は2倍になった。"),
    # The number is there, for something else.
    ("3人の職員は", "3社に5人の職員がいる。"),
    # Units of another dimension.
    ("15%の税は", "税は15億円に5人で決まった。"),
    # The same side; both sides; a comparison; a condition.
    ("輸出が増加したのはなぜ", "輸出は大きく伸びた。"),
    ("輸出が増加したのはなぜ", "輸出は増加と減少を繰り返した。"),
    ("輸出と輸入のどちらが増加した", "輸入は減少した。"),
    ("輸出が増加したのはなぜ", "もし規制が続けば輸出は減少する。"),
    # Idioms that deny nothing, and what both deny.
    ("チップを生産したのはいつ", "チップを生産したかもしれない。"),
    ("チップを生産したのはいつ", "会社はチップを生産せざるを得なかった。"),
    ("チップを生産しなかったのはなぜ", "チップはまだ生産されていません。"),
    ("輸出を差し止めたのはいつ", "政府は再び輸出を阻止した。"),
    # Another role, another family of models, a choice, a contrast, and a quantity of its own.
    ("ドイツが主翼を設計したのはなぜ", "主翼はイギリスで設計された。"),
    ("会社がH20を採用したのはなぜ", "会社はV3を採用した。"),
    ("輸出と輸入のうち増加したのは", "輸入は減少した。"),
    ("輸出ではなく輸入が増加したのはなぜ", "輸出した。"),
    ("2年で済んだものに10年かかったのはなぜ", "10年かかった。"),
    # Nothing in common.
    ("犬は何を食べる", "猫は寝ている。"),
    ("", ""),
]


@pytest.mark.parametrize(("question", "sentence"), UNDENIED)
def test_not_denied(question: str, sentence: str) -> None:
    assert judge(question, sentence) is None


def test_a_neighbour_that_says_what_is_asserted_ends_the_denial() -> None:
    question, sentence = "2015年に設立された経緯は", "会社は2023年に設立された。"
    assert judge(question, sentence) is not None
    assert judge(question, sentence, "親会社は2015年からある。") is None


def test_the_span_is_of_the_source_not_of_its_key() -> None:
    sentence = "ＡＩ企業は、㌫ではなく二億五千万ドルを払った。"
    found = judge("AI企業が3億ドルを払ったのはなぜ", sentence)
    assert found is not None
    assert found.span.of(sentence) == "二億五千万ドル"


def test_more_of_the_question_in_the_sentence_is_surer() -> None:
    question = "会社が2015年に東京で設立された経緯は"
    much = judge(question, "会社は2023年に東京で設立された。")
    little = judge(question, "会社は2023年に大きくなった。")
    assert much is not None
    assert little is not None
    assert much.score > little.score


def test_contradicted_names_the_surest_sentence() -> None:
    asked = ask("会社が2015年に東京で設立された経緯は")
    sentences = [
        say(asked, "会社は東京にある。"),
        say(asked, "会社は2022年に大きくなった。", best=False),
        say(asked, "会社は2023年に東京で設立された。", best=False),
    ]
    found = contradicted(asked, sentences)
    assert found is not None
    number, denial = found
    assert (number, denial.kind) == (2, "value")
    assert denial.score == pytest.approx(denied_score(asked, sentences[2]))


def denied_score(asked: Asking, sentence: Statement) -> float:
    found = denied(asked, sentence)
    return found.score if found else 0.0


def test_a_sentence_that_agrees_lowers_the_score_of_one_that_denies() -> None:
    asked = ask("会社が2015年に東京で設立された経緯は")
    denies = say(asked, "会社は2023年に東京で設立された。")
    agrees = say(asked, "2015年、会社が東京に設立された。", best=False)
    alone, together = contradicted(asked, [denies]), contradicted(asked, [denies, agrees])
    assert alone is not None
    assert together is not None
    assert together[0] == alone[0] == 0
    assert together[1].score < alone[1].score


def test_an_affirmation_lowers_the_score_of_a_negation() -> None:
    asked = ask("チップを生産したのはいつ")
    denies = say(asked, "チップはまだ生産されていません。")
    agrees = say(asked, "チップの生産が始まった。", best=False)
    alone, together = contradicted(asked, [denies]), contradicted(asked, [denies, agrees])
    assert alone is not None
    assert together is not None
    assert together[1].score < alone[1].score


def test_only_the_first_sentences_may_deny() -> None:
    asked = ask("会社が2015年に東京で設立された経緯は")
    silent = [say(asked, "会社は東京にある。")] * DENIERS
    denies = say(asked, "会社は2023年に東京で設立された。", best=False)
    assert contradicted(asked, [*silent, denies]) is None
    assert contradicted(asked, [*silent[1:], denies]) is not None


PLAIN: list[tuple[str, str, bool]] = [
    ("2015年にDeepSeekが設立された経緯は", "DeepSeekは2023年に設立されたばかりだ。", True),
    ("貿易がGDPの3割を占めるのはなぜ", "貿易は昨年の時点でGDPの3%以下だ。", True),
    ("議会が法案を可決した理由は", "議会は法案を否決した。", True),
    ("チップを生産したのはいつ", "チップはまだ生産されていません。", True),
    ("会社が2015年に東京で設立された経緯は", "犬は2023年に生まれた。", False),
]


@pytest.mark.parametrize(("question", "sentence", "sure"), PLAIN)
def test_plain_denials_are_sure_and_other_things_are_not(
    question: str, sentence: str, sure: bool
) -> None:
    asked = ask(question)
    found = denied(asked, say(asked, sentence, best=sure))
    assert found is not None
    assert (found.score > 0.8) is sure
    assert (found.score < 0.5) is not sure


def test_nothing_contradicts_without_evidence() -> None:
    assert contradicted(ask("2015年に設立された経緯は"), []) is None


PIECES = st.sampled_from(
    "会社 2015年 15% 三割 東京 ジャマイカ 出身 は が を に の 設立 生産 しない した 増加 減少 "
    "否決 可決 第3期生 5人 禁止 不 ない。 ㌫ why not did levy fifty stars ? 😀 、".split()
)
TEXTS = st.lists(PIECES, max_size=9).map(" ".join) | st.lists(PIECES, max_size=9).map("".join)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.lists(TEXTS, max_size=3))
def test_any_text_gives_a_valid_denial_or_none(question: str, sentences: list[str]) -> None:
    asked = ask(question)
    said = [say(asked, text, best=number == 0) for number, text in enumerate(sentences)]
    found = contradicted(asked, said)
    assert found == contradicted(asked, said)
    for text, item in zip(sentences, said, strict=True):
        alone = denied(asked, item)
        if alone is not None:
            assert 0 <= alone.score <= 1
            assert alone.span.of(text).strip()
    if found is not None:
        number, denial = found
        assert denial.score <= denied_score(asked, said[number]) + 1e-9


@settings(max_examples=40, deadline=None)
@given(TEXTS)
def test_a_statement_in_its_own_words_has_no_other_quantity(text: str) -> None:
    """A sentence never denies a quantity that it states itself."""
    asked = ask(text)
    assert all(clash.kind != "value" for clash in clashes(read(asked, say(asked, text))))
