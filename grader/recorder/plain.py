"""Turns what Keras and students hand over into values that JSON can carry."""

from __future__ import annotations

import math
import numbers
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from grader.recorder.foreign import Foreign

MOST_TEXT = 2_000
MOST_ITEMS = 1_000
DEEPEST = 20


def finite(value: Foreign) -> float | None:
    """Return ``value`` as a float, or None where it is no finite number."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def numbers_only(values: Mapping[Any, Any]) -> dict[str, float | None]:
    """Keep what is a number of ``values`` (a Keras ``logs`` dictionary may hold texts as well)."""
    return {str(name): finite(value) for name, value in values.items() if not isinstance(value, str | bytes)}


def plain(value: Foreign, depth: int = 0) -> Foreign:  # noqa: PLR0911 - one return a kind of value
    """Return ``value`` as JSON's types; what has no such form becomes its class's name in angle brackets."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return value[:MOST_TEXT]
    if isinstance(value, numbers.Real):
        return int(value) if isinstance(value, numbers.Integral) else finite(value)
    if depth >= DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        return {str(key): plain(item, depth + 1) for key, item in list(value.items())[:MOST_ITEMS]}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item, depth + 1) for item in list(value)[:MOST_ITEMS]]
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist(), depth + 1) if value.size <= MOST_ITEMS else f"<array {value.shape}>"
    return _name(value)


def _name(value: object) -> str:
    name = getattr(value, "__name__", None)
    return name if isinstance(name, str) else f"<{type(value).__name__}>"
