"""One run of the evaluation as it is kept: its figures, and a row for every question."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields

from eval.figures import Bar, Ceiling, Figure
from indexer.errors import GoldError

# What else a stored question says, for those who read the JSON: by name, the measure that is 1.
_FLAGS = {
    "valid": "valid",
    "supported": "support cited",
    "right": "answer accepted",
    "replied_rightly": "replied rightly",
}


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one question.

    ``ranking`` are the passages found, best first, and ``relevant`` those that hold a support
    string, sorted, as ``doc:start-end`` (documents' ids for external sets); ``cited`` is the place
    of each citation, in order. ``measures`` are by name, each 0 to 1, only those that apply to the
    question. ``milliseconds`` is the time that the answer took: never compared.
    """

    id: str
    q: str
    lang: str
    kind: str
    split: str
    doc: str
    pair: str
    status: str
    answer: str | None
    confidence: float
    ranking: tuple[str, ...]
    relevant: tuple[str, ...]
    cited: tuple[str, ...]
    measures: Mapping[str, float]
    milliseconds: float

    @property
    def rank(self) -> int:
        """The rank, from 1, of the first relevant passage found; 0 for none."""
        return next((n for n, found in enumerate(self.ranking, 1) if found in self.relevant), 0)


@dataclass(frozen=True, slots=True)
class Run:
    """All that a run found.

    ``set`` is ``seeds``, a gold file's name or a set's name; ``version`` Konkyo's; ``generation``
    the index generation that was asked. ``timings`` are ``p50_ms``, ``p99_ms``, ``total_s`` and
    ``peak_mib``, as far as they were taken: all that may differ between two equal runs.
    """

    set: str
    version: str
    generation: str
    figures: tuple[Figure, ...]
    rows: tuple[Row, ...]
    timings: Mapping[str, float]


def to_json(run: Run) -> str:
    """Return a run as JSON, readable by `from_json`; what is timed stands under ``timings…``.

    Every figure and every question has a line of its own, so that stored runs can be compared.
    """
    figures = [{**asdict(figure), "verdict": figure.verdict} for figure in run.figures]
    parts = {
        "set": _json(run.set),
        "version": _json(run.version),
        "generation": _json(run.generation),
        "figures": _lines(figures),
        "questions": _lines([_stored(row) for row in run.rows]),
        "timings": _json(dict(run.timings)),
    }
    return "{\n" + ",\n".join(f"{_json(name)}: {part}" for name, part in parts.items()) + "\n}"


def from_json(text: str, source: str) -> Run:
    """Read what `to_json` wrote; raises GoldError naming ``source`` and what is wrong."""
    try:
        raw = json.loads(text)
        return Run(
            set=_text(raw["set"]),
            version=_text(raw["version"]),
            generation=_text(raw["generation"]),
            figures=tuple(_figure(item) for item in raw["figures"]),
            rows=tuple(_row(item) for item in raw["questions"]),
            timings=_numbers(raw["timings"]),
        )
    except KeyError as error:
        raise _unreadable(source, f"{error} is missing") from error
    except (ValueError, TypeError) as error:
        raise _unreadable(source, str(error)) from error


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _lines(items: Sequence[Mapping[str, object]]) -> str:
    return "[\n" + ",\n".join(map(_json, items)) + "\n]" if items else "[]"


def _unreadable(source: str, reason: str) -> GoldError:
    return GoldError(f"{source}: no stored run ({reason}); write one with `eval/run.py --json`")


def _stored(row: Row) -> dict[str, object]:
    measures = dict(row.measures)
    flags = {flag: measures[name] == 1.0 for flag, name in _FLAGS.items() if name in measures}
    kept = {field.name: getattr(row, field.name) for field in fields(Row)}
    del kept["milliseconds"]
    return {**kept, **flags, "measures": measures, "timings_ms": {"total": row.milliseconds}}


def _row(raw: Mapping[str, object]) -> Row:
    timings = raw["timings_ms"]
    return Row(
        id=_text(raw["id"]),
        q=_text(raw["q"]),
        lang=_text(raw["lang"]),
        kind=_text(raw["kind"]),
        split=_text(raw["split"]),
        doc=_text(raw["doc"]),
        pair=_text(raw["pair"]),
        status=_text(raw["status"]),
        answer=None if raw["answer"] is None else _text(raw["answer"]),
        confidence=_number(raw["confidence"]),
        ranking=_texts(raw["ranking"]),
        relevant=_texts(raw["relevant"]),
        cited=_texts(raw["cited"]),
        measures=_numbers(raw["measures"]),
        milliseconds=_numbers(timings)["total"],
    )


def _figure(raw: Mapping[str, object]) -> Figure:
    low, high = raw["low"], raw["high"]
    return Figure(
        name=_text(raw["name"]),
        value=_number(raw["value"]),
        count=int(_number(raw["count"])),
        bar=_bar(raw["bar"]),
        low=None if low is None else _number(low),
        high=None if high is None else _number(high),
    )


def _bar(raw: object) -> Bar | Ceiling | None:
    if raw is None:
        return None
    kept = _numbers(raw)
    if "most" in kept:
        return Ceiling(kept["most"], kept["goal"])
    return Bar(kept["least"], kept["goal"])


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise TypeError(f"{value!r} is no list")
    return tuple(map(_text, value))


def _numbers(value: object) -> dict[str, float]:
    if not isinstance(value, Mapping):
        raise TypeError(f"{value!r} is no table of numbers")
    return {_text(name): _number(item) for name, item in value.items()}
