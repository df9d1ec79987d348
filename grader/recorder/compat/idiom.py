"""One thing that students write for Keras 2, and how it is made to work."""

from __future__ import annotations

import functools
import warnings
from typing import TYPE_CHECKING, NamedTuple

from grader.recorder.engine import wrap_method

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.recorder.engine import Engine
    from grader.recorder.foreign import Foreign

    Keywords = dict[str, Foreign]

KERAS_2 = frozenset({2})
KERAS_3 = frozenset({3})
BOTH = frozenset({2, 3})


class Idiom(NamedTuple):
    """What is written, and the function that makes an engine accept it."""

    written: str
    install: Callable[[Engine], None]
    generations: frozenset[int] = KERAS_3


def rewrite_keywords(cls: type, method: str, rewrite: Callable[[Keywords], Keywords]) -> None:
    """Have ``rewrite`` put the keyword arguments of every call of a method right."""

    def wrapper(original: Callable[..., Foreign], self: Foreign, *args: Foreign, **kwargs: Foreign) -> Foreign:
        return original(self, *args, **rewrite(kwargs))

    wrap_method(cls, method, wrapper)


def without(*names: str) -> Callable[[Keywords], Keywords]:
    """Return a rewriting that leaves arguments out that have no meaning any more."""

    def rewrite(kwargs: Keywords) -> Keywords:
        return {name: value for name, value in kwargs.items() if name not in names}

    return rewrite


def add_missing(owner: Foreign, **values: Foreign) -> None:
    """Give a module or class the names that it lacks."""
    for name, value in values.items():
        with warnings.catch_warnings(action="ignore"):  # NumPy warns of some names that it once had
            missing = not hasattr(owner, name)
        if missing:
            setattr(owner, name, value)


def wrap_function(engine: Engine, original: Foreign, wrapper: Callable[..., Foreign]) -> None:
    """Put ``wrapper(original, *args, **kwargs)`` in the place of one of Keras's functions, wherever it is exported."""

    @functools.wraps(original)
    def function(*args: Foreign, **kwargs: Foreign) -> Foreign:
        return wrapper(original, *args, **kwargs)

    engine.replace_function(original, function)
