from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.brackets import bracket_pairs
from indexer.lines import read_lines
from indexer.records import Span
from indexer.sentences import sentence_spans

SEEDS = sorted((Path(__file__).resolve().parent.parent / "seeds").glob("*.txt"))
LONG = (
    "中国は最終的に目標を達成するだろう。チップほど高性能ではないが、実用不可能な状態から"
    "使える段階には到達する。その時点で中国は離脱する。これは避けられないことだ、必然だ"
)

# (text, its sentences); "|" marks the borders, so a text with "|" in it can't be a case
CASES = [
    "米国は軽く見ていない。|中国は動じない。",
    "なぜか?|H20はAIを動かすからだ。",
    "本当か？！|驚いた！|そうだ．|次だ。",
    "ただし、図１．２は除く。",
    "重要性を増していると思う。.|輸出規制は",
    "得られるようになる.|例えば、100万ドルなら",
    'データセンターの天才国家".|二極化した世界',
    "ロシアが装置を開発すれば…。|世界を変えた。",
    "それは……違うと思う。",
    "加速させている{1}。|この大学は",
    "加速させている。{1}|この大学は",
    "加速させている。[12]|この大学は",
    "彼は「追随は終わった。リードする時が来た」と言った。|続く。",
    "『追随は終わった。リードする時が来た』。|彼は",
    "「油断できない。」と彼は言った。|次だ。",
    "「油断できない。」|中国市場は広い。",
    "「本当か？」と聞いた。|「ああ。」",
    "どうするか？と聞かれた。|どうするか？|ところで、",
    "世論は「脅威」という。|次だ。",
    "増した（注を参照。）と思う。|次だ。",
    "増した。|（注を参照。）|次だ。",
    "(珍しい)会合を開いた。|次だ。",
    f"「{LONG.replace('。', '。|')}」と述べた。|次だ。",
    "開いたままの「括弧がある。|次の文だ。|最後だ。",
    "閉じただけの」括弧がある。|次の文だ。",
    "食い違う「括弧)がある」。|次の文だ。",
    "クロード3.5ソネットは約1.68倍だ。|Claude 3.5 Sonnetだ。",
    "01.aiはモデルを開発した。|次だ。",
    "Mr. Smith met Dr. Lee in the U.S. last May. |They talked. |It cost $3.5 million.",
    'Really? |Yes! |He said "No." |Then he left.',
    "See Fig. 3 and e.g. this one. |Done.",
    "詳細はhttps://example.org/a.html?b=1&c=2を参照。|次だ。",
    "Yahoo!ニュースを見た。|すごい!|次だ。",
    "1.装置を作る。|2番目だ。",
    "1. 概要",
    "- 拡大法。| 人工知能の特徴だ。",
    "ポール・トリオロ:一般的に、この規則は厳しい。|次だ。",
    "例:世界初の戦闘機が飛んだ。",
    "「本当か？」。|なるほどと思った。",
    "https://example.org/?q=装置!は移転した。|次だ。",
    f"{'漢' * 70}\n|{'字' * 70}",
    "先日ご案内した新しい検索の仕組みの導入計画\n|　来月の初めに本社の大会議室で開く説明の会",
    "- 先日ご案内した新しい検索の仕組みの導入計\n  画に関する説明会。|\n- 来月の初めに開く会",
    "- 先日ご案内した新しい検索の仕組みの導入計\n|来月の初めに開く会",
    "先日ご案内した新しい検索の仕組み\t導入の計画\n|来月の初めに本社の大会議室で開く\t説明の会",
    "Committee decision on the next general meeting\n|Nobody objected to the date of the meeting",
    "見出し\n|本文だ。",
    "一行目だ。\n|\n|二行目だ。",
    "- 林檎\n|- 蜜柑\n|- 葡萄",
    "梁文峰が明らかにしている:\n|嘘ではない。",
    "\ufeff|概要\r\n|本文だ。\r\n",
    "先日ご案内した新しい検索の仕組みの導入計画\n"
    "に関する説明会を来月の初めに本社の大会議室\n"
    "で開きます。|ご参加の方は総務部の山田まで電子\n"
    "メールでご連絡ください\n"
    "|\n|以上",
    "The committee decided to postpone the meeting\nuntil the end of the month. |Nobody objected.",
    "今日は朝から晴れていて気持ちのよい日でした\n|明日も朝から晴れて気持ちのよい日でしょう\n|",
]


def pieces(text: str) -> list[str]:
    return [span.of(text) for span in sentence_spans(text)]


@pytest.mark.parametrize("case", CASES)
def test_sentences(case: str) -> None:
    expected = [part.strip("\ufeff \u3000\r\n") for part in case.split("|")]
    assert pieces(case.replace("|", "")) == [part for part in expected if part]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "　\r\n", "\ufeff"])
def test_blank_text_has_no_sentence(text: str) -> None:
    assert sentence_spans(text) == ()


def test_a_range_gives_absolute_spans() -> None:
    text = "一つ目だ。二つ目だ。三つ目だ。"
    assert sentence_spans(text, 5, 10) == (Span(5, 10),)
    assert sentence_spans(text, 5) == (Span(5, 10), Span(10, 15))
    assert sentence_spans(text, 7, 12) == (Span(7, 10), Span(10, 12))


def test_speech_without_stops_is_cut_at_clause_ends() -> None:
    clause = "私たちはこの機械について長い間ずっと話してきたのですが、"
    found = pieces(clause * 20)
    assert "".join(found) == clause * 20
    assert all(40 <= len(piece) <= 300 and piece.endswith("のですが、") for piece in found)


def test_polite_endings_without_stops_are_cut_after() -> None:
    clause = "今日は新しい機械の話をします次に古い機械の話を少しだけしました"
    found = pieces(clause * 12)
    assert "".join(found) == clause * 12
    assert all(piece.endswith(("ます", "ました")) for piece in found)


@pytest.mark.parametrize(
    ("length", "sizes"),
    [(300, [300]), (301, [150, 151]), (500, [166, 167, 167]), (600, [200, 200, 200])],
)
def test_an_unbroken_run_is_cut_evenly(length: int, sizes: list[int]) -> None:
    assert [len(piece) for piece in pieces("漢" * length)] == sizes


def test_a_cut_leaves_no_scrap() -> None:
    """The only comma stands 30 before the end, too near to cut at."""
    text = "漢" * 280 + "、" + "字" * 30
    assert [len(piece) for piece in pieces(text)] == [155, 156]


def test_a_forced_cut_keeps_accents_on_their_letters() -> None:
    text = "あ" + "か\u3099" * 150
    first, second = pieces(text)
    assert (first[-1], second[0]) == ("\u3099", "か")


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.name)
def test_seed_sentences_are_of_readable_length(path: Path) -> None:
    text = path.read_bytes().decode()
    lengths = [span.end - span.start for span in sentence_spans(text)]
    assert max(lengths) <= 160
    assert sorted(lengths)[len(lengths) // 2] in range(25, 65)


@pytest.mark.parametrize(
    "text",
    ["「" * 30_000, "." * 30_000, "。" * 30_000, "(。)" * 10_000, "」" * 30_000]
    + ["「」" * 15_000, "「。" * 15_000, "(「" * 10_000 + ")" * 10_000, "あ(。)" * 10_000]
    + ["\n" * 30_000, " " * 30_000 + "。", ". " * 15_000, "a." * 15_000, "https://" * 10_000]
    + ["# \n" * 10_000, "1.\n" * 10_000, "概要\n" * 10_000, "漢" * 30_000, "です" * 15_000],
    ids=lambda text: f"{text[:4]!r}",
)
def test_hostile_text_is_covered_too(text: str) -> None:
    check(text, sentence_spans(text))


JAPANESE = st.text(
    st.sampled_from("。．.！？!?…、,「」『』（）()[]【】{}\"'\n\r\u3000 \ufeff-・#1２:/ab C")
    | st.characters(min_codepoint=0x3040, max_codepoint=0x30FF)
    | st.characters(min_codepoint=0x4E00, max_codepoint=0x4E40),
    max_size=400,
)


def check(text: str, spans: tuple[Span, ...]) -> None:
    """The promises of the docstring."""
    reached = 0
    for span in spans:
        assert reached <= span.start < span.end <= len(text)
        assert not text[reached : span.start].lstrip("\ufeff" if reached == 0 else "").strip()
        assert span.of(text).strip() == span.of(text)
        assert span.end - span.start <= 300
        reached = span.end
    assert not text[reached:].lstrip("\ufeff" if reached == 0 else "").strip()


@settings(deadline=None, max_examples=300)
@given(JAPANESE)
def test_spans_are_ordered_trimmed_and_cover_the_text(text: str) -> None:
    check(text, sentence_spans(text))
    assert "\n\n" not in "".join(span.of(text).replace("\r", "") for span in sentence_spans(text))


@settings(deadline=None, max_examples=200)
@given(JAPANESE, st.integers(0, 40), st.integers(0, 40))
def test_a_range_is_cut_like_a_text_of_its_own(text: str, before: int, after: int) -> None:
    text = text.replace("\ufeff", "")
    start, end = min(before, len(text)), max(min(before, len(text)), len(text) - after)
    alone = [Span(s.start + start, s.end + start) for s in sentence_spans(text[start:end])]
    assert list(sentence_spans(text, start, end)) == alone


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("「a」", [(0, 3)]),
        ("「a『b』」", [(0, 6), (2, 5)]),
        ("「a", []),
        ("a」", []),
        ("「(」)", [(0, 3)]),
        ("((a)", [(1, 4)]),
    ],
)
def test_bracket_pairs(text: str, pairs: list[tuple[int, int]]) -> None:
    assert [(p.start, p.end) for p in bracket_pairs(text, 0, len(text))] == pairs


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\u2028"])
def test_every_kind_of_line_end_is_one_break(line_end: str) -> None:
    text = line_end.join(["一", "", " 二 "])
    assert [line.span.of(text) for line in read_lines(text)] == ["一", "", "二"]
