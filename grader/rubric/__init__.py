"""What an exam asks and what it is worth.

A rubric is data: parts, and in each part criteria, each of them one check with its own fields. ``parse`` turns YAML
text into a ``Rubric`` or raises ``RubricError`` with every fault at once; ``schema`` is the JSON Schema that editors
complete and check against. ``dump`` is the way back, ``public`` the rubric that students may see; a rubric in a place
that students can read is sealed (``grader.rubric.sealing``).
"""

from __future__ import annotations

from grader.rubric.changes import Change
from grader.rubric.document import parse
from grader.rubric.models import Part, Rubric, schema
from grader.rubric.writing import dump, public

__all__ = ["Change", "Part", "Rubric", "dump", "parse", "public", "schema"]
