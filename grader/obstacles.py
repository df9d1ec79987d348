"""What of the machine that graded, and not of the submission, stopped a cell.

Read off what the cells recorded: a package or a network that the student had and the grader has not costs no point.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from grader.values import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from grader.evidence import Cell, CellError, CellRun

_MEMORY = frozenset({"MemoryError", "ResourceExhaustedError", "_ArrayMemoryError"})
_NETWORK = frozenset({
    "URLError", "HTTPError", "gaierror", "ConnectionError", "ConnectionRefusedError", "ConnectTimeout",
    "MaxRetryError", "NewConnectionError", "NameResolutionError", "ProxyError", "SSLError", "HTTPStatusError",
    "LocalEntryNotFoundError", "OfflineModeIsEnabled",
})  # fmt: skip
_DOWNLOAD = re.compile(r"URL fetch failure on|Failed to resolve|Temporary failure in name resolution|urlopen error")
_DISK = re.compile(r"\[Errno 28\]|No space left on device")
_ELSEWHERE = r"(/(?:content|kaggle|home|Users|mnt|media|gdrive|drive)\b[^\s;:'\"]*)"
"""Where Colab, Kaggle and students' own machines keep files."""
_REFUSED = r"(?:Read-only file system|Permission denied)"
_NOT_WRITABLE = re.compile(rf"{_ELSEWHERE}['\"]?; {_REFUSED}|{_REFUSED}: ['\"]?{_ELSEWHERE}")
_NOT_THERE = re.compile(
    r"No such file or directory: b?['\"]([^'\"]+)"
    r"|unable to open file: name = '([^']+)', errno = 2,"
    r"|File not found: filepath=(.+?)\. Please"
    r"|Failed to find any matching files for (\S+)"
    r"|SavedModel file does not exist at: (.+?)/\{"
)
"""Python's words, h5py's, Keras's and TensorFlow's."""
_TRAINED = (".keras", ".h5", ".hdf5", ".ckpt", ".index", ".pb")
_UNKNOWN_NAME = re.compile(r"name '(\w+)' is not defined")


def obstacles(cells: Sequence[Cell], runs: Sequence[CellRun]) -> Mapping[int, Text]:
    """Return, by number, the cells that something of this machine stopped, and what it was.

    A later cell that misses a name which such a cell would have made is stopped by the same thing.

    Args:
        cells: The submission's.
        runs: What became of them, in the order of the run.
    """
    sources = {cell.number: cell.source for cell in cells}
    found: dict[int, Text] = {}
    for run in runs:
        if run.error is None:
            continue
        what = _of_the_machine(run.error) or _inherited(run.error, found, sources)
        if what is not None:
            found[run.cell] = what
    return found


def _of_the_machine(error: CellError) -> Text | None:
    if error.absent:
        return Text(
            f"the package {error.absent} is neither installed here nor handed in (pip install it beside the grader, "
            "or add the file)",
            f"{error.absent} 패키지가 채점 환경에 없고 함께 제출되지도 않음 (채점 환경에 pip로 설치하거나 파일 추가)",
        )
    if error.type in _MEMORY:
        return Text("there was not enough memory here", "채점 환경의 메모리가 부족함")
    if error.type in _NETWORK or _DOWNLOAD.search(error.message):
        return Text("it needs the internet, which a graded run has not", "인터넷이 필요하나 채점 중에는 연결되지 않음")
    if error.type == "OSError" and _DISK.search(error.message):
        return Text("there was not enough disk here", "채점 환경의 디스크 공간이 부족함")
    if refused := _NOT_WRITABLE.search(error.message):
        path = refused[1] or refused[2]
        return Text(f"{path} cannot be written to here", f"채점 환경에서는 {path}에 쓸 수 없음")
    return _not_handed_in(error)


def _not_handed_in(error: CellError) -> Text | None:
    """Say which file the student has and we have not: on a machine of theirs, or trained weights.

    Any other file that is missing is the submission's own fault.
    """
    missing = _NOT_THERE.search(error.message)
    path = next(filter(None, missing.groups()), "") if missing else ""
    trained = path.endswith(_TRAINED) or (missing is not None and bool(missing[4] or missing[5]))
    if not trained and not re.match(_ELSEWHERE, path):
        return None
    return Text(
        f"the file {path} was not handed in (ask for it, or add it beside the submission)",
        f"{path} 파일이 제출되지 않음 (요청하거나 제출물 옆에 추가)",
    )


def _inherited(error: CellError, found: Mapping[int, Text], sources: Mapping[int, str]) -> Text | None:
    unknown = _UNKNOWN_NAME.search(error.message) if error.type == "NameError" else None
    if unknown is None:
        return None
    name = re.compile(rf"\b{unknown[1]}\b")
    return next((what for cell, what in found.items() if name.search(sources.get(cell, ""))), None)
