"""Part markers: which lines of a submission belong to which part of the exam, as its author marked them."""

from __future__ import annotations

from grader.markers.decoration import LineKind
from grader.markers.grammar import Marker, Shape, find_marker
from grader.markers.outline import Stretch, part_spans, stretches
from grader.markers.tree import Tree

__all__ = ["LineKind", "Marker", "Shape", "Stretch", "Tree", "find_marker", "part_spans", "stretches"]
