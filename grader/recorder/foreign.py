"""The one name for values without types: Keras's, TensorFlow's and IPython's (they ship none), and students' own."""

from __future__ import annotations

from typing import Any, TypeAlias

Foreign: TypeAlias = Any
"""Something of a library without types, or anything that a student may pass: look before you touch it."""
