"""How well each sentence of a passage matches a question: late interaction of tokens; torch.

Each token of the question looks for the token of a sentence that means what it asks for (Khattab
and Zaharia 2020, "ColBERT"), in the sentence itself or, for less, beside it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn
from torch.nn import functional as F

from indexer.errors import ModelError
from service.layout import Floats
from service.reader.batches import Array
from service.reader.inputs import Read
from service.reader.weights import fill
from service.reader.words import OWN, Words

FOLDER = Path(__file__).parent.parent / "models" / "selector"
FILE_NAME = "model.safetensors"
# What a token counts for the gist of its text, as a logarithm, stays within this.
_MOST = 8.0


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a selector.

    ``dim`` of the words' vectors, ``context`` of the contextual ones; what is made of them:
    ``size`` of a token's vector, ``hidden`` between, ``gist`` of a text's, ``worth`` of what tells
    a token's worth.
    """

    dim: int
    context: int
    size: int = 128
    hidden: int = 256
    gist: int = 96
    worth: int = 48


class Known(Protocol):
    """What a selector sees of the n tokens of a text; `Words` for one."""

    @property
    def vectors(self) -> Array:
        """(n, dim): of the words themselves."""
        ...

    @property
    def context(self) -> Array:
        """(n, context): of the words in their sentence."""
        ...

    @property
    def own(self) -> Array:
        """(n, OWN) of `service.reader.words`."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Questions: ``tokens`` (m, size), unit length, of all in a row.

    ``owners`` (m,): the question of each, from 0, rising; ``worth`` (m,): what it counts, 1 for a
    question together; ``gists`` (q, gist), unit length.
    """

    tokens: Tensor
    owners: Tensor
    worth: Tensor
    gists: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Passages: ``tokens`` (n, size), unit length, of all in a row.

    ``sentences`` (n,): the sentence of each, from 0, rising; ``gists`` (s, gist), unit length, and
    ``passages`` (s,), from 0, rising: of each sentence.
    """

    tokens: Tensor
    sentences: Tensor
    gists: Tensor
    passages: Tensor

    @classmethod
    def joined(cls, several: Sequence[Told]) -> Self:
        """Return at least one, in a row."""
        before = np.cumsum([0, *(len(one.gists) for one in several)])
        passages = np.cumsum([0, *(int(one.passages[-1]) + 1 for one in several)])
        return cls(
            torch.cat([one.tokens for one in several]),
            torch.cat([one.sentences + n for one, n in zip(several, before, strict=False)]),
            torch.cat([one.gists for one in several]),
            torch.cat([one.passages + n for one, n in zip(several, passages, strict=False)]),
        )


class Side(nn.Module):
    """What is made of the tokens of one side, questions or passages."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        known = shape.dim + shape.context
        self.straight = nn.Linear(known, shape.size)
        self.inward = nn.Linear(known, shape.hidden)
        self.outward = nn.Linear(shape.hidden, shape.size)
        self.gist = nn.Linear(known + OWN, shape.gist + 1)
        nn.init.zeros_(self.outward.weight)

    def tokens(self, known: Tensor) -> Tensor:
        """Return (n, size) vectors of unit length."""
        bent = self.outward(F.gelu(self.inward(known)))
        return F.normalize(self.straight(known) + bent, dim=-1)

    def gists(self, known: Tensor, own: Tensor, owners: Tensor, count: int) -> Tensor:
        """Return (count, gist) weighted means of the tokens of each owner, of unit length."""
        made = self.gist(torch.cat([known, own], 1))
        worth = shares(made[:, -1].clamp(-_MOST, _MOST), owners, count)
        return F.normalize(_summed(made[:, :-1] * worth[:, None], owners, count), dim=-1)


class Selector(nn.Module):
    """Scores sentences for questions; safe to share between threads once it is not trained."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.context = shape.context
        self.questions = Side(shape)
        self.passages = Side(shape)
        self.passages.load_state_dict(self.questions.state_dict())
        self.worth = nn.Sequential(
            nn.Linear(shape.dim + shape.context + OWN, shape.worth),
            nn.GELU(),
            nn.Linear(shape.worth, 1),
        )
        # How much the sentence before, the one behind and the whole passage may stand for one.
        self.beside = nn.Parameter(torch.tensor([-1.0, -1.0, -2.0]))
        # What tokens and gists are worth, as logarithms.
        self.scales = nn.Parameter(torch.tensor([3.0, 1.6]))

    def asked(self, several: Sequence[Known]) -> Asked:
        """Return questions, at least one, each of at least one token, ready to be compared."""
        known, own, owners = _rows(several, self.context)
        worth = self.worth(torch.cat([known, own], 1))[:, 0].clamp(-_MOST, _MOST)
        return Asked(
            self.questions.tokens(known),
            owners,
            shares(worth, owners, len(several)),
            self.questions.gists(known, own, owners, len(several)),
        )

    def told(self, several: Sequence[Known], sentences_of: Sequence[NDArray[np.int64]]) -> Told:
        """Return passages, at least one, each of at least one token, ready to be compared.

        ``sentences_of``: the sentence of each of their tokens, rising. They are counted anew: those
        without a token are left out.
        """
        known, own, owners = _rows(several, self.context)
        numbers = np.concatenate(sentences_of)
        begins = np.ones(len(numbers), dtype=np.int64)
        begins[1:] = (numbers[1:] != numbers[:-1]) | (np.diff(owners.numpy()) > 0)
        sentences = torch.from_numpy(np.cumsum(begins) - 1)
        passages = owners[torch.from_numpy(np.flatnonzero(begins))]
        gists = self.passages.gists(known, own, sentences, len(passages))
        return Told(self.passages.tokens(known), sentences, gists, passages)

    def forward(self, asked: Asked, told: Told) -> Tensor:
        """Return (q, s) scores, as of a softmax over sentences, of each for each question."""
        cosines = asked.tokens @ told.tokens.T
        count = len(told.passages)
        best = _highest(cosines, told.sentences, count)
        whole = _highest(best, told.passages, int(told.passages[-1]) + 1)[:, told.passages]
        same = told.passages[1:] == told.passages[:-1]
        before, behind = torch.zeros_like(best), torch.zeros_like(best)
        before[:, 1:] = best[:, :-1] * same
        behind[:, :-1] = best[:, 1:] * same
        own = best
        for share, other in zip(self.beside.sigmoid(), (before, behind, whole), strict=True):
            own = torch.maximum(own, share * other)
        met = _summed(asked.worth[:, None] * own, asked.owners, len(asked.gists))
        tokens, gists = self.scales.exp()
        return torch.as_tensor(tokens * met + gists * (asked.gists @ told.gists.T))

    @torch.inference_mode()
    def scores(self, words: Words, passages: Sequence[Told]) -> list[Floats]:
        """Return for each passage the scores of its sentences for one question.

        At least one passage, and a question of at least one token; what stands beside a passage
        changes nothing.
        """
        found = self(self.asked([words]), Told.joined(passages))[0]
        return [part.numpy() for part in found.split([len(one.passages) for one in passages])]

    @torch.inference_mode()
    def ready(self, read: Read) -> Told:
        """Return one passage of at least one token, ready to be compared."""
        return self.told([read.words], [read.sentences])


def open_selector(dim: int, context: int, folder: Path = FOLDER) -> Selector:
    """Read the selector of ``folder``, for words with vectors of that many numbers.

    Raises ModelError when it is missing, damaged or made for others.
    """
    path = folder / FILE_NAME
    try:
        with safe_open(path, framework="pt") as file:
            shape = Shape(**json.loads((file.metadata() or {})["selector"]))
            tensors = {name: file.get_tensor(name).float() for name in file.keys()}
        if (shape.dim, shape.context) != (dim, context):
            raise ValueError(f"{shape} there and vectors of {dim} and {context} here")
        selector = Selector(shape)
        fill(selector, tensors)
    except (OSError, KeyError, TypeError, ValueError, RuntimeError, SafetensorError) as error:
        raise ModelError(
            f"{path}: the selector cannot be read ({error}); install Konkyo again"
        ) from error
    return selector.eval()


def shares(logs: Tensor, owners: Tensor, count: int) -> Tensor:
    """Return (n,) what each is of its owner's whole; ``logs`` (n,) are logarithms, none great."""
    weights = logs.exp()
    return weights / _summed(weights[:, None], owners, count)[owners, 0]


def _summed(rows: Tensor, owners: Tensor, count: int) -> Tensor:
    return rows.new_zeros(count, rows.shape[1]).index_add(0, owners, rows)


def _highest(values: Tensor, owners: Tensor, count: int) -> Tensor:
    """Return (m, count) the highest of the columns of (m, n) values that each owner has."""
    found = values.new_zeros(len(values), count)
    return found.scatter_reduce(1, owners.expand_as(values), values, "amax", include_self=False)


def _rows(several: Sequence[Known], context: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return what is known of all tokens in a row, and whose each is.

    Of contextual vectors the first ``context`` numbers: all, or none where they are not asked for.
    """
    known = np.concatenate(
        [np.concatenate([one.context[:, :context], one.vectors], 1) for one in several]
    )
    own = np.concatenate([one.own for one in several])
    owners = np.repeat(np.arange(len(several)), [len(one.own) for one in several])
    return torch.from_numpy(known).float(), torch.from_numpy(own).float(), torch.from_numpy(owners)
