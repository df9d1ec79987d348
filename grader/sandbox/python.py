"""What a run needs to start Python with its libraries and the recorder, and nothing else of the checkout."""

from __future__ import annotations

import os
import site
import sys
from pathlib import Path

import grader

INTERPRETER = str(Path(sys.executable).absolute())
"""The grader's own interpreter; a run sees it at the same path."""

PACKAGE = Path(grader.__file__).resolve().parent
_SYSTEM = Path("/usr")


def binds() -> tuple[tuple[str, str], ...]:
    """Return (host, inside) for the virtual environment, the Python it was made from, and the grader's package.

    The package alone, not the folder it lies in: rubrics and references are its neighbours in a checkout.
    """
    return (*((str(folder), str(folder)) for folder in _folders()), (str(PACKAGE), "code/grader"))


def package_in_place() -> tuple[tuple[str, str], ...]:
    """Return (host, inside) for the package where a process that has imported parts of it looks for the others."""
    inside = any(PACKAGE.is_relative_to(folder) for folder in (*_folders(), _SYSTEM))
    return () if inside else ((str(PACKAGE), str(PACKAGE)),)


def is_installed() -> bool:
    """Tell whether Python finds the package without being told where."""
    return str(PACKAGE.parent) in {*site.getsitepackages(), *map(str, _user_site())}


def _folders() -> list[Path]:
    folders = [Path(sys.prefix), Path(sys.base_prefix)]
    folders += [program.parent.parent for program in _chain(Path(INTERPRETER))]
    folders += _user_site()
    kept: list[Path] = []
    for folder in (folder.absolute() for folder in folders):
        if not any(folder.is_relative_to(other) for other in (*kept, _SYSTEM)):
            kept.append(folder)
    return kept


def environment() -> dict[str, str]:
    """Return the variables every run gets; nothing is inherited."""
    return {
        "PATH": f"{Path(INTERPRETER).parent}:/usr/local/bin:/usr/bin:/bin",
        "PYTHONPATH": ":".join(("{job}/code", *map(str, _user_site()))),
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


def _user_site() -> list[Path]:
    """Return the folder of ``pip install --user``, where the grader itself imports from it."""
    folder = site.getusersitepackages()
    return [Path(folder)] if site.ENABLE_USER_SITE and folder in sys.path else []


def _chain(program: Path) -> list[Path]:
    """Return what the interpreter's chain of symbolic links passes, itself first: a venv's leads to another's."""
    passed: list[Path] = []
    while program not in passed:
        passed.append(program)
        if program.is_symlink():
            program = Path(os.path.normpath(program.parent / program.readlink()))
    return passed
