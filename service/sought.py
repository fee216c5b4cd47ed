"""What kind of word answers a question, by its form: an amount, a date, a name; pure."""

from __future__ import annotations

import re

from indexer.normalize import search_key
from indexer.wording import DATE, DURATION, LATIN, MONEY, NAME, NUMERIC, PERCENT

_COUNTED = (
    "人|個|台|枚|社|件|回|倍|か国|分の|番|世代|歳|字|つ|基|本|点|万|億|種|校|位|階|代|機|隻|羽|匹|頭|冊|軒|箇所|か所|"
    "ナノ|メートル|トン|キロ|センチ|ミリ|グラム|リットル|ヘクタール|ワット|ボルト|度|m|k"
)
# Inside a sentence "when", "where" and "who" mostly join: "people who worked there".
_BEGINS = r"(?:^|[.,;:!?] ?)(?:and |but |so )?"
_AUXILIARY = r"(?:did|does|do|is|are|was|were|will|would|can|could|has|have|had)\b"
# What a question names says what it asks for only where nothing else does: 価格が上がったのはいつ?
_NAMED = r"(?:は|って|とは|も|がどの|がどれ|がいか|を教え|を知|について|です|[ ?]|$)"
# The same in English: what is the price of a chip, what was its API price.
_WHAT_IS = (
    r"\bwhat(?:'s| is| was| are| were) (?:the|its|their|[^,?]{1,40}(?:'s|s'))(?: [\w-]+){0,2} "
)
_ENDS = r"s?(?= (?:of|for|per|in)\b| ?\?| ?$)"
_REASON = (
    r"なぜ|何故|どうして|なんで|(?:理由|原因|要因)(?:は|を|が何|って|とは|に|で|$|\?)|(?:わけ|訳)は|"
    rf"{_BEGINS}why\b|\bhow come\b|\bwhat (?:caused|causes|explains)\b"
)
_FORMS = (
    (frozenset[int](), _REASON),
    (
        frozenset({PERCENT}),
        r"何(?:割|%|パーセント)|"
        r"\bwhat (?:percent(?:age)?|share|proportion|fraction|portion|part|tax rate|cut|rate)\b|"
        r"\bby how many percent",
    ),
    (
        frozenset({MONEY}),
        r"いくら|何[十百千万億兆]*(?:ドル|円|ユーロ|元(?!素))|"
        r"\bhow (?:much|many|few|little) (?:money|dollars?|yen|euros?)\b|"
        r"\b(?:at|for) what (?:price|sum)\b|\bwhat amount\b|"
        r"\bhow much (?:does|do|did|would|will|is|was|were|are|has|have|had)\b.*"
        r"\b(?:costs?|pay|paid|worth|invest|invested|spend|spent|earn|earned|price|priced|fetch|"
        r"raise|raised|charge|charged|lose|lost|owe)\b|\bhow (?:expensive|costly|cheap)\b|"
        r"\bhow much .* costs?\b|\bcosts? .* how much\b",
    ),
    (frozenset({PERCENT}), r"\bhow much of\b"),
    (
        frozenset({DURATION}),
        r"何(?:年間|年(?:かか|先|後|前|も|遅|早|分)|か月|ヶ月|カ月|ヵ月|箇月|日間|時間|週間|分間|秒|分(?!の))|"
        r"(?:どのくらい|どれくらい|どれほど)の?(?:期間|年数|時間|長さ)|通算で何年|"
        r"\bhow (?:long|soon|old|young)\b|"
        r"\bhow (?:many|few) (?:more |full |further )?"
        r"(?:years?|months?|days?|weeks?|hours?|minutes?|decades?)\b",
    ),
    (
        frozenset({DATE}),
        r"いつ|何(?:年|月|日|世紀)|年は何|"
        rf"{_BEGINS}when\b|\bwhen {_AUXILIARY}|\b(?:since|until|till|by|from) when\b|"
        r"\b(?:what|which) (?:year|date|month|day|century|decade|time)\b",
    ),
    (
        NUMERIC - {DATE, MONEY},
        rf"何(?:{_COUNTED})|いくつ|"
        r"\bhow (?:many|far|fast|heavy|tall|big|large|often|high|deep|wide|thick|strong)\b|"
        r"\bwhat (?:number|size|speed|weight|length|height|wavelength|temperature|population)\b",
    ),
    (
        frozenset({NAME, LATIN}),
        r"誰|だれ|どなた|何者|何という|どこ|何(?:県|市|国|州|町|村|区|駅|社)|"
        r"どの(?:国|都市|県|街|町|場所|会社|企業|人|州|省|大学|地域|メーカー|政権|政府|機関|団体|チーム|研究所|"
        r"新聞|雑誌|チャンネル|媒体)|"
        rf"{_BEGINS}(?:who|whose|whom|where)\b|\bwhere {_AUXILIARY}|"
        r"\b(?:by|for|from|of|on|to|with) who(?:m|se)?\b|"
        r"\b(?:what|which) (?:\w+ )?"
        r"(?:country|countries|city|cities|place|town|prefecture|state|region|station|"
        r"company|companies|firms?|person|people|nations?|maker|makers|university|school|"
        r"author|writer|leader|president|minister|team|organi[sz]ation|labs?|model|chip|name|"
        r"administration|agency|agencies|institutes?|channels?|newspapers?|magazines?|outlets?)\b",
    ),
    (
        frozenset({PERCENT}),
        rf"(?:割合|比率|シェア){_NAMED}|{_WHAT_IS}(?:share|percentage|proportion|tax rate){_ENDS}",
    ),
    (
        frozenset({MONEY}),
        rf"(?:値段|価格|費用|金額|料金|売上高|総額){_NAMED}|\bprice tag (?:of|for)\b|"
        r"^(?:the )?(?:price|cost)s? (?:of|for)\b|"
        rf"{_WHAT_IS}(?:price|cost|fee|budget|revenue|salary){_ENDS}|"
        r"\bwhat (?:did|does|do|will|would) [^,?]+(?<! the)(?<! its)(?<! their)(?<! about)(?<! of) "
        r"costs?(?= ?\?| ?$)",
    ),
    (frozenset({DURATION}), rf"期間{_NAMED}"),
    (frozenset({DATE}), rf"時期{_NAMED}"),
    (
        NUMERIC - {DATE, MONEY},
        rf"(?:人数|台数|重さ|長さ|高さ|速さ|大きさ|面積|人口|数){_NAMED}|"
        rf"{_WHAT_IS}(?:number|size|speed|weight|length|height|population|wavelength){_ENDS}",
    ),
    (
        NUMERIC,
        r"どのくらい|どれくらい|どれほど|どれだけ|"
        r"\bhow (?:much|little|few|low|small)\b|\b(?:by|to) what (?:extent|factor)\b",
    ),
)
_PATTERNS = tuple((kinds, re.compile(form)) for kinds, form in _FORMS)


def sought(question: str) -> frozenset[int]:
    """Return the kinds of `indexer.wording` that the answer's word may have.

    Empty when the question's form does not tell. The first form that fits decides.
    """
    return sought_by(search_key(question).text)


def sought_by(key: str) -> frozenset[int]:
    """Return the same of a question whose search key's text is known."""
    return next((kinds for kinds, form in _PATTERNS if form.search(key)), frozenset())
