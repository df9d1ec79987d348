"""GitHub's workflow commands: what is to be said of a submission, on the lines it is said of.

GitHub reads commands from whatever a step prints, a student's words included. Therefore everything here is escaped as
the commands ask, and ``quoted`` prints other people's text between a stop and a start that it cannot know.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from grader.checks.base import Verdict
from grader.report.clean import clean, cut
from grader.report.glyphs import points
from grader.report.repository import line_of
from grader.report.view import view

if TYPE_CHECKING:
    from grader.report.view import CriterionView, PartView
    from grader.scoring import Score

MOST = 10
"""GitHub drops what is more than this of one kind in a step."""

MOST_MESSAGE = 1000
MOST_TITLE = 200
_LEVELS = {Verdict.NOT_MET: "error", Verdict.PARTIAL: "warning", Verdict.UNDETERMINED: "notice"}
_ORDER = tuple(_LEVELS)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,}")


def render(score: Score, file: str, *, language: str = "en", student: bool = True) -> str:
    """Return at most ten commands, a line each, the greatest losses first.

    Args:
        score: The score.
        file: The submission's path in the repository, with "/" between its parts.
        language: "en" or "ko".
        student: Leave out what only the teacher should read: annotations are seen by all who see the repository.
    """
    seen = view(score, language=language, student=student)
    found = [(part, c) for part in seen.parts for c in part.criteria if c.verdict in _LEVELS]
    found.sort(key=lambda pair: (_ORDER.index(pair[1].verdict), -pair[1].tally.lost - pair[1].tally.pending))
    made = []
    for part, criterion in found[:MOST]:
        number = line_of(criterion.where, score.evidence.submission)
        made.append(command(_LEVELS[criterion.verdict], _message(criterion), _place(file, number, part, criterion)))
    return "".join(f"{line}\n" for line in made)


def command(name: str, message: str, properties: dict[str, str]) -> str:
    """Return one command, escaped; it is one line whatever is in it."""
    pairs = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{name} {pairs}::{_data(message)}" if pairs else f"::{name}::{_data(message)}"


def quoted(text: str, token: str) -> str:
    """Return text so that no line of it is taken for a command.

    Args:
        text: Anything, a student's output included.
        token: At least 16 letters or digits that whoever wrote the text could not know; of ``secrets.token_hex``.

    Raises:
        ValueError: The token is too short, or stands in the text.
    """
    if not _TOKEN.fullmatch(token) or token in text:
        raise ValueError("expected a random token of at least 16 letters or digits that is not in the text")
    ended = text if text.endswith("\n") or not text else f"{text}\n"
    return f"::stop-commands::{token}\n{ended}::{token}::\n"


def _place(file: str, number: int | None, part: PartView, criterion: CriterionView) -> dict[str, str]:
    points_of = f"{points(criterion.tally.points)} / {points(criterion.tally.possible)}"
    title = cut(f"{part.id} {criterion.title} ({points_of})", MOST_TITLE)
    return {"file": file, **({"line": str(number)} if number is not None else {}), "title": title}


def _message(criterion: CriterionView) -> str:
    place = f" ({criterion.place})" if criterion.place else ""
    return cut(criterion.reason, MOST_MESSAGE) + place


def _data(text: str) -> str:
    return clean(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
