"""Probabilities and their log odds; pure."""

from __future__ import annotations

import math

# Probabilities nearer to 0 or 1 tell no more.
LEAST_CHANCE = 1e-4
# Beyond these log odds a float cannot tell the probability from 0 or 1, and exp overflows.
_MOST = 700.0


def log_odds(chance: float) -> float:
    """Return the log odds of a probability, which is kept LEAST_CHANCE away from 0 and 1."""
    kept = min(max(chance, LEAST_CHANCE), 1 - LEAST_CHANCE)
    return math.log(kept / (1 - kept))


def logistic(odds: float) -> float:
    """Return the probability, 0 to 1, of any log odds."""
    return 1 / (1 + math.exp(-min(max(odds, -_MOST), _MOST)))
