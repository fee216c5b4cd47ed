"""Whether somebody talks to the service, and asks nothing of the documents; pure.

Every corpus has a sentence that some such words resemble: a year for what time it is, somebody for
who you are. Only what no document is asked for is taken for it, and only if nothing else is said.
"""

from __future__ import annotations

import re

_GREETINGS = (
    r"おはよう(?:ございます)?|こん(?:にち|ばん)[はわ]|おやすみ(?:なさい)?|は[じぢ]めまして|"
    r"(?:どうぞ)?よろしく(?:ね|(?:お願い|おねがい)(?:し|いたし|致し)ます)?|さようなら|またね|"
    r"(?:有難う|ありがとう)(?:ござい(?:ます|ました))?|どうも|(?:大変)?助かりました|"
    r"お疲れ(?:様|さま)(?:です|でした)?|ごめん(?:なさい|ね)?|すみません(?:でした)?|やあ|もしもし"
)
# What can be read in two ways in a row takes twice as long for each repetition.
_ASKS = r"(?:です|なの|なん|だっけ|かな|だ)*か?[なね]?"
_YOU = r"(?:あなた|貴方|君|きみ|お前|おまえ)"
_HEALTH = rf"(?:お?元気|(?:調子|ご?機嫌)は?(?:どう|いかが)){_ASKS}"
_SELF = (
    rf"{_YOU}[はっ]て?(?:一体)?(?:誰|だれ|何者|何歳|人間|ロボット|機械|ai){_ASKS}|"
    rf"(?:{_YOU}の|お)(?:名前|年齢|歳|趣味)は(?:何|なに|いくつ)?{_ASKS}|自己紹介を?して"
)
_NOW = (
    rf"(?:今|いま|現在)は?何時{_ASKS}|(?:今日|きょう|明日)は?何(?:日|曜日?|月何日){_ASKS}|"
    rf"(?:今|現在)の(?:時刻|時間|日時|日付)(?:は(?:何時)?{_ASKS}|を?教えて)"
)
_TALES = "冗談|ジョーク|なぞなぞ|小話|おとぎ話|歌|俳句|短歌|川柳|詩|しりとり"
_AMUSE = (
    rf"何?か?(?:(?:面白い|おもしろい|楽しい|怖い|笑える)(?:話|{_TALES})|{_TALES})を?"
    r"(?:一つ|ひとつ|一句|一曲)?(?:言っ|話し|し|歌っ|詠ん|作っ|書い|出し|聞かせ|やっ)[てで]|"
    r"しりとりを?し(?:よう|ましょう)よ?"
)
_POLITE = r"(?:(?:くれ|くだ|下|もらえ|いただけ|ほし|欲し)[ぁ-ん]{0,6})?[よねか]?"
_JAPANESE = re.compile(
    rf"(?:(?:{_GREETINGS})[、。!?・ ]*)*(?:{_HEALTH}|(?:{_SELF}|{_NOW}|{_AMUSE}){_POLITE})?"
)

_HELLO = (
    r"(?:hi|hello|hey)(?: there| all| everyone)?|good (?:morning|afternoon|evening|night)|"
    r"(?:many )?thanks(?: a lot| so much| again)?|thank you(?: very much| so much| again)?|"
    r"(?:good)?bye|see you(?: later| soon)?|(?:it(?:'s| is) )?nice to meet you|(?:i'm )?sorry"
)
_ARE_YOU = (
    r"how are you(?: doing)?(?: today)?|how(?:'s| is) it going|how do you do|what(?:'s| is) up|"
    r"(?:who|what|how old) are you|what(?:'s| is) your name|"
    r"are you (?:an? )?(?:human(?: being)?|person|robot|bot|ai|machine|real)|introduce yourself"
)
_IS_IT = (
    r"what time is it(?: right)?(?: now)?|what(?:'s| is) today's date|"
    r"what(?:'s| is) the (?:time|date)(?:(?: right)? now| today)?|"
    r"what (?:day|date) is (?:it(?: today)?|today)"
)
_TELL = (
    r"(?:(?:can|could|will|would) you )?(?:please )?(?:tell|sing|write|give|make|compose|recite)"
    r"(?: me| us)? (?:an?|some|another) (?:(?:short|funny|good|scary|nice|little) )?"
    r"(?:jokes?|story|stories|song|poem|haiku|riddle|limerick|rap)(?: (?:about|for) .+)?|"
    r"tell me something funny"
)
_ENGLISH = re.compile(
    rf"(?:(?:{_HELLO})[,.! ]*)*(?:please )?(?:{_ARE_YOU}|{_IS_IT}|{_TELL})?(?:,? please)?"
)
_ENDS = " ?!。.、"


def is_small_talk(question: str) -> bool:
    """Tell whether a folded question greets, asks who answers or what time it is, or for a joke."""
    said = question.strip(_ENDS).lower()
    return bool(said and (_JAPANESE.fullmatch(said) or _ENGLISH.fullmatch(said)))
