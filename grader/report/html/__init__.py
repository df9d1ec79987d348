"""Reports as web pages: one self-contained file each, which loads nothing and sends nothing.

Python works out numbers and plain text; the templates alone write markup, with autoescape on. A Content Security
Policy in each page allows its own style and script by their digests and nothing else, so that even text which slipped
through could not run.
"""

from __future__ import annotations

from grader.report.html.class_page import render_class
from grader.report.html.files import INDEX, file_names
from grader.report.html.student_page import render

__all__ = ["INDEX", "file_names", "render", "render_class"]
