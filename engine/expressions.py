"""What a clause group decides from: variables with classes of values, and expressions over them.

A *variable* is a term, asked at a certain time, whose values fall into *classes*: values that no test of the group
tells apart are one class. A valuation gives each variable a bit mask of the classes that are still possible; one bit
means known. So a key is feasible by construction, and small.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from ..dsl import ir


class Time(StrEnum):
    """When a variable is asked: for all time, at the triggering event, as of the asking, or at a duty's deadline."""

    ALWAYS = "always"
    EVENT = "event"
    NOW = "now"
    DEADLINE = "deadline"

    __hash__ = str.__hash__  # that of enumerations is slower, and these are looked up at every step


TIMES = tuple(Time)


Masks = tuple[int, ...]
"""A valuation: what may be of each variable of a group, a bit for each class of its values."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A term at a time, and the classes of its values.

    `recorded`: the term reads the record alone, and no states, so that it has one answer at each moment of asking.
    `settled`: and no reading or length of time has a part in that answer.
    """

    term: ir.Term
    time: Time
    classes: tuple[frozenset[str], ...]
    recorded: bool = field(default=False, compare=False)
    settled: bool = field(default=False, compare=False)
    _known: dict[frozenset[str], int] = field(init=False, repr=False, compare=False, default_factory=dict)
    _values: dict[int, frozenset[str]] = field(init=False, repr=False, compare=False, default_factory=dict)

    @property
    def full(self) -> int:
        """The mask of a variable of which nothing is known."""
        return (1 << len(self.classes)) - 1

    def mask(self, values: Iterable[str]) -> int:
        """The classes into which `values` fall."""
        wanted = values if type(values) is frozenset else frozenset(values)
        mask = self._known.get(wanted)
        if mask is None:
            mask = self._known[wanted] = sum(1 << i for i, each in enumerate(self.classes) if each & wanted)
        return mask

    def values(self, mask: int) -> frozenset[str]:
        """The values in the classes of `mask`."""
        values = self._values.get(mask)
        if values is None:
            classes = (each for i, each in enumerate(self.classes) if mask >> i & 1)
            values = self._values[mask] = frozenset[str]().union(*classes)
        return values


# Expressions over the variables of one group; `origin` is the condition from which each was made. An expression is
# itself and no other, however alike: what is worked out from it is kept by it.


@dataclass(frozen=True, slots=True, eq=False)
class Is:
    """Variable number `variable` lies within the classes `accept`."""

    variable: int
    accept: int
    origin: ir.Test


@dataclass(frozen=True, slots=True, eq=False)
class Not:
    """The opposite."""

    item: Expression
    origin: ir.Cond


@dataclass(frozen=True, slots=True, eq=False)
class All:
    """Every one of them."""

    items: tuple[Expression, ...]
    origin: ir.Cond


@dataclass(frozen=True, slots=True, eq=False)
class AnyOf:
    """At least one of them."""

    items: tuple[Expression, ...]
    origin: ir.Cond


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """A named condition, written out."""

    define: str
    body: Expression
    origin: ir.Holds


@dataclass(frozen=True, slots=True, eq=False)
class CaseRow:
    """A row of a decision: `when` is None for `otherwise`."""

    value: str
    when: Expression | None
    origin: ir.Row


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """A decision, written out, comes to one of the values."""

    decision: str
    rows: tuple[CaseRow, ...]
    accepted: frozenset[str]
    origin: ir.Chosen


Expression = Is | Not | All | AnyOf | Named | Chosen
