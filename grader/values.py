"""What every value that travels between the stages has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from collections.abc import Hashable

T = TypeVar("T", bound="Hashable")


class Shared:
    """Keeps one of equal values: ``shared(value)`` is the first that was equal."""

    def __init__(self) -> None:
        """Start without any."""
        self._kept: dict[Any, Any] = {}

    def __call__(self, value: T) -> T:
        """Return the one that is kept."""
        kept: T = self._kept.setdefault(value, value)
        return kept


class Value(BaseModel):
    """An immutable value; an unknown field is an error, as is NaN (a number that is not finite travels as ``None``)."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Text(NamedTuple):
    """A message in every language a report can be written in, each written where the fact is known."""

    en: str
    ko: str

    def __call__(self, language: str) -> str:
        """Return the wording in ``language`` ("en" or "ko")."""
        return self.ko if language == "ko" else self.en

    @classmethod
    def same(cls, words: str) -> Text:
        """Make a message that reads alike in every language: a number, a name, a layer."""
        return cls(words, words)

    def plus(self, other: Text, separator: str = "; ") -> Text:
        """Join two messages, language by language; an empty one adds nothing."""
        return Text(
            separator.join(filter(None, (self.en, other.en))),
            separator.join(filter(None, (self.ko, other.ko))),
        )


NOTHING = Text("", "")
