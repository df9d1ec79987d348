"""Scores told to people and machines: pure functions from a ``Score`` to text.

``view`` decides once what a reader sees: it picks the language, hides from a student what only the teacher should
read, and cleans every string that came from a submission. The renderers lay out a ``View`` and know nothing else.
"""

from __future__ import annotations
