"""How many threads a library may compute with beside those that answer."""

from __future__ import annotations

from threadpoolctl import ThreadpoolController


def multiply_alone() -> None:
    """Let NumPy multiply without threads of its own, in the whole process from now on.

    The products are small, and questions are answered side by side: helpers only wait for each
    other, for longer than a product takes. The setting of each library is the process's own; one
    for a while would be undone by whoever ends last.
    """
    ThreadpoolController().limit(limits=1, user_api="blas")
