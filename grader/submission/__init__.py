"""Reading what a student handed in: a script, a notebook, a folder or a zip. Nothing of it is run here."""

from __future__ import annotations

from grader.submission.opened import OpenedSubmission, open_submission, read

__all__ = ["OpenedSubmission", "open_submission", "read"]
