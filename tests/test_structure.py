from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.sentences import sentence_spans
from indexer.structure import find_sections, find_title

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
BODY = "この装置は二〇二五年の初めに完成し、現在は試験の段階に入っていると報じられている。"

# Every line of the seeds that a reader takes for a heading: (line number, text).
SEED_HEADINGS = {
    "000_f83bc212e999040d.txt": (
        (3, "中国の驚異的な技術突破"),
        (9, "プロトタイプの完成と現状"),
        (15, "人材獲得戦略"),
        (21, "機械の実際の能力"),
        (29, "専門家予測の誤り"),
        (36, "一貫した過小評価のパターン"),
        (42, "実際のチップ生産へのタイムライン"),
        (53, "中国のマンハッタン計画"),
        (61, "完全な技術的主権への道"),
        (69, "『チップ・ウォー』からの視点"),
        (79, "2023年のASML CEOの予言的警告"),
        (88, "AI、AGI、そして覇権競争への影響"),
        (106, "グローバルAIガバナンスへの影響"),
        (116, "圧縮されたタイムラインと戦略的含意"),
    ),
    "001_935bd0ff0c686e18.txt": (
        (1, "Why Chinese models are stunning Americans in the technology catwalk"),
        (18, "制裁マニアへのカウンターパンチ"),
        (31, "いかに社会に直接利益をもたらすか"),
    ),
    "002_592df44cdb18dd71.txt": (
        (
            8,
            "今週、米国政府が中国の AI へのアクセスを制限することを目的とした新しい AI "
            "普及規則を発表しましたが、これについてどう思われますか?",
        ),
        (
            12,
            "最初のトランプ政権によって導入された制裁を含むこれまでの措置は、同国の AI "
            "産業にどのような影響を与えましたか?",
        ),
        (
            15,
            "なぜ今、シリコンバレーでこれほど多くの人が AI 分野で「中国に勝つ」必要性に"
            "ついて語っているのでしょうか?",
        ),
        (19, "アメリカは中国に勝ちたいと願うべきではないでしょうか?"),
        (23, "アメリカは実際どれくらいリードしているのでしょうか?"),
        (27, "次期大統領とそのスタッフにどのようなアドバイスをされますか?"),
    ),
    "003_d7826f4cac7e6a05.txt": ((2, "なぜトランプは中国のAIを支援するのか?"),),
    "004_504d558f0a83e77d.txt": (
        (1, "コメント"),
        (2, "1.中国のAI開発を信用せず、「中国脅威論」を展開する。"),
        (6, "2.米国の技術覇権を維持し、中国のAI開発を抑制しようとする。"),
        (12, "3.AI開発の本質を無視し、国民の認識をミスリードする"),
        (17, "4.米中AI競争の合理的な見方とグローバル協力の推進を求める"),
        (22, "速読"),
        (23, "1. ディープシークの技術的進歩とコスト優位性"),
        (27, "2. AI開発の3大展開"),
        (31, "3. ディープシークのリソースと米国のAI企業の比較"),
        (34, "4. 米国の対中チップ輸出規制"),
        (38, "5. AI開発への地政学的影響"),
        (41, "6. AI開発に関するその他の見解"),
        (
            44,
            "クリティカル・リーディング Anthropic CEOによる「ディープシークと輸出規制に"
            "ついて」全文",
        ),
        (48, "人工知能の3大発展"),
        (53, "ディープシークのモデル"),
        (62, "輸出管理"),
    ),
}

# (what it is, the text, its headings)
CASES = [
    ("empty", "", []),
    ("blank", " \n　\n", []),
    ("one line", "概要", []),
    ("heading over body", f"概要\n{BODY}", ["概要"]),
    ("body only", f"{BODY}\n{BODY}", []),
    ("title and first heading", f"装置の話\n\nはじめに\n{BODY}", ["装置の話", "はじめに"]),
    ("byline under the title", f"装置の話\n文・山田太郎\n{BODY}", ["装置の話"]),
    ("date under the title", f"装置の話\n2025年1月3日 更新\n{BODY}", ["装置の話"]),
    ("photo credit", f"写真・イラスト: 山田太郎\n{BODY}", []),
    ("label", f"関連リンク:\n{BODY}", []),
    ("set phrase in について", f"費用について\n{BODY}", ["費用について"]),
    ("set phrase in とは", f"露光装置とは\n{BODY}", ["露光装置とは"]),
    ("set phrase in に", f"{BODY}\nおわりに\n{BODY}", ["おわりに"]),
    ("set phrase in ために", f"{BODY}\n安全のために\n{BODY}", ["安全のために"]),
    ("bullets under a heading", "費用\n- 人件費\n- 材料費", ["費用"]),
    (
        "open line under a heading",
        f"費用\n人件費、材料費、輸送費、そして保険の費用、\n{BODY}",
        ["費用"],
    ),
    ("scrap under a short line", f"費用\n---\n{BODY}", []),
    ("title over a list of words", f"装置の話\n\n林檎\n蜜柑\n葡萄\n{BODY}", ["装置の話"]),
    ("under an open line", f"{BODY}\nそして今日はみんなで公園に\n散歩\n{BODY}", []),
    ("lower case", f"stunning models\n{BODY}", []),
    ("number before two sentences", f"1. 費用は二つある。一つは人件費だ。\n{BODY}", []),
    ("number before an introduction", f"1. 費用は次の通り:\n{BODY}", []),
    ("question and a short answer", f"なぜか?\n知らない。\n{BODY}", []),
    ("cut-off end", f"{BODY}\nそして今、答えは", []),
    ("cut off before more", f"{BODY}\nそして今、答えは\n{BODY}", []),
    ("clause end", f"{BODY}\nだから、\n「{BODY}」", []),
    ("last line", f"{BODY}\nムラサキシキブ", []),
    ("quotation of its own", f"{BODY}\n「先進的な装置だ」\n{BODY}", []),
    ("book title first", f"『半導体戦争』の視点\n{BODY}", ["『半導体戦争』の視点"]),
    ("closing bracket last", f"概要 (改訂版)\n{BODY}", ["概要 (改訂版)"]),
    ("ends in a comma", f"しかし、\n{BODY}", []),
    ("ends in a colon", f"理由は次の通り:\n{BODY}", []),
    ("rule of dashes", f"--------\n{BODY}", []),
    ("page number", f"12\n{BODY}", []),
    ("address", f"https://example.org/a\n{BODY}", []),
    ("markdown", f"# 装置の話\n\n## 費用\n{BODY}\n### 付録", ["装置の話", "費用", "付録"]),
    ("hash without blank", f"#半導体\n{BODY}", ["#半導体"]),
    ("chapter", f"第1章 装置の話\n{BODY}\n第二節\n{BODY}", ["第1章 装置の話", "第二節"]),
    ("article of a law", f"第一条 この法律は、装置の安全を定める。\n{BODY}", []),
    ("brackets", f"【概要】\n{BODY}", ["【概要】"]),
    ("square", f"■ 概要\n{BODY}\n■ 費用\n{BODY}", ["概要", "費用"]),
    ("squares as bullets", f"{BODY}\n●林檎\n●蜜柑\n●葡萄\n{BODY}", []),
    (
        "numbered sentence",
        f"1.装置を作る。\n{BODY}\n2.装置を売る。\n{BODY}",
        ["1.装置を作る。", "2.装置を売る。"],
    ),
    ("levels", f"1. 概要\n1.1 目的\n{BODY}", ["1. 概要", "1.1 目的"]),
    ("numbered list", f"{BODY}\n1. 電源を入れる。\n2. 蓋を開ける。\n3. 待つ。\n{BODY}", []),
    ("numbered paragraph", f"1. {BODY}{BODY}\n2. 費用\n3. {BODY}{BODY}", []),
    ("decimal", f"1.5倍の差\n{BODY}", ["1.5倍の差"]),
    ("bullets", f"- 林檎\n- 蜜柑\n{BODY}", []),
    (
        "questions of an interview",
        f"費用はどれくらいですか?\n山田:{BODY}",
        ["費用はどれくらいですか?"],
    ),
    ("FAQ", f"Q1. 費用は?\n{BODY}\nQ2. 期間は?\n{BODY}", ["Q1. 費用は?", "Q2. 期間は?"]),
    ("question in prose", f"{BODY}\n{BODY}\nなぜか?\n{BODY}", []),
    ("question set off", f"{BODY}\n{BODY}\n\n露光装置とは何か?\n{BODY}", ["露光装置とは何か?"]),
    ("question as a paragraph", f"{BODY}\n\n{BODY}\n\nなぜか?\n\n{BODY}", []),
    ("verse", f"雨ニモマケズ\n風ニモマケズ\n雪ニモ夏ノ暑サニモマケヌ\n丈夫ナカラダ\n{BODY}", []),
    ("heading after verse", f"春の花\n夏の鳥\n秋の月\n冬の雪\n\n解説\n{BODY}", ["解説"]),
    ("transcript without stops", "今日はいい天気\n公園に行く\nそして帰る\n" * 4, []),
    (
        "wrapped mail",
        "先日ご案内した新しい検索の仕組みの導入計画\n"
        "に関する説明会を来月の初めに本社の大会議室\n"
        "で開くことになりましたのでお知らせします。\n",
        [],
    ),
    ("windows line ends", f"概要\r\n{BODY}\r\n\r\n費用\r\n{BODY}\r\n", ["概要", "費用"]),
    ("byte order mark", f"\ufeff概要\n{BODY}", ["概要"]),
    (
        "English",
        "Costs and benefits\nThe machine cost about two billion dollars to develop.",
        ["Costs and benefits"],
    ),
]


def headings(text: str) -> list[str]:
    return [s.heading.of(text) for s in find_sections(text) if s.heading.start < s.heading.end]


@pytest.mark.parametrize("name", SEED_HEADINGS)
def test_seed_headings_are_those_a_reader_sees(name: str) -> None:
    text = (SEEDS / name).read_bytes().decode()
    found = [
        (text.count("\n", 0, s.heading.start) + 1, s.heading.of(text))
        for s in find_sections(text)
        if s.heading.start < s.heading.end
    ]
    assert tuple(found) == SEED_HEADINGS[name]


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_headings(text: str, expected: list[str]) -> None:
    assert headings(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"装置の話\n{BODY}", "装置の話"),
        (f"# 装置の話 \n{BODY}", "装置の話"),
        (f"\ufeff\n  装置の話\n{BODY}", "装置の話"),
        (f"なぜ装置は売れたのか?\n\n{BODY}", "なぜ装置は売れたのか?"),
        (f"装置の話: その二\n\n{BODY}", "装置の話: その二"),
        (f"{BODY}\n\n{BODY}", None),
        (f"1. 林檎\n\n2. 蜜柑\n\n{BODY}", None),
        (f"https://example.org/a\n\n{BODY}", None),
        ("装置の話", None),
        ("", None),
    ],
)
def test_title(text: str, expected: str | None) -> None:
    assert find_title(text) == expected


def test_text_before_the_first_heading_has_a_section_with_an_empty_heading() -> None:
    text = f"{BODY}\n費用\n{BODY}"
    first, second = find_sections(text)
    assert first.heading.of(text) == ""
    assert first.span.of(text) == f"{BODY}\n"
    assert second.span.of(text) == f"費用\n{BODY}"


LINES = st.sampled_from(
    [
        "概要",
        "1. 費用",
        "2. 費用",
        "# 題",
        "■ 図",
        "【注】",
        "第1章",
        "なぜか?",
        "- 項目",
        "写真: 山田",
    ]
    + ["", "　", BODY, BODY * 3, "\ufeff", "「引用」", "露光装置の開発に関する説明会を来月の初めに"]
)
TEXTS = st.lists(LINES | st.text("あア亜a1.。「」\r\n #?", max_size=12), max_size=12).map("\n".join)


@settings(deadline=None, max_examples=200)
@given(TEXTS)
def test_sections_tile_the_text(text: str) -> None:
    sections = find_sections(text)
    assert "".join(s.span.of(text) for s in sections) == text
    for n, section in enumerate(sections):
        assert section.span.start < section.span.end
        heading = section.heading
        if heading.start < heading.end:
            assert section.span.start <= heading.start < heading.end <= section.span.end
            assert "\n" not in heading.of(text) and heading.of(text).strip() == heading.of(text)
        else:
            assert n == 0


@settings(deadline=None, max_examples=200)
@given(TEXTS)
def test_no_sentence_crosses_a_heading(text: str) -> None:
    bounds = {s.span.start for s in find_sections(text)}
    bounds |= {s.heading.end for s in find_sections(text) if s.heading.end}
    for sentence in sentence_spans(text):
        assert not any(sentence.start < bound < sentence.end for bound in bounds)
