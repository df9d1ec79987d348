"""The arguments of a call by their names, whichever way they were given."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from grader.recorder.foreign import Foreign


def named_arguments(
    function: Callable[..., Foreign], args: tuple[Foreign, ...], kwargs: dict[str, Foreign]
) -> dict[str, Foreign] | None:
    """Return every argument of a method's call but ``self``, defaults included; None if it would not take them."""
    signature = inspect.signature(function)
    try:
        bound = signature.bind(*args, **kwargs)
    except TypeError:
        return None
    bound.apply_defaults()
    named = dict(bound.arguments)
    for name, parameter in signature.parameters.items():
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            named.update(named.pop(name))
        elif parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            named.pop(name)
    named.pop("self", None)
    return named
