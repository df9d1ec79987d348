"""What a person decided: data of its own, which no run and no change of the rubric overwrites."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from grader.values import Value

Amount = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=2)]


class Decision(Value):
    """A person's word on one criterion of one submission."""

    criterion: str = Field(description="The criterion's id.")
    points: Amount = Field(description="What the person gave.")
    possible: Amount = Field(description="What the criterion was worth at that time.")
    comment: str = ""
    who: str = Field(min_length=1)
    when: str = Field(description="ISO 8601, with the offset from UTC.")
    seen: str = Field(default="", description="Digest of the finding that the person looked at.")

    @property
    def share(self) -> Fraction:
        """The share of the criterion's points that was given, which holds when its worth changes."""
        return Fraction(self.points) / Fraction(self.possible) if self.possible else Fraction(1)

    @model_validator(mode="after")
    def _within(self) -> Self:
        if self.points > self.possible:
            raise ValueError(f"criterion {self.criterion}: {self.points} points given, but it is worth {self.possible}")
        return self
