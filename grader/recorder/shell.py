"""The IPython shell that the cells run in: a real one, embedded, with nothing behind it that could do harm."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.inputtransformer2 import leading_empty_lines
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from grader.recorder.places import cell_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from grader.recorder.commands import Commands
    from grader.recorder.foreign import Foreign

MOST_DISPLAYED = 500
"""Values shown by one cell that are kept."""


class _Compiler(CachingCompiler):  # type: ignore[misc]  # IPython ships no types
    """Compiles each cell under the file name that places know it by."""

    number = 0

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        """Name the running cell's code; other code that a student has IPython run keeps IPython's own name."""
        return cell_file(self.number) if self.number else str(super().get_code_name(raw_code, transformed_code, number))


class _DisplayHook(DisplayHook):  # type: ignore[misc]  # IPython ships no types
    """Keeps the text of a cell's last expression instead of writing it to a terminal."""

    def write_output_prompt(self) -> None:
        """Write none."""

    def write_format_data(self, format_dict: Mapping[str, Any], md_dict: Mapping[str, Any] | None = None) -> None:
        """Keep the text form; every value has one."""
        del md_dict
        self.shell.show(format_dict)

    def log_output(self, format_dict: Mapping[str, Any]) -> None:
        """Keep no log."""

    def finish_displayhook(self) -> None:
        """End no line."""
        self._is_active = False


class _DisplayPublisher(DisplayPublisher):  # type: ignore[misc]  # IPython ships no types
    """Keeps the text of what ``display()`` is given."""

    def publish(self, data: Mapping[str, Foreign], *_args: Foreign, **_kwargs: Foreign) -> None:
        """Keep the text form; what comes as HTML or an image alone is kept as its kind."""
        self.shell.show(data)


class Shell(InteractiveShell):  # type: ignore[misc]  # IPython ships no types
    """IPython without history, terminal, colours and signals; magics and shell lines go to ``commands``."""

    compiler_class = _Compiler
    displayhook_class = _DisplayHook
    display_pub_class = _DisplayPublisher
    commands: Commands

    def init_io(self) -> None:
        """Leave the streams to the recorder."""

    def init_create_namespaces(self, *args: Foreign, **kwargs: Foreign) -> None:
        """Start with nothing shown."""
        super().init_create_namespaces(*args, **kwargs)
        self.shown: list[str] = []

    def show(self, data: Mapping[str, Any]) -> None:
        """Keep what is displayed, as text."""
        if len(self.shown) < MOST_DISPLAYED:
            self.shown.append(str(data.get("text/plain") or f"<{next(iter(data), 'nothing')}>"))

    def take_shown(self) -> list[str]:
        """Return what was displayed since the last call."""
        shown, self.shown = self.shown, []
        return shown

    def name_cell(self, number: int) -> None:
        """Have the code that runs next compiled as cell ``number``'s."""
        self.compile.number = number

    def showtraceback(self, *_args: Foreign, **_kwargs: Foreign) -> None:
        """Print none: an exception is recorded from the result."""

    def showsyntaxerror(self, *_args: Foreign, **_kwargs: Foreign) -> None:
        """Print none: an exception is recorded from the result."""

    def _format_exception_for_storage(self, *_args: Foreign, **_kwargs: Foreign) -> dict[str, Any]:
        """Store none in a history: the exception's own text may raise."""
        return {}

    def run_line_magic(self, magic_name: str, line: str, _stack_depth: int = 1) -> Foreign:
        """Hand ``%magic line`` over."""
        return self.commands.line_magic(magic_name, line)

    def run_cell_magic(self, magic_name: str, line: str, cell: str) -> Foreign:
        """Hand ``%%magic`` over."""
        return self.commands.cell_magic(magic_name, line, cell)

    def system(self, cmd: str) -> None:
        """Hand ``!cmd`` over."""
        self.commands.shell_line(cmd)

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Foreign:
        """Hand ``files = !cmd`` over."""
        del depth
        return self.commands.shell_output(cmd, split=split)

    def run_inner(self, code: str) -> Foreign:
        """Run Python that stands inside a magic as part of the running cell; return an expression's value."""
        tree = ast.parse(self.transform_cell(code))
        name = cell_file(self.compile.number)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, name, "exec"), self.user_global_ns, self.user_ns)  # noqa: S102 - the student's own cell
        if not isinstance(last, ast.Expr):
            return None
        value = compile(ast.Expression(last.value), name, "eval")
        return eval(value, self.user_global_ns, self.user_ns)  # noqa: S307 - as above

    def super_line_magic(self, name: str, line: str) -> Foreign:
        """Run one of IPython's own magics."""
        return super().run_line_magic(name, line)


def make_shell(namespace: dict[str, Any]) -> Shell:
    """Start the one shell of this process, so that ``get_ipython()`` finds it.

    Args:
        namespace: What the cells see as their globals from the start.
    """
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.autocall = 0
    config.InteractiveShell.automagic = True
    shell: Shell = Shell.instance(config=config)
    transforms = shell.input_transformer_manager.cleanup_transforms
    transforms[:] = [
        transform for transform in transforms if transform is not leading_empty_lines
    ]  # lines keep their numbers
    shell.user_ns.update(namespace)
    return shell
