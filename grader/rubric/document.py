"""YAML text to a rubric: what it extends, and every fault at once."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from grader.errors import RubricError
from grader.rubric.attached import attach
from grader.rubric.consistency import inconsistencies
from grader.rubric.faults import describe
from grader.rubric.loading import Document, dotted, load
from grader.rubric.models import Rubric

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.rubric.loading import Path

    Read = Callable[[str], tuple[str, str]]

MOST_EXTENDS = 10


def parse(text: str, name: str = "rubric.yaml", *, read: Read | None = None) -> Rubric:
    """Turn the YAML of a rubric into a ``Rubric``.

    Args:
        text: The YAML.
        name: What messages call the file.
        read: Given the name in ``extends`` and this file's name, returns the other file's name and text.

    Raises:
        RubricError: With a line for every fault: file, line, path, what was found, what was expected, the way out.
    """
    document = _resolve(text, name, read, depth=0)
    _name_criteria(document.data)
    told = [*attach(document, read), *inconsistencies(document.data)]
    faults = [f"{document.mark(path)}: {dotted(path)}: {message}" for path, message in told]
    try:
        rubric = Rubric.model_validate(document.data)
    except ValidationError as error:
        faults += (line for detail in error.errors() for line in describe(detail, document))
    if faults:
        raise RubricError(sorted(dict.fromkeys(faults), key=_place))
    return rubric


def _place(fault: str) -> tuple[str, int]:
    """Order faults as the files do: by name and line."""
    file, _, rest = fault.partition(": ")[0].rpartition(":")
    return file, int(rest) if rest.isdigit() else 0


def _resolve(text: str, name: str, read: Read | None, depth: int) -> Document:
    document = load(text, name)
    base_name = document.data.pop("extends", None)
    if base_name is None:
        return document
    where = document.mark(("extends",))
    if not isinstance(base_name, str) or read is None:
        raise RubricError([f"{where}: extends: expected the name of another rubric file, found {base_name!r}"])
    if depth >= MOST_EXTENDS:
        raise RubricError([f"{where}: extends: {base_name!r} leads back here, or too deep; break the circle"])
    try:
        found_name, found_text = read(base_name)
    except OSError as error:
        raise RubricError(
            [f"{where}: extends: {base_name!r} cannot be read ({error.strerror}); names are relative to this file"]
        ) from error
    return _override(_resolve(found_text, found_name, read, depth + 1), document)


def _override(base: Document, over: Document) -> Document:
    """Lay one document over another: criteria by id, everything else by key."""
    _name_criteria(base.data)
    changes, faults = over.data.pop("criteria", None) or {}, []
    if not isinstance(changes, dict):
        where = over.mark(("criteria",))
        raise RubricError([f"{where}: criteria: expected a mapping from criterion ids to fields, found a list"])
    homes = _homes(base.data)
    for name, fields in changes.items():
        where = f"{over.mark(('criteria', name))}: criteria.{name}"
        if not isinstance(fields, dict):
            faults.append(f"{where}: expected a mapping of the fields to replace, found {fields!r}")
        elif name not in homes:
            close = difflib.get_close_matches(name, list(homes), n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"it has {', '.join(homes)}"
            faults.append(f"{where}: the base rubric has no such criterion; {hint}")
        else:
            _replace(base, over, homes[name], name, fields)
    if faults:
        raise RubricError(faults)
    base.data.update(over.data)
    base.marks.update({path: mark for path, mark in over.marks.items() if path[:1] != ("criteria",)})
    return base


def _replace(base: Document, over: Document, home: Path, name: str, fields: dict[str, Any]) -> None:
    holder: Any = base.data
    for step in home:
        holder = holder[step]
    holder.update(fields)
    for path, mark in over.marks.items():
        if path[:2] == ("criteria", name) and len(path) > len(("criteria", name)):
            base.marks[(*home, *path[2:])] = mark


def _homes(data: dict[str, Any]) -> dict[str, Path]:
    """Return where each criterion stands, by its id."""
    return {
        str(criterion.get("id")): ("parts", p, "criteria", c)
        for p, part in enumerate(_mappings(data.get("parts")))
        for c, criterion in enumerate(_mappings(part.get("criteria")))
        if "id" in criterion
    }


def _name_criteria(data: dict[str, Any]) -> None:
    """Give each criterion without an id the default one: '<part>.<check>', numbered from the second on."""
    for part in _mappings(data.get("parts")):
        seen: dict[str, int] = {}
        for criterion in _mappings(part.get("criteria")):
            if criterion and "id" not in criterion:
                name = f"{part.get('id')}.{criterion.get('check')}"
                seen[name] = seen.get(name, 0) + 1
                criterion["id"] = name if seen[name] == 1 else f"{name}-{seen[name]}"


def _mappings(value: object) -> list[dict[str, Any]]:
    """Return a list's items, an empty mapping in place of each that is none, so that positions stay."""
    return [item if isinstance(item, dict) else {} for item in value] if isinstance(value, list) else []
