"""Scores in the formats that other systems take: pure functions from scores, and a file of theirs, to text or bytes.

Points are decimals of two places throughout, so nothing is rounded on the way and the totals of all formats agree.
Where a format knows integers only, it holds hundredths of a point (``classroom50``); nowhere else are points scaled.
What waits for a person is not in the points; ``Filled.notes`` and the formats that have room say how much waits.
"""

from __future__ import annotations
