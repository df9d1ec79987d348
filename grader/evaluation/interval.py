"""How far a measured share can be from the true one."""

from __future__ import annotations

import math

Z_95 = 1.959963984540054
"""The normal distribution's 97.5 % point: 95 % lie between -Z and Z."""


def wilson(correct: int, rows: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval for ``correct`` of ``rows`` (Wilson 1927, without continuity correction)."""
    if rows <= 0:
        return 0.0, 1.0
    share, square = correct / rows, Z_95**2
    middle = (share + square / (2 * rows)) / (1 + square / rows)
    reach = Z_95 / (1 + square / rows) * math.sqrt(share * (1 - share) / rows + square / (4 * rows**2))
    low = 0.0 if correct == 0 else max(0.0, middle - reach)
    high = 1.0 if correct == rows else min(1.0, middle + reach)
    return low, high
