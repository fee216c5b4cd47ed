"""Words that mean the opposite of each other, Japanese and English; pure tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from indexer.wording import word_key

# One pair of opposites a line, UniDic lemmas and English base forms. A word may be on many axes.
_OPPOSITES = (
    (
        "上昇 増加 増える 増やす 増大 急増 増す 増 増額 拡大 広がる 伸びる 上がる 高まる "
        "高める 引き上げる 値上げ 値上がり 強化 強まる 急騰 高騰 成長 増強 促進 優遇 人気 "
        "大流行 最盛 繁栄 栄える 発達 大ヒット 伸ばす 跳ね上がる 上向く 躍進 膨らむ rise "
        "rose risen increase grow grew grown expand "
        "strengthen tighten raise surge soar thrive flourish boom popular jump climb gain boost "
        "widen "
        "improve higher swell double",
        "下落 減少 減る 減らす 減 低下 縮小 下がる 下げる 引き下げる 値下げ 値下がり 弱まる "
        "緩和 暴落 急落 衰退 衰える 削減 控える 抑制 下火 不振 半減 減額 低迷 落ちる 落とす "
        "落ち込む 緩める 緩む 縮む 縮める 縮まる 下降 下回る 悪化 fall fell fallen "
        "decrease decline shrink shrank weaken loosen reduce lower drop plunge fade ease relax "
        "slump slide plummet sink sank tumble cut halve narrow worsen",
    ),
    (
        "成功 達成 合格 当選 完成 succeed success successful",
        "失敗 不合格 落選 挫折 fail failure failed",
    ),
    (
        "許可 認める 許す 解禁 容認 承認 可決 受け入れる 受諾 採択 採用 公認 認可 応じる 歓迎 "
        "成立 合法 許容 allow let permit approve accept grant adopt pass welcome authorize agree "
        "legal lawful legalize lift",
        "禁止 禁じる 禁ずる 阻止 ストップ 却下 退ける 拒否 拒む 断る 否決 拒絶 不許可 "
        "差し止める 棄却 反発 違法 不法 封じる 遮断 ban bar forbid forbade prohibit reject "
        "refuse deny turned block stop "
        "outlaw barred banned illegal unlawful block halt",
    ),
    (
        "賛成 支持 賛同 勧める 推す 同意 擁護 推進 一致 評価 称賛 絶賛 褒める 好評 肯定 賛美 "
        "support "
        "agree favor favour endorse recommend advise praise acclaim",
        "反対 批判 非難 抗議 妨げる 妨害 反発 酷評 不評 異論 反論 否定 懸念 警告 oppose object "
        "criticize criticise "
        "disagree condemn rebut refute dispute warn reject",
    ),
    (
        "最初 初めて 初 第一 当初 初代 一番 first earliest initially",
        "最後 最終 2番目 次ぐ 二代 last final second",
    ),
    (
        "続く 続ける 継続 維持 存続 そのまま 現役 continue remain keep retain unchanged still",
        "中止 中断 廃止 変更 改める 新規 断続 途絶える 引退 discontinue change interrupt",
    ),
    (
        "良い 優れる 上回る 勝る 凌ぐ 凌駕 優位 better outperform exceed surpass superior beat",
        "悪い 劣る 下回る 劣位 及ばない worse underperform inferior",
    ),
    (
        "多い 大勢 豊富 大量 豊か 頻繁 most many plenty rich abundant",
        "少ない 僅か 稀 乏しい 貧しい few fewest rare scarce poor",
    ),
    (
        "全て 全 皆 あらゆる all every entirely whole",
        "一部 部分 半数 大半 殆ど partly partial some",
    ),
    (
        "高い 高価 高級 割高 高額 expensive costly dear costlier",
        "安い 安価 廉価 割安 低価格 使い捨て cheap inexpensive",
    ),
    ("高い 高 high tall", "低い 低 low"),
    (
        "大きい 巨大 大型 大 広大 膨大 big bigger large huge giant enormous",
        "小さい 小型 小 極小 コンパクト 微小 small tiny little compact miniature",
    ),
    ("長い 長期 long lengthy", "短い 短期 short brief"),
    ("広い wide broad", "狭い narrow"),
    ("深い deep", "浅い shallow"),
    ("重い heavy", "軽い 軽量 lightweight"),
    ("近い 近郊 近く near close nearby", "遠い 遠方 遠く far distant remote"),
    ("新しい 最新 新型 new newest modern", "古い 旧式 旧型 最古 oldest outdated obsolete"),
    ("若い 幼い young", "老いる 高齢 老い elderly aged"),
    ("暑い 熱い 高温 hot", "寒い 冷たい 低温 涼しい cold cool"),
    ("明るい bright", "暗い dark dim"),
    ("乾く 乾燥 dry arid", "湿る 湿潤 濡れる wet humid"),
    ("安全 safe secure", "危険 危ない dangerous unsafe risky"),
    (
        "勝つ 勝利 優勝 勝訴 破る 打ち破る win won victory victorious triumph",
        "負ける 敗れる 敗北 敗戦 敗訴 惨敗 lose lost defeat defeated",
    ),
    (
        "含む 含める 含まれる 加える 招く 招待 招聘 include invite contain involve",
        "除く 除外 外す 外れる 排除 追放 締め出す exclude omit expel uninvited",
    ),
    ("輸出 export", "輸入 import"),
    ("有罪 guilty convict", "無罪 無実 innocent acquit"),
    ("黒字 増益 利益 儲かる profit profitable", "赤字 減益 損失 損 loss unprofitable"),
    ("加速 速める accelerate hasten", "減速 鈍化 停滞 slow stall"),
    (
        "リード 先行 先頭 先んじる 上回る 追い越す 追い抜く lead led ahead overtake outpace",
        "遅れる 後れる 劣る 出遅れる 追う lag trail behind",
    ),
    ("同じ 同一 同様 等しい same identical equal", "異なる 違う 別 different differ unequal"),
    ("信じる 信頼 信用 trust believe", "疑う 不信 疑問 doubt distrust"),
    ("必要 必須 necessary needed", "不要 無用 unnecessary needless"),
    ("固定 一定 fixed constant", "変動 可変 variable"),
    ("直接 direct directly", "間接 indirect indirectly"),
    ("北 north northern", "南 south southern"),
    ("東 east eastern", "西 west western"),
    ("朝 午前 morning", "夕方 晩 午後 evening afternoon"),
    ("国内 domestic", "国外 海外 abroad overseas"),
    ("出席 出場 参列 attend", "欠席 欠場 不参加 absent"),
    ("健康 元気 健常 healthy", "病気 病 病人 sick ill"),
    ("正しい 正確 correct accurate", "誤る 誤り 間違う 不正確 wrong incorrect mistaken"),
    ("守る 遵守 準拠 従う comply obey observe", "破る 違反 背く violate breach disobey"),
    ("依存 頼る depend rely reliance dependent", "独立 自立 自給 independent independence"),
    ("進む 進歩 前進 advance progress", "退く 後退 退歩 retreat regress"),
    ("効果 有効 効く effective", "無効 無力 ineffective useless"),
    ("楽観 optimistic", "悲観 pessimistic"),
    (
        "豊富 潤沢 余裕 ample abundant",
        "乏しい 不足 限る 制約 scarce short shortage limited constrained",
    ),
    ("大量 多数 many", "少量 少数 few"),
    ("完全 全面 full complete", "不完全 部分 partial incomplete"),
    ("公式 正式 official", "非公式 unofficial"),
    ("永久 永遠 永続 permanent lasting", "一時 臨時 仮 temporary"),
    ("軍事 military", "民間 民生 civilian"),
    ("複雑 complex complicated", "単純 簡素 simple"),
    ("集中 concentrate centralize", "分散 disperse decentralize"),
    ("攻撃 攻める attack offensive", "防御 防衛 守備 defend defensive"),
    ("上流 upstream", "下流 downstream"),
    ("早い 速い 速やか 素早い early fast quick", "遅い 遅れる 遅延 late slow delay"),
    ("強い 強力 厳しい strong harsh severe", "弱い 脆弱 緩い 穏やか 温暖 暖かい weak mild warm"),
    ("厚い 厚さ 太い thick thicker", "薄い 細い 細長い thin thinner"),
    ("硬い 固い hard firm", "柔らかい 軟らかい 軟弱 soft"),
    (
        "残る 現存 存続 exist survive remain extant",
        "失う 消失 焼失 滅ぶ 絶滅 水没 盗む 行方 流用 vanish lost",
    ),
    ("免れる 回収 escape recover", "失う 焼失 盗難 不明 lost destroyed"),
    (
        "生きる 生存 助かる 救う 救出 生け捕り 生還 alive survive rescue save",
        "死ぬ 死亡 殺す 暗殺 自害 自殺 処刑 斬首 戦死 没後 die died dead kill execute assassinate",
    ),
    ("加盟 加わる 参加 所属 加入 join", "脱退 離れる 離脱 抜ける leave quit"),
    (
        "味方 同盟 協力 忠誠 忠実 ally cooperate cooperation loyal",
        "敵 敵対 対立 破棄 裏切る 中立 enemy hostile betray neutral",
    ),
    ("占領 攻略 奪う 制圧 capture occupy seize", "撃退 敗退 撤退 退却 repel retreat"),
    (
        "喜ぶ 満足 希望 望む 好む glad happy wish",
        "後悔 悲しむ 苦痛 不本意 不満 嫌う regret unhappy",
    ),
    ("木造 wooden wood", "石造 煉瓦 鉄筋 stone brick"),
    ("有料 有償 代金 paid pay", "無料 無償 自費 free"),
    ("直列 series", "並列 parallel"),
    ("優性 dominant", "劣性 recessive"),
    ("公開 公表 発表 展示 並べる public publish reveal show", "秘密 極秘 隠す secret hide hidden"),
    (
        "自発 自ら 進む 選ぶ voluntary voluntarily choice",
        "強制 無理 強いる 反する 押し切る force forced",
    ),
    (
        "統合 合併 一緒 共同 統一 together merge jointly unified",
        "分離 独立 別々 単独 独自 異なる 分かれる separate split",
    ),
    ("意図 故意 態と 意識 deliberate deliberately intentional", "偶然 事故 accident accidental"),
    ("容易 簡単 易しい 順調 easy easily smooth", "困難 難しい 苦労 難航 難儀 difficult hard"),
    ("直ぐ 直ちに 即座 即日 immediately", "時間 漸く 遅れる 長期 eventually"),
    ("国産 domestic", "外国 輸入 foreign overseas abroad"),
    ("自身 本人 自ら himself herself", "代理 代わり 代読 deputy proxy behalf"),
    ("都市 都会 city", "村 農村 田舎 village countryside"),
    ("昼 昼間 日中 day daytime", "夜 夜間 夜行 night nocturnal"),
    ("最年少 youngest", "最年長 oldest"),
    ("年配 ベテラン 熟練 veteran experienced", "新人 研修 若手 trainee novice"),
)
# Kanji that make opposites of words that are otherwise alike: 可決 and 否決, 上流 and 下流.
_KANJI_SETS = (
    "上下 高低 大小 多少 長短 強弱 新旧 東西南北 左右 前後 内外 男女 父母 兄弟 姉妹 増減 加減 "
    "開閉 入出 売買 優劣 有無 可否 先後 初終 初末 始終 昼夜 春夏秋冬 赤青黒白緑黄 主従 公私 "
    "官民 生死 明暗 寒暖 善悪 表裏 厚薄 濃淡 深浅 遠近 早晩 早遅 正誤 軽重 海陸空 硬軟 単複 "
    "乾湿 親子 長次 昇降 進退 勝敗 往復 太細 甘辛 国県市町村 木石鉄 直間 最次"
).split()


@dataclass(frozen=True, slots=True)
class Pole:
    """A side of a pair of opposites: the number of the pair, and +1 or -1."""

    axis: int
    side: int

    def turned(self, denied: bool) -> Pole:
        """Return the other side where the word is denied, else this one."""
        return Pole(self.axis, -self.side) if denied else self


def _poles() -> dict[str, tuple[Pole, ...]]:
    found: dict[str, tuple[Pole, ...]] = {}
    for axis, pair in enumerate(_OPPOSITES):
        for side, words in zip((1, -1), pair, strict=True):
            for word in words.split():
                found[word] = (*found.get(word, ()), Pole(axis, side))
    return found


def _sets() -> dict[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for number, kanji in enumerate(_KANJI_SETS):
        for one in kanji:
            found[one] = found.get(one, frozenset()) | {number}
    return found


_POLES: Mapping[str, tuple[Pole, ...]] = _poles()
_POLES_BY_KEY: Mapping[int, tuple[Pole, ...]] = {word_key(word): _POLES[word] for word in _POLES}
_SETS: Mapping[str, frozenset[int]] = _sets()
_NO_SETS: frozenset[int] = frozenset()


def poles(lemma: str) -> tuple[Pole, ...]:
    """Return the sides that a lemma stands on; an English one in any regular form."""
    return next((_POLES[form] for form in _forms(lemma) if form in _POLES), ())


def poles_by_key(key: int) -> tuple[Pole, ...]:
    """Return the sides that a lemma stands on, by its `word_key`."""
    return _POLES_BY_KEY.get(key, ())


def differ_in_an_opposite(first: str, second: str) -> bool:
    """Tell whether two words differ in one kanji only, and those are opposites: 可決, 否決."""
    if len(first) != len(second) or len(first) < 2:
        return False
    unlike = [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
    sets = [_SETS.get(one, _NO_SETS) & _SETS.get(other, _NO_SETS) for one, other in unlike]
    return len(sets) == 1 and bool(sets[0])


def _forms(lemma: str) -> Iterator[str]:
    yield lemma
    if not lemma.isascii():
        return
    for ending, base in (("ied", "y"), ("ies", "y"), ("es", ""), ("s", ""), ("d", "")):
        if lemma.endswith(ending):
            yield lemma.removesuffix(ending) + base
    for ending in ("ed", "ing", "er", "est"):
        if lemma.endswith(ending):
            stem = lemma.removesuffix(ending)
            yield from (stem, f"{stem}e", stem[:-1], f"{stem[:-1]}y")
