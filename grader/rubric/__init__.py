"""What an exam asks and what it is worth.

A rubric is data: parts, and in each part criteria, each of them one check with its own fields. ``parse`` turns YAML
text into a ``Rubric`` or raises ``RubricError`` with every fault at once; ``schema`` is the JSON Schema that editors
complete and check against.
"""

from __future__ import annotations

from grader.rubric.changes import Change
from grader.rubric.document import parse
from grader.rubric.models import Part, Rubric, schema

__all__ = ["Change", "Part", "Rubric", "parse", "schema"]
