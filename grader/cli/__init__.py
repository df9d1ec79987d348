"""The command line: the only place that reads rubric files, prints and sets exit statuses.

Exit status: 0 graded, whatever the score; 1 a score under ``--fail-under``; 2 bad usage, rubric or submission; 3 the
grader's own failure; 130 interrupted. Nothing heavy is imported before it is known to be needed.
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import TYPE_CHECKING

from grader.cli.arguments import COMMANDS, KEY_VARIABLE, parser_of
from grader.errors import GraderError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

FAILED, INTERRUPTED = 3, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    # A folder called "data" is graded as ./data: a command's name always means the command.
    name = words.pop(0) if words and words[0] in COMMANDS else "grade"
    arguments = parser_of(name).parse_args(words)
    # Taken away, so that nothing that is started later has it.
    arguments.key = os.environ.pop(KEY_VARIABLE, "")
    try:
        return COMMANDS[name].load()(arguments)
    except GraderError as error:
        print(f"grade: {error}", file=sys.stderr)  # noqa: T201 - the shell prints
        return error.exit_status
    except KeyboardInterrupt:
        print("grade: interrupted", file=sys.stderr)  # noqa: T201 - as above
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (head, less) has gone; that is its right. What Python flushes on its way out must find a place.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:  # noqa: BLE001 - the last line of defence: say that it is our fault, exit 3
        traceback.print_exc()
        print("grade: this is a fault of the grader, not of a submission; please report it", file=sys.stderr)  # noqa: T201
        return FAILED
