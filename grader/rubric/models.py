"""The rubric's models; field descriptions are what editors show."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from grader.checks import AnyCheck, Criterion
from grader.checks.base import Points, Title
from grader.rubric.changes import Change
from grader.values import Value


def _titled(value: object) -> object:
    return {"ko": value, "en": value} if isinstance(value, str) else value


AnyTitle = Annotated[Title, BeforeValidator(_titled, json_schema_input_type=str | Title)]


class Part(Value):
    """A question of the exam that has points of its own."""

    id: str = Field(pattern=r"^[\w]+([-.][\w]+)*$", description="As in the exam: '1-1', '3', 'Q2'.")
    title: AnyTitle = Field(default=Title(), description="What the report calls it.")
    points: Points = Field(description="The sum of its criteria's points; written out so that a slip is seen.")
    criteria: tuple[AnyCheck, ...] = Field(description="What must hold, each with its points.")
    free: tuple[Change, ...] = Field(
        default=(), description="What the exam leaves open here; 'grade rubric check' calls such a change no hole."
    )

    @property
    def titles(self) -> tuple[str, ...]:
        """What it is called, once in each language."""
        return tuple(dict.fromkeys(filter(None, (self.title.ko, self.title.en))))


class Section(Value):
    """A heading under which parts stand in the report."""

    id: str = Field(description="What the ids of its parts begin with: '1' for '1-1' and '1-2'.")
    title: AnyTitle = Field(default=Title(), description="What the report calls it.")


class Rubric(Value):
    """An exam: its parts in the order of the report. ``parse`` makes it, and sees to it that it holds together."""

    exam: AnyTitle = Field(description="The exam's name.")
    sections: tuple[Section, ...] = Field(default=(), description="Headings; a part '1-2' stands under section '1'.")
    parts: tuple[Part, ...] = Field(description="The exam's parts.")

    @property
    def possible(self) -> Decimal:
        """All points together."""
        return sum((part.points for part in self.parts), Decimal(0))

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Every criterion, in order."""
        return tuple(criterion for part in self.parts for criterion in part.criteria)

    @property
    def is_public(self) -> bool:
        """It is a rubric for students: some keys are hidden, so it decides nobody's grade."""
        return any(criterion.hidden for criterion in self.criteria)

    @property
    def datasets(self) -> tuple[str, ...]:
        """Names of the data sets that the criteria speak of, sorted."""
        return tuple(sorted({name for criterion in self.criteria for name in criterion.datasets}))

    def section_of(self, part: Part) -> str:
        """Return the id of the section that a part stands under, the longest that fits; empty if there is none."""
        fitting = [s.id for s in self.sections if part.id == s.id or part.id.startswith((f"{s.id}-", f"{s.id}."))]
        return max(fitting, key=len, default="")

    def part(self, number: str) -> Part:
        """Return a part by its id; KeyError if there is none."""
        for part in self.parts:
            if part.id == number:
                return part
        raise KeyError(number)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a rubric file, ``extends`` included; editors show its descriptions as Markdown."""
    made = Rubric.model_json_schema(mode="validation")
    for definition in made["$defs"].values():
        definition["description"] = definition["description"].replace("``", "`")
        check = definition.get("properties", {}).get("check")
        if check is not None:
            check["description"] = definition["description"]
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    made["properties"]["extends"] = {
        "type": "string",
        "description": "Another rubric file, relative to this one, whose criteria this one overrides by id.",
    }
    made["properties"]["criteria"] = {
        "type": "object",
        "description": "With 'extends': criterion id to the fields that replace the base's.",
        "additionalProperties": {"type": "object"},
    }
    # A rubric that extends another one may leave everything else out.
    made["required"] = []
    made["anyOf"] = [{"required": ["exam", "parts"]}, {"required": ["extends"]}]
    return made
