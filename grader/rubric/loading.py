"""YAML text to plain data that knows the line of each of its values.

A rubric is a file that somebody may have sent: YAML's traps (aliases that unfold to gigabytes, keys given twice, tags
that make objects) end in a message, never in a hang.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from grader.errors import RubricError

Path = tuple[str | int, ...]

MOST_CHARACTERS = 1 << 20
MOST_VALUES = 50_000
"""A hundred times the largest exam seen; a file whose aliases unfold to more is refused."""
MOST_DEPTH = 40


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


def dotted(path: Path) -> str:
    """Write a path as "parts[0].criteria[2].points"."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text or "the rubric"


def load(text: str, name: str) -> Document:
    """Read YAML.

    Args:
        text: The YAML.
        name: What messages call the file.

    Raises:
        RubricError: It is not YAML, not a mapping, too large once unfolded, or gives a key twice.
    """
    if len(text) > MOST_CHARACTERS:
        raise RubricError([f"{name}: expected a rubric, found {len(text):,} characters (most: {MOST_CHARACTERS:,})"])
    node = _compose(text, name)
    if not isinstance(node, yaml.MappingNode):
        raise RubricError(
            [f"{name}:1: expected a mapping with 'exam' and 'parts', found {_kind(node)}; see docs/rubric.md"]
        )
    reader = _Reader(name)
    document = Document(reader.plain(node, ()), reader.marks)
    if reader.faults:
        raise RubricError(reader.faults)
    return document


def _compose(text: str, name: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        problem = error.problem or str(error)
        # YAML speaks of a token that cannot start; the reader sees a tab.
        problem = "a tab; indent with spaces" if r"'\t'" in problem else f"{problem}; check indentation and quotes"
        raise RubricError([f"{name}:{line}: not YAML: {problem}"]) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise RubricError(
            [f"{name}:{line}: not YAML: {text[error.position]!r} is not allowed; save the file as UTF-8 text"]
        ) from error
    except RecursionError as error:
        raise RubricError([f"{name}: nested too deep (most: {MOST_DEPTH} levels); rubrics need 8"]) from error


def _kind(node: yaml.Node | None) -> str:
    if node is None:
        return "nothing"
    return "a list" if isinstance(node, yaml.SequenceNode) else "plain text"


class _Reader:
    """Turns YAML's nodes into plain data; aliases are unfolded, so that each use has a path and line of its own."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.marks: dict[Path, str] = {}
        self.faults: list[str] = []

    def plain(self, node: yaml.Node, path: Path) -> Any:  # noqa: ANN401 - YAML holds anything
        line = f"{self.name}:{node.start_mark.line + 1}"
        self.marks[path] = line
        if len(self.marks) > MOST_VALUES or len(path) > MOST_DEPTH:
            raise RubricError(
                [f"{line}: {dotted(path[:6])}: aliases (*name) unfold to more than a rubric can hold; write it out"]
            )
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = f"{self.name}:{key_node.start_mark.line + 1}"
            if not isinstance(key_node, yaml.ScalarNode):
                self.faults.append(f"{line}: {dotted(path)}: expected a field's name, found {_kind(key_node)}")
                continue
            key = str(key_node.value)
            if key == "<<":
                self.faults.append(f"{line}: {dotted(path)}: merge keys (<<) are not read here; write the fields out")
                continue
            if key in made:
                self.faults.append(f"{line}: {dotted((*path, key))}: given twice; keep one")
            made[key] = self.plain(value_node, (*path, key))
        return made

    def _scalar(self, node: yaml.Node, path: Path) -> Any:  # noqa: ANN401 - as above
        try:
            return yaml.SafeLoader("").construct_object(node, deep=True)
        except yaml.constructor.ConstructorError:
            self.faults.append(
                f"{self.marks[path]}: {dotted(path)}: the tag {node.tag!r} is not allowed; write a plain value"
            )
        except ValueError as error:
            self.faults.append(f"{self.marks[path]}: {dotted(path)}: {error}; put it in quotes if it is text")
        return None
