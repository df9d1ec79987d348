"""YAML text to a rubric: where each value stands, what it extends, and every fault at once."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import ValidationError

from grader.errors import RubricError
from grader.rubric.models import Rubric

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic_core import ErrorDetails

Path = tuple[str | int, ...]
MOST_EXTENDS = 10


@dataclass
class Document:
    """A rubric as plain data, and the file and line on which each of its values stands."""

    data: dict[str, Any]
    marks: dict[Path, str] = field(default_factory=dict)

    def mark(self, path: Path) -> str:
        """Return "file:line" of a value, or of the nearest one around it."""
        while path and path not in self.marks:
            path = path[:-1]
        return self.marks.get(path, self.marks.get((), "rubric"))


def parse(text: str, name: str = "rubric.yaml", *, read: Callable[[str], tuple[str, str]] | None = None) -> Rubric:
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
    try:
        return Rubric.model_validate(document.data)
    except ValidationError as error:
        faults = dict.fromkeys(line for detail in error.errors() for line in _describe(detail, document))
        raise RubricError(list(faults)) from error


def _resolve(text: str, name: str, read: Callable[[str], tuple[str, str]] | None, depth: int) -> Document:
    document = _load(text, name)
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


def _load(text: str, name: str) -> Document:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RubricError(
            [f"{name}:{line}: not YAML: {error.problem or error}; check indentation and quotes"]
        ) from error
    except yaml.YAMLError as error:
        raise RubricError([f"{name}: not YAML: {error}"]) from error
    if not isinstance(node, yaml.MappingNode):
        raise RubricError(
            [f"{name}:1: expected a mapping with 'exam' and 'parts', found something else; see docs/rubric.md"]
        )
    document = Document({})
    faults: list[str] = []
    document.data = _plain(node, (), name, document.marks, faults)
    if faults:
        raise RubricError(faults)
    return document


def _plain(node: yaml.Node, path: Path, name: str, marks: dict[Path, str], faults: list[str]) -> Any:  # noqa: ANN401 - YAML
    marks[path] = f"{name}:{node.start_mark.line + 1}"
    if isinstance(node, yaml.MappingNode):
        made: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(getattr(key_node, "value", key_node))
            if key in made:
                faults.append(f"{name}:{key_node.start_mark.line + 1}: {_dotted((*path, key))}: given twice; keep one")
            made[key] = _plain(value_node, (*path, key), name, marks, faults)
        return made
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, index), name, marks, faults) for index, item in enumerate(node.value)]
    try:
        return yaml.SafeLoader("").construct_object(node, deep=True)
    except (yaml.YAMLError, ValueError) as error:
        faults.append(f"{marks[path]}: {_dotted(path)}: {error}")
        return None


def _override(base: Document, over: Document) -> Document:
    """Lay one document over another: criteria by id, everything else by key."""
    _name_criteria(base.data)
    changes = over.data.pop("criteria", {})
    homes = {
        criterion.get("id"): ("parts", p, "criteria", c)
        for p, part in enumerate(base.data.get("parts") or ())
        for c, criterion in enumerate(part.get("criteria") or ())
    }
    faults = []
    for name, fields in (changes or {}).items():
        home = homes.get(name)
        if home is None or not isinstance(fields, dict):
            close = difflib.get_close_matches(str(name), [str(h) for h in homes], n=1)
            hint = f"; did you mean {close[0]!r}?" if close else f"; it has {', '.join(map(str, homes))}"
            faults.append(
                f"{over.mark(('criteria', name))}: criteria.{name}: the base rubric has no such criterion{hint}"
            )
            continue
        base.data["parts"][home[1]]["criteria"][home[3]].update(fields)
        for path, mark in over.marks.items():
            if path[:2] == ("criteria", name):
                base.marks[(*home, *path[2:])] = mark
    if faults:
        raise RubricError(faults)
    base.data.update(over.data)
    base.marks.update({path: mark for path, mark in over.marks.items() if path[:1] != ("criteria",)})
    return base


def _name_criteria(data: dict[str, Any]) -> None:
    """Give each criterion without an id the default one: '<part>.<check>', numbered from the second on."""
    for part in data.get("parts") or ():
        if not isinstance(part, dict):
            continue
        seen: dict[str, int] = {}
        for criterion in part.get("criteria") or ():
            if isinstance(criterion, dict) and "id" not in criterion:
                name = f"{part.get('id')}.{criterion.get('check')}"
                seen[name] = seen.get(name, 0) + 1
                criterion["id"] = name if seen[name] == 1 else f"{name}-{seen[name]}"


def _describe(detail: ErrorDetails, document: Document) -> list[str]:
    path, unknown = _locate(detail["loc"], document.data)
    where, dotted = document.mark(path), _dotted((*path, *unknown))
    kind, found = detail["type"], detail.get("input")
    if kind == "value_error":
        return [f"{where}: {dotted}: {line}" for line in str(detail["ctx"]["error"]).splitlines()]
    if kind == "missing":
        return [f"{where}: {dotted}: required, and not there"]
    if kind == "extra_forbidden":
        return [f"{where}: {dotted}: no such field{_suggest(detail, document.data)}"]
    if kind == "union_tag_invalid":
        tag, expected = detail["ctx"]["tag"], detail["ctx"]["expected_tags"].replace("'", "").split(", ")
        close = difflib.get_close_matches(tag, expected, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"expected one of {', '.join(expected)}"
        return [f"{where}: {dotted}.check: no check is called {tag!r}; {hint}"]
    if kind == "union_tag_not_found":
        return [f"{where}: {dotted}.check: required, and not there; it names the check"]
    shown = (
        repr(found) if not isinstance(found, dict | list) else f"a {'mapping' if isinstance(found, dict) else 'list'}"
    )
    return [f"{where}: {dotted}: {detail['msg']}, found {shown}"]


def _suggest(detail: ErrorDetails, data: dict[str, Any]) -> str:
    from grader.checks import fields_of  # noqa: PLC0415 - only on the way to an error message

    wrong = str(detail["loc"][-1])
    path, _ = _locate(detail["loc"][:-1], data)
    holder: Any = data
    for step in path:
        holder = holder[step]
    fields = fields_of(holder.get("check")) if isinstance(holder, dict) else ()
    close = difflib.get_close_matches(wrong, fields, n=1)
    return (
        f"; did you mean {close[0]!r}?" if close else (f"; fields are {', '.join(fields)}" if fields else "; remove it")
    )


def _locate(loc: Path, data: Any) -> tuple[Path, Path]:  # noqa: ANN401 - YAML
    """Split pydantic's location into the path that the file really has and what comes after it.

    Pydantic puts the names of union members (a check's name) between the steps; they are no keys of the file.
    """
    path: list[str | int] = []
    for index, step in enumerate(loc):
        if isinstance(data, dict) and step in data:
            data = data[step]
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        elif index == len(loc) - 1 and isinstance(step, str):
            return tuple(path), (step,)
        else:
            continue
        path.append(step)
    return tuple(path), ()


def _dotted(path: Path) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text or "the rubric"
