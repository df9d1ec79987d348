"""Notebooks of all formats become cells, with what they were saved with as claims."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from submission.making import code, markdown, notebook, put

from grader.errors import SubmissionError
from grader.submission import notebook as reader
from grader.submission import open_submission, read

if TYPE_CHECKING:
    from pathlib import Path

OLD_OUTPUT = {"output_type": "pyout", "prompt_number": 1, "text": ["(127, 127, 5)"], "metadata": {}}
OLD_STREAM = {"output_type": "stream", "stream": "stdout", "text": ["loss: 0.3\n"]}
OLDER: dict[int, dict[str, Any]] = {
    3: {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": "기말"},
        "worksheets": [
            {
                "metadata": {},
                "cells": [
                    {"cell_type": "heading", "level": 2, "metadata": {}, "source": ["1. DNN"]},
                    {
                        "cell_type": "code",
                        "language": "python",
                        "collapsed": False,
                        "metadata": {},
                        "input": ["x = 1\n", "x"],
                        "outputs": [OLD_OUTPUT, OLD_STREAM],
                    },
                ],
            }
        ],
    },
    2: {
        "nbformat": 2,
        "metadata": {"name": "기말"},
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "markdown", "source": "## 1. DNN"},
                    {
                        "cell_type": "code",
                        "language": "python",
                        "collapsed": False,
                        "input": "x = 1\nx",
                        "outputs": [OLD_OUTPUT, OLD_STREAM],
                    },
                ]
            }
        ],
    },
}


@pytest.mark.parametrize("version", OLDER)
def test_older_notebook_is_brought_to_format_4(version: int) -> None:
    title, work = reader.cells_of(json.dumps(OLDER[version]), "old.ipynb")

    assert (str(title.kind), title.source) == ("markdown", "## 1. DNN")
    assert (str(work.kind), work.source) == ("code", "x = 1\nx")
    assert [(output.kind, output.text) for output in work.outputs] == [
        ("result", "(127, 127, 5)"),
        ("stdout", "loss: 0.3\n"),
    ]


OUTPUTS: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"output_type": "stream", "name": "stdout", "text": ["a\r\n", "b"]}, [("stdout", "a\nb")]),
    ({"output_type": "stream", "name": "stderr", "text": "oh"}, [("stderr", "oh")]),
    ({"output_type": "execute_result", "data": {"text/plain": "9216"}}, [("result", "9216")]),
    (
        {"output_type": "display_data", "data": {"image/png": "iVBOR", "text/plain": ["<Figure>"]}},
        [("display", "<Figure>")],
    ),
    ({"output_type": "display_data", "data": {"image/png": "iVBOR"}}, []),
    (
        {"output_type": "error", "ename": "ValueError", "evalue": "bad", "traceback": ["…"]},
        [("error", "ValueError: bad")],
    ),
    ({"output_type": "error"}, [("error", ": ")]),
    ({"output_type": ["odd"]}, []),
    ({"output_type": "execute_result", "data": "odd"}, []),
]


@pytest.mark.parametrize(("output", "claims"), OUTPUTS)
def test_stored_output_is_kept_as_a_claim(output: dict[str, Any], claims: list[tuple[str, str]]) -> None:
    (cell,) = reader.cells_of(notebook(code("x", outputs=[output])), "a.ipynb")

    assert [(stored.kind, stored.text) for stored in cell.outputs] == claims


def test_long_output_is_cut_and_says_so() -> None:
    output = {"output_type": "stream", "name": "stdout", "text": "x" * 30_000}

    (cell,) = reader.cells_of(notebook(code("x", outputs=[output] * 150)), "a.ipynb")

    assert len(cell.outputs) == 100
    assert cell.outputs[0].text.endswith("x\n… (10000 more characters)")


ODD_CELLS: list[tuple[dict[str, Any], tuple[str, str, tuple[str, ...]]]] = [
    # a cell, and (kind, source, tags) read from it
    (code(["a\n", "b"], metadata={"tags": ["1-1", 5]}), ("code", "a\nb", ("1-1",))),
    (code(None), ("code", "", ())),
    (code(5, metadata=[]), ("code", "", ())),
    (code("x", outputs="odd"), ("code", "x", ())),
    (code("x", outputs=[5]), ("code", "x", ())),
    (code("x", metadata={"tags": "1-1"}), ("code", "x", ())),
    ({"cell_type": "code"}, ("code", "", ())),
    (markdown("# 1.", attachments={"a.png": {}}), ("markdown", "# 1.", ())),
    ({"cell_type": "raw", "source": "답: 3"}, ("markdown", "답: 3", ())),
    ({"source": "답: 3"}, ("markdown", "답: 3", ())),
]


@pytest.mark.parametrize(("cell", "expected"), ODD_CELLS)
def test_cell_that_breaks_the_format_is_read_as_far_as_it_goes(
    cell: dict[str, Any], expected: tuple[str, str, tuple[str, ...]]
) -> None:
    (found,) = reader.cells_of(notebook(cell), "a.ipynb")

    assert (str(found.kind), found.source, found.tags) == expected


@pytest.mark.parametrize("cells", [[], [code("")], [code(" \n"), markdown("")]], ids=["none", "empty", "white"])
def test_blank_notebook_is_read_and_a_person_is_told(cells: list[Any], tmp_path: Path) -> None:
    with open_submission(put(tmp_path / "a.ipynb", notebook(*cells))) as opened:
        assert [flag.kind for flag in opened.flags] == ["nothing_written"]


def test_numbers_count_cells_of_every_kind(tmp_path: Path) -> None:
    path = put(tmp_path / "a.ipynb", notebook(markdown("# 1."), code("x"), markdown("답"), code("y")))

    assert [(cell.number, str(cell.kind)) for cell in read(path).cells] == [
        (1, "markdown"),
        (2, "code"),
        (3, "markdown"),
        (4, "code"),
    ]


WHOLE = {
    "nbformat": 4,
    "metadata": {},
    "cells": [
        markdown(["## 1.\n", "(1)"]),
        code("x", metadata={"tags": ["1-2"]}, outputs=[output for output, _ in OUTPUTS[:6]]),
    ],
}
ODD_VALUES = (None, True, -1, 1e309, "", "\ud800", "\0", [], {}, ["a", None], {"a": 1}, [[[]]], "\u2028# 1-1")


def _paths(node: Any, above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [above, *(path for key, value in inner for path in _paths(value, (*above, key)))]


def _with(node: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = dict(node) if isinstance(node, dict) else list(node)
    changed[path[0]] = _with(node[path[0]], path[1:], value)
    return changed


def _outcome(text: str) -> str:
    try:
        return "read" if all(cell.model_dump_json() for cell in reader.cells_of(text, "a.ipynb")) else ""
    except SubmissionError as error:
        return str(error)[: len("a.ipynb: expected")]


# nbformat's warnings repeat the odd values, which the parallel test run cannot pass on.
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("whole", [WHOLE, OLDER[3]], ids=["4", "3"])
def test_notebook_with_anything_anywhere_is_read_or_refused(whole: dict[str, Any]) -> None:
    for path in _paths(whole):
        for value in ODD_VALUES:
            assert _outcome(json.dumps(_with(whole, path, value))) in {"read", "a.ipynb: expected"}, (path, value)
