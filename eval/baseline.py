"""Two runs of the same questions -> what became better, what worse, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

from eval.changes import SAME, Change, all_valid, changes, only_in, shared
from eval.figures import Figure, less_is_better
from eval.intervals import needed, paired
from eval.record import Row, Run
from eval.samples import Sample, sample
from indexer.errors import GoldError

Verdict = Literal["better", "worse", "within noise"]
# However they moved, fewer questions tell nothing at 95 %: in the sign test (Dixon and Mood 1946)
# five that all fell have p = 2 / 2**5 = .06, six .03. The bootstrap alone would call one question
# in a group of one a certainty.
FEWEST = 6


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure in two runs, over the questions that both runs asked and have its measure of.

    ``before`` and ``after`` are 0 to 1; ``low`` and ``high`` the ends of the 95 % interval of
    ``after - before``. ``needed`` is how many questions it would take to tell a difference of that
    size from none; None when it is told already and when there is no difference. ``held`` is
    whether the figure has a bar.
    """

    name: str
    before: float
    after: float
    low: float
    high: float
    verdict: Verdict
    needed: int | None
    held: bool = False

    def told(self) -> str:
        """Return the verdict with its numbers in one line, without the name."""
        moved = f"{self.before:.4f} → {self.after:.4f} ({self.after - self.before:+.4f})"
        sure = f"95 % from {self.low:+.4f} to {self.high:+.4f}"
        needed = f", {self.needed} questions would tell" if self.needed is not None else ""
        return f"{moved}  {self.verdict}  {sure}{needed}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that changed from one run to another.

    ``compared`` are the figures of both runs, in the order of the later one; ``changes`` the
    questions of both that are answered otherwise: broken, fixed, then changed; ``only_before`` and
    ``only_after`` the ids, sorted, of the questions of one run only. ``invalid`` are the ids of
    the later run's questions that have a citation that is not valid.
    """

    compared: tuple[Compared, ...]
    changes: tuple[Change, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    invalid: tuple[str, ...] = ()

    @property
    def worse(self) -> tuple[Compared, ...]:
        """The figures that became worse beyond noise."""
        return tuple(each for each in self.compared if each.verdict == "worse")

    @property
    def regressions(self) -> tuple[Compared, ...]:
        """The figures with a bar that became worse beyond noise."""
        return tuple(each for each in self.worse if each.held)

    @property
    def broken(self) -> tuple[Change, ...]:
        """The questions that were right and are not any more."""
        return tuple(change for change in self.changes if change.kind == "broken")

    @property
    def regressed(self) -> bool:
        """Whether the later run must not replace the earlier one without a reason."""
        return bool(self.regressions or self.invalid)


def compare(before: Run, after: Run) -> Comparison:
    """Compare two runs, over the questions that are the same in both.

    A figure is better or worse when the 95 % interval of the paired difference leaves out 0 and at
    least `FEWEST` questions moved. Raises GoldError for runs over different sets.
    """
    require_comparable(before, after.set)
    pairs = shared(before.rows, after.rows)
    was, now = [old for old, _ in pairs], [new for _, new in pairs]
    known = {figure.name for figure in before.figures}
    compared = (_compared(figure, was, now) for figure in after.figures if figure.name in known)
    return Comparison(
        compared=tuple(each for each in compared if each is not None),
        changes=changes(pairs),
        only_before=only_in(before.rows, after.rows),
        only_after=only_in(after.rows, before.rows),
        invalid=tuple(row.id for row in after.rows if not all_valid(row)),
    )


def require_comparable(before: Run, name: str) -> None:
    """Raise GoldError when ``before`` is not a run over the set ``name``."""
    if before.set != name:
        raise GoldError(
            f"the baseline is a run over {before.set!r}, this one is over {name!r}; "
            "give the baseline of the same set"
        )


def require_shared(before: Run, after: Run) -> None:
    """Raise GoldError when no question is in both runs: nothing of them could be compared."""
    if not shared(before.rows, after.rows):
        raise GoldError(
            "the baseline has no question in common with this run (with the same id and the same "
            "text), so nothing can be compared; give the baseline of these questions, or make one "
            "with --update-baseline"
        )


def _compared(figure: Figure, was: Sequence[Row], now: Sequence[Row]) -> Compared | None:
    """Compare one figure over equal questions; None where it is about none of them."""
    old, new = sample(figure.name, was), sample(figure.name, now)
    if old is None or new is None:
        return None
    known = set(old.ids)
    ids = [item for item in new.ids if item in known]
    old, new = old.take(ids), new.take(ids)
    if not (old.count and new.count):
        return None
    moved = _moved(old, new)
    low, high = paired(old, new) if moved else (0.0, 0.0)
    verdict = _verdict(low, high, moved, less_is_better(figure))
    return Compared(
        name=figure.name,
        before=old.value,
        after=new.value,
        low=low,
        high=high,
        verdict=verdict,
        needed=_needed(new.value - old.value, high - low, moved, len(ids))
        if verdict == "within noise"
        else None,
        held=figure.bar is not None,
    )


def _moved(old: Sample, new: Sample) -> int:
    """Return of how many questions the two samples say something else."""
    return int((abs(old.values - new.values) > SAME).any(axis=1).sum())


def _verdict(low: float, high: float, moved: int, less: bool) -> Verdict:
    if moved < FEWEST or low <= 0.0 <= high:
        return "within noise"
    return "worse" if (high < 0.0) != less else "better"


def _needed(difference: float, width: float, moved: int, count: int) -> int | None:
    """Return how many questions would tell ``difference``; None when there is none.

    `intervals.needed`, and so many that at the rate at which questions ``moved`` it is `FEWEST`.
    """
    if abs(difference) <= SAME or not moved:
        return None
    narrow = needed(difference, width, count) or 0
    return max(count + 1, narrow, ceil(count * FEWEST / moved))
