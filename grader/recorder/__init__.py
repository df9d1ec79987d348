"""The child's side of a run: executes a submission's cells once and writes down what they did.

Started as ``python -m grader.recorder JOB_DIR`` (see ``grader.recorder.job`` for what goes in). It knows no rubric, no
key and no label beyond the data sets' own; all that it writes are claims (``grader.recording_file`` reads them).
"""

from __future__ import annotations

VERSION = "5"
"""Of the way in which runs are recorded: it changes whenever the same submission would be recorded otherwise."""
