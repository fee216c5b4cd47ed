"""The tokenizer: a Unigram model over whole words, with pieces and characters to fall back on.

The vocabulary is assembled, not learnt: words have the logarithm of their frequency as score, so
that the likeliest segmentation is one into words; pieces stand in for what is no word.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from indexer.errors import TrainingError
from training.words import RUN

UNKNOWN = "[UNK]"
PIECE_PENALTY = 7.0
CHAR_SCORE = -22.0
OUT_OF_REACH = -500.0


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Tokens in id order, the unknown token first, with two Unigram scores each.

    ``scores`` prefer whole words; ``piece_scores`` put words that are no pieces out of reach.
    """

    tokens: tuple[str, ...]
    scores: tuple[float, ...]
    piece_scores: tuple[float, ...]

    def __post_init__(self) -> None:
        lengths = {len(self.tokens), len(self.scores), len(self.piece_scores)}
        if len(lengths) != 1:
            raise TrainingError(f"vocabulary of tokens and scores of different lengths: {lengths}")


def _tokenizer(vocabulary: list[tuple[str, float]]) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram(vocabulary, 0, False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(RUN.pattern), "removed", invert=True)
    return tokenizer


def word_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """Return the model's tokenizer; ids are the indices of ``vocabulary``."""
    return _tokenizer(list(zip(vocabulary.tokens, vocabulary.scores, strict=True)))


def piece_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """Return a tokenizer of equal ids that uses pieces only.

    Training on dictionary words so cut teaches the pieces what the words mean.
    """
    return _tokenizer(list(zip(vocabulary.tokens, vocabulary.piece_scores, strict=True)))


def learn_pieces(words: Iterable[str], size: int) -> dict[str, float]:
    """Learn at most ``size`` subword pieces of ``words`` by Unigram EM, with their log shares."""
    tokenizer = _tokenizer([(UNKNOWN, 0.0)])
    trainer = trainers.UnigramTrainer(
        vocab_size=size,
        special_tokens=[UNKNOWN],
        unk_token=UNKNOWN,
        max_piece_length=8,
        show_progress=False,
    )
    tokenizer.train_from_iterator(words, trainer)
    learnt = json.loads(tokenizer.to_str())["model"]["vocab"]
    return {token: score for token, score in learnt if token != UNKNOWN}


def assemble(
    words: Mapping[str, float], pieces: Mapping[str, float], characters: Iterable[str]
) -> Vocabulary:
    """Order words, then pieces and characters that are not among those before."""
    singles = dict.fromkeys(characters, CHAR_SCORE)
    fallback = {token: score - PIECE_PENALTY for token, score in pieces.items()}
    scores = {**singles, **fallback, **words}
    tokens = tuple(dict.fromkeys((UNKNOWN, *words, *pieces, *singles)))
    reachable = {**singles, **fallback}
    return Vocabulary(
        tokens,
        tuple(scores.get(token, 0.0) for token in tokens),
        tuple(reachable.get(token, OUT_OF_REACH) for token in tokens),
    )
