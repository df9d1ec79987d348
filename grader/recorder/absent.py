"""Packages that are not installed here: a submission goes on without them as far as it can.

Most are imported to draw, to watch progress or to log. A stand-in takes the place of one that student code imports:
its names can be called and passed around, and nothing comes of it. Where something would have to come of it (a loop
over it, a number, a condition), ``ModuleNotFoundError`` is raised there, as the import would have done at once.
"""

from __future__ import annotations

import ast
import linecache
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, Never

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import FrameType, TracebackType

    from grader.recorder.foreign import Foreign
    from grader.recorder.places import Places

_CAUGHT = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
"""Exceptions with which a ``try`` around an import provides for a package that is not there."""

_IMPORTING = ("<frozen importlib", "/importlib/__init__.py")

DEPTH = 2
"""How deep in lists, tuples and dicts a stand-in among a call's values is looked for."""


class StandIn:
    """Something of a package that is not here: accepts to be called and passed on, and yields nothing."""

    def __init__(self, package: str, path: str) -> None:
        self.__package, self.__path = package, path

    def __getattr__(self, name: str) -> StandIn:
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn(self.__package, f"{self.__path}.{name}")

    def __call__(self, *_args: Foreign, **_kwargs: Foreign) -> StandIn:
        """Come to nothing."""
        return StandIn(self.__package, f"{self.__path}()")

    def __enter__(self) -> StandIn:  # noqa: PYI034 - of no student's subclass: see ``__mro_entries__``
        return self

    def __exit__(self, *_error: object) -> None:
        """Let what was raised inside pass."""

    def __repr__(self) -> str:
        return f"<{self.__path}: {self.__package} is not installed here>"

    def _needed(self, *_args: Foreign, **_kwargs: Foreign) -> Never:
        raise ModuleNotFoundError(f"No module named {self.__package!r}", name=self.__package)

    __iter__ = __next__ = __len__ = __bool__ = __getitem__ = __setitem__ = __contains__ = _needed
    __int__ = __float__ = __complex__ = __index__ = __array__ = __mro_entries__ = __await__ = _needed
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _needed
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __matmul__ = __rmatmul__ = _needed
    __neg__ = __pos__ = __abs__ = __lt__ = __le__ = __gt__ = __ge__ = __and__ = __or__ = __xor__ = _needed

    @property
    def absent_package(self) -> str:
        """Name of the package."""
        return self.__package


class _AbsentModule(ModuleType):
    """Has every name that is asked for."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []  # a package: others lie below it

    def __getattr__(self, name: str) -> StandIn:
        package = self.__name__.partition(".")[0]
        if name == "__all__":  # of ``from package import *`` nothing could be known
            raise ModuleNotFoundError(f"No module named {package!r}", name=package)
        if name.startswith("__") and name != "__version__":
            raise AttributeError(name)
        return StandIn(package, f"{self.__name__}.{name}")


class _Absent(MetaPathFinder, Loader):
    """Finds, last of all finders, what student code imports and nobody else finds."""

    def __init__(self, places: Places) -> None:
        self._places = places

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return a spec for a package that student code imports, and provides for no other way to do without."""
        del path, target
        parent = fullname.rpartition(".")[0]
        wanted = isinstance(sys.modules.get(parent), _AbsentModule) if parent else self._is_imported_by_student()
        return ModuleSpec(fullname, self, is_package=True) if wanted else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the stand-in."""
        return _AbsentModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is there to run."""

    def _is_imported_by_student(self) -> bool:
        frame: FrameType | None = sys._getframe(2)  # noqa: SLF001 - the documented way to the running stack
        importing = False
        while frame is not None and any(part in frame.f_code.co_filename for part in _IMPORTING):
            # ``importlib.util.find_spec`` asks as well, and is to be told the truth.
            importing |= frame.f_code.co_name == "_find_and_load"
            frame = frame.f_back
        if frame is None or not importing or not self._places.is_student(frame.f_code.co_filename):
            return False
        return not _is_provided_for("".join(linecache.getlines(frame.f_code.co_filename)), frame.f_lineno)


def install(places: Places) -> None:
    """Let student code import what is not installed."""
    sys.meta_path.append(_Absent(places))


def blamed(error: BaseException) -> str:
    """Return the package that is not here and that an exception comes of; "" if it has another cause."""
    if isinstance(error, ModuleNotFoundError):
        # A path below a package that is there is a slip of the student's.
        return error.name if error.name and "." not in error.name else ""
    return next(_stand_ins(error.__traceback__), "")


def _stand_ins(trace: TracebackType | None) -> Iterator[str]:
    """Yield the packages whose stand-ins the calls of a traceback were given."""
    while trace is not None:
        frame = trace.tb_frame
        is_module = frame.f_code.co_name == "<module>"
        for name in _names_on_line(frame, trace.tb_lineno) if is_module else frozenset(frame.f_locals):
            yield from _packages(frame.f_locals.get(name), DEPTH)
        trace = trace.tb_next


def _names_on_line(frame: FrameType, line: int) -> frozenset[str]:
    """Return the names that a module's statement at ``line`` uses: what else is global has no part in it."""
    tree = _parsed("".join(linecache.getlines(frame.f_code.co_filename)))
    around = [one for one in getattr(tree, "body", ()) if one.lineno <= line <= (one.end_lineno or one.lineno)]
    return frozenset(node.id for one in around for node in ast.walk(one) if isinstance(node, ast.Name))


def _packages(value: Foreign, depth: int) -> Iterator[str]:
    if type(value) is StandIn:
        yield value.absent_package
    elif depth and type(value) in {list, tuple}:
        for one in value[:100]:
            yield from _packages(one, depth - 1)
    elif depth and type(value) is dict:
        for one in list(value.values())[:100]:
            yield from _packages(one, depth - 1)


def _is_provided_for(source: str, line: int) -> bool:
    """Tell whether an import at ``line`` stands in a ``try`` that would catch its failing."""
    tree = _parsed(source)
    tries = (node for node in ast.walk(tree) if isinstance(node, ast.Try)) if tree else ()
    return any(
        one.lineno <= line <= (one.end_lineno or one.lineno)
        for node in tries
        if any(_catches(handler) for handler in node.handlers)
        for one in node.body
    )


def _catches(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or (isinstance(kind, ast.Name) and kind.id in _CAUGHT) for kind in kinds)


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return None
