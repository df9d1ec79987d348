"""The small values that a cell assigned."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from grader.recorder.foreign import Foreign

MOST_REPR = 2_000
MOST_ITEMS = 200
MOST_VARIABLES = 200
DEEPEST = 6

_SCALARS = (bool, int, float, complex, str, bytes, type(None))
_CONTAINERS = (tuple, list, dict, set, frozenset)


def assigned(code: str, namespace: Mapping[str, Any]) -> dict[str, str]:
    """Return the ``repr()`` of small values under the names that ``code`` assigns or changes.

    Args:
        code: Python, magics already transformed; code that cannot be parsed assigns nothing.
        namespace: The names' values after it ran.
    """
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError):
        return {}
    names = [name for name in dict.fromkeys(_names(tree)) if name in namespace and not name.startswith("_")]
    values = {name: _repr(namespace[name]) for name in names}
    return {name: text for name, text in list(values.items())[:MOST_VARIABLES] if text is not None}


def _names(node: ast.AST) -> Iterator[str]:
    """Yield the names that are bound at the cell's own level, and those whose value a call or item may change."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            yield child.id
        elif isinstance(child, ast.Attribute | ast.Subscript) and isinstance(child.value, ast.Name):
            yield child.value.id
        yield from _names(child)


def _repr(value: Foreign) -> str | None:
    try:
        text = repr(_as_python(value))
    except _NotSmallError:
        return None
    return text if len(text) <= MOST_REPR else None


class _NotSmallError(Exception):
    """The value is too large, or not built of plain types alone."""


def _as_python(value: Foreign, depth: int = 0) -> Foreign:
    """Return a value built of Python's own types alone, so that no student's ``__repr__`` is ever called."""
    if type(value) in _SCALARS:
        return value
    if isinstance(value, np.ndarray | np.generic) and value.size <= MOST_ITEMS and value.dtype.kind in "biufcSU":
        return value.tolist()
    if type(value).__name__ == "TensorShape" and value.rank is not None:
        return tuple(value.as_list())
    if (
        type(value).__name__ == "EagerTensor"
        and (value.dtype.is_floating or value.dtype.is_integer or value.dtype.is_bool)
        and value.shape.num_elements() <= MOST_ITEMS
    ):
        return _as_python(value.numpy(), depth)
    if depth >= DEEPEST or type(value) not in _CONTAINERS or len(value) > MOST_ITEMS:
        raise _NotSmallError
    if type(value) is dict:
        return {_as_python(key, depth + 1): _as_python(item, depth + 1) for key, item in value.items()}
    return type(value)(_as_python(item, depth + 1) for item in value)
