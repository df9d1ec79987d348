"""Networks in canonical form: what they compute, not how they are written.

``grammar`` reads a rubric's layers ("conv2d 6 5x5 relu|linear"), ``canonical`` brings a recorded network to the same
``Step``s, ``compare`` aligns the two.
"""

from __future__ import annotations

from grader.networks.canonical import canonical
from grader.networks.compare import Comparison, compare
from grader.networks.grammar import LayerSpec, fill, parse_layer
from grader.networks.steps import Step

__all__ = ["Comparison", "LayerSpec", "Step", "canonical", "compare", "fill", "parse_layer"]
