"""The tokenizer: a Unigram model over whole words, with pieces and characters to fall back on.

The vocabulary is assembled, not learnt: words that were counted in texts and dictionaries have
their logarithmic frequency as score, so that the likeliest segmentation is one into words.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from indexer.errors import TrainingError
from training.words import RUN

UNKNOWN = "[UNK]"
PIECE_PENALTY = 7.0
CHAR_SCORE = -22.0
RARE_SCORE = -17.0


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Tokens in id order with their Unigram scores; the first is the unknown token.

    ``words`` is how many, from the front, are whole words; pieces and characters follow.
    """

    tokens: tuple[str, ...]
    scores: tuple[float, ...]
    words: int

    def __post_init__(self) -> None:
        if len(self.tokens) != len(self.scores):
            raise TrainingError(
                f"vocabulary has {len(self.tokens)} tokens but {len(self.scores)} scores"
            )


def _empty(vocabulary: list[tuple[str, float]]) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram(vocabulary, 0, False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(RUN.pattern), "removed", invert=True)
    return tokenizer


def build_tokenizer(vocabulary: Vocabulary, *, whole_words: bool = True) -> Tokenizer:
    """Return the tokenizer over ``vocabulary``; ids are its indices.

    Without ``whole_words`` the words are scored out of reach, so that pieces stand in for them:
    training on both segmentations teaches the pieces what the words mean.
    """
    lowered = 0 if whole_words else vocabulary.words
    scores = [
        CHAR_SCORE * 20 if 0 < index < lowered and len(token) > 1 else score
        for index, (token, score) in enumerate(
            zip(vocabulary.tokens, vocabulary.scores, strict=True)
        )
    ]
    return _empty(list(zip(vocabulary.tokens, scores, strict=True)))


def word_scores(counts: Mapping[str, int]) -> dict[str, float]:
    """Return the logarithm of each word's share of all, but at least RARE_SCORE."""
    total = sum(counts.values())
    return {word: max(math.log(n / total), RARE_SCORE) for word, n in counts.items()}


def learn_pieces(words: Iterable[str], size: int) -> dict[str, float]:
    """Learn ``size`` subword pieces of ``words`` by Unigram EM; scores are far below words'."""
    tokenizer = _empty([(UNKNOWN, 0.0)])
    trainer = trainers.UnigramTrainer(
        vocab_size=size,
        special_tokens=[UNKNOWN],
        unk_token=UNKNOWN,
        max_piece_length=8,
        show_progress=False,
    )
    tokenizer.train_from_iterator(words, trainer)
    vocabulary = tokenizer.get_vocab()
    model = __import__("json").loads(tokenizer.to_str())["model"]["vocab"]
    return {token: score - PIECE_PENALTY for token, score in model if token in vocabulary}


def assemble(
    words: Mapping[str, float], pieces: Mapping[str, float], characters: Iterable[str]
) -> Vocabulary:
    """Order the unknown token, words, pieces that are no words, characters that are neither."""
    scored = dict(words)
    for piece, score in pieces.items():
        if piece != UNKNOWN:
            scored.setdefault(piece, score)
    for character in characters:
        scored.setdefault(character, CHAR_SCORE)
    scored.pop(UNKNOWN, None)
    tokens = (UNKNOWN, *scored)
    return Vocabulary(tokens, (0.0, *scored.values()), 1 + len(words))


def merged(*parts: tuple[Counter[str], float]) -> Counter[str]:
    """Add counters, each times its factor, rounded up."""
    total: Counter[str] = Counter()
    for counter, factor in parts:
        for word, count in counter.items():
            total[word] += math.ceil(count * factor)
    return total
