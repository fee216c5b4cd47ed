"""The reader's network: what span answers a question, or none, and whether it is denied; torch."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from service.reader.inputs import ASKED, PAIR
from service.reader.words import OWN

LONGEST = 24
"""How many tokens an answer has at most."""
FAR = -1e4
CONTEXT_DROPOUT = 0.1
"""What part of a text's contextual numbers a network does without in training."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a network; those of its tables count the 0 for what is not in them.

    ``context`` is the length of a contextual vector and ``context_size`` what is made of one; a
    network whose ``context`` is 0 has none of either.
    """

    dim: int
    words: int
    parts: int
    hidden: int
    word_size: int = 32
    part_size: int = 16
    joint: int = 48
    context: int = 0
    context_size: int = 96


@dataclass(frozen=True, slots=True)
class Batch:
    """b questions with a passage each, padded to n tokens and m tokens of the question.

    ``passage_*`` (b, n, …) and ``question_*`` (b, m, …) as in `Words` and `Pair`; masks are True
    for what is no padding.
    """

    passage_vectors: Tensor
    passage_context: Tensor
    passage_own: Tensor
    passage_pair: Tensor
    passage_words: Tensor
    passage_parts: Tensor
    passage_mask: Tensor
    question_vectors: Tensor
    question_context: Tensor
    question_own: Tensor
    question_pair: Tensor
    question_words: Tensor
    question_parts: Tensor
    question_mask: Tensor


@dataclass(frozen=True, slots=True)
class Met:
    """What a network makes of contextual vectors, each 0 wide where it reads none.

    ``passage`` (b, n, size) and ``question`` (b, m, size) of each token, and ``aligned``
    (b, n, size) of what the question has where it means what the token means.
    """

    passage: Tensor
    question: Tensor
    aligned: Tensor


class BothWays(nn.Module):
    """A bidirectional LSTM of one or more layers that reads no padding, from either side.

    torch's own reads the padding behind a row before the row itself when it runs backwards, so
    that what a row says would depend on what stands beside it.
    """

    def __init__(self, size: int, hidden: int, layers: int, dropout: float) -> None:
        super().__init__()
        sizes = [size, *[2 * hidden] * (layers - 1)]
        self.ahead = nn.ModuleList(nn.LSTM(each, hidden, batch_first=True) for each in sizes)
        self.back = nn.ModuleList(nn.LSTM(each, hidden, batch_first=True) for each in sizes)
        self.dropout = nn.Dropout(dropout)

    def forward(self, rows: Tensor, mask: Tensor) -> Tensor:
        """Return (b, n, 2 hidden) states of (b, n, size) rows, both ways side by side.

        ``mask`` (b, n) is True for what is no padding, which stands behind.
        """
        turned = _turned(mask)
        rows = rows.to(next(self.parameters()).dtype)
        for number, (ahead, back) in enumerate(zip(self.ahead, self.back, strict=True)):
            rows = self.dropout(rows) if number else rows
            reversed_, _ = back(_taken(rows, turned))
            rows = torch.cat([ahead(rows)[0], _taken(reversed_, turned)], -1)
        return rows


class Compared(nn.Module):
    """Every token of a question beside what the passage has in its place.

    2019年 beside the year that stands there: whether the one denies the other is to be seen there.
    """

    def __init__(self, both: int, dropout: float) -> None:
        super().__init__()
        self.compare = nn.Linear(4 * both + ASKED + OWN, both)
        self.dropout = nn.Dropout(dropout)

    def forward(self, question: Tensor, told: Tensor, beside: Tensor, mask: Tensor) -> Tensor:
        """Return (b, 2 size): what comparing all tokens of the question comes to.

        ``question`` (b, m, size): its states; ``told`` (b, m, …): what else is known of its tokens;
        ``beside`` (b, m, 2 size): what the passage has in their place, as first read and in the
        end; ``mask`` (b, m): True for what is no padding.
        """
        alike = question * beside[..., : question.shape[-1]]
        joined = torch.cat([self.dropout(question), alike, beside, told], -1)
        compared = F.relu(self.compare(joined)) * mask[..., None]
        mean = compared.sum(1) / mask.sum(1, keepdim=True)
        return torch.cat([compared.amax(1), mean], -1)


class Network(nn.Module):
    """A pointer network over aligned, attended and self-attended BiLSTM states.

    After DrQA's aligned question vectors (Chen et al. 2017), BiDAF's two attentions (Seo et al.
    2017), a self-attention over the passage (Wang et al. 2017), and one softmax over all spans and
    "no answer" together (Lee et al. 2016; Levy et al. 2017). Whether the passage denies what the
    question takes for granted is told apart from these, by `Compared`. Contextual vectors, where it
    reads any, stand beside the static ones and are aligned by themselves.
    """

    def __init__(self, shape: Shape, dropout: float = 0.0) -> None:
        super().__init__()
        both = 2 * shape.hidden
        size = shape.context_size if shape.context else 0
        told = shape.dim + shape.word_size + shape.part_size + OWN + size
        self.words = nn.Embedding(shape.words, shape.word_size)
        self.parts = nn.Embedding(shape.parts, shape.part_size)
        self.align = nn.Linear(shape.dim, shape.hidden)
        self.context = nn.Linear(shape.context, size) if size else None
        self.meet = nn.Linear(shape.context, shape.hidden, bias=False) if size else None
        self.read = BothWays(told + len(PAIR) + shape.dim + size, shape.hidden, 2, dropout)
        self.ask = BothWays(told + ASKED, shape.hidden, 1, 0.0)
        self.cross = nn.Linear(both, both, bias=False)
        self.fuse = nn.Linear(4 * both, both)
        self.self_query = nn.Linear(both, shape.hidden, bias=False)
        self.self_key = nn.Linear(both, shape.hidden, bias=False)
        self.self_fuse = nn.Linear(3 * both, both)
        self.final = BothWays(both, shape.hidden, 1, 0.0)
        self.gist = nn.Linear(both, 1)
        self.start = _pointer(2 * both, both)
        self.end = _pointer(2 * both, both)
        self.joint_start = nn.Linear(both, shape.joint)
        self.joint_end = nn.Linear(both, shape.joint)
        self.length = nn.Parameter(torch.zeros(LONGEST))
        self.none = _pointer(3 * both, both)
        self.compared = Compared(both, dropout)
        self.denied = _pointer(5 * both, both)
        self.dropout = nn.Dropout(dropout)
        self.context_dropout = nn.Dropout(CONTEXT_DROPOUT)
        self.halved = False

    def halve(self) -> None:
        """Multiply in bfloat16 from now on, as in training; not to be trained any more."""
        self.halved = True
        for part in self.modules():
            if isinstance(part, BothWays):
                part.to(torch.bfloat16)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """Return the logits of spans, of no answer, and of a denial.

        (b, n, LONGEST) of spans by start and length - 1, where those that run over the end of a
        passage have about FAR; (b,) of no answer; (b,) that the passage denies what the question
        takes for granted.
        """
        if not self.halved:
            return self._logits(batch)
        with torch.autocast("cpu", torch.bfloat16):
            return self._logits(batch)

    def _logits(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        mask, asked = batch.passage_mask, batch.question_mask
        passage, question = self._encoded(batch)
        scores = self.cross(passage) @ question.transpose(1, 2)
        attended = _softmax(scores, asked[:, None]) @ question
        strongest = _softmax(scores.masked_fill(~asked[:, None], FAR).amax(-1), mask)
        whole = (strongest[:, None] @ passage).expand_as(passage)
        joined = torch.cat([passage, attended, passage * attended, passage * whole], -1)
        state = self.dropout(F.relu(self.fuse(joined)))
        final = self.final(self.dropout(self._self_attended(state, mask)), mask)
        gist = (_softmax(self.gist(question)[..., 0], asked)[:, None] @ question)[:, 0]
        rest = _summed_up(final, gist, mask)
        beside = _softmax(scores.transpose(1, 2), mask[:, None]) @ torch.cat([passage, final], -1)
        told = torch.cat([batch.question_pair, batch.question_own], -1)
        compared = self.compared(question, told, beside, asked)
        denied = self.denied(torch.cat([compared, rest], -1))[..., 0].float()
        return self._spans(final, gist, mask), self.none(rest)[..., 0].float(), denied

    def _encoded(self, batch: Batch) -> tuple[Tensor, Tensor]:
        met = self._met(batch)
        passage = self._joined(
            batch.passage_vectors, batch.passage_words, batch.passage_parts, batch.passage_own
        )
        question = self._joined(
            batch.question_vectors, batch.question_words, batch.question_parts, batch.question_own
        )
        keys = F.relu(self.align(batch.question_vectors)).transpose(1, 2)
        scores = F.relu(self.align(batch.passage_vectors)) @ keys
        aligned = _softmax(scores, batch.question_mask[:, None]) @ batch.question_vectors
        told = [passage, met.passage, batch.passage_pair, aligned, met.aligned]
        asked = [question, met.question, batch.question_pair]
        read = self.read(torch.cat(told, -1), batch.passage_mask)
        ask = self.ask(torch.cat(asked, -1), batch.question_mask)
        return self.dropout(read), self.dropout(ask)

    def _joined(self, vectors: Tensor, words: Tensor, parts: Tensor, own: Tensor) -> Tensor:
        return torch.cat([self.dropout(vectors), self.words(words), self.parts(parts), own], -1)

    def _met(self, batch: Batch) -> Met:
        """Return what is made of the contextual vectors."""
        passage, question = batch.passage_context, batch.question_context
        if self.context is None or self.meet is None:
            nothing = passage[..., :0]
            return Met(nothing, question[..., :0], nothing)
        passage, question = self._dropped(passage), self._dropped(question)
        asked = F.relu(self.context(question))
        scores = self.meet(passage) @ self.meet(question).transpose(1, 2)
        weights = _softmax(scores / self.meet.out_features**0.5, batch.question_mask[:, None])
        return Met(F.relu(self.context(passage)), asked, weights @ asked)

    def _dropped(self, context: Tensor) -> Tensor:
        """Drop the same numbers from all tokens of a text: another token would tell them."""
        kept = self.context_dropout(torch.ones_like(context[:, :1]))
        return context * kept if self.training else context

    def _self_attended(self, state: Tensor, mask: Tensor) -> Tensor:
        scores = self.self_query(state) @ self.self_key(state).transpose(1, 2)
        size = state.shape[1]
        itself = torch.eye(size, dtype=torch.bool)
        scores = scores.masked_fill(itself, FAR) / self.self_query.out_features**0.5
        attended = _softmax(scores, mask[:, None]) @ state
        joined = torch.cat([state, attended, state * attended], -1)
        return state + F.relu(self.self_fuse(joined))

    def _spans(self, final: Tensor, gist: Tensor, mask: Tensor) -> Tensor:
        pointed = torch.cat([final, final * gist[:, None]], -1)
        out = torch.where(mask, 0.0, FAR)
        start = self.start(pointed)[..., 0].float() + out
        end = self.end(pointed)[..., 0].float() + out
        ends = F.pad(end, (0, LONGEST - 1), value=FAR).unfold(1, LONGEST, 1)
        later = F.pad(self.joint_end(final), (0, 0, 0, LONGEST - 1)).unfold(1, LONGEST, 1)
        fit = (self.joint_start(final)[:, :, None] @ later)[:, :, 0].float()
        fit = fit / self.joint_start.out_features**0.5
        spans: Tensor = start[..., None] + ends + fit + self.length
        return spans


def _turned(mask: Tensor) -> Tensor:
    """Return (b n,) the places of all tokens in a row, those of each passage last to first."""
    count, longest = mask.shape
    places = torch.arange(longest).expand_as(mask)
    turned = torch.where(mask, mask.sum(1, keepdim=True) - 1 - places, places)
    return (turned + longest * torch.arange(count)[:, None]).flatten()


def _taken(rows: Tensor, places: Tensor) -> Tensor:
    """Return (b, n, size) rows in another order: ``places`` (b n,) of all of them in a row."""
    return rows.flatten(0, 1).index_select(0, places).view_as(rows)


def _summed_up(final: Tensor, gist: Tensor, mask: Tensor) -> Tensor:
    """Return (b, 3 size): the most and the mean of a passage's states, and the question's gist."""
    highest = final.masked_fill(~mask[..., None], FAR).amax(1)
    mean = (final * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
    return torch.cat([highest, mean, gist], -1)


def _pointer(size: int, hidden: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(size, hidden), nn.ReLU(), nn.Linear(hidden, 1))


def _softmax(scores: Tensor, mask: Tensor) -> Tensor:
    result: Tensor = scores.masked_fill(~mask, FAR).softmax(-1)
    return result
