"""Finding and reading rubric files, sealed ones too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import RubricError, SealError, UsageError
from grader.rubric import parse
from grader.rubric.sealing import Key, is_sealed, unseal

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence

    from grader.rubric import Rubric

SEALED, PUBLIC = ".sealed", ".public"
"""What the names of a rubric's versions end with, before ``.yaml``."""


def chosen(arguments: argparse.Namespace, near: Iterable[Path]) -> Rubric:
    """Read the rubric that is asked for, else the one nearby.

    Args:
        arguments: With ``rubric``, a path or None, and ``key``, what GRADER_KEY holds.
        near: Submissions or folders in whose neighbourhood it is looked for.
    """
    return load(arguments.rubric or default(near, has_key=bool(arguments.key)), arguments.key)


def deciding(arguments: argparse.Namespace, near: Iterable[Path]) -> Rubric:
    """Read the rubric as ``chosen`` does, for what decides grades.

    Raises:
        UsageError: It is the one for students.
    """
    rubric = chosen(arguments, near)
    if rubric.is_public:
        hidden = ", ".join(criterion.id for criterion in rubric.criteria if criterion.hidden)
        raise UsageError(
            f"this is a rubric for students: the keys of {hidden} are hidden in it, so it decides no grades; "
            "name the teacher's with --rubric FILE"
        )
    return rubric


def load(file: Path, key: str = "") -> Rubric:
    """Read a rubric file and what it extends; what is sealed is opened in memory only.

    Args:
        file: The file.
        key: What GRADER_KEY holds.

    Raises:
        UsageError: The file cannot be read, or the key is none.
        SealError: It is sealed and cannot be opened.
        RubricError: It is invalid; every fault at once, unless they might show what is sealed.
    """
    return _read(file, key)[0]


def is_from_sealed(file: Path, key: str) -> bool:
    """Tell whether a rubric is, or extends, a sealed one; raises as ``load`` does."""
    return bool(_read(file, key)[1])


def _read(file: Path, key: str) -> tuple[Rubric, Sequence[str]]:
    """Return a rubric and the sealed files that it was made from."""
    files = _Files(key)

    def other(name: str) -> tuple[str, str]:
        return str(file.parent / name), files.raw(file.parent / name)

    try:
        return parse(files.text(file), str(file), read=other), files.opened
    except SealError:
        raise
    except RubricError as error:
        if not files.opened:
            raise
        raise SealError(
            f"{file}: what is sealed in {', '.join(files.opened)} does not fit this version of the grader "
            f"(faults: {len(error.faults)}, not shown, as they may hold keys); check the rubric that it was made "
            "from with 'grade rubric check', and seal it again"
        ) from None


def default(near: Iterable[Path], *, has_key: bool = False) -> Path:
    """Find the rubric to use: the only one of a ``rubrics`` folder, near here or near a submission, that stands alone.

    Of one rubric's versions the plain one is used, else the sealed one if there is a key, else the one for students.

    Raises:
        UsageError: There is none, or more than one.
    """
    homes = [Path.cwd(), *(path.resolve() for path in near)]
    folders = dict.fromkeys(up / "rubrics" for home in homes for up in (home, *home.parents))
    for folder in folders:
        files = sorted((*folder.glob("*.yaml"), *folder.glob("*.yml"))) if folder.is_dir() else []
        alone = [file for file in files if not _extends(file)]
        if len({name_of(file) for file in alone}) == 1:
            return _version(alone, has_key=has_key)
        if files:
            listed = ", ".join(map(str, files))
            raise UsageError(
                f"expected one rubric in {folder}, found {len(alone)} ({listed}); name one with --rubric FILE"
            )
    raise UsageError("no rubric found: no folder 'rubrics' here or above the submission; name one with --rubric FILE")


def name_of(file: Path) -> str:
    """Return the name that all versions of a rubric share."""
    return file.stem.removesuffix(SEALED).removesuffix(PUBLIC)


def _version(files: Sequence[Path], *, has_key: bool) -> Path:
    order = ("", SEALED, PUBLIC) if has_key else ("", PUBLIC, SEALED)
    return min(files, key=lambda file: order.index(file.stem.removeprefix(name_of(file))))


def _extends(file: Path) -> bool:
    return any(line.startswith("extends:") for line in _Files().plain(file).splitlines())


class _Files:
    """Reads the files of one rubric; ``opened`` names those that were sealed."""

    def __init__(self, key: str = "") -> None:
        self.opened: list[str] = []
        self._key = key

    def text(self, file: Path) -> str:
        """Read the file that was asked for."""
        text = self.plain(file)
        return self._open(text, file)

    def plain(self, file: Path) -> str:
        """Read a file as it is."""
        try:
            return self._utf8(file)
        except OSError as error:
            raise UsageError(f"rubric {file}: cannot be read ({error.strerror}); check the path") from error

    def raw(self, file: Path) -> str:
        """Read a file that a rubric names; OSError is its reader's to tell."""
        return self._open(self._utf8(file), file)

    def _open(self, text: str, file: Path) -> str:
        if not is_sealed(text):
            return text
        made = unseal(text, Key.read(self._key) if self._key else None, str(file))
        self.opened.append(str(file))
        return made

    @staticmethod
    def _utf8(file: Path) -> str:
        try:
            return file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise UsageError(
                f"rubric {file}: expected UTF-8, found byte {error.start} that is none; save it as UTF-8"
            ) from error
