"""A folder that holds a data set in any layout that it is published in, or an archive of one."""

from __future__ import annotations

import shutil
import tarfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from grader.datasets.layouts import LAYOUTS
from grader.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from grader.datasets.arrays import Pixels
    from grader.datasets.catalog import DatasetSpec
    from grader.datasets.progress import Progress

_DEPTH = 4  # datasets/FashionMNIST/raw is three deep; a home folder must not be walked to its leaves
_ARCHIVES = (".tar.gz", ".tgz", ".tar")


@dataclass(frozen=True)
class Folder:
    """A folder that the user names, or that another tool has filled."""

    path: Path
    title: str = ""

    @property
    def name(self) -> str:
        """Where it is."""
        return self.title or f"the folder {self.path}"

    def fetch(self, spec: DatasetSpec, into: Path, progress: Progress) -> dict[str, Pixels]:
        """Read the first copy of the set that is found in the folder, in a folder below it, or in an archive."""
        if not self.path.is_dir():
            raise DataError("there is no such folder")
        progress.stage(f"reading {self.path}")
        return read_folder(self.path, spec, into)


def read_folder(folder: Path, spec: DatasetSpec, scratch: Path) -> dict[str, Pixels]:
    """Return the first copy of the set in a folder that is the set indeed; ``scratch`` takes what is unpacked.

    Raises DataError that says what was found instead.
    """
    wrong: list[str] = []
    for place in _places(folder, spec, scratch, wrong):
        for layout in LAYOUTS[spec.name]:
            files = layout.find(place)
            if files is None:
                continue
            try:
                arrays = layout.read(files)
                spec.verify(arrays)
            except Exception as error:  # noqa: BLE001 - a damaged file can fail a reader in any way
                wrong.append(f"{layout.title} in {place}: {error or type(error).__name__}")
            else:
                return arrays
    if wrong:
        raise DataError("; ".join(wrong))
    raise DataError(f"none of these is in {folder}: {layouts_in_words(spec)}")


def layouts_in_words(spec: DatasetSpec) -> str:
    """Name the layouts that a folder may hold a set in, each by its first file."""
    return ", ".join(f"{layout.title} ({layout.files[0]}, …)" for layout in LAYOUTS[spec.name])


def _places(folder: Path, spec: DatasetSpec, scratch: Path, wrong: list[str]) -> Iterator[Path]:
    """Yield the folders to look into, nearest first, and then what the folder's archives unpack to."""
    yield from _folders(folder, _DEPTH)
    for number, archive in enumerate(sorted(path for path in folder.iterdir() if path.name.endswith(_ARCHIVES))):
        unpacked = scratch / f"unpacked-{number}"
        try:
            unpack(archive, unpacked, {name for layout in LAYOUTS[spec.name] for name in layout.files})
        except DataError as error:
            wrong.append(str(error))
        else:
            yield unpacked


def _folders(folder: Path, depth: int) -> Iterator[Path]:
    level = [folder]
    for _ in range(depth):
        yield from level
        level = [child for parent in level for child in _subfolders(parent)]


def _subfolders(folder: Path) -> list[Path]:
    try:
        children = sorted(folder.iterdir())
    except PermissionError:  # somebody else's folder beside the one that is looked for
        return []
    return [child for child in children if child.is_dir() and not child.is_symlink()]


def unpack(archive: Path, into: Path, names: set[str]) -> None:
    """Take the regular files called ``names`` out of a tar archive, wherever in it they lie.

    Nothing is written but ``into/<name>``: a member that climbs out of the folder, a link or a device does no harm.
    Raises DataError for a damaged archive.
    """
    into.mkdir()
    try:
        with tarfile.open(archive) as tar:
            for member in tar:
                name = PurePosixPath(member.name).name
                stream = tar.extractfile(member) if member.isfile() and name in names else None
                if stream is not None:
                    with (into / name).open("wb") as file:
                        shutil.copyfileobj(stream, file)
    except (tarfile.TarError, EOFError, OSError) as error:
        raise DataError(f"{archive.name} cannot be unpacked: {error or type(error).__name__}") from error
