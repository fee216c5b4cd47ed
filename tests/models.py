"""Tiny sentence-transformers models, made and saved in a moment."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import (
    Pooling,
    StaticEmbedding,
    Transformer,
)
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertModel, BertTokenizer

WORDS = ("query", "passage", "cat", "dog")


def save_static(folder: Path) -> Path:
    """Save a model whose vector counts ``WORDS``, with a prompt for each kind of text."""
    vocabulary = {"[UNK]": 0, **{word: place + 1 for place, word in enumerate(WORDS)}}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    weights = np.vstack([np.zeros((1, len(WORDS))), np.eye(len(WORDS))]).astype(np.float32)
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_weights=weights)],
        prompts={"query": "query ", "document": "passage "},
        device="cpu",
    )
    model.save(str(folder), create_model_card=False)
    return folder


def save_bert(folder: Path) -> Path:
    """Save two random BERT layers of 32 dimensions with mean pooling and no prompts."""
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "山", "川", "海", "cat", "##s"]
    parts = folder.with_name(f"{folder.name}-parts")
    parts.mkdir()
    (parts / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(parts)
    BertTokenizer(vocab=str(parts / "vocab.txt")).save_pretrained(parts)
    transformer = Transformer(str(parts))
    pooling = Pooling(32, pooling_mode="mean")
    SentenceTransformer(modules=[transformer, pooling], device="cpu").save(
        str(folder), create_model_card=False
    )
    return folder
