"""From a Jupyter notebook to cells. What it was saved with as output is kept as a claim, and only so much of it."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, Literal

from grader.errors import SubmissionError
from grader.evidence import Cell, CellKind, StoredOutput
from grader.submission.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

_NEWEST = 4
_LONGEST_OUTPUT = 20_000  # characters; a progress bar of 50 epochs stays whole
_MOST_OUTPUTS = 100  # a cell
_QUOTED = 24  # characters of what is no JSON
_OUTPUT_KINDS: dict[str, Literal["result", "display"]] = {"execute_result": "result", "display_data": "display"}


def cells_of(text: str, name: str) -> tuple[Cell, ...]:
    """Read the cells of a notebook of any format up to 4.

    Args:
        text: The notebook's JSON.
        name: What messages call it.

    Raises:
        SubmissionError: It is no JSON, no notebook, or of a newer format.
    """
    notebook = _upgraded(_parsed(text, name), text, name)
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise SubmissionError(f"{name}: expected a notebook's list of cells, found {_kind(cells)}. {_AGAIN}")
    return tuple(_cell(number, cell, name) for number, cell in enumerate(cells, 1))


_AGAIN = "Open it in Jupyter, save it again and hand that in."


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise SubmissionError(
            f"{name}: expected a notebook, which is JSON; found {_around(text, error.pos)} at line {error.lineno}, "
            f"column {error.colno} ({error.msg}). {_AGAIN}"
        ) from error
    except (RecursionError, ValueError) as error:
        raise SubmissionError(f"{name}: expected a notebook; its JSON cannot be read: {error}. {_AGAIN}") from error
    if not isinstance(data, dict) or not isinstance(data.get("nbformat"), int):
        raise SubmissionError(
            f'{name}: expected a notebook, a JSON object with "nbformat" and "cells"; found {_kind(data)}. {_AGAIN}'
        )
    return data


def _around(text: str, position: int) -> str:
    """Quote what stands at a position, in a few characters of one line."""
    found = text[position : position + _QUOTED].split("\n", 1)[0]
    return repr(found) if found else "the end of the file" if position >= len(text.rstrip()) else "a line's end"


def _upgraded(data: dict[str, Any], text: str, name: str) -> dict[str, Any]:
    version = data["nbformat"]
    if version == _NEWEST:
        return data
    if not 1 <= version < _NEWEST:
        raise SubmissionError(
            f"{name}: expected a notebook of format 1 to {_NEWEST}, found format {version}. In Jupyter, choose "
            '"Save as" with format 4, or hand in the code as a .py file.'
        )
    return _converted(text, version, name)


def _converted(text: str, version: int, name: str) -> dict[str, Any]:
    import nbformat.reader  # noqa: PLC0415 - only notebooks of before 2015 need it

    # It logs what it finds invalid, in words of the notebook's own; what matters is said below.
    logging.getLogger("traitlets").addHandler(logging.NullHandler())
    logging.getLogger("traitlets").propagate = False

    # Half a surrogate pair, which JSON can hold and no text file can: nbformat's log would stumble over it.
    whole = json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8", "replace").decode()
    try:
        converted = nbformat.convert(nbformat.reader.reads(whole), _NEWEST)
    except Exception as error:
        # nbformat meets odd JSON with whatever its attribute access happens to raise.
        raise SubmissionError(
            f"{name}: expected a notebook of format {version}, which could not be brought to format "
            f"{_NEWEST}: {error!r}. {_AGAIN}"
        ) from error
    return dict(converted)


def _cell(number: int, cell: object, name: str) -> Cell:
    if not isinstance(cell, dict):
        raise SubmissionError(f"{name}: expected cell {number} to be an object, found {_kind(cell)}. {_AGAIN}")
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return Cell(
        number=number,
        kind=CellKind.CODE if cell.get("cell_type") == "code" else CellKind.MARKDOWN,
        source=_text(cell.get("source")),
        tags=tuple(clean(tag) for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        outputs=tuple(_outputs(cell.get("outputs"))),
    )


def _outputs(outputs: object) -> Iterator[StoredOutput]:
    for output in outputs[:_MOST_OUTPUTS] if isinstance(outputs, list) else ():
        stored = _output(output) if isinstance(output, dict) else None
        if stored is not None and stored.text:
            yield stored


def _output(output: dict[str, Any]) -> StoredOutput | None:
    kind = output.get("output_type")
    if kind == "stream":
        return StoredOutput(
            kind="stderr" if output.get("name") == "stderr" else "stdout", text=_short(output.get("text"))
        )
    if kind == "error":
        return StoredOutput(kind="error", text=_short(f"{output.get('ename', '')}: {output.get('evalue', '')}"))
    data = output.get("data")
    if isinstance(kind, str) and kind in _OUTPUT_KINDS and isinstance(data, dict):
        return StoredOutput(kind=_OUTPUT_KINDS[kind], text=_short(data.get("text/plain")))
    return None


def _text(source: object) -> str:
    """Join a source, which the format keeps as one string or as a list of lines."""
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    return clean(source) if isinstance(source, str) else ""


def _short(source: object) -> str:
    text = _text(source)
    left_out = len(text) - _LONGEST_OUTPUT
    return text if left_out <= 0 else f"{text[:_LONGEST_OUTPUT]}\n… ({left_out} more characters)"


def _kind(value: object) -> str:
    names = {
        dict: "an object without them",
        list: "a list",
        str: "a string",
        type(None): "nothing",
        bool: "a truth value",
    }
    return names.get(type(value), "a number")
