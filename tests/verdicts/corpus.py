"""The labelled corpus: submissions that differ from a right one in one thing, each with the verdict it must get.

A file of ``variants/`` holds a base (cells with ``@slots``) and its variants (slots filled otherwise). A variant's
label is its truth: what its criteria must be found to be, "met" where nothing is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from grader.evidence import Cell, CellKind

FOLDER = Path(__file__).parent / "variants"
VERDICTS = ("met", "partial", "not_met", "undetermined")
_SLOT = re.compile(r"^(?P<indent>[ ]*)@(?P<line>\w+)$|@(?P<word>\w+)@", re.MULTILINE)


@dataclass(frozen=True)
class Variant:
    """One submission with its label."""

    file: str
    name: str
    parts: tuple[str, ...]
    """The rubric's parts that it is graded by."""
    judged: tuple[str, ...]
    """The parts whose criteria its label speaks of; the others are there because these refer to them."""
    cells: tuple[Cell, ...]
    label: dict[str, str]
    """Criterion id to verdict, for those that are not met."""
    person: dict[str, str]
    """Criterion id to the reason why the grader leaves it to a person though the truth is known."""
    why: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    """What a run's few steps cannot say: curves, values, measurements; see ``running.complete``."""

    @property
    def id(self) -> str:
        """File and name."""
        return f"{self.file}: {self.name}"

    @property
    def runs(self) -> bool:
        """There is code in it."""
        return any(cell.kind is CellKind.CODE for cell in self.cells)

    @property
    def group(self) -> str:
        """What kind of label it has."""
        if not self.label:
            return "equivalent"
        return "unclear" if set(self.label.values()) == {"undetermined"} else "wrong"


def corpus(*files: str) -> list[Variant]:
    """Read the variants of some files, of all if none is named."""
    paths = [FOLDER / f"{name}.yaml" for name in files] or sorted(FOLDER.glob("*.yaml"))
    return [variant for path in paths for variant in _read(path)]


def _read(path: Path) -> list[Variant]:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    made, names = [], set()
    for entry in data["variants"]:
        name = entry.pop("name")
        if name in names:
            raise ValueError(f"{path.name}: two variants are called {name!r}")
        names.add(name)
        made.append(_variant(path.stem, name, data, entry))
    return made


def _variant(file: str, name: str, data: dict[str, Any], entry: dict[str, Any]) -> Variant:
    label = {str(key): verdict for key, verdict in _labelled(entry.pop("loses", {})).items()}
    person, why = entry.pop("person", {}), entry.pop("why", "")
    facts = {**data.get("facts", {}), **entry.pop("facts", {})}
    cells, slots = entry.pop("cells", data["cells"]), {**data.get("slots", {}), **entry}
    if unknown := set(entry) - set(data.get("slots", {})):
        raise ValueError(f"{file}.yaml: {name}: no slot is called {', '.join(sorted(unknown))}")
    judged = tuple(map(str, data["parts"]))
    return Variant(
        file=file,
        name=name,
        parts=tuple(map(str, (*data.get("with", ()), *judged))),
        judged=judged,
        cells=tuple(_cell(number, cell, slots) for number, cell in enumerate(cells, 1)),
        label=label,
        person=person,
        why=why,
        facts=facts,
    )


def _labelled(loses: Any) -> dict[str, str]:
    """Read the label: a mapping, or the ids of what is lost in full."""
    found = (
        dict(loses)
        if isinstance(loses, dict)
        else dict.fromkeys(loses if isinstance(loses, list) else [loses], "not_met")
    )
    if wrong := set(found.values()) - set(VERDICTS):
        raise ValueError(f"no verdicts: {', '.join(map(str, wrong))}")
    return found


def _cell(number: int, cell: dict[str, str], slots: dict[str, str]) -> Cell:
    ((kind, text),) = cell.items()
    return Cell(number=number, kind=CellKind(kind), source=fill(text, slots).strip("\n"))


def fill(text: str, slots: dict[str, str]) -> str:
    """Put the slots' texts in: ``@name`` on a line of its own keeps its indentation, ``@name@`` stands in a line."""

    def put(match: re.Match[str]) -> str:
        name = match["line"] or match["word"]
        if name not in slots:
            # A decorator, or an @ of another meaning.
            return match[0]
        value = fill(str(slots[name]), slots).strip("\n")
        indent = match["indent"] or ""
        return "\n".join(indent + line if line else line for line in value.splitlines()) if match["line"] else value

    return _SLOT.sub(put, text)
