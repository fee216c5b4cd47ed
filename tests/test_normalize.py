"""Search keys by table: what is folded, and the source that a part of a key stands for."""

from __future__ import annotations

import pytest

from indexer.errors import ConfigError
from indexer.normalize import search_key
from indexer.records import Span

KEYS = [
    # width, case, compatibility characters
    ("ＯｐｅｎＡＩ　ＧＰＴ－４", "openai gpt-4"),
    ("ｶﾞｽﾎﾟﾝﾌﾟ", "ガスポンプ"),
    ("㍿根拠", "株式会社根拠"),
    ("第①章", "第1章"),
    ("か\u3099く", "がく"),
    ("CAFE\u0301", "caf\u00e9"),
    ("Straße", "strasse"),
    ("〝引用〟“引用”", '"引用""引用"'),
    ("don’t", "don't"),
    # characters that print nothing
    ("葛\U000e0100城市", "葛城市"),
    ("\ufeff東\u200b京\u00ad都", "東京都"),
    ("a\x00b\ud800c", "a b c"),
    # dashes and long vowels
    ("サ－バ", "サーバ"),
    ("コンピュータ―は", "コンピューターは"),
    ("デ‐タ、ｻｰﾊﾞｰ", "データ、サーバー"),
    ("カ-3", "カ-3"),
    ("トランプ-習", "トランプ-習"),
    ("アジア－太平洋", "アジア-太平洋"),
    ("すごーーい", "すごーい"),
    ("2020ー21年", "2020-21年"),
    ("ラ〜メン", "ラーメン"),
    ("カレ～ライス", "カレーライス"),
    ("アジア〜ヨーロッパ", "アジア~ヨーロッパ"),
    ("5〜6月", "5~6月"),
    ("東京―大阪", "東京-大阪"),
    # iteration marks
    ("人々", "人人"),
    ("馬鹿々々しい", "馬鹿馬鹿しい"),
    ("我々々", "我我我"),
    ("いすゞとバナヽ", "いすずとバナナ"),
    ("こゝろ、たゞ", "こころ、ただ"),
    ("らゞ", "らゞ"),
    ("々", "々"),
    # numbers
    ("45万7329", "457329"),
    ("457,329", "457329"),
    ("４５７，３２９", "457329"),
    ("四十五万七千三百二十九", "457329"),
    ("2億5000万", "250000000"),
    ("1.5万", "15000"),
    ("1.2345万", "12345"),
    ("13.5", "13.5"),
    ("13.50", "13.50"),
    ("007", "007"),
    ("1,23", "1,23"),
    ("1,234,56", "1,234,56"),
    ("1,234,567.8", "1234567.8"),
    ("192.168.0.1", "192.168.0.1"),
    ("二〇二五年", "2025年"),
    ("一九八四年", "1984年"),
    ("三十", "30"),
    ("百万", "1000000"),
    ("千万円", "10000000円"),
    ("3千人", "3000人"),
    ("1億2千万", "120000000"),
    ("45 万人", "450000人"),
    ("10分の1", "10分の1"),
    ("三分の一", "3分の1"),
    ("十分の三", "10分の3"),
    ("約三年で五社", "約3年で5社"),
    ("第三回", "第3回"),
    ("第二十五条", "第25条"),
    ("一五%", "15%"),
    ("万一", "万一"),
    ("1万2万", "1万2万"),
    ("40万ドルから70万ドル", "400000ドルから700000ドル"),
    # kanji numerals that count nothing
    ("一方、一つの一部", "一方、一つの一部"),
    ("十分な二次利用", "十分な二次利用"),
    ("三菱と千葉と四国", "三菱と千葉と四国"),
    ("一人で二人", "一人で二人"),
    ("八百屋と百貨店", "八百屋と百貨店"),
    ("十字架", "十字架"),
    ("数十億と何百万と数百億円", "数十億と何百万と数百億円"),
    ("一極と二極", "一極と二極"),
    ("第一次、第三者", "第一次、第三者"),
    ("三々九度", "三三九度"),
    ("四万十川の五十嵐", "四万十川の五十嵐"),
    ("2025千葉", "2025千葉"),
    ("五六十人、二三人", "五六十人、二三人"),
    ("〇〇さん", "〇〇さん"),
    ("関東一円", "関東一円"),
    ("数億五千万", "数億五千万"),
    ("東京二十三区", "東京23区"),
    ("二分野と二分割", "2分野と二分割"),
    ("千歳空港の二階堂", "千歳空港の二階堂"),
    # counting with か
    ("3ヶ月", "3か月"),
    ("三カ月", "3か月"),
    ("3箇所", "3か所"),
    ("5ヵ国", "5か国"),
    ("関ヶ原", "関ヶ原"),
    # percent
    ("１５％", "15%"),
    ("15パーセント", "15%"),
    ("十五パーセント", "15%"),
    ("15 percent", "15%"),
    ("15 per cent", "15%"),
    ("fifteen percent", "15%"),
    ("Twenty-five percent", "25%"),
    ("15 percentage points", "15 percentage points"),
    # English magnitudes
    ("250 million", "250000000"),
    ("1.3 million", "1300000"),
    ("10 billion", "10000000000"),
    ("2 trillion", "2000000000000"),
    ("two hundred and fifty million", "250000000"),
    ("a hundred thousand", "100000"),
    ("a million", "1000000"),
    ("half a million", "500000"),
    ("millions of users", "millions of users"),
    ("one of them", "one of them"),
    ("gpt4 million", "gpt4 million"),
    # currencies
    ("$250 million", "250000000ドル"),
    ("250 million dollars", "250000000ドル"),
    ("2億5000万ドル", "250000000ドル"),
    ("2億5000万米ドル", "250000000ドル"),
    ("US$5bn", "5000000000ドル"),
    ("￥1,234", "1234円"),
    ("1,234 yen", "1234円"),
    ("€2.5m", "2500000ユーロ"),
    ("3 euros", "3ユーロ"),
    ("£75m", "75000000ポンド"),
    ("HK$5", "hk$5"),
    # eras and dates
    ("令和7年", "2025年"),
    ("平成30年", "2018年"),
    ("平成三十一年四月", "2019年4月"),
    ("令和元年", "2019年"),
    ("㍼64年", "1989年"),
    ("明治 45 年", "1912年"),
    ("平成32年", "平成32年"),
    ("昭和五十年代", "昭和50年代"),
    ("R7", "r7"),
    ("2025年4月", "2025年4月"),
    ("二〇二五年三月三十一日", "2025年3月31日"),
    ("十一月一日", "11月1日"),
    ("October 2023", "2023年10月"),
    ("October 5, 2023", "2023年10月5日"),
    ("5th of Oct. 2023", "2023年10月5日"),
    ("18 December last year", "12月18日 last year"),
    ("on June 5th", "on 6月5日"),
    ("June 5,000", "june 5000"),
    ("in June", "in june"),
    ("18 may be", "18 may be"),
    ("June 5%", "june 5%"),
    ("2023-10", "2023-10"),
    ("the mayor 2023", "the mayor 2023"),
    ("", ""),
]

# Text, a part of its key, and the source characters that part stands for.
SOURCES = [
    ("資金は2億5000万ドル。", "250000000ドル", "2億5000万ドル"),
    ("資金は2億5000万ドル。", "250000000", "2億5000万"),
    ("資金は2億5000万ドル。", "は", "は"),
    ("It raised $1.3 million in all", "1300000ドル", "$1.3 million"),
    ("It raised $1.3 million in all", "in", "in"),
    ("ｶﾞｽ会社", "ガ", "ｶﾞ"),
    ("ｶﾞｽ会社", "ス会", "ｽ会"),
    ("㍿根拠", "式", "㍿"),
    ("葛\U000e0100城市", "葛", "葛\U000e0100"),
    ("葛\U000e0100城市", "城市", "城市"),
    ("これは令和７年の話", "2025年", "令和７年"),
    ("これは令和７年の話", "話", "話"),
    ("時の人々と", "人人", "人々"),
    ("馬鹿々々しい", "しい", "しい"),
    ("約１５％だ", "15%", "１５％"),
    ("約15 percent of", "%", " percent"),
    ("サ―バが", "サーバ", "サ―バ"),
    ("since October 5, 2023, the", "2023年10月5日", "October 5, 2023"),
    ("since October 5, 2023, the", ", the", ", the"),
]


@pytest.mark.parametrize(("text", "expected"), KEYS)
def test_key(text: str, expected: str) -> None:
    assert search_key(text).text == expected


@pytest.mark.parametrize(("text", "_"), KEYS)
def test_a_key_is_its_own_key(text: str, _: str) -> None:
    key = search_key(text).text
    assert search_key(key).text == key


@pytest.mark.parametrize(("text", "part", "expected"), SOURCES)
def test_part_of_a_key_maps_to_its_source(text: str, part: str, expected: str) -> None:
    key = search_key(text)
    start = key.text.index(part)
    assert key.source(start, start + len(part)).of(text) == expected


def test_the_key_of_a_short_text_is_kept() -> None:
    short, long = "45万台と" * 50, "45万台と" * 60
    assert search_key(short) is search_key(short)
    assert search_key(long) == search_key(long)
    assert search_key(long) is not search_key(long)


def test_part_outside_of_a_key_is_refused() -> None:
    with pytest.raises(ConfigError, match="2:5 is not inside the search key of 3"):
        search_key("abc").source(2, 5)


@pytest.mark.parametrize(("place", "expected"), [(0, Span(0, 0)), (1, Span(3, 3)), (2, Span(4, 4))])
def test_empty_part_of_a_key_maps_to_an_empty_place(place: int, expected: Span) -> None:
    assert search_key("ｶﾞ\u200bだ").source(place, place) == expected
