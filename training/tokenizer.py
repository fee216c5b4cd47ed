"""The tokenizer: a Unigram model over whole words, with pieces and characters to fall back on.

The vocabulary is assembled, not learnt: words have the logarithm of their frequency as score, so
that the likeliest segmentation is one into words; pieces stand in for what is no word. Latin words
and numbers stand alone between blanks, so that there a known word beats every split of it, however
rare it is, and an unknown one falls into few pieces.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from indexer.english_words import is_function_word
from indexer.errors import TrainingError
from training.words import RUN, is_japanese

UNKNOWN = "[UNK]"
PIECE_PENALTY = 7.0
CHAR_SCORE = -22.0
OUT_OF_REACH = -500.0

LATIN_WORD = -10.0
"""Every Latin word's and number's score: above any two Latin pieces, below any one."""

LATIN_SHORT = -15.0
"""A function word's of at most three letters: no part of a longer word, but better than letters."""

LATIN_PIECES = (-9.0, -5.5)
"""From the rarest to the most frequent Latin piece of more than one letter."""


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


def _latin_scores(pieces: Mapping[str, float]) -> dict[str, float]:
    """Return the scores of Latin pieces: in LATIN_PIECES by rank of share, letters like a word."""
    low, high = LATIN_PIECES
    ranked = sorted((token for token in pieces if len(token) > 1), key=lambda t: (pieces[t], t))
    step = (high - low) / max(1, len(ranked) - 1)
    scores = {token: low + step * rank for rank, token in enumerate(ranked)}
    return dict.fromkeys(pieces, LATIN_WORD) | scores


def assemble(
    words: Mapping[str, float], pieces: Mapping[str, float], characters: Iterable[str]
) -> Vocabulary:
    """Order words, then pieces and characters that are not among those before."""
    singles = dict.fromkeys(characters, CHAR_SCORE)
    latin = _latin_scores({t: score for t, score in pieces.items() if not is_japanese(t)})
    fallback = {token: score - PIECE_PENALTY for token, score in pieces.items()} | latin
    alone = {word: LATIN_WORD for word in words if not is_japanese(word)}
    short = {t: LATIN_SHORT for t in (*alone, *latin) if 1 < len(t) <= 3 and is_function_word(t)}
    scores = {**singles, **fallback, **words, **alone, **latin, **short}
    tokens = tuple(dict.fromkeys((UNKNOWN, *words, *pieces, *singles)))
    reachable = {**singles, **fallback}
    return Vocabulary(
        tokens,
        tuple(scores.get(token, 0.0) for token in tokens),
        tuple(reachable.get(token, OUT_OF_REACH) for token in tokens),
    )
