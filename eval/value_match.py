"""Is the number right: answers compared with accepted ones by the amounts, dates and money said."""

from __future__ import annotations

from collections.abc import Sequence

from eval.metrics import comparable
from service.values import Value, same, values


def asks_for_value(accept: Sequence[str]) -> bool:
    """Tell whether an accepted answer is a quantity: at least half of it says one."""
    return any(map(_quantities, accept))


def says_value(answer: str, accept: Sequence[str]) -> bool:
    """Tell whether ``answer`` says every quantity of an accepted answer, however it is written.

    2億5000万ドル is $250 million, and 45万7329個 is 457,329個. The answer may say more.
    """
    said = values(answer)
    return any(
        all(any(same(value, other) for other in said) for value in wanted)
        for wanted in map(_quantities, accept)
        if wanted
    )


def _quantities(text: str) -> tuple[Value, ...]:
    """Return the quantities of a text that says little else, none for all other texts."""
    found = values(text)
    inside = sum(len(comparable(value.span.of(text))) for value in found)
    return found if 2 * inside >= len(comparable(text)) else ()
