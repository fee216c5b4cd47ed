"""What the lexicon does not say, or says wrongly, of the commonest words: tables, no code.

Keys are lemmas of UniDic, a blank between two, but for `NAMES`, which has them as they are written.
"""

from __future__ import annotations

from collections.abc import Mapping


def _table(text: str) -> Mapping[str, str]:
    """Read ``key=value; key=value``."""
    return dict(item.strip().split("=") for item in text.split(";"))


NAMES = _table(
    "トランプ=Trump; 南京=Nanjing; 香港=Hong Kong; チベット=Tibet; 東京都=Tokyo; "
    "富士山=Mount Fuji; 杭州=Hangzhou; アメリカ合衆国=United States; ニューヨーク=New York; "
    "日本銀行=Bank of Japan; 孫正義=Masayoshi Son; ディープシーク=DeepSeek; "
    "ファーウェイ=Huawei; 華為=Huawei; 習近平=Xi Jinping; エヌビディア=Nvidia; "
    "オープンAI=OpenAI; アンソロピック=Anthropic; アリババ=Alibaba; "
    "イーロン・マスク=Elon Musk; ジェンスン・フアン=Jensen Huang; サム・アルトマン=Sam Altman; "
    "百度=Baidu; 清華大学=Tsinghua University; 台湾積体電路製造=TSMC; 金正恩=Kim Jong Un; "
    "張忠謀=Morris Chang; "
    "シリコンバレー=Silicon Valley; 日銀=Bank of Japan; 国連=United Nations; "
    "商務省=Ministry of Commerce; 外務省=Ministry of Foreign Affairs; "
    "財務省=Ministry of Finance; 国防省=Ministry of Defense; 国防総省=Department of Defense; "
    "国務省=Department of State; 経済産業省=Ministry of Economy, Trade and Industry; "
    "司法省=Ministry of Justice; 防衛省=Ministry of Defense; 文部科学省=Ministry of Education; "
    "国務院=State Council; 第二次世界大戦=World War II; 第一次世界大戦=World War I; "
    "冷戦=Cold War; 米国=US; 米中=US-China; 日米=Japan-US; 日中=Japan-China; 英国=UK; "
    "欧米=West; 対中=against China; グローバル・サウス=Global South; "
    "人工知能=artificial intelligence"
)

WORDS = _table(
    "言う=say; 社=company; 迚も=very; 安価=cheap; 認識=recognition; 引き上げ=raise; 下落=fall; "
    "排出=emission; 処理=processing; 侵害=violation; 低下=decline; 蒸留=distillation; "
    "首相=prime minister; 責任 者=head; 行う=carry out; 成る=become; 良い=good; 無い=without; "
    "達=; 何=what; 元=former; 人権=human rights; 中国=China; 日本=Japan; 此の=this; 其の=that; "
    "彼の=that; 多く=many; 全て=all; 皆=all; 様々=various; 最も=most; より=more; 非常=very; "
    "何故=why; 僅か=only; 可成=fairly; 未だ=still; もう=already; 半 導体=semiconductor; "
    "使う=use; 作る=make; 使用=use; 持つ=have; 見る=see; 取る=take; 出す=put out; 得る=gain; "
    "入る=enter; 与える=give; 動く=move; 掛かる=take; 変える=change; 変わる=change; "
    "始める=begin; 減らす=reduce; 増やす=increase; 増える=grow; 役立つ=help; 勝つ=win; "
    "優れる=excel; 異なる=differ; 越える=exceed; 分かる=understand; 含む=include; 限る=limit; "
    "大きい=big; 少ない=few; 現在=present; 実際=real; 最終=final; 時=when; 前=before; "
    "後=after; 月=month; 下=below; 中=inside; 必要=needed; 可能=possible; 制限=limit; "
    "規模=scale; 分野=field; 先端=leading-edge; 優位=advantage; 主張=claim; 部品=component; "
    "販売=sale; 利益=profit; 計算=computing; 推論=inference; 訓練=training; 維持=maintenance; "
    "入手=acquisition; 密輸=smuggling; 提供=provision; 方法=method; 事前=advance; "
    "オランダ=Netherlands; ペキン=Beijing; オウシュウ=Europe; 大学=university; 開始=start; "
    "国産=domestic; 莫大=huge; 大手=major; 生成=generation; 達成=achievement; "
    "強化=strengthening; 抑制=curbing; 発展=development; 通信=communications; 永続=lasting; "
    "国家=national; 施行=enforcement; 活用=use; 課題=challenge; 公=public; "
    "私利 私欲=self-interest; 脅威=threat; 動作=operating; 混同=confusion; 結集=pooling; "
    "初頭=early; ミラー=mirror; 支援=support; 能力=capability; 学習=learning; 予測=prediction; "
    "向上=improvement; 早い=fast; 高い=high; 低い=low; 安い=cheap; 遅い=slow; 深い=deep; "
    "専門=expert; 社会=society; 事前 学習=pretraining; 両国=both countries; 諸国=countries; "
    "一部=part; 年間=annual"
)
"""The commonest gloss of a word by itself; ``""`` says nothing."""

PREFIXES = _table(
    "不=un-; 非=non-; 無=without; 未=not yet; 元=former; 最=most; 各=each; 約=about; 旧=old; "
    "新=new; 全=all; 前=former; 超=super; 反=anti-; 対=against; 第=No.; 再=re-; 副=vice; "
    "総=total; 諸=various; 高=high; 低=low; 大=big; 小=small; 多=multi; 御=; 半=semi-; "
    "微=micro; 現=current"
)
SUFFIXES = _table(
    "的=; 性=; 化=; 上=; 氏=; さん=; 様=; 君=; 等=; 共=; 達=; 人=person; 者=person; 家=-er; "
    "社=company; 省=ministry; 市=city; 県=prefecture; 州=state; 国=country; 町=town; "
    "村=village; 区=ward; 都=metropolis; 島=island; 川=river; 製=-made; 用=-use; 中=; "
    "内=inside; 間=between; 下=under; 後=after; 前=before; 側=side; 系=system; 率=rate; "
    "量=amount; 力=power; 派=faction; 型=type; 式=type; 圏=zone; 権=right; 法=law; 罪=crime; "
    "費=cost; 額=amount; 書=document; 局=bureau; 庁=agency; 部=department; 課=section; "
    "長=head; 員=member; 会=association; 団=group; 軍=army; 語=language; 級=class; 点=point; "
    "値=value; 物=thing; 品=goods; 機=machine; 器=device; 店=shop; 業=industry; 学=studies; "
    "論=theory; 主義=-ism; 光=light; 線=line; 別=by; 毎=every; 向け=for; 界=world; 車=vehicle; "
    "史=history; 層=layer; 網=network; 源=source; 院=institute; 館=hall; 所=place; 室=office; "
    "室長=head; 分=portion; 版=edition; 案=plan; 策=measure"
)
DEMONYMS = _table(
    "中国=Chinese; 日本=Japanese; 米国=American; アメリカ=American; ロシア=Russian; "
    "韓国=Korean; タイワン=Taiwanese; ドイツ=German; フランス=French; イギリス=British; "
    "英国=British; インド=Indian; オランダ=Dutch; イタリア=Italian; スペイン=Spanish; "
    "ユダヤ=Jewish; イスラエル=Israeli; ウクライナ=Ukrainian; ベトナム=Vietnamese; "
    "カナダ=Canadian; 外国=foreign"
)
"""What 人 and 語 make of a country."""

BEFORE = _table(
    "後半=late; 前半=early; 初頭=early; 初め=early; 末=late; 半ば=mid-; 頃=around; 以来=since; "
    "以降=after; 以前=before; 迄=until; まで=until; より=more than"
)
"""What follows a date or an amount in Japanese and goes before it in English."""

SILENT = frozenset(
    "為る 居る 有る 因る 於く 対する 就く 成る 事 物 訳 為 様 所 方 筈 つもり"
    " 貰う 下さる 呉れる 置く".split()
)
"""Lemmas that carry grammar: not glossed beside another word."""

NOT = frozenset("ず ない ぬ まい".split())
JOINTS = _table("及び=and; 並びに=and; 且つ=and; 又は=or; 又=or; 或いは=or; 若しくは=or")

COUNTS = _table(
    "十=dozens; 百=hundreds; 千=thousands; 万=tens of thousands; 十万=hundreds of thousands; "
    "百万=millions; 千万=tens of millions; 億=hundreds of millions; 十億=billions; "
    "百億=tens of billions; 千億=hundreds of billions; 兆=trillions"
)
"""Amounts that are not told after 数 or 何: 数百万 is millions."""

IRREGULAR = _table(
    "person=people; people=people; man=men; woman=women; equipment=equipment; "
    "software=software; information=information; data=data; research=research; goods=goods; "
    "personnel=personnel; technology=technologies"
)
