"""What one criterion cannot see: ids used twice, points that do not add up, references to parts that are not there.

Works on plain data, so that these faults are told together with the misspelt field three lines further down.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from grader.checks import AnyCheck, Criterion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Path = tuple[str | int, ...]
Fault = tuple[Path, str]

_CHECK: TypeAdapter[Criterion] = TypeAdapter(AnyCheck)


def inconsistencies(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield each fault with the path of the value that it is about; what is no mapping or list is told elsewhere."""
    parts = list(_mappings(data, (), "parts"))
    criteria = [named for path, part in parts for named in _mappings(part, path, "criteria")]
    if data.get("parts") == []:
        yield ("parts",), "expected at least one part, found none; add one with its criteria"
    yield from _repeated("part", parts)
    yield from _repeated("criterion", criteria)
    for path, part in parts:
        yield from _sum(path, part)
    known = [str(part.get("id")) for _, part in parts]
    for path, criterion in criteria:
        yield from _dangling(path, criterion, known)


def _mappings(holder: Mapping[str, Any], path: Path, key: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    for index, item in enumerate(_list(holder.get(key))):
        if isinstance(item, dict):
            yield (*path, key, index), item


def _repeated(what: str, named: list[tuple[Path, dict[str, Any]]]) -> Iterator[Fault]:
    seen: set[object] = set()
    for path, item in named:
        name = item.get("id")
        if isinstance(name, str) and name in seen:
            yield (*path, "id"), f"{what} id {name!r} is used already; give it another one"
        if isinstance(name, str):
            seen.add(name)


def _sum(path: Path, part: Mapping[str, Any]) -> Iterator[Fault]:
    criteria = part.get("criteria")
    if criteria == []:
        yield (*path, "criteria"), "expected at least one criterion, found none; say what the points are for"
        return
    points = [_decimal(item.get("points")) for item in _list(criteria) if isinstance(item, dict)]
    worth, known = _decimal(part.get("points")), [value for value in points if value is not None]
    # Where a number is missing or none, that is the fault to tell, not the sum.
    if worth is None or len(known) != len(points) or not points or len(points) != len(_list(criteria)):
        return
    total = sum(known, Decimal(0))
    if total != worth:
        change = f"change one of them by {abs(total - worth)}"
        fault = f"part {part.get('id')} is worth {worth} points but its criteria sum to {total}; {change}"
        yield (*path, "points"), fault


def _dangling(path: Path, criterion: Mapping[str, Any], known: list[str]) -> Iterator[Fault]:
    try:
        refers = _CHECK.validate_python(criterion).refers
    except ValidationError:
        return
    for name in dict.fromkeys(refers):
        if name not in known:
            where = next(((*path, key) for key, value in criterion.items() if _mentions(value, name)), path)
            yield where, f"there is no part {name!r}; parts are {', '.join(known)}"


def _mentions(value: object, name: str) -> bool:
    return value == name or (isinstance(value, list) and name in value)


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
