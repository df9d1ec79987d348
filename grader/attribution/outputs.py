"""What a cell printed, displayed and assigned, and which part it names itself: ``2-1: 1152``, ``q2_1 = 1152``."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from grader.evidence import CellKind
from grader.markers import LineKind, Shape, find_marker
from grader.markers.source import read_source
from grader.parts import Origin, Passage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from grader.evidence import Cell, CellRun
    from grader.markers import Tree
    from grader.parts import Span

NO_ROUNDS: Mapping[str, str] = MappingProxyType({})
Said = tuple[str | None, Passage]
"""The part that the words themselves name, and the words."""

_NAME = re.compile(
    r"(?:(?:my|the|student)_)?(?P<word>answers?|ans|a|q|question|quiz|p|prob|problem|part|sol|solution|result|문제|답|정답)?"
    r"_?(?P<path>[1-9]\d?[a-z]?(?:_(?:[1-9]\d?|[a-z]))*)(?:_(?:answers?|ans|답|정답|shape|result))?",
    re.IGNORECASE,
)
_ANSWERS = re.compile(r"(?:\w*_)?(?:answers?|ans|답|답안|정답|solutions?)(?:_\w*)?", re.IGNORECASE)
_TOKEN = re.compile(r"\d+|[A-Za-z가-힣]+")
_WORDS = frozenset(["q", "question", "quiz", "part", "problem", "문제", "문항", "번", "답", "answer", "a"])
_MOST = 200  # entries of a dict that are looked at


@dataclass(frozen=True)
class Prints:
    """What is known from the source of what is printed.

    Attributes:
        places: Cell and line of each line of text that one ``print`` has as it is, and no other.
        rounds: The parts of mere "(1)", "(2)".
    """

    places: Mapping[str, tuple[int, int]]
    rounds: Mapping[str, str]


NO_PRINTS = Prints(MappingProxyType({}), NO_ROUNDS)


def said(cell: Cell, run: CellRun, tree: Tree, prints: Prints = NO_PRINTS) -> Iterator[Said]:
    """Yield all that a cell said, in the order: printed, displayed, assigned.

    Output comes without a line and stands at the cell's last; but words that one ``print`` has as they are stand there,
    in whichever cell it is.
    """
    line = cell.source.rstrip("\n").count("\n") + 1
    for part, text in printed(run.stdout, tree, prints.rounds):
        at = prints.places.get(text.strip())
        if at is not None and all(named is None for named, _ in printed(text, tree)):
            yield None, Passage(*at, Origin.PRINTED, text)
        else:
            yield part, Passage(cell.number, line, Origin.PRINTED, text)
    for text in run.displayed:
        entries = list(_entries(_value(text), (), tree, named=False))
        for part, value in entries:
            yield part, Passage(cell.number, line, Origin.DISPLAYED, value)
        if not entries:
            yield None, Passage(cell.number, line, Origin.DISPLAYED, text)
    lines = _assignments(cell.source)
    for name, text in run.variables.items():
        yield from _assigned(cell, lines.get(name, line), name, text, tree)


def printed(text: str, tree: Tree, rounds: Mapping[str, str] = NO_ROUNDS) -> Iterator[tuple[str | None, str]]:
    """Yield printed lines; one that opens with a part's marker and those below it are the part's.

    ``rounds`` says of which part a mere "(2)" is.
    """
    current = None
    for line in text.splitlines():
        marker = find_marker(line, kind=LineKind.PRINTED)
        # "3번: 거짓" among the statements of a part is no part, unless the exam has nothing but such.
        if marker is not None and (marker.shape is Shape.FULL or (marker.shape is Shape.NAMED and tree.is_flat())):
            parts = tree.parts(tree.find(marker.path) or ("",))
            current = parts[0] if len(parts) == 1 else None
        elif marker is not None and marker.shape is Shape.ROUND and marker.path[-1] in rounds:
            current = rounds[marker.path[-1]]
        if line.strip():
            yield current, line


def _rounds(cells: Sequence[Cell], tree: Tree) -> Mapping[str, str]:
    """Return the parts whose "(1)", "(2)" are printed in a function named after their section, and in no other's."""
    found: dict[str, set[str]] = {}
    for cell in cells:
        module = read_source(cell.source).module if cell.kind is CellKind.CODE else None
        for function in module.body if module is not None else ():
            name = find_marker(function.name, kind=LineKind.NAME) if isinstance(function, ast.FunctionDef) else None
            for token in _printed_tokens(function) if name is not None and len(name.path) == 1 else ():
                if name is not None and (part := tree.ids.get((*name.path, token))) is not None:
                    found.setdefault(token, set()).add(part)
    return {token: parts.pop() for token, parts in found.items() if len(parts) == 1}


def _printed_tokens(function: ast.stmt) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print" and node.args:
            head = node.args[0].values[0] if isinstance(node.args[0], ast.JoinedStr) else node.args[0]
            text = head.value if isinstance(head, ast.Constant) else None
            marker = find_marker(text, kind=LineKind.PRINTED) if isinstance(text, str) else None
            if marker is not None and marker.shape is Shape.ROUND:
                yield marker.path[-1]


def _assigned(cell: Cell, line: int, name: str, text: str, tree: Tree) -> Iterator[Said]:
    entries = list(_entries(_value(text), (), tree, named=bool(_ANSWERS.fullmatch(name))))
    for part, value in entries:
        yield part, Passage(cell.number, line, Origin.VARIABLE, value, name)
    if not entries:
        yield _named(name, tree), Passage(cell.number, line, Origin.VARIABLE, text, name)


def prints_of(cells: Sequence[Cell], tree: Tree, spans: Sequence[Span]) -> Prints:
    """Look through all cells: a function's ``print`` is carried out by the cell that calls it.

    Of places only those that ``spans``, all that belong to parts, hold are kept.
    """
    found: dict[str, set[tuple[int, int]]] = {}
    for cell in cells:
        for text, line in _printed_lines(cell.source) if cell.kind is CellKind.CODE else ():
            found.setdefault(text, set()).add((cell.number, line))
    lone = {text: places.pop() for text, places in found.items() if len(places) == 1}
    places = {text: at for text, at in lone.items() if any(span.holds(*at) for span in spans)}
    return Prints(places, _rounds(cells, tree))


def _printed_lines(source: str) -> Iterator[tuple[str, int]]:
    """Yield each line of text that a ``print`` of plain values prints, with the line of that ``print``."""
    module = read_source(source).module
    for node in ast.walk(module) if module is not None else ():
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"):
            continue
        try:
            text = " ".join(str(ast.literal_eval(value)) for value in node.args)
        except (ValueError, TypeError, MemoryError, RecursionError):
            continue  # computed: its text is not known from the source
        yield from ((line, node.lineno) for line in filter(None, map(str.strip, text.splitlines())))


def _assignments(source: str) -> dict[str, int]:
    """Return the last line at which each variable is assigned outside of functions."""
    module = read_source(source).module
    return {
        target.id: statement.lineno
        for statement in (module.body if module is not None else ())
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }


def _named(name: str, tree: Tree) -> str | None:
    """Find the part that a variable's name says: ``q4_1``, ``ans_4_1``, ``answer3``; a mere ``x_1`` says none."""
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    path = tuple(_TOKEN.findall(match["path"].lower()))
    return _part(path, tree) if match["word"] or len(path) > 1 else None


def _entries(value: object, above: tuple[str, ...], tree: Tree, *, named: bool) -> Iterator[tuple[str, str]]:
    """Yield the values of a dict whose keys are parts, nested ones included; a lone number needs a telling name."""
    if not isinstance(value, dict):
        return
    for key, entry in list(value.items())[:_MOST]:
        tokens = tuple(token for token in _TOKEN.findall(str(key).lower()) if token not in _WORDS)
        path = (*above, *tokens)
        if isinstance(entry, dict):
            yield from _entries(entry, path, tree, named=named)
        elif (named or len(path) > 1) and (part := _part(path, tree)) is not None:
            yield part, entry if isinstance(entry, str) else repr(entry)


def _part(path: tuple[str, ...], tree: Tree) -> str | None:
    parts = tree.parts(found) if (found := tree.find(path)) else ()
    return parts[0] if len(parts) == 1 else None


def _value(text: str) -> Any:  # noqa: ANN401 - whatever a student's dict holds
    """Read the repr() of a plain dict; ``None`` for anything else."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
