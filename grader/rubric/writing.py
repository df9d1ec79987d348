"""A rubric to YAML: whole, with what it extends and the tests it names; and as students may see it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from grader.rubric.models import Rubric

WIDTH = 1000
"""A value is never folded: a list of layers or a question is one line."""


def dump(rubric: Rubric) -> str:
    """Return a rubric as one YAML text that ``parse`` reads as the same rubric; what was not given is not written."""
    return yaml.dump(
        _plain(rubric.model_dump(exclude_unset=True, by_alias=True)),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=WIDTH,
        default_flow_style=None,
    )


def public(rubric: Rubric) -> Rubric:
    """Return the rubric that students may see: the same, each key hidden."""
    parts = (
        part.model_copy(update={"criteria": tuple(criterion.public() for criterion in part.criteria)})
        for part in rubric.parts
    )
    return rubric.model_copy(update={"parts": tuple(parts)})


class _Dumper(yaml.SafeDumper):
    """Writes no anchors: a list that is used twice is written twice."""

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


def _plain(value: Any) -> Any:  # noqa: ANN401 - a model's fields are anything
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(_plain(item) for item in value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal | float):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, str):
        # A layer is text of a class of its own, which YAML does not know.
        return str(value)
    return value
