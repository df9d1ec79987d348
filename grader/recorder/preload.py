"""What every run needs, and no more than the imports: by a run, or before any by a server of forks.

An operation, a layer or a tensor would start threads that a fork does not have, and the first operation in the fork
would wait for them for ever.
"""

from __future__ import annotations

import functools
import gc
import importlib
import os
import sys
from pathlib import Path

# What is imported is there to stay. To look through it for garbage takes a sixth of the time of the imports, and takes
# time again whenever a run's own garbage is looked for.
gc.disable()
_tensorflow = importlib.import_module("tensorflow")
# Which Keras that is, the environment says.
importlib.import_module(_tensorflow.keras.__name__)
run = importlib.import_module("grader.recorder.run").run
gc.freeze()
gc.enable()


def try_out() -> None:
    """Do, in a fork, what would hang if it were not to be borne."""
    ones = _tensorflow.ones((8, 8))
    if float(_tensorflow.reduce_sum(ones @ ones)) != 512:  # noqa: PLR2004 - 8 x 8 x 8
        raise ArithmeticError("a product of two matrices of ones is wrong")


def move_in() -> None:
    """Have libraries keep their files where they would have, had they been imported in this run; called in a fork."""
    if config := sys.modules.get("keras.src.backend.config"):
        Path(os.environ["KERAS_HOME"]).mkdir(parents=True, exist_ok=True)
        config._KERAS_DIR = os.environ["KERAS_HOME"]  # type: ignore[attr-defined]  # noqa: SLF001 - read at import only
    if matplotlib := sys.modules.get("matplotlib"):
        for name in ("get_cachedir", "get_configdir"):  # each remembers its first answer
            setattr(matplotlib, name, functools.cache(getattr(matplotlib, name).__wrapped__))
