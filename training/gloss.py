"""English made of Japanese word by word: text pairs for the words that no translator covered."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence

from training.dictionaries import Translation
from training.words import HIRAGANA_RUN, fold, is_japanese

MAX_CHOICES = 6
SHORT = 2


class Glosser:
    """Puts a likely translation in the place of each Japanese word.

    Words of one or two hiragana, mostly particles, are left out; words that no dictionary knows
    stay as they are.
    """

    def __init__(self, items: Iterable[Translation], lemmas: Mapping[str, str], seed: int) -> None:
        weights: dict[str, dict[str, float]] = {}
        for item in items:
            choices = weights.setdefault(fold(item.japanese), {})
            choices[item.english] = choices.get(item.english, 0.0) + item.weight
        self._choices = {head: _best(choices) for head, choices in weights.items()}
        self._lemmas = lemmas
        self._random = random.Random(seed)

    def gloss(self, tokens: Sequence[str]) -> str:
        """Return the English of the tokens in their order; a new choice at each call."""
        return " ".join(filter(None, (self._word(token) for token in tokens)))

    def _word(self, token: str) -> str:
        if not is_japanese(token):
            return token
        if len(token) <= SHORT and HIRAGANA_RUN.fullmatch(token):
            return ""
        choices = self._choices.get(token) or self._choices.get(self._lemmas.get(token, ""))
        if choices is None:
            return token
        words, weights = choices
        return self._random.choices(words, weights)[0]


def _best(choices: Mapping[str, float]) -> tuple[list[str], list[float]]:
    """Return the likeliest translations; squared weights favour the first sense."""
    ranked = sorted(choices.items(), key=lambda item: (-item[1], item[0]))[:MAX_CHOICES]
    return [word for word, _ in ranked], [weight**2 for _, weight in ranked]
