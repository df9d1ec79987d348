"""Draws mangled files: bytes changed, cut out, put in or cut off; odd values in the place of JSON's."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import SearchStrategy

_ODD_BYTES = (
    b"",
    b"\0" * 8,
    b"\xff" * 8,
    b"\x80" * 12,
    b"PK\x05\x06",
    b"[" * 5000,
    b'{"a":' * 5000,
    b'"',
    b"\n",
    b"\x1b[2J",
)
_ODD_NUMBERS = (-1, 0, 2**31, 2**63, -(2**63), 10**400, 1e308, -1e-320, 0.5)
_ODD_TEXTS = (
    "",
    "\0",
    "\ud800",
    "\x1b[2J",
    "<script>alert(1)</script>",
    "=1+1",
    "::error::x",
    "../x",
    "1" * 5000,
    "가" * 70_000,
)
_ODD_GROUPS = ([], {}, [[]], [None] * 3000, {"a": {"a": {}}}, {str(n): n for n in range(2000)})
_ODD_VALUES: tuple[Any, ...] = (None, True, *_ODD_NUMBERS, *_ODD_TEXTS, *_ODD_GROUPS)


def edited(whole: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    """Put other bytes in the place of some."""
    for at, length, new in edits:
        whole = whole[:at] + new + whole[at + length :]
    return whole


def bytes_of(whole: bytes) -> SearchStrategy[bytes]:
    """Return what draws a file with a few of its bytes changed, cut out, put in, or the rest cut off."""
    length = st.integers(0, 40) | st.just(len(whole))
    edit = st.tuples(st.integers(0, len(whole)), length, st.sampled_from(_ODD_BYTES) | st.binary(max_size=40))
    return st.lists(edit, min_size=1, max_size=4).map(partial(edited, whole))


def places(value: object, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every value within a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in inner:
        yield (*at, key)
        yield from places(member, (*at, key))


def replaced(value: Any, where: tuple[Any, ...], new: object) -> Any:
    """Return a copy of a value with another in one place."""
    if not where:
        return new
    copy = value.copy()
    copy[where[0]] = replaced(value[where[0]], where[1:], new)
    return copy


def at(value: Any, where: tuple[Any, ...]) -> Any:
    """Return the value in one place of another."""
    for key in where:
        value = value[key]
    return value


def values_of(text: str) -> SearchStrategy[str]:
    """Return what draws a JSON text with an odd value in it, of any type or of the one that belongs there."""
    value = json.loads(text)
    simple = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
    any_odd = st.sampled_from(_ODD_VALUES) | st.recursive(
        simple, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner)
    )

    def changed(where: tuple[Any, ...]) -> SearchStrategy[str]:
        alike = [odd for odd in _ODD_VALUES if type(odd) is type(at(value, where))]
        odd = any_odd | st.sampled_from(alike) if alike else any_odd
        return odd.map(lambda new: json.dumps(replaced(value, where, new)))

    return st.sampled_from(sorted(places(value), key=repr)).flatmap(changed)
