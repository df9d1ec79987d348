"""What pydantic found, in words that say what was expected, what was found, where, and the way out."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from grader.checks import fields_of
from grader.rubric.loading import dotted
from grader.rubric.models import Part, Rubric, Section

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pydantic_core import ErrorDetails

    from grader.rubric.loading import Document, Path

LIMITS = {"greater_than": ("gt", ">"), "greater_than_equal": ("ge", "≥"), "less_than": ("lt", "<")} | {
    "less_than_equal": ("le", "≤")
}


def describe(detail: ErrorDetails, document: Document) -> list[str]:
    """Return the lines that tell one fault."""
    path, unknown = _locate(detail["loc"], document.data)
    kind = detail["type"]
    where, name = document.mark(path), dotted((*path, *unknown) if kind in ("missing", "extra_forbidden") else path)
    if kind == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]:
        # Pydantic counts the good items only; the bad ones have a line of their own.
        return []
    if kind == "value_error":
        return [f"{where}: {name}: {line}" for line in str(detail["ctx"]["error"]).splitlines()]
    told = _about_fields(detail, document.data)
    if told is None:
        told = f": {_expected(detail)}, found {_shown(detail.get('input'))}{_way_out(detail)}"
    return [f"{where}: {name}{told}"]


def _about_fields(detail: ErrorDetails, data: dict[str, Any]) -> str | None:
    """Tell of a field that is missing or should not be there, the check's name among them."""
    kind = detail["type"]
    if kind == "missing":
        return ": required, and not there"
    if kind == "extra_forbidden":
        return f": no such field{_instead(detail, data)}"
    if kind == "union_tag_invalid":
        tag, expected = detail["ctx"]["tag"], detail["ctx"]["expected_tags"].replace("'", "").split(", ")
        close = difflib.get_close_matches(tag, expected, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"expected one of {', '.join(expected)}"
        return f".check: no check is called {tag!r}; {hint}"
    return ".check: required, and not there; it names the check" if kind == "union_tag_not_found" else None


def _expected(detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind in LIMITS:
        name, sign = LIMITS[kind]
        return f"expected a number {sign} {float(context[name]):g}"
    plain: dict[str, Callable[[], str]] = {
        "literal_error": lambda: f"expected {context['expected']}",
        "decimal_max_places": lambda: f"expected at most {context['decimal_places']} decimal places",
        "too_short": lambda: f"expected at least {context['min_length']} items",
        "too_long": lambda: f"expected at most {context['max_length']} items",
        "string_pattern_mismatch": lambda: "expected letters and digits, joined by '-' or '.'",
    }
    if kind in plain:
        return plain[kind]()
    for word, told in _TYPES:
        if word in kind:
            return told
    return str(detail["msg"])


_TYPES: Sequence[tuple[str, str]] = (
    ("string", "expected text"),
    ("int", "expected a whole number"),
    ("decimal", "expected a number"),
    ("float", "expected a number"),
    ("finite", "expected a number"),
    ("bool", "expected true or false"),
    ("tuple", "expected a list"),
    ("list", "expected a list"),
    ("set", "expected a list"),
    ("dict", "expected a mapping"),
    ("model", "expected a mapping"),
)
"""Part of pydantic's error type and what it expects, the first that fits."""


def _shown(value: object) -> str:
    if isinstance(value, dict | list):
        return f"a {'mapping' if isinstance(value, dict) else 'list'}"
    return "nothing" if value is None else repr(value)


def _way_out(detail: ErrorDetails) -> str:
    """YAML reads 3 and 4.10 as numbers, yes as a truth value: what was meant as text needs quotes."""
    scalar = isinstance(detail.get("input"), int | float)
    return "; put it in quotes" if "string" in detail["type"] and scalar else ""


def _instead(detail: ErrorDetails, data: dict[str, Any]) -> str:
    path, _ = _locate(detail["loc"][:-1], data)
    fields = _fields(path, data)
    close = difflib.get_close_matches(str(detail["loc"][-1]), fields, n=1)
    if close:
        return f"; did you mean {close[0]!r}?"
    return f"; fields are {', '.join(fields)}" if fields else "; remove it"


def _fields(path: Path, data: Any) -> tuple[str, ...]:  # noqa: ANN401 - YAML
    """Return the names of the fields that there are at a path."""
    for step in path:
        data = data[step]
    if isinstance(data, dict) and "check" in data:
        return fields_of(data["check"])
    if not path:
        return (*Rubric.model_fields, "extends")
    if len(path) == len(("parts", 0)):
        return tuple(Part.model_fields if path[0] == "parts" else Section.model_fields)
    return ()


def _locate(loc: tuple[str | int, ...], data: Any) -> tuple[Path, Path]:  # noqa: ANN401 - YAML
    """Split pydantic's location into the path that the file really has and what comes after it.

    Pydantic puts the names of union members (a check's name) between the steps; they are no keys of the file.
    """
    path: list[str | int] = []
    for index, step in enumerate(loc):
        in_list = isinstance(data, list) and isinstance(step, int) and step < len(data)
        if in_list or (isinstance(data, dict) and step in data):
            data = data[step]
        elif index == len(loc) - 1 and isinstance(step, str):
            return tuple(path), (step,)
        else:
            continue
        path.append(step)
    return tuple(path), ()
