"""What a run needs to start Python with its libraries and the recorder, and nothing else of the checkout."""

from __future__ import annotations

import sys
from pathlib import Path

import grader

INTERPRETER = sys.executable
"""The grader's own interpreter; a run sees it at the same path."""

_PACKAGE = Path(grader.__file__).resolve().parent


def binds() -> tuple[tuple[str, str], ...]:
    """Return (host, inside) for the virtual environment, the Python it was made from, and the grader's package.

    The package alone, not the folder it lies in: rubrics and references are its neighbours in a checkout.
    """
    prefixes = dict.fromkeys((Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve()))
    outside = [str(prefix) for prefix in prefixes if not prefix.is_relative_to("/usr")]
    return (*((path, path) for path in outside), (str(_PACKAGE), "code/grader"))


def environment() -> dict[str, str]:
    """Return the variables every run gets; nothing is inherited."""
    return {
        "PATH": f"{Path(INTERPRETER).parent}:/usr/local/bin:/usr/bin:/bin",
        "PYTHONPATH": "{job}/code",
        "HOME": "{job}/home",
        "TMPDIR": "{job}/tmp",
        "LANG": "C.UTF-8",
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": "{job}/home/.matplotlib",
        "IPYTHONDIR": "{job}/home/.ipython",
        "KERAS_HOME": "{job}/home/.keras",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONHASHSEED": "0",
    }
