"""The parts that clauses are made of: names, references to events, days, conditions."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ..base.spans import Span


@dataclass(frozen=True, slots=True)
class Name:
    """A word that names something, and where it stands."""

    text: str
    span: Span = field(compare=False)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Cite:
    """The paragraphs that a clause rests on, as written after `cite`."""

    paragraphs: tuple[Name, ...]
    span: Span = field(compare=False)


class Relation(StrEnum):
    """On which side of its anchor an offset is laid."""

    AFTER = "after"
    BEFORE = "before"


class Selector(StrEnum):
    """Which of several events of a type is meant."""

    LATEST = "latest"
    PREVIOUS = "previous"
    FIRST = "first"


# References to events


@dataclass(frozen=True, slots=True)
class It:
    """The event that a clause is about."""

    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Select:
    """One event of a type, picked by its place in the history."""

    selector: Selector
    event: Name
    span: Span = field(compare=False)


Ref = It | Select


@dataclass(frozen=True, slots=True)
class Path:
    """A name, or a name *of* an event."""

    name: Name
    ref: Ref | None
    span: Span = field(compare=False)


# Time


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of units."""

    amount: int
    unit: Name
    span: Span = field(compare=False)


Duration = Counted | Name


@dataclass(frozen=True, slots=True)
class MomentOf:
    """A moment of an event."""

    moment: Name
    ref: Ref
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class StartOf:
    """The day from which a fact has had its present value."""

    fact: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A calendar day, as written."""

    day: Name
    span: Span = field(compare=False)


Anchor = MomentOf | StartOf | Fixed


@dataclass(frozen=True, slots=True)
class Point:
    """A day reckoned from an anchor."""

    duration: Duration
    relation: Relation
    anchor: Anchor
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Window:
    """From `earliest` until `latest`, both inside; either may be missing."""

    earliest: Point | None
    latest: Point | None
    span: Span = field(compare=False)


# Conditions


class Order(StrEnum):
    """How a value stands on its scale to the one named."""

    EXACTLY = "exactly"
    OR_BETTER = "or better"
    OR_WORSE = "or worse"


@dataclass(frozen=True, slots=True)
class Is:
    """`is VALUE`, `is not VALUE`, `is VALUE or better`, `is VALUE or worse`."""

    value: Name
    order: Order
    negated: bool
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class OneOf:
    """`is one of (…)`, or `is one of GROUP`."""

    names: tuple[Name, ...]
    bracketed: bool
    negated: bool
    span: Span = field(compare=False)


class Side(StrEnum):
    """How a day stands to another day."""

    BEFORE = "before"
    ON = "on"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Dated:
    """`is before DATE`, `is on DATE`, `is after DATE`."""

    side: Side
    day: Name
    span: Span = field(compare=False)


Trial = Is | OneOf | Dated


@dataclass(frozen=True, slots=True)
class Flag:
    """A path that is itself true or false."""

    path: Path
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """A path held against something."""

    path: Path
    trial: Trial
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Quantified:
    """`any` or `all` fields of a group, each held against the same."""

    every: bool
    group: Name
    ref: Ref
    trial: Trial
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class HasPassed:
    """A day that lies behind."""

    point: Point
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether there is `some` event of a type, or `no` such event, in a stretch of the history."""

    some: bool
    event: Name
    since: Ref | None
    before: Ref | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    item: Cond
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class And:
    """Every one of the conditions."""

    items: tuple[Cond, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of the conditions."""

    items: tuple[Cond, ...]
    span: Span = field(compare=False)


Cond = Flag | Compare | Quantified | HasPassed | Exists | Not | And | Or
