"""Whether two statements answer one question incompatibly: by value or by direction; pure.

Precision comes first: two true facts, a plan beside what came of it, or figures of two years are
no conflict. What is not known to be about the same thing is not one either.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from indexer.wording import DATE, DURATION, LATIN, MONEY, NAME, NUMBER, NUMERIC, PERCENT
from service.sought import sought
from service.topics import Asking, Statement, Topic, common_share, lemmas_of, topics_of
from service.values import Value, compatible, disagree, values

# The least share of what a question is about, besides names, that both sentences say, for figures
# and for directions.
COMMON, COMMON_DIRECTED = 0.4, 0.25
# How many characters to either side of an answer may qualify it, and behind a word negate it.
BESIDE, NEGATION = 12, 16

_KINDS = {MONEY: {"money"}, DATE: {"date"}, DURATION: {"duration"}, NUMBER: {"count"}}
_KINDS[PERCENT] = {"percent", "multiple"}

# What has more than one true answer, or none that a figure could gainsay.
_MANY = re.compile(
    r"なぜ|何故|どうして|理由|原因|要因|経緯|仕組み|どのように|どうやって|どんな|挙げ|それぞれ|主な"
    r"|\b(?:why|reasons?|list|name (?:the|two|three|some)|kinds?|which of)\b"
    r"|\bhow (?:is|are|was|were|do|does|did|has|have|can|will|to)\b(?!.*\b(?:compare|chang))"
)
_COMPARES = re.compile(r"比べ|比較|より|何[倍割%]|何分の|それとも|\b(?:compared?|or|than|times)\b")
_POLAR = re.compile(
    r"か[?。]?$|本当|それとも|\bor\b"
    r"|^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|must)\b"
)
_WH = re.compile(r"何|いつ|誰|だれ|どこ|どれ|どの|いくら|いくつ|\b(?:what|who|which|when)\b")
# Changes and comparisons ask for either direction of a figure, and name none.
_CHANGES = re.compile(r"どう(?:な[っるり]|変わ|動|推移|で)|変化|推移|比べ|\bchang\w*|\bcompared?\b")

# What must hold of both or of neither: of the sentences, as a plan is not gainsaid by what came;
_MODES = "予想|予測|予定|見込|見通し|目標|計画|目指|だろう|でしょう もし|仮に|場合|ならば".split()
# and beside the answers, as it makes a figure another figure.
_QUALIFIERS = (
    r"平均 総額|合計|総計|累計|全体 最初|当初|初め|初期 さらに|追加|残り|新た うち 最大|最高"
    r" 最低|最小 (?<!\d)年[間に]|毎年|年率 月間|毎月|月額 1日|毎日 当たり|あたり|ごと 差|違い"
    r" 国内 海外|国外|世界 前年|前月|同期|昨年|去年|当時|以前|かつて 現在|今年|今では"
).split()

# This, its opposite, and English words that ask after either; those that figures have first.
# fmt: off
_OPPOSITES = (
    ("上昇|上が|引き?上げ|増加|増え|増や|増大|増額|急増|拡大|高騰|高ま|伸び[るたて]",
     "下落|低下|下が|引き?下げ|減少|減[っるらり]|減額|急減|縮小|落ち込|半減|削減|縮ま",
     r"\b(?:rise|rose|grow\w*|grew|up|fall\w*|fell|declin\w+|(?:de|in)creas\w+|drop\w*|shrink\w*)\b"),
    ("(?<!可能性[がは])高[いくかま価額]|割高", "安[いくか価]|割安|(?<!可能性[がは])低[いくか]",
     r"\b(?:dear\w*|expensive|costlier|cheap\w*|high(?:er)?|low(?:er)?)\b"),
    ("乏し|不足|制約|限られ|足りな|少な[いかす]|手薄", "豊富|潤沢|十分な|余裕|有り余",
     r"\b(?:short|shortage|scarce|lack\w*|limited|constrained|plenty|ample|enough)\b"),
    ("(?<!不)可能(?!性[はがも](?:低|な|ほとんど))|でき|出来",
     "不可能|無理|[あ有]り[得え]な|可能性[はがも](?:低|な|ほとんど)",
     r"\b(?:(?:im)?possible|can|could|able)\b"),
    ("成功|達成|勝利", "失敗|敗北|挫折", r"\b(?:succe\w+|fail\w*|won|lost)\b"),
    ("優れ|上回|凌駕|勝[るっり]|良い|強い", "劣[るっり]|下回|及ばな|遅れ|悪い|弱い",
     r"\b(?:better|worse|ahead|behind|stronger|weaker|outperform\w*|(?:sup|inf)erior)\b"),
    ("許可|認め|解禁|合法|容認|承認|許さ", "禁止|禁じ|違法|拒否|却下|差し止め",
     r"\b(?:allow\w*|permit\w*|(?:il)?legal|ban\w*|forbid\w*|approv\w+|reject\w*)\b"),
    ("賛成|支持|歓迎", "反対|批判|非難", r"\b(?:support\w*|oppos\w+|favou?rs?|against)\b"),
    ("強化|強ま|厳し", "緩和|弱[まめ]|緩[いめや]", r"\b(?:tighten\w*|eased?|relax\w*)\b"),
    ("安全", "危険|危な", r"\b(?:(?:un)?safe|dangerous)\b"),
    ("再開|継続|続け", "停止|中止|中断|終了", r"\b(?:continu\w+|stop\w*|halt\w*|resum\w+)\b"),
    ("黒字|増益", "赤字|減益", r"\b(?:profit\w*|loss(?:es)?|losing)\b"),
    ("加速|速[いくま]|早[いくま]", "減速|鈍化|遅[いくれ]", r"\b(?:fast\w*|slow\w*)\b"),
)
# fmt: on
_FIGURES = _OPPOSITES[:2]


_AFFIRMS = re.compile(
    "だけで(?:は)?な|のみなら|かもしれな|かもしれませ|に違いな|ざるを得な|なければな|なくてはな|ではないか"
    "|間違いな|まもなく|少な|危な|しか[^、。]*?(?:な[いかく]|ませ)"
)
_NEGATES = re.compile("な[いく]|なかっ|なけれ|ませ|ず(?=に|、|$)")
_PREDICATE = re.compile("[をはがも]?(?:[しすさせだ]|でき|行[わっ]|で[すあは]|[ぁ-ん][たてるいな])")
_CLAUSE = re.compile("[^、。，；;!?！？]+")
_MODEL = re.compile(r"[a-z]+[- ]?\d+(?:\.\d+)?[a-z]?(?![\d.]*[%年月日万億倍台人社個枚件円か])")
_KANJI = re.compile("^[一-鿿]+")


def rivals(
    question: Asking, best: Statement, sentences: Sequence[Statement]
) -> tuple[tuple[int, Statement], ...]:
    """Return the sentences that conflict with ``best``, in order, each with its index.

    Their answers are not read: each figure of a sentence is tried as its answer, then all of it.
    """
    asked, topics = question.text.lower(), topics_of(question)
    found: list[tuple[int, Statement]] = []
    for number, sentence in enumerate(sentences):
        common = _about_the_same(asked, topics, best, sentence)
        if common < COMMON_DIRECTED:
            continue
        answers = (*(v.span.of(sentence.text) for v in values(sentence.text)), sentence.text)
        tried = (replace(sentence, answer=answer) for answer in answers)
        rival = next((one for one in tried if _opposed(asked, topics, common, best, one)), None)
        found += [(number, rival)] if rival else []
    return tuple(found)


def conflicting(question: Asking, first: Statement, second: Statement) -> bool:
    """Tell whether two statements answer the question incompatibly; symmetric.

    They do when they are about the same thing and their figures disagree, or one says the opposite
    or the negation of the other. Questions for reasons, ways or a list have no such answers.
    """
    asked, topics = question.text.lower(), topics_of(question)
    common = _about_the_same(asked, topics, first, second)
    return _opposed(asked, topics, common, first, second)


def _about_the_same(
    asked: str, topics: Sequence[Topic], first: Statement, second: Statement
) -> float:
    """Return how much both are about what is asked, 0 to 1, whatever their answers are."""
    if first.text == second.text or _MANY.search(asked):
        return 0.0
    return common_share(topics, first, second)


def _opposed(
    asked: str, topics: Sequence[Topic], common: float, first: Statement, second: Statement
) -> bool:
    opposed = common >= COMMON and _by_value(asked, first, second)
    opposed = opposed or (common >= COMMON_DIRECTED and _by_sense(asked, topics, first, second))
    return opposed and not _unlike(asked, topics, first, second)


def _by_value(asked: str, first: Statement, second: Statement) -> bool:
    mine, others = _figures(asked, first), _figures(asked, second)
    pairs = (*product(mine, values(second.text)), *product(others, values(first.text)))
    if any(compatible(one, said) for one, said in pairs):
        return False
    return any(disagree(one, other) for one, other in product(mine, others))


def _figures(asked: str, statement: Statement) -> tuple[Value, ...]:
    """Return the values of an answer of the kinds asked for, but those that the question says."""
    kinds, ratio = sought(asked) & NUMERIC, frozenset({PERCENT})
    # Among other kinds, a ratio is sought by what compares only.
    kinds = kinds | ratio if _COMPARES.search(asked) else kinds - ratio or kinds
    allowed = {each for kind in kinds for each in _KINDS[kind]}
    told = values(asked)
    said = values(statement.answer)
    found = [one for one in said if one.kind in allowed]
    if MONEY in kinds and not found:  # A price may be told as ten times, or a tenth of, another.
        found = [one for one in said if one.kind in _KINDS[PERCENT]]
    return tuple(one for one in found if not any(compatible(one, each) for each in told))


def _by_sense(asked: str, topics: Sequence[Topic], first: Statement, second: Statement) -> bool:
    mine, others = _scope(first), _scope(second)
    polar = bool(_POLAR.search(asked)) and not _WH.search(asked)
    meant = [row for row in _OPPOSITES if polar and re.search("|".join(row), asked)]
    for this, opposite, _ in (*meant, *(_FIGURES if _CHANGES.search(asked) else ())):
        if _direction(mine, this, opposite) * _direction(others, this, opposite) < 0:
            return True
    stems = _stems(topics) if polar else ()
    return any(_claim(mine, stem) * _claim(others, stem) < 0 for stem in stems)


def _scope(statement: Statement) -> str:
    """Return the clauses that the answer stands in."""
    start = max(statement.text.find(statement.answer), 0)
    end = start + len(statement.answer)
    found = _CLAUSE.finditer(statement.text)
    return "、".join(one[0] for one in found if one.start() < end and start < one.end())


def _direction(text: str, this: str, opposite: str) -> int:
    """Return 1 for this, -1 for the opposite, 0 for neither or both; negations turn it."""
    signs = {_sign(text, match.end()) for match in re.finditer(this, text)}
    signs |= {-_sign(text, match.end()) for match in re.finditer(opposite, text)}
    return signs.pop() if len(signs) == 1 else 0


def _claim(text: str, stem: str) -> int:
    """Return 1 where a word is the predicate of a clause, -1 where it is negated, 0 elsewhere."""
    ends = (match.end() for match in re.finditer(stem, text))
    signs = {_sign(text, end) for end in ends if _PREDICATE.match(text, end)}
    return signs.pop() if len(signs) == 1 else 0


def _sign(text: str, end: int) -> int:
    """Return -1 when what follows in the clause is negated an odd number of times, else 1."""
    clause = _CLAUSE.match(text, end)
    tail = _AFFIRMS.sub("", clause[0])[:NEGATION] if clause else ""
    return -1 if len(_NEGATES.findall(tail)) % 2 else 1


def _stems(topics: Sequence[Topic]) -> set[str]:
    """Return the kanji that words which may be the question's predicate begin with."""
    lemmas = {lemma for ways, name in topics if not name for way in ways for lemma in way}
    return {match[0] for lemma in lemmas if len(lemma) > 1 and (match := _KANJI.match(lemma))}


def _unlike(asked: str, topics: Sequence[Topic], first: Statement, second: Statement) -> bool:
    """Tell whether one is about a party, a product, a date, a mode or a figure of its own."""
    mine, others = _things(first, asked), _things(second, asked)
    known = {lemma for ways, _ in topics for way in ways for lemma in way}
    return bool((mine ^ others) - known)


def _things(statement: Statement, asked: str) -> frozenset[str]:
    """Return what sets a statement apart: names, models, other dates, modes and qualifiers."""
    text, scope = statement.text, _scope(statement)
    start = max(scope.find(statement.answer), 0)
    beside = scope[max(start - BESIDE, 0) : start + len(statement.answer) + BESIDE]
    marks = {form for form in _MODES if re.search(form, text)}
    marks |= {form for form in _QUALIFIERS if re.search(form, beside)}
    told = (*values(statement.answer), *values(asked))
    dates = (one for one in values(text) if one.kind == "date")
    marks |= {str(one.amount) for one in dates if not any(compatible(one, each) for each in told)}
    names = (word for word in statement.words if word.kind in (NAME, LATIN))
    return lemmas_of(names) | (_models(text) - _models(asked)) | marks


def _models(text: str) -> frozenset[str]:
    return frozenset(re.sub("[- ]", "", model) for model in _MODEL.findall(text.lower()))
