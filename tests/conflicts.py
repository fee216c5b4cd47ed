"""Questions and two statements that answer each incompatibly.

A row is a question, one sentence and its answer, another and its answer.
"""

from __future__ import annotations

Pair = tuple[str, str, str, str, str]

CONFLICTS: tuple[Pair, ...] = (
    # figures
    (
        "Claude 3.5 SonnetのAPI価格はGPT-4の何倍ですか",
        "Claude 3.5 SonnetのAPI価格はGPT-4の約10倍です。",
        "約10倍",
        "Claude 3.5 Sonnetは良いスコアを出したが、同時にAPI価格はGPT-4の約10分の1になった。",
        "約10分の1",
    ),
    (
        "How does Claude 3.5 Sonnet's API price compare with GPT-4's?",
        "Claude 3.5 SonnetのAPI価格はGPT-4の約10倍です。",
        "約10倍",
        "Claude 3.5 Sonnetは良いスコアを出したが、同時にAPI価格はGPT-4の約10分の1になった。",
        "約10分の1",
    ),
    (
        "What was Claude 3.5 Sonnet's API price?",
        "Claude 3.5 SonnetのAPI価格はGPT-4の約10倍です。",
        "GPT-4の約10倍",
        "Claude 3.5 Sonnetは良いスコアを出したが、同時にAPI価格はGPT-4の約10分の1になった。",
        "約10分の1",
    ),
    (
        "ASMLが開発と商業化に何年かかりましたか",
        "ASMLは開発と商業化に約30年かかりました。",
        "約30年",
        "ASMLが開発にかかった期間は20年間だ。",
        "20年間",
    ),
    (
        "How many years did ASML take for development?",
        "ASMLは開発と商業化に約30年かかりました。",
        "約30年",
        "ASMLが開発にかかった期間は20年間だ。",
        "20年間",
    ),
    (
        "東京工場の従業員は何人ですか",
        "東京工場の従業員は300人です。",
        "300人",
        "東京工場には従業員が450人いる。",
        "450人",
    ),
    (
        "How many employees does the Tokyo factory have?",
        "東京工場の従業員は300人です。",
        "300人",
        "東京工場には従業員が450人いる。",
        "450人",
    ),
    (
        "トヨタの新車の価格はいくら?",
        "トヨタの新車の価格は300万円だ。",
        "300万円",
        "トヨタの新車は価格が450万円とされる。",
        "450万円",
    ),
    (
        "How much does Toyota's new car cost?",
        "トヨタの新車の費用は3万ドルだ。",
        "3万ドル",
        "トヨタの新車は費用が4万5000ドルとされる。",
        "4万5000ドル",
    ),
    (
        "ソニーが京都に研究所を設立したのはいつ?",
        "ソニーは2019年に京都に研究所を設立した。",
        "2019年",
        "ソニーの京都の研究所が設立されたのは2021年4月だ。",
        "2021年4月",
    ),
    (
        "When was Sony's laboratory in Kyoto established?",
        "ソニーは2019年に京都に研究所を設立した。",
        "2019年",
        "ソニーの京都の研究所が設立されたのは2021年4月だ。",
        "2021年4月",
    ),
    (
        "消費税の割合は何%か",
        "消費税の割合は10%である。",
        "10%",
        "消費税の割合は8パーセントである。",
        "8パーセント",
    ),
    # a wording of its own, of sentences that are much the same
    (
        "Claude 3.5 SonnetのAPI料金はGPT-4の何倍?",
        "Claude 3.5 SonnetのAPI価格はGPT-4の約10倍です。",
        "約10倍",
        "GPT-4に勝るClaude 3.5 SonnetのAPI価格は約10分の1になった。",
        "約10分の1",
    ),
    # directions of figures
    (
        "電気料金はどう変わりましたか",
        "電気料金は大きく上昇した。",
        "上昇した",
        "電気料金は大きく下落した。",
        "下落した",
    ),
    (
        "電気料金は上がりましたか",
        "電気料金は上がった。",
        "",
        "電気料金は安くなり、2年続けて下がっている。",
        "下がっている",
    ),
    (
        "Has the electricity rate risen or fallen?",
        "電気料金は上昇した。",
        "上昇した",
        "電気料金は下落した。",
        "下落した",
    ),
    (
        "京都の観光客は増えたか",
        "京都の観光客は増加している。",
        "増加",
        "京都の観光客は減少が続く。",
        "減少",
    ),
    (
        "Did tourists to Kyoto increase?",
        "京都の観光客は増加している。",
        "増加",
        "京都の観光客は減少が続く。",
        "減少",
    ),
    # opposites
    (
        "DeepSeekの計算資源は乏しいのか",
        "DeepSeekは限られた計算資源しか保有していない。",
        "限られた計算資源",
        "DeepSeekは計算資源に制約があるわけではない。",
        "制約があるわけではない",
    ),
    (
        "Is DeepSeek short of computing resources?",
        "DeepSeekは限られた計算リソースしか保有していない。",
        "限られた計算リソース",
        "DeepSeekは計算リソースに制約があるわけではない。",
        "制約があるわけではない",
    ),
    (
        "月面着陸は成功したのか",
        "探査機の月面着陸は成功した。",
        "成功した",
        "探査機の月面着陸は失敗に終わった。",
        "失敗に終わった",
    ),
    (
        "政府はドローンの飛行を許可しているか",
        "政府は公園でのドローンの飛行を認めている。",
        "認めている",
        "政府は公園でのドローンの飛行を禁止している。",
        "禁止している",
    ),
    (
        "優位を保つことは可能ですか",
        "どの国も優位を保つことは不可能だ。",
        "不可能",
        "優位を長く保つことができる国もある。",
        "優位を長く保つことができる",
    ),
    (
        "Is the new drug safe?",
        "この新薬は安全だ。",
        "安全",
        "この新薬は危険だとされる。",
        "危険",
    ),
    (
        "ソニーの半導体事業は黒字か",
        "ソニーの半導体事業は黒字だ。",
        "黒字",
        "ソニーの半導体事業は黒字ではない。",
        "黒字ではない",
    ),
    # negation of the same predicate
    (
        "中国の工場はチップを生産していますか",
        "中国の工場はチップを生産している。",
        "生産している",
        "中国の工場はチップを生産していない。",
        "生産していない",
    ),
    (
        "Does the Chinese factory produce chips?",
        "中国の工場はチップを生産している。",
        "生産している",
        "中国の工場ではチップがまだ生産されていません。",
        "生産されていません",
    ),
    (
        "DeepSeekの性能は輸出規制の失敗を意味するか",
        "DeepSeekの性能は輸出規制の失敗を意味する。",
        "",
        "DeepSeekの性能は輸出規制の失敗を意味しない。",
        "",
    ),
)
