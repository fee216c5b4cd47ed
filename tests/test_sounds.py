from __future__ import annotations

import pytest

from indexer.sounds import LEAST, Match, SoundIndex
from indexer.transliteration import readings
from indexer.vocabulary import Kind, Reading

# What is asked for, and what the corpus writes for it.
SAME = [
    pair.split("=")
    for pair in """
    Huawei=ファーウェイ Cambricon=カンブリコン Altman=アルトマン Elon=イーロン
    Musk=マスク Jensen=ジェンセン Huang=フアン DeepSeek=ディープシーク
    Nvidia=エヌビディア Antropic=アンソロピック Anthropic=アンソロピック
    Trump=トランプ Biden=バイデン Qualcomm=クアルコム Broadcom=ブロードコム
    Intel=インテル Hynix=ハイニックス Alibaba=アリババ Tencent=テンセント
    Baidu=バイドゥ ByteDance=バイトダンス Xiaomi=シャオミ
    Zuckerberg=ザッカーバーグ Bezos=ベゾス Pichai=ピチャイ Nadella=ナデラ
    Zelensky=ゼレンスキー Putin=プーチン Netanyahu=ネタニヤフ Modi=モディ
    Merkel=メルケル Sanders=サンダース Lutnick=ラトニック Bessent=ベッセント
    Powell=パウエル Kissinger=キッシンジャー Taiwan=タイワン
    Singapore=シンガポール Malaysia=マレーシア Ukraine=ウクライナ
    Arizona=アリゾナ Texas=テキサス Washington=ワシントン
    Philadelphia=フィラデルフィア Tesla=テスラ Boeing=ボーイング Airbus=エアバス
    Toyota=トヨタ Pfizer=ファイザー Moderna=モデルナ Starlink=スターリンク
    Wikipedia=ウィキペディア Mistral=ミストラル Claude=クロード Gemini=ジェミニ
    Llama=ラマ Perplexity=パープレキシティ Blackwell=ブラックウェル
    Hopper=ホッパー Deepseek=ディープシーク Torampu=トランプ Google=グーグル
    Microsoft=マイクロソフト Amazon=アマゾン Apple=アップル Oracle=オラクル
    Sony=ソニー Nokia=ノキア Ericsson=エリクソン Siemens=シーメンス
    Obama=オバマ Clinton=クリントン Harris=ハリス Johnson=ジョンソン
    Scholz=ショルツ Meloni=メローニ Orban=オルバン Lula=ルラ Milei=ミレイ
    Amodei=アモデイ Hinton=ヒントン Hassabis=ハサビス Kurzweil=カーツワイル
    Gates=ゲイツ Cook=クック Elison=エリソン Swift=スウィフト London=ロンドン
    Berlin=ベルリン Madrid=マドリード Lisbon=リスボン Denmark=デンマーク
    Finland=フィンランド Canada=カナダ Mexico=メキシコ Brazil=ブラジル
    Indonesia=インドネシア Thailand=タイランド Pakistan=パキスタン
    Israel=イスラエル Palestine=パレスチナ Iran=イラン Boston=ボストン
    Honda=ホンダ Nintendo=ニンテンドー Kioxia=キオクシア Netflix=ネットフリックス
    Spotify=スポティファイ Oppenheimer=オッペンハイマー Sputnik=スプートニク
    Kyrgyzstan=キルギスタン GPU=ジーピーユー CEO=シーイーオー
    """.split()
]
# Words that look alike and are not the same.
OTHER = [
    pair.split("=")
    for pair in """
    chip=チーズ market=マーク train=トレイ bank=バンコク share=シャルル
    price=プライド trade=トレーラー tariff=タリバン export=エキスパート
    import=インポスター company=コンパニオン president=プレジデンシャル
    minister=ミニスカート government=ガバナンス country=カントリーロード
    world=ワールドカップ peace=ピーナツ war=ワルシャワ money=マネキン cost=コスタリカ
    budget=バジル policy=ポリス report=リポーター paper=ピーパー study=スタジオ
    school=スクーター student=スチューデンツ teacher=ティーチング doctor=ドクトリン
    hospital=ホスピタリティ water=ウォータールー river=リバプール mountain=マウント
    island=アイルランド winter=ウィンク summer=サマリー spring=スプリンター
    autumn=オートマ night=ナイロン house=ハウジング kitchen=チキン
    window=ウィンドウズ table=タブレット bread=ブレーキ butter=バター・ロール
    cheese=チェス sugar=シュガーレス coffee=コーヒーゼリー bottle=バトル
    glass=グラスゴー plate=プラント street=ストリーマー bridge=ブリッジポート
    station=ステーショナリー engine=エンジニア ticket=チケットレス
    letter=レターパック color=カラーコード picture=ピクシー song=ソングライター
    actor=アクターズ singer=シンガポール player=プレーリー answer=アンサンブル
    question=クエスト problem=プログラム people=ピープルズ child=チャイルドシート
    friend=フレンド・シップ family=ファミリーマート Macron=マイクロフォン
    Intel=インテリア Musk=マスカット Altman=アルバム Claude=クラウド
    Gemini=ジェミマ Oracle=オラトリオ Tesla=テスト Meta=メダル Apple=アップ
    Sony=ソニック Modi=モジュール Trump=トランペット Biden=ハイデン
    """.split()
]
KNOWN_MISSES = [("Samsung", "サムスン"), ("Shenzhen", "シンセン"), ("Vietnam", "ベトナム")]


def loan(kana: str, *lemmas: str, count: int = 1) -> Reading:
    return Reading(lemmas or (kana,), kana, Kind.LOAN, count)


@pytest.fixture(scope="module")
def index() -> SoundIndex:
    """Hold all words of both tables, so that each is in the way of the others."""
    kana = {kana for _, kana in [*SAME, *OTHER, *KNOWN_MISSES]}
    return SoundIndex([loan(word) for word in sorted(kana)])


def heard(word: str, index: SoundIndex) -> dict[str, float]:
    found: dict[str, float] = {}
    for kana in readings(word.lower()):
        for match in index.nearest(kana, 8):
            found[match.lemmas[0]] = max(match.similarity, found.get(match.lemmas[0], 0.0))
    return found


def test_the_tables_are_large_enough_to_mean_something() -> None:
    assert len(SAME) >= 80
    assert len(OTHER) >= 60


@pytest.mark.parametrize(("name", "kana"), SAME)
def test_a_name_finds_its_katakana_first(name: str, kana: str, index: SoundIndex) -> None:
    found = heard(name, index)
    assert found and max(found, key=lambda word: found[word]) == kana


@pytest.mark.parametrize(("word", "kana"), OTHER)
def test_a_word_does_not_find_what_only_looks_like_it(
    word: str, kana: str, index: SoundIndex
) -> None:
    assert kana not in heard(word, index)


@pytest.mark.parametrize(("name", "kana"), KNOWN_MISSES)
def test_names_that_japanese_writes_otherwise_are_missed(
    name: str, kana: str, index: SoundIndex
) -> None:
    assert kana not in heard(name, index)


def test_best_first_ties_by_term_and_no_more_than_asked() -> None:
    index = SoundIndex(
        [loan("アンソロピック", "b"), loan("アンソロピック", "a"), loan("アントロピック")]
    )
    found = index.nearest("アンソロピック", 3)
    assert [match.lemmas for match in found] == [("a",), ("b",), ("アントロピック",)]
    assert [match.similarity for match in found] == pytest.approx([1.0, 1.0, 0.9])
    assert index.nearest("アンソロピック", 1) == (Match(("a",), 1.0),)
    assert len(index.nearest("アンソロピック", 9, 0.95)) == 2
    assert index.nearest("アンソロピック", 0) == ()


def test_only_loanwords_are_near_others_only_exact() -> None:
    tax, tax2 = (
        Reading(("関税",), "カンゼイ", Kind.WORD, 5),
        Reading(("完税",), "カンゼイ", Kind.WORD, 9),
    )
    bath = Reading(("戦闘",), "セントウ", Kind.WORD, 1)
    index = SoundIndex([tax, tax2, bath, loan("サーバー")])
    assert index.nearest("カンゼイ", 5) == ()
    assert index.spelled("かんぜい") == (tax2, tax)
    assert index.keyed("カンゼ") == (tax2, tax)
    assert index.spelled("セント") == ()
    assert index.spelled("セントー") == (bath,)
    assert index.spelled("サーバ") == (loan("サーバー"),)


LATIN = [
    ("nvida", ["nvidia"]),
    ("nvdiia", ["nvidia"]),
    ("anthropic", ["antropic"]),
    ("nvidia", []),
    ("inter", []),
    ("onvidia", []),
    ("nvidiaaa", []),
]


@pytest.mark.parametrize(("word", "expected"), LATIN)
def test_latin_slips(word: str, expected: list[str]) -> None:
    words = ("nvidia", "antropic", "intel", "h20")
    index = SoundIndex([loan("ア", word) for word in words])
    assert [match.lemmas[0] for match in index.latin_nearest(word, 3)] == expected


def test_readings_of_a_latin_word() -> None:
    first, second = loan("エヌビディア", "nvidia"), loan("ヌビディア", "nvidia")
    index = SoundIndex([first, second, loan("トランプ")])
    assert index.latin("nvidia") == (first, second)
    assert index.latin("トランプ") == ()


def test_an_empty_vocabulary_and_an_empty_question() -> None:
    empty = SoundIndex([])
    assert empty.nearest("トランプ", 3) == empty.latin_nearest("nvidia", 3) == ()
    assert SoundIndex([loan("トランプ")]).nearest("", 3, LEAST) == ()
