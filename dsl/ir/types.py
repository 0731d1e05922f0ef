"""Types with finitely many values, and the vocabulary that has them: fields, facts, events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..base.spans import Span

NOT_APPLICABLE = "not_applicable"
"""The value of an optional field that does not apply to this subject; it differs from unknown."""

ABSENT = "absent"
"""The value of everything that is asked of an event that never took place."""

YES = "yes"
NO = "no"


@dataclass(frozen=True, slots=True)
class Domain:
    """A type with finitely many values; `ordered` ones stand best first."""

    name: str
    label: str
    values: tuple[str, ...]
    ordered: bool = False


BOOLEAN = Domain("boolean", "yes or no", (YES, NO))


@dataclass(frozen=True, slots=True)
class Plain:
    """A type whose values are only recorded, never tested: text, number or date."""

    name: Literal["text", "number", "date"]


PLAIN: dict[str, Plain] = {"text": Plain("text"), "number": Plain("number"), "date": Plain("date")}

Type = Domain | Plain


@dataclass(frozen=True, slots=True)
class Citation:
    """The paragraphs on which something rests, where the clause stands that says so, and where it cites them."""

    paragraphs: tuple[str, ...]
    span: Span = field(compare=False)
    written: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an event. `judged_by` is not empty where its value is a human judgement."""

    name: str
    label: str
    type: Type
    optional: bool
    default: str | None
    judged_by: tuple[str, ...]
    span: Span = field(compare=False)

    @property
    def domain(self) -> tuple[str, ...]:
        """The values that the field can have."""
        return domain_of(self.type, self.optional)


@dataclass(frozen=True, slots=True)
class Fact:
    """What is true of the subject; a constant one has one value for all time."""

    name: str
    label: str
    type: Type
    optional: bool
    constant: bool
    span: Span = field(compare=False)

    @property
    def domain(self) -> tuple[str, ...]:
        """The values that the fact can have."""
        return domain_of(self.type, self.optional)


@dataclass(frozen=True, slots=True)
class EventType:
    """Something dated. It takes effect at its moment `effective`."""

    name: str
    label: str
    by: tuple[str, ...]
    moments: tuple[str, ...]
    effective: str
    fields: tuple[Field, ...]
    span: Span = field(compare=False)
    _named: Mapping[str, Field] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Asked for at every test of a field: looked up, not sought each time.
        object.__setattr__(self, "_named", {each.name: each for each in self.fields})

    def field(self, name: str) -> Field | None:
        """The field of that name, if there is one."""
        return self._named.get(name)


def domain_of(type_: Type, optional: bool) -> tuple[str, ...]:
    """The values of a type, with 'not applicable' where it is optional; empty for plain types."""
    match type_:
        case Domain(values=values):
            return (*values, NOT_APPLICABLE) if optional else values
        case Plain():
            return ()
