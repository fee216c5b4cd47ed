"""The tokens of an answer -> a line of glosses: tables first, then the lexicon, then sound.

The walk keeps the Japanese order; the few words that English puts first are put there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from indexer.characters import KATAKANA
from indexer.katakana import spelling
from indexer.records import Token
from service.gloss_line import Line, Piece, plural
from service.gloss_parts import Part
from service.gloss_question import Question, Said
from service.gloss_words import (
    BEFORE,
    DEMONYMS,
    JOINTS,
    NOT,
    PREFIXES,
    SILENT,
    SUFFIXES,
    WORDS,
)
from service.glossary import Glossary, Use, Wanted
from service.hepburn import chinese_name, hepburn

_MAX_TOKENS = 4
_INITIALS = 4
_KATAKANA = re.compile(f"[{KATAKANA}ー]+")
_MARKS = {
    "、": ",",
    ",": ",",
    "，": ",",
    "。": ";",
    "；": ";",
    "（": "(",
    "(": "(",
    "）": ")",
    ")": ")",
}
_USES: Mapping[str, Use] = {
    "動詞": "verb",
    "形容詞": "adjective",
    "形状詞": "adjective",
    "副詞": "adverb",
    "接続詞": "adverb",
}
_WHOLE = ("名詞", "形状詞", "接頭辞", "接尾辞", "記号")
_LINKS = ("の", "・")
_LISTS = {"と": "and", "や": "and", "か": "or"}
_RANGES = ("から", "￣", "〜", "~", "-")
_PEOPLE = ("人", "語")
_NOMINAL = ("noun", "name", "amount")
_SMALL = frozenset("of and the in for to".split())


class Walk:
    """One text on its way to a line of English, token by token."""

    def __init__(
        self, tokens: Sequence[Token], fixed: Mapping[int, Part], question: Question
    ) -> None:
        self._tokens = tokens
        self._fixed = fixed
        self._question = question
        self.line = Line()

    def step(self, place: int, glossary: Glossary) -> int:
        """Gloss what begins at the token ``place``; return the place after it."""
        token = self._tokens[place]
        part = self._fixed.get(token.start)
        if part is not None:
            self.line.add(part.piece)
            return next(
                (i for i in range(place, len(self._tokens)) if self._tokens[i].start >= part.end),
                len(self._tokens),
            )
        if token.pos.startswith(("助詞", "助動詞", "補助記号", "記号", "空白")):
            self._joint(place)
            return place + 1
        return (
            self._name(place)
            or self._grammar(place)
            or self._known(place, glossary)
            or self._foreign(place)
            or self._spelled(place)
        )

    def _joint(self, place: int) -> None:
        """Gloss a particle, an auxiliary or a mark, most of them by nothing."""
        token, last = self._tokens[place], self.line.last
        following = self._after(place + 1)
        if token.surface in _MARKS:
            self.line.add(Piece(_MARKS[token.surface], "mark"))
        elif token.lemma in NOT:
            self.line.negate()
        elif token.lemma == "たい" and last is not None:
            self.line.prepose("want to")
        elif last is None or token.surface in _LINKS:
            return
        elif token.lemma in _LISTS and last.kind in _NOMINAL and _is_nominal(following):
            self.line.add(Piece(_LISTS[token.lemma], "joint"))
        elif token.lemma in _RANGES and last.kind == "amount" and self._is_fixed(following):
            self.line.add(Piece("to", "joint"))
        elif token.lemma in BEFORE and (last.kind == "amount" or token.lemma == "より"):
            self.line.prepose(BEFORE[token.lemma])
        else:
            self.line.pause()

    def _grammar(self, place: int) -> int:
        """Gloss a word that carries grammar; return the place after it, or 0."""
        token, last = self._tokens[place], self.line.last
        following = self._after(place + 1)
        if following is not None and token.lemma in DEMONYMS and following.surface in _PEOPLE:
            self.line.add(Piece(DEMONYMS[token.lemma], "name"))
            return place + 2
        if token.lemma in JOINTS:
            self.line.add(Piece(JOINTS[token.lemma], "joint"))
        elif last is None:
            return 0
        elif token.lemma == "無い":
            self.line.negate()
        elif token.lemma == "出来る":
            self.line.prepose("can")
        elif token.lemma == "達":
            self.line.replace_last(plural(last.text))
        elif token.lemma in BEFORE and last.kind == "amount":
            self.line.prepose(BEFORE[token.lemma])
        elif token.lemma not in SILENT or token.pos == "名詞/固有名詞":
            return 0
        return place + 1

    def _after(self, place: int) -> Token | None:
        return self._tokens[place] if place < len(self._tokens) else None

    def _is_fixed(self, token: Token | None) -> bool:
        return token is not None and token.start in self._fixed

    def _known(self, place: int, glossary: Glossary) -> int:
        """Gloss the longest run of words that is known; return the place after it, or 0."""
        for end in range(min(place + _MAX_TOKENS, len(self._tokens)), place, -1):
            run = self._tokens[place:end]
            if self._is_run(run):
                piece = self._piece(place, end, glossary)
                if piece is not None:
                    self.line.add(piece)
                    return end
        return 0

    def _is_run(self, run: Sequence[Token]) -> bool:
        """Tell whether tokens may be one word or a compound noun."""
        if len(run) == 1:
            return True
        free = not any(token.start in self._fixed for token in run[1:])
        return free and all(_is_nominal(token) or token.surface == "の" for token in run)

    def _piece(self, place: int, end: int, glossary: Glossary) -> Piece | None:
        run = self._tokens[place:end]
        lemmas = tuple(token.lemma for token in run)
        use = self._use(place, end)
        affix = _affix(run, place)
        given = WORDS.get(" ".join(lemmas)) if affix is None else affix
        said = self._question.said.get(lemmas)
        if given is not None and (said is None or affix is not None):
            return Piece(given, use)
        reading = "".join(token.kana for token in run)
        origin = run[0].origin if len(run) == 1 else ""
        wanted = Wanted(lemmas, self._written(place, end), reading, origin, use)
        key = glossary.english(wanted, self._question.keys)
        if said is not None and said.key == key:
            return Piece(self._as_said(said, end), use)
        text = key if given is None else given
        if text is None:
            return None
        initials = len(run) > 1 and len(text) <= _INITIALS and use == "name"
        return Piece(_cased(text.upper() if initials else text, use), use)

    def _as_said(self, said: Said, end: int) -> str:
        """Return a word as the question has it; before another noun, without its ending."""
        return said.source if self._is_head(end) or not said.source.islower() else said.key

    def _use(self, place: int, end: int) -> Use:
        """Return what part of speech the run is in its surroundings."""
        run, following = self._tokens[place:end], self._after(end)
        use = _USES.get(run[-1].pos.partition("/")[0], "noun")
        if use == "noun" and any(token.pos == "名詞/固有名詞" for token in run):
            use = "name"
        if following is None:
            return use
        if use == "noun" and following.lemma in ("為る", "出来る"):
            return "verb"
        if following.lemma == "的" or (following.lemma == "だ" and following.surface == "な"):
            return "adjective"
        to = following.lemma == "だ" and following.surface == "に"
        return "adverb" if use == "adjective" and to else use

    def _is_head(self, end: int) -> bool:
        following = self._after(end)
        return not (following and (_is_nominal(following) or following.surface in _LINKS))

    def _name(self, place: int) -> int:
        """Write a katakana word as the question spells what sounds like it, or by its sound.

        The latter only where the dictionary has cut it into what are no words of their own.
        Return the place after it, or 0.
        """
        last = self._katakana_end(place)
        for end in range(last, place, -1):
            heard = self._question.heard.get(spelling(self._written(place, end)))
            if heard is not None:
                self.line.add(Piece(heard, "name"))
                return end
        run = self._tokens[place:last]
        if len(run) < 2 or all(token.pos.startswith(_WHOLE) for token in run):
            return 0
        name = _capitals(hepburn(self._written(place, last)))
        self.line.add(Piece(name, "name", known=False))
        return last

    def _written(self, place: int, end: int) -> str:
        return "".join(token.surface for token in self._tokens[place:end])

    def _katakana_end(self, place: int) -> int:
        end = place
        while (
            end < len(self._tokens)
            and _KATAKANA.fullmatch(self._tokens[end].surface)
            and (end == place or self._tokens[end].start == self._tokens[end - 1].end)
            and (end == place or self._tokens[end].start not in self._fixed)
        ):
            end += 1
        return end

    def _foreign(self, place: int) -> int:
        """Gloss a katakana word by its origin or sound; return the place after it, or 0."""
        token = self._tokens[place]
        if not _KATAKANA.fullmatch(token.surface):
            return 0
        name = token.pos == "名詞/固有名詞"
        latin = token.origin or hepburn(token.surface)
        if latin:
            text = _capitals(latin.strip()) if name or not token.origin else latin.strip()
            self.line.add(Piece(text, "name", known=bool(token.origin)))
        return place + 1

    def _spelled(self, place: int) -> int:
        """Write a word that nobody knows in Latin letters; return the place after it."""
        token = self._tokens[place]
        name = token.pos == "名詞/固有名詞"
        if token.pos.startswith("名詞"):
            latin = (chinese_name([token]) if name else "") or hepburn(token.kana)
            kind: Use = "name" if name else "noun"
            self.line.add(Piece(_capitals(latin) if name else latin, kind, known=name))
        return place + 1


def _affix(run: Sequence[Token], place: int) -> str | None:
    """Return what the tables have for a prefix, or for a suffix that is not the first token."""
    token = run[0]
    if len(run) > 1 or not token.pos.startswith(("接頭辞", "接尾辞")):
        return None
    if token.pos.startswith("接頭辞"):
        return PREFIXES.get(token.lemma)
    return SUFFIXES.get(token.lemma) if place else None


def _is_nominal(token: Token | None) -> bool:
    nominal = ("名詞", "接頭辞", "接尾辞", "形状詞", "形容詞", "連体詞")
    return token is not None and token.pos.startswith(nominal)


def _cased(text: str, use: Use) -> str:
    return _capitals(text) if use == "name" else text


def _capitals(text: str) -> str:
    """Return a name's words with capitals: ``bank of japan`` -> ``Bank of Japan``."""
    words = (word if word in _SMALL else word[:1].upper() + word[1:] for word in text.split(" "))
    return " ".join(words)
