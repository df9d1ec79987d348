"""Everything the grader raises on purpose.

    GraderError               something a person can mend; its text says what, where and how
    ├── UsageError            the command line asks for what cannot be done          exit 2
    ├── RubricError           the rubric is invalid; carries every fault at once      exit 2
    │   └── SealError         it is sealed, and cannot be opened here                 exit 2
    ├── SubmissionError       a file that cannot be read as a submission              exit 2
    ├── DataError             no source answered, or what came is not the data set    exit 3
    ├── SandboxError          no sandbox of the level asked for, or it did not start  exit 3
    └── StoreError            the class's store is locked, full or not ours           exit 3

Anything else that escapes is a fault of the grader itself: exit 3, with a traceback.
A submission's own exceptions are never raised here: they are data (see ``grader.evidence``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence


class GraderError(Exception):
    """A trouble with a name; ``str(error)`` is fit for a user's eyes."""

    exit_status: ClassVar[int] = 3


class UsageError(GraderError):
    """The command line asks for what cannot be done."""

    exit_status = 2


class RubricError(GraderError):
    """The rubric is invalid: ``faults`` holds every fault, each a line with file, path, value and way out."""

    exit_status = 2

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class SealError(RubricError):
    """A sealed rubric cannot be opened: no key, another one, or the file was changed."""

    def __init__(self, fault: str) -> None:
        super().__init__([fault])


class SubmissionError(GraderError):
    """A file that cannot be read as a submission."""

    exit_status = 2


class DataError(GraderError):
    """No source of a data set answered, or what came was not the data set."""


class SandboxError(GraderError):
    """The sandbox asked for is not to be had here, or did not start."""


class StoreError(GraderError):
    """A class's store is in use by another grader, full, or not a store."""
