"""Signs in the code and in what the recorder saw it do: Keras put out of force, the grader's files looked for."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from grader.evidence import CellKind, Command, Flag, Suspicion
from grader.parts import locate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.evidence import Evidence

METHODS = frozenset(
    {
        *("fit", "evaluate", "predict", "summary", "compile", "get_config", "count_params", "get_weights", "load_data"),
        *(
            "call",
            "train_step",
            "test_step",
            "update_state",
            "result",
            "add_scalar",
            "hparams",
            "print",
            "dumps",
            "dump",
        ),
    }
)
LIBRARIES = frozenset(
    {
        *("keras", "tf", "tensorflow", "tf_keras", "builtins", "json", "hp", "Model", "Sequential", "layers", "models"),
        *("datasets", "cifar10", "fashion_mnist", "mnist", "cifar100"),
    }
)
"""What a name has to begin with to be a library's and not an object of the student's own."""

PRIVATE = re.compile(
    r"(?:^|[/\\_.-])(?:rubrics?|answer[_-]?keys?|grader|recording\.jsonl|job\.json|정답|채점)(?:$|[/\\_.-])"
    r"|/proc/(?:\d|self|1)|y_test\.npy|(?:^|\s)find\s+/|/etc/(?:passwd|shadow)",
    re.IGNORECASE,
)
"""Names that nobody needs for an exam: of what graders keep, and of the process the code runs in."""

MAGIC = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)
"""A line for the shell, or one of IPython's own."""

NOTED = {
    "patched": ("a library's own function was replaced", "라이브러리의 함수를 바꿔치기함"),
    "searched_grader": ("files of the grader were looked for", "채점 프로그램의 파일을 찾음"),
}


def patched(evidence: Evidence) -> Iterator[Flag]:
    """Methods of Keras, or what prints, replaced by the student's own."""
    yield from _suspicions(evidence, "patched")
    for cell, tree in _trees(evidence):
        for node in ast.walk(tree):
            for name in _replaced(node):
                yield Flag(
                    kind="patched",
                    message=f"{name} is replaced by code of the submission",
                    message_ko=f"{name}을(를) 제출물의 코드로 바꿈",
                    where=locate(evidence, cell, getattr(node, "lineno", None)),
                )


def hunted(evidence: Evidence) -> Iterator[Flag]:
    """Reading of an answer file, or a search for files of the grader."""
    for event in evidence.recording.events:
        if isinstance(event, Suspicion) and event.what != "patched":
            yield from _suspicions(evidence, event.what)
        elif isinstance(event, Command) and PRIVATE.search(event.text):
            yield _hunt(event.text.strip(), locate(evidence, event.cell, event.line))
    for cell in evidence.submission.cells:
        for number, line in enumerate(cell.source.splitlines(), 1):
            if cell.kind is CellKind.CODE and MAGIC.match(line) and PRIVATE.search(line):
                yield _hunt(line.strip(), locate(evidence, cell.number, number))
    yield from _asked_for(evidence)


def _asked_for(evidence: Evidence) -> Iterator[Flag]:
    for cell, tree in _trees(evidence):
        for node in ast.walk(tree):
            for text in _texts(node):
                if PRIVATE.search(text):
                    yield _hunt(text, locate(evidence, cell, getattr(node, "lineno", None)))


def _hunt(text: str, where: str) -> Flag:
    return Flag(
        kind="searched_grader",
        message=f"the code asks for {text[:120]!r}",
        message_ko=f"코드가 {text[:120]!r}을(를) 찾음",
        where=where,
    )


def _suspicions(evidence: Evidence, what: str) -> Iterator[Flag]:
    english, korean = NOTED.get(what, (what, what))
    for event in evidence.recording.events:
        if isinstance(event, Suspicion) and event.what == what:
            yield Flag(
                kind=what,
                message=f"{english}: {event.detail[:300]}" if event.detail else english,
                message_ko=f"{korean}: {event.detail[:300]}" if event.detail else korean,
                where=locate(evidence, event.cell, event.line),
            )


def _trees(evidence: Evidence) -> Iterator[tuple[int, ast.Module]]:
    """Yield each code cell that is plain Python; magics and unfinished code hide what is in theirs."""
    for cell in evidence.submission.cells:
        if cell.kind is CellKind.CODE:
            plain = MAGIC.sub(r"\1pass", cell.source)
            try:
                yield cell.number, ast.parse(plain)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue


def _replaced(node: ast.AST) -> Iterator[str]:
    """Yield the library functions that a statement replaces, as written."""
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = [part for target in node.targets for part in _parts(target)]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "setattr":
        match node.args:
            case [owner, ast.Constant(value=str(attribute)), _]:
                targets = [ast.Attribute(owner, attribute, ast.Store())]
    for target in targets:
        if _is_library_function(target) or _is_module_entry(target):
            yield ast.unparse(target)


def _is_library_function(target: ast.expr) -> bool:
    return isinstance(target, ast.Attribute) and target.attr in METHODS and _root(target.value) in LIBRARIES


def _is_module_entry(target: ast.expr) -> bool:
    return isinstance(target, ast.Subscript) and ast.unparse(target.value) == "sys.modules"


def _parts(target: ast.expr) -> list[ast.expr]:
    return list(target.elts) if isinstance(target, ast.Tuple | ast.List) else [target]


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _texts(node: ast.AST) -> Iterator[str]:
    """Yield what a statement imports and the texts that a call is given, unless it only shows them."""
    match node:
        case ast.Import(names=names):
            yield from (name.name for name in names)
        case ast.ImportFrom(module=str(module), level=0):
            yield module
        case ast.Subscript(value=value, slice=ast.Constant(value=str(name))) if ast.unparse(value) == "sys.modules":
            yield name
        case ast.Call(func=ast.Name(id="print" | "display" | "Markdown" | "str" | "len")):
            return
        case ast.Call(args=args, keywords=keywords):
            given = (*args, *(keyword.value for keyword in keywords))
            yield from (one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str))
